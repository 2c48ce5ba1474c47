/** The Lake SQL that fetches a resource's items, its compliance and the events around its changes. */
import { errors } from '../errors.js';
import { timestampText } from '../result/scalarText.js';
import { complianceId, complianceType } from './compliance.js';

export interface TimeWindow {
  /** Epoch milliseconds; both ends belong to it. */
  readonly from: number;
  readonly to: number;
}

export interface ItemSearch {
  readonly type: string;
  readonly id: string;
  readonly accountId?: string;
  readonly region?: string;
  /** Of the capture; absent: all that the store holds. */
  readonly from?: number;
  readonly to?: number;
}

export const mostItems = 5_000;
export const mostEvents = 2_000;
/** Lake takes in an item up to about a minute after its capture; some come much later. */
const ingestionMargin = 60 * 60_000;
const mostWindows = 40;

/**
 * Items of the resource and of its compliance, newest first, at most `mostItems`: one statement, since the service
 * charges for what a statement scans. Maps come as JSON, which can be read without doubt.
 */
export function itemStatement(storeId: string, search: ItemSearch): string {
  const conditions = [
    `eventData.resourceType IN (${lakeLiteral(search.type)}, ${lakeLiteral(complianceType)})`,
    `eventData.resourceId IN (${lakeLiteral(search.id)}, ${lakeLiteral(complianceId(search.type, search.id))})`,
    ...(search.accountId === undefined ? [] : [`eventData.accountId = ${lakeLiteral(search.accountId)}`]),
    ...(search.region === undefined ? [] : [`eventData.awsRegion = ${lakeLiteral(search.region)}`]),
    ...(search.from === undefined ? [] : [`eventTime >= ${timeLiteral(search.from)}`]),
    ...(search.to === undefined ? [] : [`eventTime <= ${timeLiteral(search.to + ingestionMargin)}`]),
  ];
  return [
    ...itemColumns,
    `FROM ${storeName(storeId)}`,
    `WHERE ${conditions.join('\n  AND ')}`,
    'ORDER BY eventTime DESC',
    `LIMIT ${mostItems}`,
  ].join('\n');
}

const itemColumns = [
  'SELECT eventID, eventTime, awsRegion, recipientAccountId, eventData,',
  '  CAST(eventData.configuration AS JSON) AS configuration,',
  '  CAST(eventData.supplementaryConfiguration AS JSON) AS supplementaryConfiguration,',
  '  CAST(eventData.relationships AS JSON) AS relationships,',
  '  CAST(eventData.tags AS JSON) AS tags',
] as const;

/** All items of an account whose capture may lie in the window, oldest first, at most `mostItems`. */
export function windowItemStatement(storeId: string, { from, to }: TimeWindow, accountId: string | undefined): string {
  return [
    ...itemColumns,
    `FROM ${storeName(storeId)}`,
    `WHERE eventTime BETWEEN ${timeLiteral(from)} AND ${timeLiteral(to)}`,
    ...(accountId === undefined ? [] : [`  AND eventData.accountId = ${lakeLiteral(accountId)}`]),
    'ORDER BY eventTime',
    `LIMIT ${mostItems}`,
  ].join('\n');
}

/**
 * Items of a resource joined with the calls around each capture that name it: one statement for people to read and
 * change. Both stores' times are bounded by literals, since Lake charges for what a statement scans.
 */
export function joinStatement(
  configStoreId: string,
  trailStoreId: string,
  search: ItemSearch & TimeWindow,
  before: number,
): string {
  const minutes = Math.round(before / 60_000);
  return [
    'SELECT c.eventData.configurationItemCaptureTime AS captured, c.eventData.configurationItemStatus AS status,',
    '  e.eventTime, e.eventName, e.userIdentity.arn AS principal, e.sourceIPAddress, e.eventID,',
    '  e.eventJson',
    `FROM ${storeName(configStoreId)} AS c`,
    `INNER JOIN ${storeName(trailStoreId)} AS e`,
    '  ON e.recipientAccountId = c.recipientAccountId',
    '  AND strpos(e.eventJson, c.eventData.resourceId) > 0',
    `WHERE c.eventTime BETWEEN ${timeLiteral(search.from)} AND ${timeLiteral(search.to)}`,
    `  AND e.eventTime BETWEEN ${timeLiteral(search.from - before)} AND ${timeLiteral(search.to)}`,
    `  AND c.eventData.resourceType = ${lakeLiteral(search.type)}`,
    `  AND c.eventData.resourceId = ${lakeLiteral(search.id)}`,
    ...(search.accountId === undefined ? [] : [`  AND c.eventData.accountId = ${lakeLiteral(search.accountId)}`]),
    '  AND e.readOnly = false AND e.errorCode IS NULL',
    `  AND e.eventTime BETWEEN date_add('minute', -${minutes}, c.eventTime) AND date_add('minute', 1, c.eventTime)`,
    'ORDER BY captured DESC, e.eventTime DESC',
    `LIMIT ${mostEvents}`,
  ].join('\n');
}

