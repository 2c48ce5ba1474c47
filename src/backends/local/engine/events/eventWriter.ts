/**
 * Events into one CloudTrail store, within the transaction of the connection. Most are new and go in by the thousand;
 * those whose key has been seen wait until these are in, and are compared one by one.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { LakeRecord } from '../../readers/records.js';
import { recordFlags } from '../../scan/scanner.js';
import { entriesOfRecord, fieldNames, rememberEntries } from '../../scan/tokens.js';
import { baseTable, rowsOf, type Lake } from '../lake.js';
import { judge } from './duplicates.js';
import { createEntryList, type EntryList } from './entryList.js';
import { carefulTable, insertCareful, insertScanned, recordStructure, rowStructure } from './eventSql.js';
import { sourceOf, sourceOfKeys, type Feeds } from './feed.js';
import { createKeySet } from './keySet.js';
import {
  keyOf,
  partOf,
  scannedEvent,
  sizeOfRun,
  sizeOfScanned,
  splitRow,
  textOfScanned,
  type CarefulEvent,
  type PendingEvent,
  type PendingPiece,
  type ScannedEvent,
  type ScannedRun,
} from './pending.js';
import { addEntries, pointTables, unindexedEntry } from './pointTables.js';
import { createRowStream, type RowStream } from './rowStream.js';
import { readStoredKeys, type StoredKeys } from './storedKeys.js';

export interface EventCounts {
  /** More rows than before. */
  readonly added: number;
  readonly duplicates: number;
  readonly conflicts: number;
}

export interface EventWriter {
  add(piece: PendingPiece): void;
  /** Words and stops that the scanner came upon, whatever becomes of their file. */
  learn(words: readonly string[], stops: readonly number[]): void;
  /** Whether so much waits that `write` should be called. */
  isFull(): boolean;
  /** Stores what waits; goes on in the background, and waits for what was begun before. Then `settle` tells failures. */
  write(): Promise<void>;
  /** The same at once, within a call of a statement that would end otherwise; only where `canWriteNow`. */
  writeNow(): void;
  /** Whether nothing has to be asked, and not too much waits beside the stream, before events are stored. */
  readonly canWriteNow: boolean;
  /** Waits until nothing is at work on the connection. */
  settle(): Promise<void>;
  /** Drops what waits of a file. */
  forget(file: number): void;
  /** Stores everything, the entries too; to be called right before COMMIT. */
  finish(): Promise<void>;
  counts(): EventCounts;
  close(): void;
}

/** Text of events that is looked at together, in bytes; and how many. */
const batchBytes = 8 * 1024 * 1024;
const batchEvents = 100_000;
/** Text of events beside the stream that waits until it is stored. */
const asideBytes = 48 * 1024 * 1024;

export interface EventWriterOptions {
  /** So much comes that it pays to read all keys of the store first. */
  readonly isLarge: boolean;
  /** Called when a statement asks for events and none wait: adds some and calls `writeNow`, if it can at once. */
  readonly more: () => void;
}

export async function createEventWriter(
  lake: Lake,
  connection: DuckDBConnection,
  storeId: string,
  { isLarge, more }: EventWriterOptions,
): Promise<EventWriter> {
  const { words, stops } = pointTables(storeId);
  const [last] = await rowsOf(connection, `SELECT max(lk_seq) FROM ${baseTable(storeId)}`);
  const known = {
    words: new Set((await rowsOf(connection, `SELECT word FROM ${words}`)).map(([word]) => String(word))),
    stops: new Set((await rowsOf(connection, `SELECT h FROM ${stops}`)).map(([hash]) => Number(hash))),
  };
  await connection.run(carefulTable);
  const first = last?.[0] === null || last?.[0] === undefined ? 0 : Number(last[0]) + 1;
  const reader = first > 0 ? await lake.connect() : undefined;
  const keys = reader && isLarge ? await readStoredKeys(reader, baseTable(storeId), 'lk_key') : undefined;
  return new TransactionWriter(connection, { reader, keys, firstSeq: first }, storeId, known, lake.feeds, more);
}

/** What was in the store before. */
interface Before {
  /** Sees it also while the other connection is at work; undefined where that was nothing. */
  readonly reader: DuckDBConnection | undefined;
  /** All its keys, where they have been read. */
  readonly keys: StoredKeys | undefined;
  readonly firstSeq: number;
}

