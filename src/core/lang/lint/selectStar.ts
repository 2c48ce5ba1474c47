/** `SELECT *` from a store: Lake reads every column of it, and charges for them. */
import { lookupPath } from '../../catalog/schemas.js';
import type { EventCategory } from '../../query/eventDataStore.js';
import { plainLine } from '../markdown.js';
import type { Fix } from '../problem.js';
import type { Relation, Select, SelectAll, TableReference } from '../syntax.js';
import type { SyntaxNode } from '../walk.js';
import { on, sourceOf, type Linted } from './rule.js';

/** Columns that answer "what happened" in a store of each category. */
export const usualColumns: Readonly<Record<EventCategory, readonly string[]>> = {
  CloudTrail: [
    'eventTime',
    'eventSource',
    'eventName',
    'awsRegion',
    'userIdentity.arn',
    'sourceIPAddress',
    'errorCode',
    'eventID',
  ],
  ConfigurationItem: [
    'eventTime',
    'eventData.resourceType',
    'eventData.resourceId',
    'eventData.configurationItemStatus',
    'eventData.configurationItemCaptureTime',
    'eventData.configuration',
  ],
  Insight: ['eventTime', 'insightEventSource', 'insightEventName', 'insightType', 'insightState', 'sharedEventID'],
  Evidence: ['eventTime', 'eventID', 'recipientAccountId', 'eventData'],
  ActivityAuditLog: [
    'eventTime',
    'eventData.eventSource',
    'eventData.eventName',
    'eventData.userIdentity.principalId',
    'eventData.errorCode',
  ],
};

export const selectStar = on('selectAll', (node, linted, parents) => {
  const select = parents.at(-1);
  if (select?.kind !== 'select' || isInner(parents)) return;
  const tables = tablesOf(node, select, linted);
  if (tables.length === 0) return;
  const names = tables.map((table) => shownName(table, linted)).join(' and ');
  linted.report(
    'select-star',
    node.range,
    `* reads every column of ${names}, and Lake charges for what it reads. Name the columns you need.`,
    { fixes: fixesFor(node, select, tables, parents, linted) },
  );
});

/** People know a store by its name; its ID is what the statement has to say. */
function shownName({ name }: TableReference, linted: Linted): string {
  const reference = linted.analysis.referenceOf(name);
  return reference?.kind === 'store' ? plainLine(reference.store.name) : sourceOf(linted, name.range);
}

/** The outer query takes from an inner one what it needs; EXISTS takes nothing. */
const isInner = (parents: readonly SyntaxNode[]): boolean => parents.filter(({ kind }) => kind === 'query').length > 1;

/** The stores whose columns are all read. */
function tablesOf(node: SelectAll, select: Select, linted: Linted): readonly TableReference[] {
  const { target } = node;
  const stores = select.from.flatMap(tablesIn).filter((table) => isStore(table, linted));
  if (!target) return stores;
  if (target.kind !== 'column' || linted.analysis.referenceOf(target)?.kind !== 'relation') return [];
  const wanted = target.name.name.toLowerCase();
  return stores.filter((table) => qualifierOf(table)?.name.toLowerCase() === wanted);
}

export function tablesIn(relation: Relation): readonly TableReference[] {
  if (relation.kind === 'join') return [...tablesIn(relation.left), ...tablesIn(relation.right)];
  if (relation.kind === 'parenthesizedRelation') return tablesIn(relation.relation);
  return relation.kind === 'tableReference' ? [relation] : [];
}

/** A table that is no common table stands for a store, whether or not it is known. */
export const isStore = ({ name }: TableReference, { analysis }: Pick<Linted, 'analysis'>): boolean =>
  analysis.referenceOf(name)?.kind !== 'commonTable';

/** The identifier by which columns of the table can be qualified. */
export const qualifierOf = ({
  alias,
  name,
}: TableReference): { readonly name: string; readonly range: TableReference['range'] } | undefined =>
  alias?.name ?? (name.kind === 'qualifiedName' ? name.parts.at(-1) : undefined);

function fixesFor(
  node: SelectAll,
  select: Select,
  tables: readonly TableReference[],
  parents: readonly SyntaxNode[],
  linted: Linted,
): readonly Fix[] {
  const [table, ...more] = tables;
  const isAlone = select.from.length === 1 && select.from[0] === table;
  const isPart = parents.some(({ kind }) => kind === 'setOperation');
  if (!table || more.length > 0 || isPart || node.aliases.length > 0 || select.quantifier === 'DISTINCT') return [];
  if (select.groupBy || (!isAlone && !node.target)) return [];
  const reference = linted.analysis.referenceOf(table.name);
  const category = reference?.kind === 'store' ? reference.store.category : undefined;
  if (!category) return [];
  const columns = usualColumns[category].filter((path) => lookupPath(category, path.split('.')));
  const prefix = node.target ? `${sourceOf(linted, node.target.range)}.` : '';
  const others = select.items.filter((item) => item !== node).map(({ range }) => sourceOf(linted, range));
  const text = columns.map((path) => `${prefix}${path}`).filter((path) => !others.includes(path));
  return text.length === 0
    ? []
    : [{ title: 'Name the usual columns instead of *', edits: [{ range: node.range, text: text.join(', ') }] }];
}
