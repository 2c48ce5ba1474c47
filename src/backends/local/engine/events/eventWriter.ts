/**
 * Events into one CloudTrail store, within the transaction of the connection. Most are new and go in by the thousand;
 * those whose key has been seen are compared one by one: the same record twice is counted, the same key with other
 * content is kept and flagged, and a whole record takes the place of one that a source showed only in part.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { interpret, type LakeRecord } from '../../readers/records.js';
import { entriesOfRecord, fieldNames } from '../../scan/tokens.js';
import { recordFlags } from '../../scan/scanner.js';
import { baseTable, rowsOf } from '../lake.js';
import { createEntryList, type EntryList } from './entryList.js';
import { carefulTable, insertCareful, insertRows, insertScanned, recordStructure, rowStructure } from './eventSql.js';
import type { Feeds, FeedSource } from './feed.js';
import {
  carefulEvent,
  entriesOfScanned,
  keyOf,
  textOfScanned,
  type CarefulEvent,
  type PendingEvent,
  type ScannedEvent,
} from './pending.js';
import { addEntries, pointTables, unindexedEntry } from './pointTables.js';

export interface EventCounts {
  /** More rows than before. */
  readonly added: number;
  readonly duplicates: number;
  readonly conflicts: number;
}

export interface EventWriter {
  add(event: PendingEvent): void;
  /** Words and stops that the scanner came upon, whatever becomes of their file. */
  learn(words: readonly string[], stops: readonly number[]): void;
  /** Whether so much waits that `write` should be called. */
  isFull(): boolean;
  /** Stores what waits; goes on in the background, and waits for what was begun before. Then `settle` tells failures. */
  write(): Promise<void>;
  /** Waits until nothing is at work on the connection. */
  settle(): Promise<void>;
  /** Drops what waits of a file. */
  forget(file: number): void;
  /** Stores everything, the entries too; to be called right before COMMIT. */
  finish(): Promise<void>;
  counts(): EventCounts;
}

/** Text of events that is handed to one statement, in bytes. */
const batchBytes = 48 * 1024 * 1024;
const batchEvents = 100_000;

export async function createEventWriter(
  connection: DuckDBConnection,
  feeds: Feeds,
  storeId: string,
): Promise<EventWriter> {
  const { words, stops } = pointTables(storeId);
  const [last] = await rowsOf(connection, `SELECT max(lk_seq) FROM ${baseTable(storeId)}`);
  const known = {
    words: new Set((await rowsOf(connection, `SELECT word FROM ${words}`)).map(([word]) => String(word))),
    stops: new Set((await rowsOf(connection, `SELECT h FROM ${stops}`)).map(([hash]) => Number(hash))),
  };
  await connection.run(carefulTable);
  await connection.run('CREATE TEMP TABLE seen (i UINTEGER, k UBIGINT)');
  const first = last?.[0] === null || last?.[0] === undefined ? 0 : Number(last[0]) + 1;
  return new TransactionWriter(connection, storeId, first, known, feeds);
}

class TransactionWriter implements EventWriter {
  private waiting: PendingEvent[] = [];
  private waitingBytes = 0;
  private entries: EntryList = createEntryList();
  private newWords: string[] = [];
  private newStops: number[] = [];
  private working: Promise<void> = Promise.resolve();
  private added = 0;
  private duplicates = 0;
  private conflicts = 0;

  constructor(
    private readonly connection: DuckDBConnection,
    private readonly storeId: string,
    private nextSeq: number,
    private readonly known: { readonly words: Set<string>; readonly stops: Set<number> },
    private readonly feeds: Feeds,
  ) {}

  add(event: PendingEvent): void {
    this.waiting.push(event);
    this.waitingBytes +=
      event.kind === 'careful'
        ? event.record.row.length
        : (event.records.ends[event.index] as number) - (event.records.starts[event.index] as number);
  }

  learn(words: readonly string[], stops: readonly number[]): void {
    for (const word of words) {
      if (this.known.words.has(word)) continue;
      this.known.words.add(word);
      this.newWords.push(word);
    }
    for (const hash of stops) {
      if (this.known.stops.has(hash)) continue;
      this.known.stops.add(hash);
      this.newStops.push(hash);
    }
  }

  isFull(): boolean {
    return this.waitingBytes >= batchBytes || this.waiting.length >= batchEvents;
  }

  async write(): Promise<void> {
    await this.working;
    const batch = this.waiting;
    if (batch.length === 0) return;
    this.waiting = [];
    this.waitingBytes = 0;
    this.working = this.store(batch);
    // Told by whoever waits next.
    this.working.catch(() => undefined);
  }

  async settle(): Promise<void> {
    await this.working;
  }

  forget(file: number): void {
    this.waiting = this.waiting.filter((event) => event.file !== file);
  }

  async finish(): Promise<void> {
    await this.write();
    await this.working;
    const { words, stops } = pointTables(this.storeId);
    if (this.newWords.length > 0) await this.appendAll(words, this.newWords);
    if (this.newStops.length > 0) await this.appendAll(stops, this.newStops);
    if (this.entries.rows > 0) {
      const entries = this.feeds.entries(this.entries);
      await addEntries(this.connection, this.storeId, entries, this.entries.rows);
    }
    this.newWords = [];
    this.newStops = [];
    this.entries = createEntryList();
  }