interface Aside {
  /** Sure, but not for the stream. */
  readonly indirect: ScannedEvent[];
  readonly careful: CarefulEvent[];
  /** With a key that is in the store or came before. */
  readonly contested: PendingEvent[];
}

class TransactionWriter implements EventWriter {
  private waiting: PendingPiece[] = [];
  private waitingBytes = 0;
  private waitingEvents = 0;
  private aside: Aside = { indirect: [], careful: [], contested: [] };
  private asideSize = 0;
  private entries: EntryList = createEntryList();
  private newWords: string[] = [];
  private newStops: number[] = [];
  private working: Promise<void> = Promise.resolve();
  private added = 0;
  private duplicates = 0;
  private conflicts = 0;
  private nextSeq: number;
  private readonly entriesOfText = rememberEntries();
  private readonly keys = createKeySet();
  private readonly stream: RowStream | undefined;

  constructor(
    private readonly connection: DuckDBConnection,
    private readonly before: Before,
    private readonly storeId: string,
    private readonly known: { readonly words: Set<string>; readonly stops: Set<number> },
    private readonly feeds: Feeds,
    more: () => void,
  ) {
    this.nextSeq = before.firstSeq;
    const { rows: feed } = feeds;
    const number = (run: ScannedRun): number => this.number(run);
    if (feed) this.stream = createRowStream({ connection, table: baseTable(storeId), feed, number, more });
  }

  get canWriteNow(): boolean {
    const { reader, keys } = this.before;
    return (!reader || keys !== undefined) && this.asideSize < asideBytes;
  }

  add(piece: PendingPiece): void {
    this.waiting.push(piece);
    this.waitingBytes += piece.kind === 'run' ? sizeOfRun(piece) : sizeOf(piece);
    this.waitingEvents += piece.kind === 'run' ? piece.to - piece.from : 1;
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
    return this.waitingBytes >= batchBytes || this.waitingEvents >= batchEvents;
  }

  async write(): Promise<void> {
    await this.working;
    const batch = this.takeWaiting();
    if (batch.length === 0) return;
    this.pass(batch, await this.storedOf(batch));
    await this.stream?.drained();
    if (this.asideSize < asideBytes) return;
    await this.stream?.end();
    this.working = this.storeAside();
    // Told by whoever waits next.
    this.working.catch(() => undefined);
  }

  writeNow(): void {
    this.pass(this.takeWaiting(), new Set());
  }

  async settle(): Promise<void> {
    await this.working;
    await this.stream?.end();
  }

  forget(file: number): void {
    const isOther = (event: PendingEvent | ScannedRun): boolean => event.file !== file;
    this.waiting = this.waiting.filter(isOther);
    this.aside = {
      indirect: this.aside.indirect.filter(isOther),
      careful: this.aside.careful.filter(isOther),
      contested: this.aside.contested.filter(isOther),
    };
    this.stream?.forget(file);
  }

