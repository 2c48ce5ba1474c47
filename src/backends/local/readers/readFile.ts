/** One file, of whatever kind, to records. The kind is told by content. Never throws for bad content. */
import { basename } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createCsvReader, type CsvRecord } from '../../../core/result/csv.js';
import { JsonSyntaxError } from './json.js';
import { containers, interpret, looksLikeRecord, type Interpretation, type LakeRecord } from './records.js';
import { createSlicer, type Slice, type Slicer } from './slicer.js';
import { openSource, type Source } from './source.js';
import { queryResultRow, rowReader, type RowReader } from './tables.js';

export interface FileSink {
  /** `position` counts from 0 within the file. */
  record(record: LakeRecord, position: number): void;
  /** `position` names the record or byte; absent for the whole file. */
  skip(reason: string, position?: string): void;
  /** Called between pieces of a large file; may wait. */
  drain(): Promise<void>;
}

/** One record larger than this is left out. Lake's own limit is 1 MB an event. */
const maximumRecord = 64 * 1024 * 1024;
/** Skipped records named one by one, per file; the rest is counted. */
const maximumListed = 50;

/** Files that stand among data and are known by name. */
const ignoredNames: ReadonlyMap<string, string> = new Map([
  ['ConfigWritabilityCheckFile', 'test file of AWS Config, not data'],
  ['result_sign.json', 'sign file of delivered results, not data'],
]);

export async function readFile(path: string, sink: FileSink, signal: AbortSignal): Promise<void> {
  const ignored = ignoredNames.get(basename(path));
  if (ignored !== undefined) return sink.skip(ignored);
  const source = await openSource(path, signal);
  if ('refused' in source) return sink.skip(source.refused);
  const file = createFile(sink);
  let reader: PieceReader | undefined;
  for await (const chunk of source.chunks) {
    if (chunk.length === 0) continue;
    if (!reader && isTar(chunk)) {
      sink.skip('tar archive: unpack it first, archives are not opened');
      return;
    }
    reader ??= readerFor(chunk, file);
    if (!reader) break;
    reader.push(chunk);
    await sink.drain();
    await nextTurn();
    signal.throwIfAborted();
  }
  const complete = reader?.end() ?? true;
  if (!reader && source.damage() === undefined) sink.skip('not data: neither JSON nor a table of events');
  else file.finish(source, complete);
  await sink.drain();
}

function isTar(chunk: Uint8Array): boolean {
  return Buffer.from(chunk.subarray(257, 262)).toString('latin1') === 'ustar';
}

interface PieceReader {
  push(bytes: Uint8Array): void;
  /** Whether the text was complete. */
  end(): boolean;
}

