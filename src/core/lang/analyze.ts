/** Resolves one statement: what its names mean, the types of its expressions, and what Lake will refuse. */
import type { Column } from '../result/types.js';
import type { Analysis, LanguageCatalog } from './analysis.js';
import type { Problem } from './problem.js';
import { queryOutput } from './resolve/queries.js';
import { Resolution } from './resolve/resolution.js';
import { emptyScope, type Output } from './resolve/scope.js';
import type { Statement } from './syntax.js';

/** `text` is the whole text that the statement's ranges refer to. Never throws; a broken tree gives what can be told. */
export function analyze(text: string, statement: Statement, catalog: LanguageCatalog): Analysis {
  const { resolution, output } = resolve(text, statement, catalog, undefined);
  return {
    problems: inOrder(resolution.problems),
    columns: output.columns.filter(({ hidden }) => !hidden).map(resultColumn),
    stores: resolution.stores,
    typeOf: (expression) => resolution.typeOf(expression),
    referenceOf: (node) => resolution.referenceOf(node),
  };
}

/** The same with what only completion needs: `marker` is part of the name at the caret. */
export function resolve(
  text: string,
  statement: Statement,
  catalog: LanguageCatalog,
  marker: string | undefined,
): { readonly resolution: Resolution; readonly output: Output } {
  const resolution = new Resolution(text, catalog, marker, queryOutput);
  const output = statement.query ? queryOutput(resolution, statement.query, emptyScope) : { columns: [], open: true };
  return { resolution, output };
}

/** Lake names columns that have no name by their position. */
const resultColumn = ({ name, type }: Output['columns'][number], index: number): Column => ({
  name: name ?? `_col${index}`,
  type,
});

const inOrder = (problems: readonly Problem[]): readonly Problem[] =>
  [...problems].sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