  async finish(): Promise<void> {
    await this.write();
    await this.settle();
    await this.storeAside();
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

  close(): void {
    this.before.reader?.closeSync();
  }

  private takeWaiting(): readonly PendingPiece[] {
    const batch = this.waiting;
    this.waiting = [];
    this.waitingBytes = 0;
    this.waitingEvents = 0;
    return batch;
  }

  /** To the stream what is new and sure; `stored` are places of events whose key is in the store. */
  private pass(batch: readonly PendingPiece[], stored: ReadonlySet<number>): void {
    const fresh: ScannedRun[] = [];
    let place = 0;
    for (const piece of batch) {
      if (piece.kind === 'careful') {
        this.putAside(piece, !this.isNew(piece.keyHigh, piece.keyLow) || stored.has(place));
        place += 1;
        continue;
      }
      const { records, to } = piece;
      let { from } = piece;
      for (let index = from; index < to; index += 1, place += 1) {
        const isNew = this.isNew(records.keyHigh[index] as number, records.keyLow[index] as number);
        const isContested = !isNew || stored.has(place);
        if (!isContested && this.isDirect(records.flags[index] as number)) continue;
        if (index > from) fresh.push(partOf(piece, from, index));
        from = index + 1;
        this.putAside(scannedEvent(piece, index), isContested);
      }
      if (to > from) fresh.push(partOf(piece, from, to));
    }
    this.stream?.push(fresh);
  }

  /** As far as is known without a question to the store. */
  private isNew(high: number, low: number): boolean {
    return this.keys.add(high, low) && this.before.keys?.mayHave(high, low) !== true;
  }

  private isDirect(flags: number): boolean {
    return this.stream !== undefined && (flags & recordFlags.indirect) === 0;
  }

  private putAside(event: PendingEvent, isContested: boolean): void {
    const { indirect, careful, contested } = this.aside;
    if (isContested) contested.push(event);
    else if (event.kind === 'scanned') indirect.push(event);
    else careful.push(event);
    this.asideSize += sizeOf(event);
  }

  /** Places of those whose key is in the store already; some more do no harm. */
  private async storedOf(batch: readonly PendingPiece[]): Promise<ReadonlySet<number>> {
    const { reader, keys, firstSeq } = this.before;
    if (!reader || keys) return new Set();
    const high: number[] = [];
    const low: number[] = [];
    for (const piece of batch) {
      if (piece.kind === 'run') {
        high.push(...piece.records.keyHigh.subarray(piece.from, piece.to));
        low.push(...piece.records.keyLow.subarray(piece.from, piece.to));
      } else {
        high.push(piece.keyHigh);
        low.push(piece.keyLow);
      }
    }
    const asked = this.feeds.events(sourceOfKeys(Uint32Array.from(high), Uint32Array.from(low)));
    const stored = await rowsOf(
      reader,
      `SELECT seq FROM ${asked} SEMI JOIN ${baseTable(this.storeId)} AS stored
       ON stored.lk_key = key AND stored.lk_seq < ${firstSeq}`,
    );
    return new Set(stored.map(([place]) => Number(place)));
  }

  /** Those that are not for the stream: they wait until nothing else is at work. */
  private async storeAside(): Promise<void> {
    const { indirect, careful, contested } = this.aside;
    this.aside = { indirect: [], careful: [], contested: [] };
    this.asideSize = 0;
    await this.insertIndirect(indirect);
    await this.insertCareful(careful.map((event) => ({ event, conflict: false })));
    this.added += careful.length;
    if (contested.length === 0) return;
    const judgement = await judge(this.connection, this.feeds, this.storeId, contested);
    const { inserts, replaced } = judgement;
    if (replaced.length > 0)
      await this.connection.run(`DELETE FROM ${baseTable(this.storeId)} WHERE lk_seq IN (${replaced.join(', ')})`);
    await this.insertCareful(inserts);
    this.added += judgement.added;
    this.duplicates += judgement.duplicates;
    this.conflicts += judgement.conflicts;
  }

  /** The next numbers, for events that are new: that of the first. */
  private number({ records, from, to }: Pick<ScannedRun, 'records' | 'from' | 'to'>): number {
    const first = this.nextSeq;
    for (let index = from; index < to; index += 1) {
      const seq = this.nextSeq++;
      const end = records.entryEnds[index] as number;
      for (let at = records.entryStarts[index] as number; at < end; at += 1)
        this.entries.add(records.entries[at] as number, seq);
      if (((records.flags[index] as number) & recordFlags.unindexed) !== 0) this.entries.add(unindexedEntry, seq);
    }
    this.added += to - from;
    return first;
  }

  private async insertIndirect(events: readonly ScannedEvent[]): Promise<void> {
    if (events.length === 0) return;
    const seqs = events.map(({ records, index }) => this.number({ records, from: index, to: index + 1 }));
    const feed = this.feeds.events({
      ...sourceOf(events),
      text: (row) => textOfScanned(events[row] as ScannedEvent),
      seq: (row) => seqs[row] as number,
      file: (row) => (events[row] as ScannedEvent).file,
      record: (row) => (events[row] as ScannedEvent).position,
    });
    await this.connection.run(insertScanned(baseTable(this.storeId), feed), [recordStructure()]);
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
    const { own, rest } = splitRow(row);
    const found = new Set(entriesOfRecord(rest, isWord, this.entriesOfText).entries);
    if (own !== undefined)
      for (const entry of entriesOfRecord(own, isWord, this.entriesOfText).entries) found.add(entry);
    for (const hash of found) this.entries.add(hash, seq);
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

function sizeOf(event: PendingEvent): number {
  return event.kind === 'careful' ? event.record.row.length : sizeOfScanned(event);
}