function readerFor(chunk: Uint8Array, file: OneFile): PieceReader | undefined {
  const start = Buffer.from(chunk.buffer, chunk.byteOffset, Math.min(chunk.length, 4096)).toString('utf8');
  if (/^\s*[[{]/.test(start) || /^\d{4}-\d\d-\d\dT[\d:.]+Z \{/.test(start)) return jsonReader(file);
  const firstLine = start.slice(0, 4096).split('\n', 1)[0] ?? '';
  if (firstLine.startsWith('# Execution Time: ') || /(^|[,"])event ?(id|name|json)([,"\r]|$)/i.test(firstLine)) {
    return csvReader(file);
  }
  return undefined;
}

function jsonReader(file: OneFile): PieceReader {
  const slicer: Slicer = createSlicer({
    containers,
    maximumRecord,
    isRecord: looksLikeRecord,
    onSlice: (slice) => file.slice(slice),
    onBroken: ({ index, offset, reason, cut }) => file.broken(index, offset, reason, cut),
  });
  return { push: (bytes) => slicer.push(bytes), end: () => slicer.end().complete };
}

function csvReader(file: OneFile): PieceReader {
  const decoder = new TextDecoder();
  const reader = createCsvReader();
  let rows: RowReader | { refused: string } | undefined;
  let told = 0;
  const take = (records: readonly CsvRecord[]): void => {
    if (!rows && reader.header) rows = rowReader(reader.header);
    for (const { number, cells } of records) file.row(rows, number - 1, cells);
    for (; told < reader.problems.length; told += 1) {
      const problem = reader.problems[told];
      if (problem) file.skipRecord(problem.message, problem.record - 1);
    }
  };
  return {
    push: (bytes) => take(reader.push(decoder.decode(bytes, { stream: true }))),
    end: () => {
      take(reader.push(decoder.decode()));
      take(reader.end());
      return true;
    },
  };
}

interface OneFile {
  /** Returns why the text is no JSON, when it is none. */
  slice(slice: Slice): string | undefined;
  broken(index: number, offset: number, reason: string, cut: boolean): void;
  row(rows: RowReader | { refused: string } | undefined, index: number, cells: readonly string[]): void;
  skipRecord(reason: string, index: number): void;
  finish(source: Source, complete: boolean): void;
}

/** Collects what one file gave, so that the report stays short whatever the file holds. */
function createFile(sink: FileSink): OneFile {
  const notData = new Map<string, number>();
  const rowReaders = new Map<string, RowReader | { refused: string }>();
  let kept = 0;
  let skipped = 0;
  let values = 0;
  let cutAt: number | undefined;
  /** Waits for what else the file holds: about a file that is one value, nothing is said of records. */
  let first: { readonly reason: string; readonly place: string } | undefined;

  const skipRecord = (reason: string, index: number, offset?: number): void => {
    skipped += 1;
    const place = offset === undefined ? `record ${index + 1}` : `record ${index + 1} (byte ${offset})`;
    if (skipped === 1) first = { reason, place };
    else if (skipped <= maximumListed) {
      tellFirst();
      sink.skip(reason, place);
    }
  };
  const tellFirst = (): void => {
    if (first && kept === 0 && values <= 1 && skipped === 1) sink.skip(first.reason);
    else if (first) sink.skip(first.reason, first.place);
    first = undefined;
  };
  const add = (found: Interpretation, index: number, offset?: number): void => {
    for (const record of found.records) {
      kept += 1;
      sink.record(record, index);
    }
    for (const reason of found.notData) notData.set(reason, (notData.get(reason) ?? 0) + 1);
    for (const reason of found.skipped) skipRecord(reason, index, offset);
  };
  const row: OneFile['row'] = (rows, index, cells) => {
    values += 1;
    if (!rows) return;
    if ('refused' in rows) notData.set(rows.refused, (notData.get(rows.refused) ?? 0) + 1);
    else add(rows(cells), index);
  };
  const resultRow = (text: string, index: number): void => {
    const read = queryResultRow(text);
    if (!read) return skipRecord('not a row of query results', index);
    const key = JSON.stringify(read.header);
    let rows = rowReaders.get(key);
    if (!rows) rowReaders.set(key, (rows = rowReader(read.header)));
    row(rows, index, read.cells);
  };

  return {
    skipRecord,
    row,
    slice: ({ container, index, offset, text }) => {
      try {
        if (container === 'QueryResultRows') resultRow(text, index);
        else {
          const found = interpret(text, container);
          values += 1;
          add(found, index, offset);
        }
        return undefined;
      } catch (error) {
        if (error instanceof JsonSyntaxError) return error.message;
        throw error;
      }
    },
    broken: (index, offset, reason, cut) => {
      if (cut) cutAt = offset;
      else skipRecord(`broken JSON: ${reason}`, index, offset);
    },
    finish: (source, complete) => {
      tellFirst();
      const damage = source.damage();
      const plural = kept === 1 ? 'record' : 'records';
      if (damage !== undefined) sink.skip(`${damage}; ${kept} ${plural} kept`);
      else if (cutAt !== undefined) sink.skip(`the file ends inside a record; ${kept} ${plural} kept`, `byte ${cutAt}`);
      else if (!complete && skipped === 0) sink.skip(`the JSON does not end; ${kept} ${plural} kept`);
      for (const [reason, count] of notData)
        sink.skip(count === 1 && values <= 1 ? reason : `${count} ${count === 1 ? 'record' : 'records'}: ${reason}`);
      if (skipped > maximumListed) sink.skip(`${skipped - maximumListed} more records left out for reasons like these`);
      if (kept === 0 && notData.size === 0 && skipped === 0 && damage === undefined && complete)
        sink.skip('no records in it');
    },
  };
}
