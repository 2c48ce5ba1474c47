/**
 * Stores that are read whole. `eventTime` is the column by which Lake limits what it scans, for stores of every
 * category: a configuration item's capture time is text within `eventData`, which only filters what has been read.
 */
import { lookupPath } from '../../catalog/schemas.js';
import type { EventDataStore } from '../../query/eventDataStore.js';
import type { Edit } from '../edits.js';
import type { Fix } from '../problem.js';
import type { Expression, Relation, Select, TableReference } from '../syntax.js';
import { insertAt, on, sourceOf, type Linted } from './rule.js';
import { qualifierOf, tablesIn } from './selectStar.js';
import { isNullable, unboundedReads, type UnboundedRead } from './timeBounds.js';

export const missingTimeBound = on('query', (query, linted, parents) => {
  if (parents.length !== 1) return;
  for (const read of unboundedReads(query, linted.analysis, sourceOf(linted, query.range))) reportRead(read, linted);
});

function reportRead(read: UnboundedRead, linted: Linted): void {
  const { name } = read;
  const reference = linted.analysis.referenceOf(name);
  const store = reference?.kind === 'store' ? reference.store : undefined;
  // A name that is no store has a report of its own.
  if (!store && name.kind === 'qualifiedName' && linted.catalog.stores.length > 0 && !isPlaceholder(name.text)) return;
  linted.report('missing-time-bound', name.range, messageOf(read, store, linted), {
    fixes: timeFixes(read, store, linted),
    ...(store?.backend === 'local' ? { severity: 'hint' } : {}),
  });
}

const isPlaceholder = (text: string): boolean => /eds|event_?data_?store/i.test(text);

function messageOf(read: UnboundedRead, store: EventDataStore | undefined, linted: Linted): string {
  const shown = store?.name ?? sourceOf(linted, read.name.range).slice(0, 60);
  if (read.hasUpper)
    return `This reads ${shown} from its first event on: eventTime has an upper bound only, and Lake charges for what it reads.`;
  const other = read.otherBounds.find((path) => /time/.test(path));
  const field = other && lookupPath(store?.category ?? 'ConfigurationItem', other.split('.'));
  const hint = field ? ` A bound on ${field.sourceName} filters what has been read.` : '';
  return `This reads all of ${shown}: nothing bounds its eventTime, and Lake charges for what it reads.${hint}`;
}

/** Bounds for one table, with what is known of it. Also for a reading that is bounded by nobody's rule. */
export function timeFixes(read: UnboundedRead, store: EventDataStore | undefined, linted: Linted): readonly Fix[] {
  const since = sevenDaysBefore(newestOf(store, linted.now));
  const choices = [
    { title: `Read events since ${since.slice(0, 10)} only`, value: `'${since}'` },
    { title: 'Read the last 7 days only, counted from each run', value: "date_add('day', -7, now())" },
  ];
  return choices.flatMap(({ title, value }) => {
    const edits = editsFor(read, value, linted);
    return edits ? [{ title, edits }] : [];
  });
}

function editsFor({ table, select, joins }: UnboundedRead, value: string, linted: Linted): readonly Edit[] | undefined {
  if (!table || !select) return undefined;
  const column = columnOf(table, select);
  if (column === undefined) return undefined;
  const condition = `${column} >= ${value}`;
  const outer = joins.findLast((each) => isNullable(each) || each.join.type === 'FULL');
  if (!outer) return whereEdits(select, condition, linted);
  // In WHERE it would drop the rows that the outer join keeps.
  const { on: joinCondition, type } = outer.join;
  return joinCondition && type !== 'FULL' ? appended(joinCondition, condition, linted) : undefined;
}

/** `eventTime` with the alias of its table where others could have one; undefined where it cannot be named. */
function columnOf(table: TableReference, select: Select): string | undefined {
  const isAlone = select.from.length === 1 && select.from[0] === table;
  if (isAlone) return 'eventTime';
  const merged = mergesTime(select.from);
  // A column that the join merges has no table; of NATURAL JOIN nobody knows what it merges.
  if (merged !== false) return merged === 'using' ? 'eventTime' : undefined;
  const qualifier = qualifierOf(table);
  if (qualifier) return `${identifier(qualifier.name)}.eventTime`;
  const tables = select.from.flatMap(tablesIn);
  const hasOthers = select.from.some(function reads(relation): boolean {
    if (relation.kind === 'join') return reads(relation.left) || reads(relation.right);
    return relation.kind !== 'unnest' && relation.kind !== 'tableReference';
  });
  return tables.length === 1 && !hasOthers ? 'eventTime' : undefined;
}

/** How a join makes one eventTime of two. */
function mergesTime(relations: readonly Relation[]): 'natural' | 'using' | false {
  for (const relation of relations) {
    if (relation.kind !== 'join') continue;
    if (relation.natural) return 'natural';
    if (relation.using.some(({ name }) => name.toLowerCase() === 'eventtime')) return 'using';
    const inner = mergesTime([relation.left, relation.right]);
    if (inner !== false) return inner;
  }
  return false;
}

const identifier = (name: string): string =>
  /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;

function whereEdits(select: Select, condition: string, linted: Linted): readonly Edit[] | undefined {
  if (select.where) return appended(select.where, condition, linted);
  const last = select.from.at(-1);
  if (!last || last.range.end <= last.range.start) return undefined;
  return [
    insertAt(last.range.end, `${breakBefore(select.from[0]?.range.start ?? 0, 'FROM', linted)}WHERE ${condition}`),
  ];
}

/** `condition AND added`, on a line of its own where the conditions have lines of their own. */
function appended(condition: Expression, added: string, linted: Linted): readonly Edit[] | undefined {
  const { range } = condition;
  if (condition.kind === 'missing' || range.end <= range.start) return undefined;
  const isOr = condition.kind === 'logical' && condition.operator === 'OR';
  const lines = sourceOf(linted, range).split('\n');
  const indent = /^\s*/.exec(lines.at(-1) ?? '')?.[0] ?? '';
  const joint = lines.length > 1 && /^\s*AND\b/i.test(lines.at(-1) ?? '') ? `\n${indent}` : ' ';
  return [...(isOr ? [insertAt(range.start, '(')] : []), insertAt(range.end, `${isOr ? ')' : ''}${joint}AND ${added}`)];
}

/** A line break and the indentation of the keyword if that begins its line; else a blank. */
function breakBefore(offset: number, keyword: string, linted: Linted): string {
  const before = linted.text.slice(0, offset).trimEnd();
  const lineStart = before.lastIndexOf('\n') + 1;
  const line = before.slice(lineStart);
  const indent = /^[ \t]*/.exec(line)?.[0] ?? '';
  return lineStart > linted.statement.range.start && line.slice(indent.length).toUpperCase() === keyword
    ? `\n${indent}`
    : ' ';
}

/** Local stores may hold old events only: their last seven days are those before their newest event. */
function newestOf(store: EventDataStore | undefined, now: Date): Date {
  const newest =
    store?.newestEventTime === undefined ? undefined : new Date(`${store.newestEventTime.replace(' ', 'T')}Z`);
  return newest && newest < now ? newest : now;
}

/** The start of the day, seven days before, in UTC. */
function sevenDaysBefore(time: Date): string {
  const day = new Date(time.getTime() - 7 * 86_400_000);
  return `${day.toISOString().slice(0, 10)} 00:00:00`;
}
