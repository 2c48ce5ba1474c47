/**
 * Reads CSV in pieces, as CloudTrail Lake delivers it and as others wrote it: RFC 4180, CRLF or LF, with or without a
 * byte-order mark. Broken places become problems that name the record; everything else is kept.
 */
import type { EventCategory } from '../query/eventDataStore.js';

export interface CsvRecord {
  /** 1 for the first record after the header. */
  readonly number: number;
  readonly cells: readonly string[];
}

export interface CsvProblem {
  /** Number of the record; 0 for the header. */
  readonly record: number;
  readonly message: string;
}

export interface CsvReader {
  /** Of files that Lake delivered; known before the first record is given. */
  readonly head: LakeCsvHead | undefined;
  /** Known before the first record is given. */
  readonly header: readonly string[] | undefined;
  readonly problems: readonly CsvProblem[];
  /** Records that became complete with this piece of text. */
  push(text: string): readonly CsvRecord[];
  /** The last record, when no line break ends it. */
  end(): readonly CsvRecord[];
}

export interface LakeCsvHead {
  /** ISO instant as printed, with microseconds. */
  readonly executionTime: string;
  readonly statement: string;
  /** UUIDs of event data stores that the statement names, lower-case. */
  readonly storeIds: readonly string[];
}

/** Longer records are taken for an open quote. */
const longestRecord = 16 * 1024 * 1024;
const mostRecoveries = 100;
const mostProblems = 1_000;

/** `head` is undefined when the line is not the first line of a file that Lake delivered. */
export function readLakeCsvHead(line: string): LakeCsvHead | undefined {
  const match = /^\uFEFF?# Execution Time: (\S+) Query Statement: (.*?)[\r\n]*$/s.exec(line);
  if (!match) return undefined;
  const [, executionTime = '', statement = ''] = match;
  const outsideTexts = statement.replace(/'[^']*'/g, "''");
  const ids = outsideTexts.match(/\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/gi) ?? [];
  return { executionTime, statement, storeIds: [...new Set(ids.map((id) => id.toLowerCase()))] };
}

/** A reader for Lake's result files and for any other CSV whose first line is the header. */
export function createCsvReader(): CsvReader {
  let pending = '';
  let state: 'start' | 'header' | 'records' = 'start';
  let head: LakeCsvHead | undefined;
  let header: readonly string[] | undefined;
  let number = 0;
  let recoveries = 0;
  const problems: CsvProblem[] = [];

  const report = (record: number, message: string): void => {
    if (problems.length < mostProblems) problems.push({ record, message });
  };

  const take = (final: boolean): CsvRecord[] => {
    const records: CsvRecord[] = [];
    let at = 0;
    if (state === 'start') {
      const after = headEnd(final);
      if (after === undefined) return records;
      at = after;
      state = 'header';
    }
    while (at < pending.length) {
      const scanned = scanRecord(pending, at, final);
      const open = scanned === 'open' && (final || pending.length - at > longestRecord);
      if (scanned === 'incomplete' || (scanned === 'open' && !open)) break;
      const record = kept(scanned, at);
      at = record.next;
      add(record.cells, records);
    }
    pending = pending.slice(at);
    return records;
  };

  /** The record as it is kept; broken ones are reported. */
  const kept = (scanned: ScannedRecord | 'open', at: number): ScannedRecord => {
    const broken = scanned === 'open' || (scanned.stray && scanned.lines);
    if (broken && recoveries < mostRecoveries) return recover(at);
    if (scanned === 'open') return takeRest(at);
    if (scanned.stray) {
      report(place(), `${naming()} has text after a closing quote; it was kept as part of the cell.`);
    }
    return scanned;
  };

  /** Where the header begins: after the head line, when there is one. */
  const headEnd = (final: boolean): number | undefined => {
    const start = pending.startsWith('\uFEFF') ? 1 : 0;
    const sign = pending.slice(start, start + headSign.length);
    if (!headSign.startsWith(sign) || (sign.length < headSign.length && final)) return start;
    const lineEnd = pending.indexOf('\n', start);
    if (lineEnd < 0 && !final) return undefined;
    const end = lineEnd < 0 ? pending.length : lineEnd + 1;
    head = readLakeCsvHead(pending.slice(start, end));
    return head ? end : start;
  };

  const place = (): number => (state === 'header' ? 0 : number + 1);
  const naming = (): string => (state === 'header' ? 'The header' : `Record ${number + 1}`);

  const add = (cells: readonly string[], records: CsvRecord[]): void => {
    if (cells.length === 1 && cells[0] === '' && (header?.length ?? 2) > 1) return;
    if (state === 'header') {
      header = cells;
      state = 'records';
      return;
    }
    number += 1;
    if (header && cells.length !== header.length) {
      report(
        number,
        `Record ${number} has ${cells.length} cells, the header has ${header.length}; it was kept as it is.`,
      );
    }
    records.push({ number, cells });
  };

  /** A quote that swallows other records: this record ends with its line, and reading goes on after it. */
  const recover = (at: number): ScannedRecord => {
    recoveries += 1;
    report(
      place(),
      `${naming()} opens a quote that is never closed in its place; it was read up to the end of its line.`,
    );
    const lineEnd = pending.indexOf('\n', at);
    if (lineEnd < 0) return takeRest(at);
    return { ...takeRest(0, pending.slice(at, lineEnd).replace(/\r$/, '')), next: lineEnd + 1 };
  };

  const takeRest = (at: number, text = pending): ScannedRecord => {
    const scanned = scanRecord(`${text.slice(at)}"`, 0, true);
    const cells = typeof scanned === 'string' ? [text.slice(at)] : scanned.cells;
    return { cells, next: text.length, stray: false, lines: false };
  };

  return {
    get head() {
      return head;
    },
    get header() {
      return header;
    },
    problems,
    push: (text) => {
      pending += text;
      return take(false);
    },
    end: () => take(true),
  };
}

