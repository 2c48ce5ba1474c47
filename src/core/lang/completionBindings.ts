/**
 * What the statement says a column is: the texts it is compared with by `=` and IN, those nearest to the caret first.
 * `eventSource = 's3.amazonaws.com' AND eventName = |` has event names of S3 only; in another branch of OR it has not.
 */
import { meaningOf } from './completionMeaning.js';
import type { Resolution } from './resolve/resolution.js';
import type { Expression, Relation, Select, Statement } from './syntax.js';
import { visit, type SyntaxNode } from './walk.js';

/** Values of the column with this lower-case path, for what stands at the end of `path`. Empty: nothing is said. */
export type Bound = (column: string) => readonly string[];

interface Binding {
  readonly column: string;
  /** Lower-case alias or name of the relation as written before the column; empty where none is. */
  readonly qualifier: string;
  readonly values: readonly string[];
}

/** `like` is the expression that is asked about: of several tables, conditions on its own count. */
export function boundFor(
  statement: Statement,
  path: readonly SyntaxNode[],
  like: Expression | undefined,
  resolution: Resolution,
): Bound {
  const qualifier = like ? qualifierOf(like, resolution) : '';
  const levels = levelsAround(statement, path).map((conditions) =>
    once(() => conditions().flatMap((condition) => bindingsIn(condition, resolution))),
  );
  return (column) => {
    const fits = (binding: Binding): boolean =>
      binding.column === column && (binding.qualifier === qualifier || binding.qualifier === '' || qualifier === '');
    for (const bindings of levels) {
      const values = bindings()
        .filter(fits)
        .flatMap((binding) => binding.values);
      if (values.length > 0) return [...new Set(values)];
    }
    return [];
  };
}

/** Conditions from the nearest to the caret outwards, at last those of all queries in the statement. */
function levelsAround(statement: Statement, path: readonly SyntaxNode[]): readonly (() => readonly Expression[])[] {
  const near = path.flatMap((node, index) => {
    const conditions = conditionsBeside(node, path[index + 1]);
    return conditions.length > 0 ? [() => conditions] : [];
  });
  return [...near.toReversed(), () => allConditions(statement)];
}

/** Several columns are asked about, of a statement that may be long. */
function once<T>(read: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => (known ??= { value: read() }).value;
}

/** Conditions that hold where a child of the node is computed. */
function conditionsBeside(node: SyntaxNode, child: SyntaxNode | undefined): readonly Expression[] {
  switch (node.kind) {
    case 'logical':
      if (node.operator === 'OR') return [];
      return [node.left, node.right].filter((side) => side !== child);
    case 'case': {
      const branch = node.branches.find(({ then }) => then === child);
      return branch && !node.operand ? [branch.when] : [];
    }
    case 'call': {
      const [first] = node.arguments;
      const isIf = node.name[0]?.name.toLowerCase() === 'if' && first !== child;
      return [...(node.filter && node.filter !== child ? [node.filter] : []), ...(isIf && first ? [first] : [])];
    }
    case 'select':
      return conditionsOf(node).filter((condition) => condition !== child);
    default:
      return [];
  }
}

const conditionsOf = (select: Select): readonly Expression[] => [
  ...(select.where ? [select.where] : []),
  ...select.from.flatMap(joinConditions),
];

function joinConditions(relation: Relation): readonly Expression[] {
  if (relation.kind !== 'join') return [];
  return [...joinConditions(relation.left), ...(relation.on ? [relation.on] : [])];
}

function allConditions(statement: Statement): readonly Expression[] {
  const conditions: Expression[] = [];
  visit(statement, {
    enter(node) {
      if (node.kind === 'select') conditions.push(...conditionsOf(node));
      // Of the parts of a condition only subqueries hold others, and few statements have any.
      return node.kind !== 'logical' && node.kind !== 'comparison';
    },
  });
  return conditions;
}

/** Without recursion: a long chain of ORs is as deep as it is long. */
function bindingsIn(condition: Expression, resolution: Resolution): readonly Binding[] {
  const bindings: Binding[] = [];
  const work: Expression[] = [condition];
  for (let node = work.pop(); node; node = work.pop()) {
    if (node.kind === 'logical') work.push(node.right, node.left);
    else if (node.kind === 'parenthesized') work.push(node.expression);
    else if (node.kind === 'comparison' && node.operator === '=') {
      bindings.push(...binding(node.left, [node.right], resolution), ...binding(node.right, [node.left], resolution));
    } else if (node.kind === 'inList' && !node.negated) bindings.push(...binding(node.operand, node.items, resolution));
  }
  return bindings;
}

function binding(of: Expression, items: readonly Expression[], resolution: Resolution): readonly Binding[] {
  const values = items.flatMap((item) => (item.kind === 'literal' && item.type === 'string' ? [item.value] : []));
  if (values.length === 0 || of.kind === 'literal') return [];
  const meaning = meaningOf(of, resolution);
  if (!meaning) return [];
  return [{ column: meaning.path.join('.'), qualifier: qualifierOf(of, resolution), values }];
}

function qualifierOf(expression: Expression, resolution: Resolution): string {
  let at = expression;
  for (;;) {
    if (at.kind === 'dereference' || at.kind === 'subscript') at = at.base;
    else if (at.kind === 'parenthesized') at = at.expression;
    else if (at.kind === 'cast') at = at.operand;
    else if (at.kind === 'call' && at.arguments[0]) at = at.arguments[0];
    else break;
  }
  return at.kind === 'column' && resolution.referenceOf(at)?.kind === 'relation' ? at.name.name.toLowerCase() : '';
}
