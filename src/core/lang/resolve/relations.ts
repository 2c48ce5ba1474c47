/** Relations of FROM: what columns they bring. */
import type { EventCategory } from '../../query/eventDataStore.js';
import { unknownType, type LakeType } from '../../result/types.js';
import type { Expression, Join, Relation, RelationAlias, Select, Unnest } from '../syntax.js';
import { bigint, isUnknown } from '../typeRules.js';
import { guessCategory } from './categoryGuess.js';
import { describeType } from './describe.js';
import { conditionType, expressionType } from './expressions.js';
import type { Resolution } from './resolution.js';
import { innerScope, type Origin, type Output, type Scope, type ScopeColumn, type ScopeRelation } from './scope.js';
import { openRelation, tableRelation, withAlias } from './tables.js';

/** The relations of a FROM list, left to right; UNNEST and LATERAL see those before them. */
export function fromRelations(resolution: Resolution, select: Select, scope: Scope): readonly ScopeRelation[] {
  const names = new Set(select.from.flatMap(aliasesIn));
  const guess = (alias: string | undefined): EventCategory => guessCategory(select, alias, names);
  const relations: ScopeRelation[] = [];
  for (const relation of select.from) relations.push(...read(resolution, relation, { ...scope, relations }, guess));
  return relations;
}

/** The store's columns of `TABLE name`. */
export function tableOutput(resolution: Resolution, name: Parameters<typeof tableRelation>[1], scope: Scope): Output {
  return tableRelation(resolution, name, undefined, scope, () => 'CloudTrail');
}

type Guess = (alias: string | undefined) => EventCategory;

function read(resolution: Resolution, node: Relation, scope: Scope, guess: Guess): readonly ScopeRelation[] {
  switch (node.kind) {
    case 'tableReference':
      return [tableRelation(resolution, node.name, node.alias, scope, () => guess(node.alias?.name.name))];
    case 'join':
      return readJoin(resolution, node, scope, guess);
    case 'subqueryRelation':
    case 'valuesRelation': {
      const lateral = node.kind === 'subqueryRelation' && node.lateral;
      const outer = lateral ? scope : { ...scope, relations: [] };
      return [
        derived(resolution, resolution.readQuery(resolution, node.query, innerScope(outer)), node.alias, node.range),
      ];
    }
    case 'unnest':
      return [readUnnest(resolution, node, scope)];
    case 'parenthesizedRelation': {
      const inner = read(resolution, node.relation, scope, guess);
      if (!node.alias) return inner;
      const columns = inner.flatMap((relation) => relation.columns);
      return [derived(resolution, { columns, open: inner.some(({ open }) => open) }, node.alias, node.range)];
    }
    case 'matchRecognize':
      read(resolution, node.input, scope, guess);
      return [openRelation(node.alias?.name.name, node.alias?.name.range ?? node.range)];
    case 'tableFunction':
      for (const argument of node.arguments) expressionType(resolution, argument, { ...scope, clause: 'from' });
      return [openRelation(node.alias?.name.name, node.alias?.name.range ?? node.range)];
    case 'missingRelation':
      return [openRelation(undefined, node.range)];
  }
  return node satisfies never;
}

function derived(
  resolution: Resolution,
  output: Output,
  alias: RelationAlias | undefined,
  range: ScopeRelation['definition'],
): ScopeRelation {
  return { ...openRelation(alias?.name.name, alias?.name.range ?? range), ...withAlias(resolution, output, alias) };
}

function readJoin(resolution: Resolution, node: Join, scope: Scope, guess: Guess): readonly ScopeRelation[] {
  const left = read(resolution, node.left, scope, guess);
  const right = read(resolution, node.right, { ...scope, relations: [...scope.relations, ...left] }, guess);
  const relations = [...left, ...right];
  if (node.on)
    conditionType(resolution, node.on, { ...scope, relations: [...scope.relations, ...relations], clause: 'on' });
  for (const { name, range } of node.using) {
    if (resolution.isMarked(name))
      resolution.found({ kind: 'expression', scope: { ...scope, relations, clause: 'on' } });
    else if (name !== '' && ![left, right].every((side) => hasColumn(side, name))) {
      resolution.report('unknown-column', range, `USING needs a column ${name} in both tables.`);
    }
  }
  const merged = new Set(node.natural ? sharedNames(left, right) : node.using.map(({ name }) => name.toLowerCase()));
  if (node.natural) reportNaturalJoin(resolution, node, merged);
  if (merged.size === 0) return relations;
  return relations.map((relation) => ({ ...relation, merged: new Set([...merged, ...relation.merged]) }));
}

