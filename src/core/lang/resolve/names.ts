/** What a column name or a name after a dot means. */
import {
  eventCategories,
  lookupColumn,
  lookupMember,
  lookupPath,
  schemaOf,
  type SchemaField,
} from '../../catalog/schemas.js';
import type { EventCategory } from '../../query/eventDataStore.js';
import { unknownType, type Field, type LakeType } from '../../result/types.js';
import type { Identifier, ColumnReference, Dereference, Expression } from '../syntax.js';
import { nearest } from '../suggest.js';
import { isScalar } from '../typeRules.js';
import { describeType, example } from './describe.js';
import { asName, instead, meant } from './meant.js';
import type { Resolution } from './resolution.js';
import {
  columnOf,
  columnsNamed,
  relationNamed,
  visibleLambdaParameters,
  type Origin,
  type Scope,
  type ScopeColumn,
  type ScopeRelation,
} from './scope.js';

type Visit = (expression: Expression, scope: Scope) => LakeType;

/** A bare name: lambda parameter, select alias (in ORDER BY) or column, from the innermost scope outwards. */
export function columnType(resolution: Resolution, node: ColumnReference, scope: Scope): LakeType {
  const { name } = node.name;
  if (resolution.isMarked(name)) {
    resolution.found({ kind: 'expression', scope });
    return unknownType;
  }
  if (name === '') return unknownType;
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    const found = inScope(resolution, node, at);
    if (found) return found;
    if (at.relations.some(({ open }) => open)) return unknownType;
    const elsewhere = at.relations.some(({ guessed }) => guessed) ? inOtherSchema(name) : undefined;
    if (elsewhere) return referToColumn(resolution, node, node.name, elsewhere);
  }
  reportUnknown(resolution, node.name, scope);
  return unknownType;
}

/** `base.name`: column of a relation if the base names one that has it, else member of the base's value. */
export function dereferenceType(resolution: Resolution, node: Dereference, scope: Scope, visit: Visit): LakeType {
  const relation = qualifier(node, scope);
  if (!relation) return memberType(resolution, node, visit(node.base, scope));
  const { base } = node;
  const { name } = node.name;
  if (base.kind === 'column') {
    const reference = { kind: 'relation', name: base.name.name, definition: relation.definition } as const;
    resolution.refer(base, reference);
    resolution.refer(base.name, reference);
  }
  if (resolution.isMarked(name)) {
    resolution.found({ kind: 'relationColumn', columns: relation.columns });
    return unknownType;
  }
  if (relation.merged.has(name.toLowerCase()) && columnOf(relation, name)) {
    resolution.report(
      'unknown-column',
      node.range,
      `The join makes one column of ${name}, which belongs to no table: write ${name} without ${relation.name ?? 'a table'}.`,
      'error',
      [instead(resolution.source(node.name.range), node.range)],
    );
    return unknownType;
  }
  const column = columnOf(relation, name) ?? (relation.guessed ? inOtherSchema(name) : undefined);
  if (column) return referToColumn(resolution, node, node.name, column);
  if (base.kind === 'column' && columnsNamed(scope, base.name.name).length > 0) {
    return memberType(resolution, node, visit(base, scope));
  }
  if (relation.open || name === '') return unknownType;
  const near = meant(
    nearest(
      name,
      relation.columns.flatMap((each) => each.name ?? []),
    ),
    node.name.range,
  );
  const message = `${relation.name ?? 'This table'} has no column ${name}.${near.question}`;
  resolution.report('unknown-column', node.name.range, message, 'error', near.fixes);
  return unknownType;
}

/** The column as the scope of another schema would have it, for tables whose category is not known. */
function inOtherSchema(name: string): ScopeColumn | undefined {
  for (const category of eventCategories) {
    const field = lookupColumn(category, name);
    if (field) return storeColumn(field, category, true);
  }
  return undefined;
}

export const storeColumn = (field: SchemaField, category: EventCategory, guessed: boolean): ScopeColumn => ({
  name: field.sourceName,
  type: field.type,
  origin: { category, path: [field.name], field, guessed },
  definition: undefined,
  hidden: field.hidden,
});

function inScope(resolution: Resolution, node: ColumnReference, scope: Scope): LakeType | undefined {
  const { name } = node.name;
  const wanted = name.toLowerCase();
  const parameter = scope.lambdaParameters.find((each) => each.name.toLowerCase() === wanted);
  if (parameter) {
    const { type, definition, origin } = parameter;
    referBoth(resolution, node, { kind: 'lambdaParameter', name: parameter.name, type, definition, ...pathOf(origin) });
    return resolution.setType(node, type, origin);
  }
  const alias = scope.clause === 'orderBy' && !scope.inAggregate ? scope.aliases.get(wanted) : undefined;
  if (alias) {
    const { type, definition, origin } = alias;
    referBoth(resolution, node, { kind: 'selectAlias', name: alias.name, type, definition });
    return resolution.setType(node, type, origin);
  }
  const [first, second] = columnsNamed(scope, name);
  if (!first) return undefined;
  const certain = second && !first.relation.guessed && !second.relation.guessed;
  if (certain) reportAmbiguous(resolution, node.name, first.relation, second.relation);
  return referToColumn(resolution, node, node.name, first.column);
}

