/**
 * Rows from JavaScript into one statement: a table function that DuckDB calls for the next rows while it runs. Whole
 * columns are copied at once; only texts are handed over one by one.
 */
import duckdb from '@duckdb/node-bindings';
import {
  BOOLEAN,
  DuckDBTableFunction,
  LIST,
  MAP,
  STRUCT,
  TIMESTAMP,
  UBIGINT,
  UINTEGER,
  VARCHAR,
  type DuckDBConnection,
  type DuckDBType,
} from '@duckdb/node-api';
import { randomUUID } from 'node:crypto';
import type { LakeType } from '../../../../core/result/types.js';
import { columnFields, createColumns, type Columns } from '../../scan/columns.js';
import { hasWasm } from '../../scan/wasm.js';
import type { PendingEvent, ScannedRun } from './pending.js';
import { createThreads, type Thread, type Threads } from './threadTurns.js';
import { writeColumns } from './vectors.js';

/** Fills `texts[i]` and the numbers of rows `from` to `from + count` of what is fed. */
export interface FeedSource {
  readonly rows: number;
  text(row: number): Uint8Array;
  /** 64-bit key: halves. */
  keyLow(row: number): number;
  keyHigh(row: number): number;
  seq(row: number): number;
  file(row: number): number;
  record(row: number): number;
}

/** Events that are asked for by key: two halves of each. `seq` is their place in the list. They have no text. */
export function sourceOfKeys(high: Uint32Array, low: Uint32Array): FeedSource {
  return {
    rows: high.length,
    text: () => new Uint8Array(),
    keyHigh: (row) => high[row] as number,
    keyLow: (row) => low[row] as number,
    seq: (row) => row,
    file: () => 0,
    record: () => 0,
  };
}

/** The same of events. */
export function sourceOf(events: readonly PendingEvent[]): FeedSource {
  return sourceOfKeys(
    Uint32Array.from(events, ({ keyHigh }) => keyHigh),
    Uint32Array.from(events, ({ keyLow }) => keyLow),
  );
}

/** Rows that come while the statement runs; it ends when there is none. */
export interface RowSource {
  readonly rows?: undefined;
  /** The next rows, at least one; the same again until they are taken. */
  peek(): ScannedRun | undefined;
  /** Takes the first `count` of them: the number of the first, which those of the others follow. */
  take(count: number): number;
}

/** Pairs of a token's hash and a record's number. */
export interface EntrySource {
  readonly rows: number;
  /** Copies rows `from` to `from + count` into the two lists. */
  copy(from: number, count: number, hashes: Uint32Array, seqs: Uint32Array): void;
}

/** Each call gives the text of the call in SQL that reads the rows; nobody can guess it, and it ends some calls later. */
export interface Feeds {
  /** Columns json, key, seq, file, record. */
  events(source: FeedSource): string;
  /**
   * The columns of a CloudTrail store that are made without `from_json`, and lk_key, lk_seq, lk_file, lk_record. Undefined
   * where there is no WebAssembly; then nothing is sure enough for it either.
   */
  readonly rows: ((source: RowSource) => string) | undefined;
  /** Columns h, s. */
  entries(source: EntrySource): string;
}

/** Statements that read at the same time. */
const mostReadings = 2;

interface Reading<T> {
  readonly source: T;
  readonly threads: Threads;
  at: number;
}

/** Registers the functions in the database that the connection belongs to; once, for names are known everywhere in it. */
export function registerFeeds(connection: DuckDBConnection): Feeds {
  const most = duckdb.vector_size();
  const events = register<FeedSource>(
    connection,
    'lk_events',
    [
      ['json', VARCHAR],
      ['key', UBIGINT],
      ['seq', UINTEGER],
      ['file', UINTEGER],
      ['record', UINTEGER],
    ],
    (reading, chunk) => {
      const { source, at: from } = reading;
      const count = Math.min(most, source.rows - from);
      reading.at += count;
      duckdb.data_chunk_set_size(chunk, count);
      if (count === 0) return;
      const texts = duckdb.data_chunk_get_vector(chunk, 0);
      for (let row = 0; row < count; row += 1)
        duckdb.vector_assign_string_element_len(texts, row, source.text(from + row));
      copyNumbers(source, from, count, chunk, 1);
    },
  );
  const entries = register<EntrySource>(
    connection,
    'lk_entries',
    [
      ['h', UINTEGER],
      ['s', UINTEGER],
    ],
    (reading, chunk) => {
      const count = Math.min(most, reading.source.rows - reading.at);
      duckdb.data_chunk_set_size(chunk, count);
      if (count === 0) return;
      const hashes = new Uint32Array(count);
      const seqs = new Uint32Array(count);
      reading.source.copy(reading.at, count, hashes, seqs);
      reading.at += count;
      copy(chunk, 0, hashes);
      copy(chunk, 1, seqs);
    },
  );
  return { events, rows: rowFeed(connection, most), entries };
}

