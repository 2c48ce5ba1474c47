/** Rows of tables (Lake results as CSV or from GetQueryResults, Event history CSV) to records. */
import { lookupColumn, schemaOf } from '../../../core/catalog/schemas.js';
import type { EventCategory } from '../../../core/query/eventDataStore.js';
import { cellReader } from '../../../core/result/rowText.js';
import { JsonSyntaxError, parseJson, toJson, type Json } from './json.js';
import { interpret, storedRecord, type Interpretation } from './records.js';

/** Reads one row of texts; cells beyond the header are left out. */
export type RowReader = (cells: readonly string[]) => Interpretation;

/**
 * A reader for rows under this header, or the reason why such rows cannot become records. With a column `eventJson` the
 * record is read from it and the printed structs are ignored.
 */
export function rowReader(header: readonly string[]): RowReader | { readonly refused: string } {
  const names = header.map((name) => name.trim().toLowerCase());
  const whole = names.indexOf('eventjson');
  if (whole >= 0) return (cells) => fromEventJson(cells[whole] ?? '');
  if (names.includes('event name') && names.includes('event time')) return eventHistoryReader(names);
  const category = categoryOfHeader(names);
  if (!category) return { refused: 'a table without the columns of an event data store' };
  return lakeResultReader(category, names);
}

/** Which store a header of `SELECT *` belongs to; `eventData` needs a look at the rows. */
function categoryOfHeader(names: readonly string[]): EventCategory | 'byRow' | undefined {
  if (!names.includes('eventid')) return undefined;
  if (names.includes('eventdata')) return 'byRow';
  if (names.includes('insightstate') || names.includes('insighttype')) return 'Insight';
  return names.includes('useridentity') || (names.includes('eventname') && names.includes('eventsource'))
    ? 'CloudTrail'
    : undefined;
}

function fromEventJson(text: string): Interpretation {
  if (text === '') return { records: [], skipped: ['the cell eventJson is empty'], notData: [] };
  try {
    const { records, skipped, notData } = interpret(text, undefined);
    return { records: records.map((record) => ({ ...record, kind: 'lake-result' })), skipped, notData };
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    return { records: [], skipped: [`the JSON in eventJson is broken: ${error.message}`], notData: [] };
  }
}

function lakeResultReader(category: EventCategory | 'byRow', names: readonly string[]): RowReader {
  const categoryColumn = names.indexOf('eventcategory');
  const readers = new Map<EventCategory, RowReader>();
  return (cells) => {
    const rowCategory = category === 'byRow' ? categoryOfCell(cells[categoryColumn] ?? '') : category;
    if (!rowCategory)
      return { records: [], skipped: [`unknown eventCategory "${cells[categoryColumn] ?? ''}"`], notData: [] };
    let read = readers.get(rowCategory);
    if (!read) {
      read = categoryReader(rowCategory, names);
      readers.set(rowCategory, read);
    }
    return read(cells);
  };
}

function categoryOfCell(text: string): EventCategory | undefined {
  const known = ['ConfigurationItem', 'Evidence', 'ActivityAuditLog'] as const;
  return known.find((category) => category === text);
}

function categoryReader(category: EventCategory, names: readonly string[]): RowReader {
  const columns = names.map((name) => {
    const field = lookupColumn(category, name);
    return field && { name: field.sourceName, read: cellReader(field.type) };
  });
  const missing = schemaOf(category).columns.some(({ name, hidden }) => !hidden && !names.includes(name.toLowerCase()));
  return (cells) => {
    const record = new Map<string, Json>();
    columns.forEach((column, index) => {
      const text = cells[index];
      if (column && text !== undefined && text !== '') record.set(column.name, toJson(column.read(text).value));
    });
    // A row of events without eventJson shows structs but not what the schema leaves out.
    const partial = category === 'CloudTrail' || missing;
    return { records: [storedRecord(category, record, 'lake-result', partial)], skipped: [], notData: [] };
  };
}

/** Columns of the console's Event history download, by lower-case name. */
const eventHistoryColumns: ReadonlyMap<string, readonly string[]> = new Map([
  ['event time', ['eventTime']],
  ['event source', ['eventSource']],
  ['event name', ['eventName']],
  ['event id', ['eventID']],
  ['event type', ['eventType']],
  ['event category', ['eventCategory']],
  ['aws region', ['awsRegion']],
  ['source ip address', ['sourceIPAddress']],
  ['user agent', ['userAgent']],
  ['error code', ['errorCode']],
  ['request id', ['requestID']],
  ['read-only', ['readOnly']],
  ['recipient account id', ['recipientAccountId']],
  ['user name', ['userIdentity', 'userName']],
  ['aws access key', ['userIdentity', 'accessKeyId']],
]);

function eventHistoryReader(names: readonly string[]): RowReader {
  const resourcesAt = names.indexOf('resources');
  return (cells) => {
    const record = new Map<string, Json>([['eventCategory', 'Management']]);
    const identity = new Map<string, Json>();
    names.forEach((name, index) => {
      const [column, member] = eventHistoryColumns.get(name) ?? [];
      const text = cells[index];
      if (column === undefined || text === undefined || text === '' || text === '-') return;
      if (member === undefined) record.set(column, text);
      else identity.set(member, text);
    });
    if (identity.size > 0) record.set('userIdentity', identity);
    const resources = resourcesOf(cells[resourcesAt] ?? '');
    if (resources) record.set('resources', resources);
    return { records: [storedRecord('CloudTrail', record, 'event-history-csv', true)], skipped: [], notData: [] };
  };
}

/** `[{"resourceType":"AWS::EC2::SecurityGroup","resourceName":"sg-0aaa"}]`; only ARNs can fill `arn`. */
function resourcesOf(text: string): Json | undefined {
  try {
    const list: unknown = text === '' ? undefined : JSON.parse(text);
    if (!Array.isArray(list)) return undefined;
    return list.map((entry: { resourceType?: unknown; resourceName?: unknown } | null) => {
      const name = typeof entry?.resourceName === 'string' ? entry.resourceName : undefined;
      const type = typeof entry?.resourceType === 'string' ? entry.resourceType : null;
      return new Map<string, Json>([
        ['type', type],
        ['ARN', name?.startsWith('arn:') === true ? name : null],
      ]);
    });
  } catch {
    return undefined;
  }
}

/** One row of `QueryResultRows`: a list of single-pair objects, in select order. */
export function queryResultRow(text: string): { header: string[]; cells: string[] } | undefined {
  const row = parseJson(text);
  if (!Array.isArray(row)) return undefined;
  const pairs = (row as readonly Json[]).flatMap((cell) =>
    cell instanceof Map ? [...(cell as ReadonlyMap<string, Json>)] : [],
  );
  return {
    header: pairs.map(([name]) => name),
    cells: pairs.map(([, value]) => (typeof value === 'string' ? value : '')),
  };
}