function referToColumn(
  resolution: Resolution,
  node: ColumnReference | Dereference,
  identifier: Identifier,
  column: ScopeColumn,
): LakeType {
  const { type, origin, definition } = column;
  const reference = {
    kind: 'column',
    name: column.name ?? identifier.name,
    type,
    category: definition ? undefined : origin?.category,
    definition,
    ...pathOf(origin),
  } as const;
  resolution.refer(node, reference);
  resolution.refer(identifier, reference);
  resolution.setColumn(node, column);
  return resolution.setType(node, type, origin);
}

function referBoth(resolution: Resolution, node: ColumnReference, reference: Parameters<Resolution['refer']>[1]): void {
  resolution.refer(node, reference);
  resolution.refer(node.name, reference);
}

const pathOf = (
  origin: Origin | undefined,
): { readonly origin?: { category: Origin['category']; path: readonly string[] } } =>
  origin ? { origin: { category: origin.category, path: origin.path } } : {};

/** The relation that the base of `base.name` names, unless a lambda parameter hides it. */
function qualifier(node: Dereference, scope: Scope): ScopeRelation | undefined {
  if (node.base.kind !== 'column') return undefined;
  const { name } = node.base.name;
  if (visibleLambdaParameters(scope).some((each) => each.name.toLowerCase() === name.toLowerCase())) return undefined;
  return relationNamed(scope, name);
}

function memberType(resolution: Resolution, node: Dereference, base: LakeType): LakeType {
  const origin = resolution.originOf(node.base);
  const { name } = node.name;
  if (resolution.isMarked(name)) {
    resolution.found({ kind: 'member', type: base, origin, base: node.base.range });
    return unknownType;
  }
  if (name === '' || base.kind === 'unknown') return unknownType;
  const hasMember = base.kind === 'row' && findMember(base, origin, name) !== undefined;
  if (!hasMember && origin?.guessed && anySchemaHas([...origin.path, name])) return unknownType;
  if (base.kind !== 'row') {
    reportNoMembers(resolution, node, base, origin);
    return unknownType;
  }
  const member = findMember(base, origin, name);
  if (!member) {
    const names = origin
      ? origin.field.fields.map(({ sourceName }) => sourceName)
      : base.fields.map((each) => each.name);
    const near = meant(nearest(name, names), node.name.range);
    const remedy = near.question || ` It has: ${names.slice(0, 12).join(', ')}.`;
    const message = `${resolution.shown(node.base.range)} has no member ${name}.${remedy}`;
    resolution.report('unknown-member', node.name.range, message, 'error', near.fixes);
    return unknownType;
  }
  const path = [...(origin?.path ?? []), member.name];
  const schemaMember = origin && lookupMember(origin.field, name);
  const memberOrigin = origin && schemaMember && { ...origin, path, field: schemaMember };
  const reference = { kind: 'member', path, type: member.type, category: origin?.category } as const;
  resolution.refer(node, reference);
  resolution.refer(node.name, reference);
  return resolution.setType(node, member.type, memberOrigin);
}

/** Names that the schema also understands, such as published misspellings, find their member too. */
function findMember(
  base: Extract<LakeType, { kind: 'row' }>,
  origin: Origin | undefined,
  name: string,
): Field | undefined {
  const wanted = ((origin && lookupMember(origin.field, name)?.name) ?? name).toLowerCase();
  return base.fields.find((field) => field.name.toLowerCase() === wanted);
}

const anySchemaHas = (path: readonly string[]): boolean =>
  eventCategories.some((category) => lookupPath(category, path));

function reportNoMembers(resolution: Resolution, node: Dereference, base: LakeType, origin: Origin | undefined): void {
  const text = resolution.shown(node.base.range);
  const { name } = node.name;
  if (base.kind === 'map') {
    const call = `element_at(${text}, ${example(name)})`;
    resolution.report('map-dereference', node.range, `${text} is a map, which has keys and no members. Write ${call}.`);
    return;
  }
  if (base.kind === 'array') {
    const doubtful = origin?.category === 'Insight' && origin.field.publishedAsStruct;
    resolution.report(
      'unknown-member',
      node.name.range,
      `${text} is ${describeType(base)}. Write element_at(${text}, 1).${name} for its first element, ` +
        `any_match(${text}, x -> x.${name} = ...), or UNNEST(${text}) in FROM.`,
      doubtful ? 'warning' : 'error',
      [instead(`element_at(${resolution.source(node.base.range)}, 1).${asName(name)}`, node.range)],
    );
    return;
  }
  const holdsJson = isScalar(base, 'json') || origin?.field.sourceName === 'eventJson';
  const remedy = holdsJson ? ` Write json_extract_scalar(${text}, '$.${name}').` : '';
  resolution.report(
    'unknown-member',
    node.name.range,
    `${text} is ${describeType(base)} and has no members.${remedy}`,
    'error',
    holdsJson
      ? [instead(`json_extract_scalar(${resolution.source(node.base.range)}, ${example(`$.${name}`)})`, node.range)]
      : [],
  );
}