function rowFeed(connection: DuckDBConnection, most: number): ((source: RowSource) => string) | undefined {
  if (!hasWasm()) return undefined;
  // Made when the first import needs them: an engine that only answers starts without.
  let made: Columns | undefined;
  const types = columnFields.map(({ sourceName, type }): [string, DuckDBType] => [sourceName, typeOf(type)]);
  const keys = new Uint32Array(most * 2);
  const numbers = [new Uint32Array(most), new Uint32Array(most), new Uint32Array(most)] as const;
  return register<RowSource>(
    connection,
    'lk_rows',
    [
      ...types,
      ['eventJson', VARCHAR],
      ['lk_key', UBIGINT],
      ['lk_seq', UINTEGER],
      ['lk_file', UINTEGER],
      ['lk_record', UINTEGER],
    ],
    ({ source }, chunk, thread) => {
      const share = thread.share(most);
      const columns = (made ??= createColumns(most));
      if (!columns) throw new Error('There is no WebAssembly any more.');
      columns.begin();
      for (let run = source.peek(); run && columns.rows() < share; run = source.peek()) {
        const { records, from } = run;
        const taken = columns.add(run.bytes, records, from, Math.min(run.to, from + share - columns.rows()));
        if (taken === 0) break;
        const at = columns.rows() - taken;
        const seq = source.take(taken);
        for (let row = 0; row < taken; row += 1) {
          keys[(at + row) * 2] = records.keyLow[from + row] as number;
          keys[(at + row) * 2 + 1] = records.keyHigh[from + row] as number;
          numbers[0][at + row] = seq + row;
          numbers[1][at + row] = run.file;
          numbers[2][at + row] = run.position + row;
        }
      }
      const count = columns.rows();
      thread.took(count);
      if (count === 0 && source.peek()) throw new Error('A record does not fit into a chunk.');
      duckdb.data_chunk_set_size(chunk, count);
      if (count === 0) return;
      writeColumns(columns, chunk);
      copy(chunk, types.length + 1, keys.subarray(0, count * 2));
      numbers.forEach((values, index) => copy(chunk, types.length + 2 + index, values.subarray(0, count)));
    },
  );
}

function typeOf(type: LakeType): DuckDBType {
  switch (type.kind) {
    case 'scalar':
      return type.name === 'boolean' ? BOOLEAN : type.name === 'timestamp' ? TIMESTAMP : VARCHAR;
    case 'map':
      return MAP(VARCHAR, VARCHAR);
    case 'array':
      return LIST(typeOf(type.element));
    case 'row':
      return STRUCT(Object.fromEntries(type.fields.map((field) => [field.name, typeOf(field.type)])));
    case 'unknown':
      return VARCHAR;
  }
  return type satisfies never;
}

/** Key, number, file and place of the rows, from that column on. */
function copyNumbers(
  source: FeedSource,
  from: number,
  count: number,
  chunk: duckdb.DataChunk,
  firstColumn: number,
): void {
  const keys = new Uint32Array(count * 2);
  const numbers = [new Uint32Array(count), new Uint32Array(count), new Uint32Array(count)] as const;
  for (let row = 0; row < count; row += 1) {
    keys[row * 2] = source.keyLow(from + row);
    keys[row * 2 + 1] = source.keyHigh(from + row);
    numbers[0][row] = source.seq(from + row);
    numbers[1][row] = source.file(from + row);
    numbers[2][row] = source.record(from + row);
  }
  copy(chunk, firstColumn, keys);
  numbers.forEach((values, index) => copy(chunk, firstColumn + 1 + index, values));
}

function register<T extends { readonly rows?: number | undefined }>(
  connection: DuckDBConnection,
  name: string,
  columns: readonly (readonly [string, DuckDBType])[],
  fill: (reading: Reading<T>, chunk: duckdb.DataChunk, thread: Thread) => void,
): (source: T) => string {
  const readings = new Map<string, Reading<T>>();
  connection.registerTableFunction(
    DuckDBTableFunction.create({
      name,
      parameterTypes: [VARCHAR],
      bindFunction: (info) => {
        for (const [column, type] of columns) info.addResultColumn(column, type);
        const reading = readings.get(String(info.getParameter(0)));
        if (!reading) {
          info.setError('Only the import reads here.');
          return;
        }
        info.setBindData(reading);
        if (reading.source.rows !== undefined) info.setCardinality(reading.source.rows, true);
      },
      initFunction: (info) => info.setMaxThreads(2),
      localInitFunction: (info) => info.setInitData((info.bindData as Reading<T>).threads.add()),
      mainFunction: (info, { chunk }) => fill(info.bindData as Reading<T>, chunk, info.localInitData as Thread),
    }),
  );
  return (source) => {
    const ticket = randomUUID();
    readings.set(ticket, { source, threads: createThreads(), at: 0 });
    const [oldest] = readings.keys();
    if (readings.size > mostReadings && oldest !== undefined) readings.delete(oldest);
    return `${name}('${ticket}')`;
  };
}

function copy(chunk: duckdb.DataChunk, column: number, values: Uint32Array): void {
  const vector = duckdb.data_chunk_get_vector(chunk, column);
  duckdb.copy_data_to_vector(vector, 0, values.buffer as ArrayBuffer, values.byteOffset, values.byteLength);
}