/** Lower-case names of columns that both sides have. */
function sharedNames(left: readonly ScopeRelation[], right: readonly ScopeRelation[]): readonly string[] {
  const names = (relations: readonly ScopeRelation[]): readonly string[] =>
    relations.flatMap(({ columns }) =>
      columns.flatMap(({ name, hidden }) => (hidden ? [] : (name?.toLowerCase() ?? []))),
    );
  const others = new Set(names(right));
  return names(left).filter((name) => others.has(name));
}

/** Trino reads NATURAL JOIN but does not run it. The local engine does. */
function reportNaturalJoin(resolution: Resolution, node: Join, shared: ReadonlySet<string>): void {
  const names = [...shared].slice(0, 5).join(', ');
  resolution.report(
    'type-mismatch',
    { start: node.left.range.end, end: node.right.range.start },
    `Lake is expected to refuse NATURAL JOIN, as Trino does. Write JOIN ... USING (${names === '' ? 'column' : names}).`,
    'warning',
  );
}

function hasColumn(relations: readonly ScopeRelation[], name: string): boolean {
  return relations.some(
    (relation) => relation.open || relation.columns.some((column) => column.name?.toLowerCase() === name.toLowerCase()),
  );
}

function readUnnest(resolution: Resolution, node: Unnest, scope: Scope): ScopeRelation {
  const columns: ScopeColumn[] = [];
  let open = false;
  for (const expression of node.expressions) {
    const type = expressionType(resolution, expression, { ...scope, clause: 'from' });
    const origin = resolution.originOf(expression);
    const expanded = expand(type, origin, expression);
    if (!expanded) {
      open = true;
      if (!isUnknown(type) && type.kind !== 'array') reportNotUnnestable(resolution, expression, type);
    } else columns.push(...expanded);
  }
  if (node.withOrdinality) columns.push(column('ordinality', bigint, undefined, node));
  const output = withAlias(resolution, { columns, open }, node.alias);
  return { ...openRelation(node.alias?.name.name, node.alias?.name.range ?? node.range), ...output };
}

/** Columns of one argument of UNNEST: rows expand to their members, maps to key and value. */
function expand(type: LakeType, origin: Origin | undefined, node: Expression): readonly ScopeColumn[] | undefined {
  if (type.kind === 'map')
    return [column('key', type.key, undefined, node), column('value', type.value, undefined, node)];
  if (type.kind !== 'array') return undefined;
  const { element } = type;
  if (element.kind === 'unknown') return undefined;
  if (element.kind !== 'row') return [column(undefined, element, undefined, node)];
  return element.fields.map(({ name, type: fieldType }) => {
    const field = origin?.field.fields.find((each) => each.name === name);
    return column(name, fieldType, origin && field && { ...origin, path: [...origin.path, name], field }, node);
  });
}

const column = (
  name: string | undefined,
  type: LakeType,
  origin: Origin | undefined,
  { range }: { readonly range: ScopeRelation['definition'] },
): ScopeColumn => ({ name, type, origin, definition: range, hidden: false });

function reportNotUnnestable(resolution: Resolution, expression: Expression, type: LakeType): void {
  const text = resolution.shown(expression.range).slice(0, 60);
  const isJson = type.kind === 'scalar' && (type.name === 'json' || type.name === 'varchar');
  const remedy = isJson ? ` Write UNNEST(CAST(json_parse(${text}) AS array(json))).` : '';
  resolution.report(
    'type-mismatch',
    expression.range,
    `UNNEST needs an array or a map; ${text} is ${describeType(type)}.${remedy}`,
  );
}

function aliasesIn(relation: Relation): readonly string[] {
  if (relation.kind === 'join') return [...aliasesIn(relation.left), ...aliasesIn(relation.right)];
  if (relation.kind === 'missingRelation' || relation.kind === 'matchRecognize') return [];
  return relation.alias ? [relation.alias.name.name.toLowerCase()] : [];
}

export const unknownColumn = (name: string, definition: ScopeRelation['definition']): ScopeColumn => ({
  name,
  type: unknownType,
  origin: undefined,
  definition,
  hidden: false,
});