  counts(): EventCounts {
    return { added: this.added, duplicates: this.duplicates, conflicts: this.conflicts };
  }

  private async store(batch: readonly PendingEvent[]): Promise<void> {
    const contested = await this.contestedOf(batch);
    const fresh = batch.filter((_, index) => !contested.has(index));
    const scanned = fresh.filter((event): event is ScannedEvent => event.kind === 'scanned');
    const careful = fresh.filter((event): event is CarefulEvent => event.kind === 'careful');
    await this.insertScanned(scanned);
    await this.insertCareful(careful.map((event) => ({ event, conflict: false })));
    this.added += fresh.length;
    if (contested.size > 0) await this.compare(batch.filter((_, index) => contested.has(index)));
  }

  /** Places of those whose key is in the store or came before in the batch; some more do no harm. */
  private async contestedOf(batch: readonly PendingEvent[]): Promise<ReadonlySet<number>> {
    const contested = new Set<number>();
    const keys = new Set<number>();
    batch.forEach(({ keyHigh, keyLow }, index) => {
      // 53 of the 64 bits.
      const key = keyHigh * 0x200000 + (keyLow >>> 11);
      if (keys.has(key)) contested.add(index);
      else keys.add(key);
    });
    const asked = this.feed(batch, () => new Uint8Array());
    const stored = await rowsOf(
      this.connection,
      `SELECT seq FROM ${asked} SEMI JOIN ${baseTable(this.storeId)} AS stored ON stored.lk_key = key`,
    );
    for (const [index] of stored) contested.add(Number(index));
    return contested;
  }

  /** Rows whose `seq` is the place in the list. */
  private feed<T extends PendingEvent>(events: readonly T[], text: (event: T) => Uint8Array): string {
    return this.feeds.events(sourceOf(events, text, (row) => row));
  }

  private async insertScanned(events: readonly ScannedEvent[]): Promise<void> {
    const { rows } = this.feeds;
    const isDirect = ({ records, index }: ScannedEvent): boolean =>
      rows !== undefined && ((records.flags[index] as number) & recordFlags.indirect) === 0;
    const table = baseTable(this.storeId);
    const direct = events.filter(isDirect);
    if (rows && direct.length > 0) await this.connection.run(insertRows(table, rows(this.numbered(direct))));
    const indirect = direct.length === events.length ? [] : events.filter((event) => !isDirect(event));
    if (indirect.length > 0)
      await this.connection.run(insertScanned(table, this.feeds.events(this.numbered(indirect))), [recordStructure()]);
  }

  /** Gives the next numbers to the events. */
  private numbered(events: readonly ScannedEvent[]): FeedSource {
    const first = this.nextSeq;
    this.nextSeq += events.length;
    events.forEach((event, index) => {
      this.entries.add(entriesOfScanned(event), first + index);
      if (((event.records.flags[event.index] as number) & recordFlags.unindexed) !== 0)
        this.entries.add([unindexedEntry], first + index);
    });
    return sourceOf(events, textOfScanned, (row) => first + row);
  }

  private async insertCareful(
    events: readonly { readonly event: CarefulEvent; readonly conflict: boolean }[],
  ): Promise<void> {
    if (events.length === 0) return;
    await this.connection.run('DELETE FROM careful');
    const appender = await this.connection.createAppender('careful', 'main', 'temp');
    for (const { event, conflict } of events) {
      const seq = this.nextSeq++;
      appender.appendVarchar(event.record.row);
      appender.appendUBigInt(keyOf(event));
      appender.appendBoolean(event.record.partial);
      appender.appendBoolean(conflict);
      appender.appendUInteger(event.file);
      appender.appendUInteger(event.position);
      appender.appendUInteger(seq);
      appender.endRow();
      this.addCarefulEntries(event.record, seq);
    }
    appender.closeSync();
    await this.connection.run(insertCareful(baseTable(this.storeId)), [rowStructure()]);
  }

  /** Of the row, and of the record in its `eventJson`: what stands in either can be asked for. */
  private addCarefulEntries({ row }: LakeRecord, seq: number): void {
    const isWord = (word: string): boolean => fieldNames.has(word) || this.known.words.has(word);
    const found = new Set(entriesOfRecord(row, isWord).entries);
    const own = eventJsonOf(row);
    if (own !== undefined) for (const entry of entriesOfRecord(own, isWord).entries) found.add(entry);
    this.entries.add(found, seq);
  }

