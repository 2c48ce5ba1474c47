/** One file, of whatever kind, to records. The kind is told by content. Never throws for bad content. */
import { basename } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createCsvReader, type CsvRecord } from '../../../core/result/csv.js';
import { createFileReport, type FileReport, type FileSink } from './fileReport.js';
import { containers, looksLikeRecord } from './records.js';
import { headerOfFirstPart } from './resultParts.js';
import { createSlicer, type Slicer } from './slicer.js';
import { openSource } from './source.js';
import { isTableHeader, rowReader, type RowReader } from './tables.js';

export type { FileSink };

/** One record larger than this is left out. Lake's own limit is 1 MB an event. */
const maximumRecord = 64 * 1024 * 1024;
/** So many bytes tell what a file is; the first line of delivered results holds a statement. */
const headLength = 16 * 1024;

/** Files that stand among data and are known by name. */
const ignoredNames: ReadonlyMap<string, string> = new Map([
  ['ConfigWritabilityCheckFile', 'test file of AWS Config, not data'],
  ['result_sign.json', 'sign file of delivered results, not data: check the results with lakesql verify'],
]);

export async function readFile(path: string, sink: FileSink, signal: AbortSignal): Promise<void> {
  const ignored = ignoredNames.get(basename(path));
  if (ignored !== undefined) return sink.skip(ignored);
  const source = await openSource(path, signal);
  if ('refused' in source) return sink.skip(source.refused);
  const report = createFileReport(sink);
  let reader: PieceReader | undefined;
  for await (const chunk of withWholeHead(source.chunks)) {
    if (!reader && isTar(chunk)) {
      sink.skip('tar archive: unpack it first, archives are not opened');
      return;
    }
    reader ??= readerFor(chunk, report) ?? (await partReader(path, chunk, report, signal));
    if (!reader) break;
    reader.push(chunk);
    await sink.drain();
    await nextTurn();
    signal.throwIfAborted();
  }
  const complete = reader?.end() ?? true;
  if (!reader && source.damage() === undefined) sink.skip('not data: neither JSON nor a table of events');
  else report.finish(source, complete);
  await sink.drain();
}

/** The same bytes; the first piece is large enough to tell what they are, however small the pieces come. */
async function* withWholeHead(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let head: Uint8Array | undefined = new Uint8Array();
  for await (const chunk of chunks) {
    if (!head) {
      if (chunk.length > 0) yield chunk;
      continue;
    }
    head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
    if (head.length < headLength) continue;
    yield head;
    head = undefined;
  }
  if (head && head.length > 0) yield head;
}

function isTar(chunk: Uint8Array): boolean {
  return Buffer.from(chunk.subarray(257, 262)).toString('latin1') === 'ustar';
}

/** Reads pieces of unpacked bytes. */
export interface PieceReader {
  push(bytes: Uint8Array): void;
  /** Whether the text was complete. */
  end(): boolean;
}

/** A reader for what begins with these bytes; undefined when they are no data. */
export function readerFor(chunk: Uint8Array, report: FileReport): PieceReader | undefined {
  const start = Buffer.from(chunk.buffer, chunk.byteOffset, Math.min(chunk.length, headLength)).toString('utf8');
  if (/^\s*[[{]/.test(start) || /^\d{4}-\d\d-\d\dT[\d:.]+Z \{/.test(start)) return jsonReader(report);
  const firstLine = start.split('\n', 1)[0] ?? '';
  if (firstLine.startsWith('# Execution Time: ') || isTableHeader(firstLine)) return csvReader(report);
  return undefined;
}

/** For a further part of delivered results, which may come without head lines. */
async function partReader(
  path: string,
  chunk: Uint8Array,
  report: FileReport,
  signal: AbortSignal,
): Promise<PieceReader | undefined> {
  const header = await headerOfFirstPart(path, signal);
  if (!header) return undefined;
  const [first] = createCsvReader().push(`${csvLine(header)}\n${new TextDecoder().decode(chunk)}\n`);
  return first?.cells.length === header.length ? csvReader(report, csvLine(header)) : undefined;
}

const csvLine = (cells: readonly string[]): string => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',');

function jsonReader(report: FileReport): PieceReader {
  const slicer: Slicer = createSlicer({
    containers,
    maximumRecord,
    isRecord: looksLikeRecord,
    onSlice: (slice) => report.slice(slice),
    onBroken: ({ index, offset, reason, cut }) => report.broken(index, offset, reason, cut),
  });
  return { push: (bytes) => slicer.push(bytes), end: () => slicer.end().complete };
}

function csvReader(report: FileReport, header?: string): PieceReader {
  const decoder = new TextDecoder();
  const reader = createCsvReader();
  let rows: RowReader | { refused: string } | undefined;
  let told = 0;
  const take = (records: readonly CsvRecord[]): void => {
    if (!rows && reader.header) rows = rowReader(reader.header);
    for (const { number, cells } of records) report.row(rows, number - 1, cells);
    for (; told < reader.problems.length; told += 1) {
      const problem = reader.problems[told];
      if (problem) report.note(problem.message, problem.record - 1);
    }
  };
  if (header !== undefined) take(reader.push(`${header}\n`));
  return {
    push: (bytes) => take(reader.push(decoder.decode(bytes, { stream: true }))),
    end: () => {
      take(reader.push(decoder.decode()));
      take(reader.end());
      return true;
    },
  };
}
