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
  return new Reader();
}

class Reader implements CsvReader {
  head: LakeCsvHead | undefined;
  header: readonly string[] | undefined;
  readonly problems: CsvProblem[] = [];
  private pending = '';
  private begun = false;
  private number = 0;
  private recoveries = 0;

  push(text: string): readonly CsvRecord[] {
    this.pending += text;
    return this.take(false);
  }

  end(): readonly CsvRecord[] {
    return this.take(true);
  }

  private take(final: boolean): CsvRecord[] {
    const records: CsvRecord[] = [];
    let at = this.begun ? 0 : this.readHead(final);
    if (at === undefined) return records;
    this.begun = true;
    while (at < this.pending.length) {
      const scanned = scanRecord(this.pending, at, final);
      const tooLong = this.pending.length - at > longestRecord;
      if (scanned === 'incomplete' || (scanned === 'open' && !final && !tooLong)) break;
      const record = this.kept(scanned, at);
      at = record.next;
      this.add(record.cells, records);
    }
    this.pending = this.pending.slice(at);
    return records;
  }

  /** Offset of the header: after the head line, when there is one. Undefined while that cannot be told. */
  private readHead(final: boolean): number | undefined {
    const start = this.pending.startsWith('\uFEFF') ? 1 : 0;
    const sign = this.pending.slice(start, start + headSign.length);
    if (!headSign.startsWith(sign) || (sign.length < headSign.length && final)) return start;
    const lineEnd = this.pending.indexOf('\n', start);
    if (lineEnd < 0 && !final) return undefined;
    const end = lineEnd < 0 ? this.pending.length : lineEnd + 1;
    this.head = readLakeCsvHead(this.pending.slice(start, end));
    return this.head ? end : start;
  }

  /** The record as it is kept; broken ones are reported. */
  private kept(scanned: ScannedRecord | 'open', at: number): ScannedRecord {
    const broken = scanned === 'open' || (scanned.stray && scanned.lines);
    if (broken && this.recoveries < mostRecoveries) return this.recover(at);
    if (scanned === 'open') return closed(this.pending, at);
    if (scanned.stray) this.report('has text after a closing quote; it was kept as part of the cell.');
    return scanned;
  }

  /** A quote that swallows other records: this record ends with its line, and reading goes on after it. */
  private recover(at: number): ScannedRecord {
    this.recoveries += 1;
    this.report('opens a quote that is never closed in its place; it was read up to the end of its line.');
    const lineEnd = this.pending.indexOf('\n', at);
    if (lineEnd < 0) return closed(this.pending, at);
    return { ...closed(this.pending.slice(at, lineEnd).replace(/\r$/, ''), 0), next: lineEnd + 1 };
  }

  private add(cells: readonly string[], records: CsvRecord[]): void {
    const { header } = this;
    if (cells.length === 1 && cells[0] === '' && (header?.length ?? 2) > 1) return;
    if (!header) {
      this.header = cells;
      return;
    }
    if (cells.length !== header.length) {
      this.report(`has ${cells.length} cells, the header has ${header.length}; it was kept as it is.`);
    }
    this.number += 1;
    records.push({ number: this.number, cells });
  }

  /** About the record that is being read. */
  private report(what: string): void {
    if (this.problems.length >= mostProblems) return;
    const record = this.header ? this.number + 1 : 0;
    this.problems.push({ record, message: `${record === 0 ? 'The header' : `Record ${record}`} ${what}` });
  }
}

/** The rest of a text as one record, its open quote closed at the end. */
function closed(text: string, at: number): ScannedRecord {
  const scanned = scanRecord(`${text.slice(at)}"`, 0, true);
  const cells = typeof scanned === 'string' ? [text.slice(at)] : scanned.cells;
  return { cells, next: text.length, stray: false, lines: false };
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