  private async compare(events: readonly PendingEvent[]): Promise<void> {
    const rest = await this.withoutEqualTexts(events);
    if (rest.length === 0) return;
    const stored = await this.storedWith(rest);
    const inserts: { event: CarefulEvent; conflict: boolean }[] = [];
    const replaced: number[] = [];
    for (const event of rest) {
      const careful = event.kind === 'careful' ? event : asCareful(event);
      const key = keyOf(event);
      const same = stored.get(key) ?? { partial: [], contents: new Set<string>() };
      stored.set(key, same);
      const { partial, content } = careful.record;
      const exists = same.contents.size > 0 || same.partial.length > 0;
      if (partial ? exists : same.contents.has(content)) {
        this.duplicates += 1;
        continue;
      }
      const conflict = !partial && same.contents.size > 0;
      if (!partial) {
        replaced.push(...same.partial.filter((seq) => seq >= 0));
        const before = inserts.findIndex(({ event: waiting }) => waiting.record.partial && keyOf(waiting) === key);
        if (before >= 0) {
          inserts.splice(before, 1);
          this.added -= 1;
          this.duplicates += 1;
        }
        this.duplicates += same.partial.filter((seq) => seq >= 0).length;
        this.added -= same.partial.filter((seq) => seq >= 0).length;
        same.partial.length = 0;
        same.contents.add(content);
      } else same.partial.push(-1);
      inserts.push({ event: careful, conflict });
      this.added += 1;
      if (conflict) this.conflicts += 1;
    }
    if (replaced.length > 0)
      await this.connection.run(`DELETE FROM ${baseTable(this.storeId)} WHERE lk_seq IN (${replaced.join(', ')})`);
    await this.insertCareful(inserts);
  }

  /** Takes out those whose very text is stored under their key: the same file again, or another copy of it. */
  private async withoutEqualTexts(events: readonly PendingEvent[]): Promise<readonly PendingEvent[]> {
    const texts = events.map((event) =>
      event.kind === 'scanned' ? textOfScanned(event) : Buffer.from(eventJsonOf(event.record.row) ?? ''),
    );
    const asked = this.feeds.events({
      rows: events.length,
      text: (row) => texts[row] as Uint8Array,
      keyHigh: (row) => (events[row] as PendingEvent).keyHigh,
      keyLow: (row) => (events[row] as PendingEvent).keyLow,
      seq: (row) => row,
      file: () => 0,
      record: () => 0,
    });
    const equal = await rowsOf(
      this.connection,
      `SELECT seq FROM ${asked} SEMI JOIN ${baseTable(this.storeId)} AS stored
       ON stored.lk_key = key AND stored."eventJson" = json AND NOT stored.lk_partial`,
    );
    const found = new Set(equal.map(([index]) => Number(index)));
    const isTwice = (event: PendingEvent, index: number): boolean =>
      found.has(index) && (event.kind === 'scanned' || !event.record.partial);
    this.duplicates += events.filter(isTwice).length;
    return events.filter((event, index) => !isTwice(event, index));
  }

  private async storedWith(
    events: readonly PendingEvent[],
  ): Promise<Map<bigint, { partial: number[]; contents: Set<string> }>> {
    const asked = this.feed(events, () => new Uint8Array());
    const found = await rowsOf(
      this.connection,
      `SELECT lk_key, lk_seq, lk_partial, "eventJson" FROM ${baseTable(this.storeId)}
       SEMI JOIN ${asked} AS asked ON asked.key = lk_key`,
    );
    const stored = new Map<bigint, { partial: number[]; contents: Set<string> }>();
    for (const [key, seq, partial, json] of found) {
      const same = stored.get(key as bigint) ?? { partial: [], contents: new Set<string>() };
      stored.set(key as bigint, same);
      if (partial === true) same.partial.push(Number(seq));
      else same.contents.add(contentOf(String(json)));
    }
    return stored;
  }

  private async appendAll(table: string, values: readonly (string | number)[]): Promise<void> {
    const [schema, name] = table.split('.') as [string, string];
    const appender = await this.connection.createAppender(name.replaceAll('"', ''), schema);
    for (const value of values) {
      if (typeof value === 'string') appender.appendVarchar(value);
      else appender.appendUInteger(value);
      appender.endRow();
    }
    appender.closeSync();
  }
}

function sourceOf<T extends PendingEvent>(
  events: readonly T[],
  text: (event: T) => Uint8Array,
  seq: (row: number) => number,
): FeedSource {
  return {
    rows: events.length,
    text: (row) => text(events[row] as T),
    keyHigh: (row) => (events[row] as T).keyHigh,
    keyLow: (row) => (events[row] as T).keyLow,
    seq,
    file: (row) => (events[row] as T).file,
    record: (row) => (events[row] as T).position,
  };
}

/** A record that the scanner found sure, read the careful way. */
function asCareful(event: ScannedEvent): CarefulEvent {
  const text = Buffer.from(textOfScanned(event)).toString('utf8');
  const [record] = interpret(text, 'Records').records;
  if (!record) throw new Error('A record of the scanner is none for the careful reader.');
  return carefulEvent(record, event.file, event.position);
}

function contentOf(eventJson: string): string {
  try {
    return interpret(eventJson, 'Records').records[0]?.content ?? eventJson;
  } catch {
    return eventJson;
  }
}

function eventJsonOf(row: string): string | undefined {
  const json = (JSON.parse(row) as { readonly eventJson?: unknown }).eventJson;
  return typeof json === 'string' ? json : undefined;
}
