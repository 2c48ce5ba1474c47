/** Whether a text with some names put in place of others still says the same: same tree, bindings, types, problems. */
import type { Analysis, LanguageCatalog, Reference } from './analysis.js';
import { analyzeText, type AnalyzedText } from './document.js';
import type { EditedText } from './edits.js';
import { shownName } from './bindings.js';
import type { Expression, Identifier, Select } from './syntax.js';
import { visit, type SyntaxNode } from './walk.js';
import { typeText } from '../result/types.js';

/** Undefined if it does; else a sentence. */
export function changeOfMeaning(before: string, after: EditedText, catalog: LanguageCatalog): string | undefined {
  const old = analyzeText(before, catalog);
  const now = analyzeText(after.text, catalog);
  const same = (offset: number): number => offset;
  const [shapeBefore, shapeAfter] = [shapeOf(old, same), shapeOf(now, after.toSource)];
  if (differ(shapeBefore.nodes, shapeAfter.nodes)) return 'With this name the statement would be read differently.';
  const problems = shapeAfter.problems.filter((problem) => !shapeBefore.problems.includes(problem));
  const [first] = now.problems.filter(({ code, range }) => problems.includes(`${code}@${after.toSource(range.start)}`));
  if (first) return `With this name the statement would have a mistake: ${first.message}`;
  if (shapeAfter.problems.length !== shapeBefore.problems.length || differ(shapeBefore.meaning, shapeAfter.meaning))
    return 'Something else in the statement has this name, so that names would no longer mean what they mean now.';
  if (shapeAfter.clashes > shapeBefore.clashes) return 'There is already something of this name beside it.';
  return undefined;
}

interface Shape {
  readonly nodes: readonly string[];
  readonly meaning: readonly string[];
  /** Code and place. */
  readonly problems: readonly string[];
  /** How often two things side by side have one name. */
  readonly clashes: number;
}

function shapeOf({ statements, problems }: AnalyzedText, place: (offset: number) => number): Shape {
  const nodes: string[] = [];
  const meaning: string[] = [];
  let clashes = 0;
  for (const { statement, analysis } of statements) {
    visit(statement, {
      enter(node) {
        nodes.push(`${node.kind}@${place(node.range.start)}`);
        meaning.push(meaningOf(node, analysis, place));
        clashes += namesBesideEachOther(node).reduce((sum, names) => sum + repeated(names), 0);
      },
    });
    meaning.push(...analysis.columns.map(({ type }) => typeText(type)), analysis.stores.map(({ id }) => id).join());
    clashes += repeated(analysis.columns.map(({ name }) => name));
  }
  return { nodes, meaning, clashes, problems: problems.map(({ code, range }) => `${code}@${place(range.start)}`) };
}

function meaningOf(node: SyntaxNode, analysis: Analysis, place: (offset: number) => number): string {
  const reference = analysis.referenceOf(node as Expression | Identifier);
  return reference ? describe(reference, place) : '';
}

/** Everything about a reference but the name itself. */
function describe(reference: Reference, place: (offset: number) => number): string {
  switch (reference.kind) {
    case 'store':
      return `store ${reference.store.id}`;
    case 'function':
      return `function ${reference.name}`;
    case 'member':
      return `member ${reference.category ?? ''} ${reference.path.length} ${typeText(reference.type)}`;
    case 'column': {
      const { category, origin, definition, type } = reference;
      const from = origin ? `${origin.category} ${origin.path.join('.')}` : '';
      return `column ${category ?? ''} ${from} ${definition ? place(definition.start) : ''} ${typeText(type)}`;
    }
    case 'commonTable':
    case 'relation':
      return `${reference.kind} ${place(reference.definition.start)}`;
    case 'lambdaParameter':
    case 'selectAlias':
      return `${reference.kind} ${place(reference.definition.start)} ${typeText(reference.type)}`;
  }
  return reference satisfies never;
}

/** Lists of names of which no two may be equal. */
function namesBesideEachOther(node: SyntaxNode): readonly (readonly string[])[] {
  const written = (names: readonly Identifier[]): readonly string[] => names.map(({ name }) => name);
  switch (node.kind) {
    case 'with':
      return [written(node.tables.map(({ name }) => name))];
    case 'commonTable':
    case 'relationAlias':
      return [written(node.columns)];
    case 'lambda':
      return [written(node.parameters)];
    case 'select':
      return [written(node.windows.map(({ name }) => name)), selectedNames(node), relationNames(node)];
    default:
      return [];
  }
}

const selectedNames = ({ items }: Select): readonly string[] =>
  items.flatMap((item) =>
    item.kind === 'selectAll'
      ? item.aliases.map(({ name }) => name)
      : ((item.alias ?? shownName(item.expression))?.name ?? []),
  );

function relationNames({ from }: Select): readonly string[] {
  const names: string[] = [];
  for (const relation of from) {
    visit(relation, {
      enter(node) {
        if (node.kind === 'query') return false;
        if (node.kind === 'relationAlias') names.push(node.name.name);
        else if (node.kind === 'tableReference' && !node.alias && node.name.kind === 'qualifiedName')
          names.push(node.name.parts.at(-1)?.name ?? '');
        return undefined;
      },
    });
  }
  return names;
}

function repeated(names: readonly string[]): number {
  return names.length - new Set(names.map((name) => name.toLowerCase())).size;
}

const differ = (a: readonly string[], b: readonly string[]): boolean =>
  a.length !== b.length || a.some((each, index) => each !== b[index]);