/**
 * Changing management calls that succeeded, name one of `texts` and lie in one of `windows`, newest first. `apart` reads
 * each window by itself: the local engine skips what lies outside of one, but not of several. CloudTrail Lake would
 * bill a day once for each window in it.
 */
export function eventStatement(
  storeId: string,
  texts: readonly string[],
  windows: readonly TimeWindow[],
  apart = false,
): string {
  const named = [...new Set(texts)].map((text) => `strpos(eventJson, ${lakeLiteral(jsonText(text))}) > 0`);
  const times = mergeWindows(windows, mostWindows).map(
    ({ from, to }) => `eventTime BETWEEN ${timeLiteral(from)} AND ${timeLiteral(to)}`,
  );
  const select = (time: string): string =>
    [
      'SELECT eventID, eventTime, eventName, eventSource, awsRegion, recipientAccountId, sourceIPAddress,',
      '  userIdentity.arn AS principalArn, readOnly, errorCode, eventJson',
      `FROM ${storeName(storeId)}`,
      `WHERE ${time}`,
      '  AND readOnly = false',
      '  AND errorCode IS NULL',
      "  AND eventCategory = 'Management'",
      `  AND ${oneOf(named)}`,
    ].join('\n');
  const selects = apart ? times.map(select) : [select(oneOf(times))];
  return [selects.join('\nUNION ALL\n'), 'ORDER BY eventTime DESC', `LIMIT ${mostEvents}`].join('\n');
}

/** The record of one event; its time keeps the scan of a large store short. */
export function eventRecordStatement(storeId: string, eventId: string, eventTime?: string): string {
  const time = eventTime === undefined ? '' : `eventTime = ${lakeLiteral(eventTime)} AND `;
  return `SELECT eventJson FROM ${storeName(storeId)} WHERE ${time}eventID = ${lakeLiteral(eventId)} LIMIT 1`;
}

/** Windows joined where they touch, and further across the smallest gaps until at most `most` are left. In order. */
export function mergeWindows(windows: readonly TimeWindow[], most: number): readonly TimeWindow[] {
  const merged: TimeWindow[] = [];
  for (const window of [...windows].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && window.from <= last.to + 1000)
      merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, window.to) };
    else merged.push(window);
  }
  if (merged.length <= most) return merged;
  const gaps = merged.slice(1).map((window, index) => window.from - (merged[index]?.to ?? 0));
  const limit = [...gaps].sort((a, b) => b - a)[most - 1] ?? 0;
  return merged.reduce<TimeWindow[]>((joined, window, index) => {
    const last = joined.at(-1);
    if (last && (gaps[index - 1] ?? 0) <= limit) joined[joined.length - 1] = { from: last.from, to: window.to };
    else joined.push(window);
    return joined;
  }, []);
}

/** A text as a literal of Lake SQL. NUL cannot be said in a statement. */
export function lakeLiteral(text: string): string {
  if (text.includes('\0')) throw errors.unsearchableText();
  return `'${text.replaceAll("'", "''")}'`;
}

export function storeName(id: string): string {
  if (/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(id)) return id.toLowerCase();
  throw errors.notAStoreId(id);
}

export const timeLiteral = (milliseconds: number): string =>
  `'${(timestampText(milliseconds) ?? '1970-01-01 00:00:00.000').slice(0, 19)}'`;

/** As the text stands within `eventJson`. */
const jsonText = (text: string): string => JSON.stringify(text).slice(1, -1);

const oneOf = (conditions: readonly string[]): string =>
  conditions.length === 1 ? (conditions[0] ?? '') : `(${conditions.join('\n    OR ')})`;