function reportAmbiguous(
  resolution: Resolution,
  { name, range }: Identifier,
  first: ScopeRelation,
  second: ScopeRelation,
): void {
  const choices = [first, second].map((relation) => relation.name).filter((each) => each !== undefined);
  const advice =
    choices.length === 2 && choices[0] !== choices[1]
      ? ` Write ${choices.map((each) => `${asName(each)}.${name}`).join(' or ')}.`
      : ' Give the tables aliases and write alias.' + name + '.';
  const fixes =
    choices.length === 2 && choices[0] !== choices[1]
      ? choices.map((each) => instead(`${asName(each)}.${asName(name)}`, range))
      : [];
  const message = `More than one table in FROM has a column ${name}.${advice}`;
  resolution.report('ambiguous-column', range, message, 'error', fixes);
}

function reportUnknown(resolution: Resolution, identifier: Identifier, scope: Scope): void {
  const { name, range, quoted } = identifier;
  const alias = scope.aliases.get(name.toLowerCase());
  if (alias && scope.clause !== 'orderBy') {
    resolution.report('alias-not-visible', range, aliasMessage(resolution, alias.name, scope));
    return;
  }
  const relation = relationNamed(scope, name);
  if (relation) {
    const columns = relation.columns.flatMap((column) => column.name ?? []).slice(0, 4);
    const remedy =
      columns.length > 0
        ? ` Name a column of it: ${columns.map((column) => `${name}.${column}`).join(', ')}.`
        : ` Give its column a name, as in ${name}(value).`;
    resolution.report('unknown-column', range, `${name} is a table, not a column.${remedy}`);
    return;
  }
  if (quoted && !scope.relations.some(({ columns }) => columns.some((column) => column.name === name))) {
    const text = example(name);
    const remedy = `Double quotes mark names in Lake SQL; write a text in single quotes: ${text}.`;
    const fixes = [instead(text, range, true)];
    resolution.report('unknown-column', range, `There is no column "${name}". ${remedy}`, 'error', fixes);
    return;
  }
  if (/^(?:millisecond|second|minute|hour|day|week|month|quarter|year)$/i.test(name)) {
    const unit = example(name.toLowerCase());
    const message = `There is no column ${name}${whereLooked(scope)}. A unit of time stands in quotes: ${unit}.`;
    resolution.report('unknown-column', range, message, 'error', [instead(unit, range)]);
    return;
  }
  const near = meant(nearColumn(name, scope), range);
  const message = `There is no column ${name}${whereLooked(scope)}.${near.question || otherStores(name)}`;
  resolution.report('unknown-column', range, message, 'error', near.fixes);
}

function aliasMessage(resolution: Resolution, name: string, scope: Scope): string {
  const clause = { groupBy: 'GROUP BY', having: 'HAVING', where: 'WHERE', on: 'ON' }[scope.clause as string];
  const place = clause ?? 'another column of the select list';
  const position = scope.clause === 'groupBy' ? ' or its position in the select list' : '';
  return `${name} is an alias of the select list, which ${place} cannot see. Write the expression itself${position}.`;
}

function whereLooked(scope: Scope): string {
  if (scope.relations.length === 0) return scope.parent ? '' : ': the statement has no FROM';
  const stores = scope.relations.map(({ store }) => store?.name);
  return stores.length === 1 && stores[0] !== undefined ? ` in ${stores[0]}` : '';
}

/** A column of that scope with nearly this name, else the path to a member of this name. */
function nearColumn(name: string, scope: Scope): string | readonly string[] | undefined {
  const columns = scope.relations.flatMap((relation) => relation.columns);
  const names = columns.flatMap((column) => column.name ?? []);
  return (
    nearest(name, names) ??
    columns.map((column) => column.origin && pathToMember(column.origin.field, name)).find(Boolean)
  );
}

function otherStores(name: string): string {
  const category = eventCategories.find((each) => lookupColumn(each, name));
  return category ? ` Stores of ${schemaOf(category).title} have it.` : '';
}

/** Where a member of that name is, not looking into maps; the shortest path. */
function pathToMember(field: SchemaField, name: string): readonly string[] | undefined {
  if (field.type.kind === 'array') return undefined;
  const direct = lookupMember(field, name);
  if (direct) return [field.sourceName, direct.sourceName];
  for (const member of field.fields) {
    const path = pathToMember(member, name);
    if (path) return [field.sourceName, ...path];
  }
  return undefined;
}