/** The schema that a result came from, by its header and, where that does not tell, its first record. */
export function categoryFromHeader(
  header: readonly string[],
  firstRow: readonly string[] | undefined,
): EventCategory | undefined {
  const names = header.map((name) => name.toLowerCase());
  const has = (...wanted: string[]): boolean => wanted.some((name) => names.includes(name));
  const first = (name: string): string => firstRow?.[names.indexOf(name)] ?? '';
  const told = categoryByValue.get(first('eventcategory'));
  if (told) return told;
  if (has('useridentity', 'requestparameters', 'responseelements')) return 'CloudTrail';
  if (has('insightstate', 'insightsource', 'insightcontext', 'insighttype')) return 'Insight';
  if (has('configurationitemcapturetime', 'configurationstateid', 'configurationitemstatus'))
    return 'ConfigurationItem';
  if (has('eventdata')) return categoryByEventData.find(([pattern]) => pattern.test(first('eventdata')))?.[1];
  return has('eventname') && has('eventsource', 'readonly') ? 'CloudTrail' : undefined;
}

const headSign = '# Execution Time: ';

const categoryByValue: ReadonlyMap<string, EventCategory> = new Map<string, EventCategory>([
  ['Management', 'CloudTrail'],
  ['Data', 'CloudTrail'],
  ['NetworkActivity', 'CloudTrail'],
  ['Insight', 'Insight'],
  ['ConfigurationItem', 'ConfigurationItem'],
  ['Evidence', 'Evidence'],
  ['ActivityAuditLog', 'ActivityAuditLog'],
]);

const categoryByEventData: readonly (readonly [RegExp, EventCategory])[] = [
  [/^\{configurationitemversion=/, 'ConfigurationItem'],
  [/^\{(?:attributes|awsaccountid)=/, 'Evidence'],
  [/^\{version=/, 'ActivityAuditLog'],
];

interface ScannedRecord {
  readonly cells: readonly string[];
  /** Offset of the next record. */
  readonly next: number;
  /** Text stood between a closing quote and the next comma or line break. */
  readonly stray: boolean;
  /** A quoted cell holds a line break. */
  readonly lines: boolean;
}

/** `open`: the text ends within quotes. `incomplete`: it ends before the record does. */
function scanRecord(text: string, start: number, final: boolean): ScannedRecord | 'open' | 'incomplete' {
  const cells: string[] = [];
  let at = start;
  let stray = false;
  let lines = false;
  for (;;) {
    let cell = '';
    if (text[at] === '"') {
      const close = closingQuote(text, at + 1);
      if (close < 0) return 'open';
      if (close === text.length - 1 && !final) return 'incomplete';
      cell = text.slice(at + 1, close).replaceAll('""', '"');
      lines ||= cell.includes('\n');
      at = close + 1;
    }
    const end = cellEnd(text, at);
    const lastOfRecord = text[end] !== ',';
    if (lastOfRecord && end === text.length && !final) return 'incomplete';
    const rest = lastOfRecord && text[end - 1] === '\r' && end > at ? text.slice(at, end - 1) : text.slice(at, end);
    stray ||= rest !== '' && at > start && text[at - 1] === '"';
    cells.push(cell === '' ? rest : cell + rest);
    at = end + 1;
    if (lastOfRecord) return { cells, next: Math.min(at, text.length), stray, lines };
  }
}

function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2)) if (text[at + 1] !== '"') return at;
  return -1;
}

/** Offset of the comma or line break that ends an unquoted cell, or the end of the text. */
function cellEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x2c || code === 0x0a) return at;
  }
  return text.length;
}
