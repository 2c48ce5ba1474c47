/** The way of one query: find the statement, check it, hand it to the backend. */
import { errors } from '../errors.js';
import { analyze } from '../lang/analyze.js';
import type { Analysis, LanguageCatalog } from '../lang/analysis.js';
import { applyEdits, type EditedText } from '../lang/edits.js';
import { parseText } from '../lang/parser.js';
import { problem, type Problem } from '../lang/problem.js';
import { lengthProblems, maximumStatementLength } from '../lang/statementLength.js';
import { storePlaceholdersOf } from '../lang/storePlaceholders.js';
import type { Statement } from '../lang/syntax.js';
import type { Value } from '../result/types.js';
import type { Backend, ResultSet, RunRequest } from './backend.js';

export { lengthProblems, maximumStatementLength };

export interface CheckedStatement {
  /** What will run: the statement with the chosen store in place of placeholders. */
  readonly text: string;
  readonly statement: Statement | undefined;
  readonly analysis: Analysis | undefined;
  /** Ranges are offsets in the text given to `checkStatement`. Errors among them forbid the run. */
  readonly problems: readonly Problem[];
  /** Offset in `text` to offset in the text given. */
  toSource(offset: number): number;
}

/**
 * Checks the text of one statement (no `;` needed) against the stores known. A text with no statement, or with more
 * than one, is a problem. Pure; never throws.
 */
export function checkStatement(given: string, catalog: LanguageCatalog): CheckedStatement {
  const edited = insertChosenStore(given, catalog);
  const parsed = parseText(edited.text);
  const statement = parsed.statements[0];
  const analysis = statement && analyze(edited.text, statement, catalog);
  const problems = [...parsed.problems, ...(analysis?.problems ?? []), ...guards(edited.text, parsed.statements)];
  return {
    text: statement ? edited.text.slice(statement.range.start, statement.range.end) : edited.text,
    statement,
    analysis,
    problems: problems.map((found) => ({
      ...found,
      range: { start: edited.toSource(found.range.start), end: edited.toSource(found.range.end) },
    })),
    toSource: (offset) => edited.toSource(offset + (statement?.range.start ?? 0)),
  };
}

/** Checks and runs one statement; rejects with `InvalidStatement` and the problems when it has errors. */
export async function runQuery(
  run: {
    readonly text: string;
    readonly catalog: LanguageCatalog;
    readonly parameters?: Readonly<Record<string, Value>>;
  } & Pick<RunRequest, 'journal' | 'onWaiting' | 'runId' | 'deliveryUri'>,
  backend: Backend,
  signal: AbortSignal,
): Promise<ResultSet> {
  const checked = checkStatement(run.text, run.catalog);
  const mistakes = checked.problems.filter(({ severity }) => severity === 'error');
  if (mistakes.length > 0 || !checked.analysis) throw errors.invalidStatement(mistakes);
  return backend.run(
    {
      statement: checked.text,
      stores: run.catalog.stores,
      columns: checked.analysis.columns,
      parameters: run.parameters ?? {},
      ...(run.journal ? { journal: run.journal } : {}),
      ...(run.onWaiting ? { onWaiting: run.onWaiting } : {}),
      ...(run.runId === undefined ? {} : { runId: run.runId }),
      ...(run.deliveryUri === undefined ? {} : { deliveryUri: run.deliveryUri }),
    },
    signal,
  );
}

/** Placeholders where a table may stand become the chosen store's ID. */
function insertChosenStore(text: string, catalog: LanguageCatalog): EditedText {
  const chosen = catalog.chosenStore;
  if (!chosen) return applyEdits(text, []);
  const edits = parseText(text)
    .statements.flatMap((statement) => storePlaceholdersOf(statement, catalog.stores))
    .map(({ range }) => ({ range, text: chosen.id }));
  return applyEdits(text, edits);
}

function guards(text: string, statements: readonly Statement[]): readonly Problem[] {
  const [first, second] = statements;
  if (!first)
    return [problem('not-a-select', { start: 0, end: text.length }, 'There is no statement here. Write one SELECT.')];
  if (second)
    return [problem('not-a-select', second.range, 'Only one SELECT runs at a time. Run this statement by itself.')];
  return lengthProblems(first);
}
