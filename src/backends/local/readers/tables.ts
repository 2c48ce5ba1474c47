/** Rows of tables (Lake results as CSV or from GetQueryResults, Event history CSV) to records. */
import { lookupColumn, schemaOf } from '../../../core/catalog/schemas.js';
import type { EventCategory } from '../../../core/query/eventDataStore.js';
import { categoryFromHeader } from '../../../core/result/csv.js';
import { cellReader } from '../../../core/result/rowText.js';
import { JsonSyntaxError, parseJson, toJson, type Json } from './json.js';
import { memberOf } from './lakeRow.js';
import { interpret, namedResources, nothing, storedRecord, type Interpretation } from './records.js';

/** Reads one row of texts; cells beyond the header are left out. */
export type RowReader = (cells: readonly string[]) => Interpretation;

/**
 * A reader for rows under this header, or the reason why such rows cannot become records. With a column `eventJson` the
 * record is read from it and the printed structs are ignored.
 */
export function rowReader(header: readonly string[]): RowReader | { readonly refused: string } {
  const names = header.map((name) => name.trim().toLowerCase());
  const whole = names.indexOf('eventjson');
  if (isEventHistory(names)) return eventHistoryReader(names);
  const category = categoryOfHeader(names);
  const printed = category && lakeResultReader(category, names);
  if (whole >= 0) {
    return (cells) => {
      const text = cells[whole] ?? '';
      return text === '' && printed ? printed(cells) : fromEventJson(text);
    };
  }
  return printed ?? { refused: 'a table without the columns of an event data store' };
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
  if (text === '') return { ...nothing(), skipped: ['the cell eventJson is empty'] };
  try {
    const found = interpret(text, undefined);
    return { ...found, records: found.records.map((record) => ({ ...record, kind: 'lake-result' })) };
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    return { ...nothing(), skipped: [`the JSON in eventJson is broken: ${error.message}`] };
  }
}

function lakeResultReader(category: EventCategory | 'byRow', names: readonly string[]): RowReader {
  const readers = new Map<EventCategory, RowReader>();
  return (cells) => {
    const rowCategory = category === 'byRow' ? categoryFromHeader(names, cells) : category;
    if (!rowCategory) {
      const told = cells[names.indexOf('eventcategory')] ?? '';
      return { ...nothing(), skipped: [`unknown eventCategory "${told}"`] };
    }
    let read = readers.get(rowCategory);
    if (!read) readers.set(rowCategory, (read = categoryReader(rowCategory, names)));
    return read(cells);
  };
}

function categoryReader(category: EventCategory, names: readonly string[]): RowReader {
  const columns = names.map((name) => {
    const field = lookupColumn(category, name);
    return field && { name: field.sourceName, read: cellReader(field.type) };
  });
  const missing = schemaOf(category).columns.some(({ name, hidden }) => !hidden && !names.includes(name.toLowerCase()));
  return (cells) => {
    const record = new Map<string, Json>();
    const doubtful: string[] = [];
    columns.forEach((column, index) => {
      const text = cells[index];
      if (!column || text === undefined || text === '') return;
      const cell = column.read(text);
      if (cell.doubtful) doubtful.push(column.name);
      record.set(column.name, toJson(cell.value));
    });
    if (memberOf(record, 'eventID') === undefined && memberOf(record, 'eventTime') === undefined)
      return { ...nothing(), skipped: ['a row without event ID and time'] };
    // A row of events without eventJson shows structs but not what the schema leaves out.
    const partial = category === 'CloudTrail' || missing;
    return { ...nothing(), records: [storedRecord(category, record, 'lake-result', partial)], doubtful };
  };
}

/**
 * Columns of the console's Event history download, by lower-case name. The Japanese names are the labels of the console's
 * own page.
 */
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
  ['イベント時間', ['eventTime']],
  ['イベントソース', ['eventSource']],
  ['イベント名', ['eventName']],
  ['イベント id', ['eventID']],
  ['イベントタイプ', ['eventType']],
  ['イベントカテゴリ', ['eventCategory']],
  ['aws リージョン', ['awsRegion']],
  ['送信元 ip アドレス', ['sourceIPAddress']],
  ['発信元 ip アドレス', ['sourceIPAddress']],
  ['ユーザーエージェント', ['userAgent']],
  ['エラーコード', ['errorCode']],
  ['リクエスト id', ['requestID']],
  ['読み取り専用', ['readOnly']],
  ['受信者アカウント id', ['recipientAccountId']],
  ['ユーザー名', ['userIdentity', 'userName']],
  ['aws アクセスキー', ['userIdentity', 'accessKeyId']],
]);

/** Whether a first line is a header that `rowReader` may know. */
export function isTableHeader(line: string): boolean {
  return /(^|[,"])(event ?(id|name|json|data)|イベント( ?ID|名))([,"\r]|$)/i.test(line);
}

function isEventHistory(names: readonly string[]): boolean {
  const columns = names.map((name) => eventHistoryColumns.get(name)?.[0]);
  return columns.includes('eventName') && columns.includes('eventTime') && !names.includes('eventname');
}

function eventHistoryReader(names: readonly string[]): RowReader {
  const resourcesAt = names.findIndex((name) => name === 'resources' || name === 'リソース');
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
    return { ...nothing(), records: [storedRecord('CloudTrail', record, 'event-history-csv', true)] };
  };
}

function resourcesOf(text: string): Json | undefined {
  try {
    return text === '' ? undefined : namedResources(parseJson(text));
  } catch (error) {
    if (error instanceof JsonSyntaxError) return undefined;
    throw error;
  }
}
