/** A delivered query result read back from its files: the rows as a result set, with nothing asked of the service. */
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { errors } from '../../core/errors.js';
import type { ResultSet, ResultState } from '../../core/query/backend.js';
import { createCsvReader, type CsvRecord, type LakeCsvHead } from '../../core/result/csv.js';
import type { Column } from '../../core/result/types.js';
import { columnsFromLabels, createRowDecoder, type LakeRow } from './lakeRows.js';
import { createMemoryRows } from './memoryRows.js';
import { resultFile } from './verifyDelivery.js';

export interface DeliveredResult {
  readonly result: ResultSet;
  /** The first line of the first file; undefined when the files have none. */
  readonly head: LakeCsvHead | undefined;
  /** In the order of their numbers. */
  readonly files: readonly string[];
  /** Places that could not be read as they should; the rows are there all the same. */
  readonly problems: readonly string[];
}

export interface ReadDeliveredOptions {
  /** Types of the columns of a statement, as far as they can be told. */
  readonly columnsOf: (statement: string) => readonly Column[];
  /** Where rows beyond a bound of memory go. */
  readonly spillFolder?: string;
}

/** A small file that unpacks to this is no query result that anybody reads in a grid. */
const mostBytes = 4 * 1024 ** 3;

/** Reads `result_<n>.csv.gz` of a folder. Rejects with `InputWrong` when there is none or one cannot be unpacked. */
export async function readDelivered(
  folder: string,
  { columnsOf, spillFolder }: ReadDeliveredOptions,
  signal: AbortSignal,
): Promise<DeliveredResult> {
  const files = await resultFiles(folder);
  const rows = createMemoryRows(spillFolder === undefined ? {} : { folder: spillFolder });
  const problems: string[] = [];
  let head: LakeCsvHead | undefined;
  let header: readonly string[] | undefined;
  let columns: readonly Column[] = [];
  let decode: ReturnType<typeof createRowDecoder> | undefined;

  const add = (labels: readonly string[], { cells }: CsvRecord): void => {
    const row: LakeRow = labels.map((label, index) => ({ [label]: cells[index] ?? '' }));
    if (!decode) {
      columns = columnsFromLabels(row, columns);
      decode = createRowDecoder(columns);
    }
    const decoded = decode(row);
    rows.add(decoded.values, decoded.doubtful);
  };

  let unpacked = 0;
  try {
    for (const [index, file] of files.entries()) {
      const reader = createCsvReader();
      /** A further file may or may not repeat the head lines: AWS does not say. */
      const take = (records: readonly CsvRecord[]): void => {
        if (index === 0 || reader.head) {
          head ??= reader.head;
          if (!header && reader.header) {
            ({ header } = reader);
            columns = head ? columnsOf(head.statement) : [];
          }
        } else if (header && reader.header && !taken) {
          // Without the head lines its first record was taken for a header.
          if (reader.header.join('\0') !== header.join('\0')) add(header, { number: 0, cells: reader.header });
        }
        taken ||= reader.header !== undefined;
        for (const record of records) add(header ?? [], record);
      };
      let taken = false;
      const decoder = new TextDecoder();
      for await (const chunk of unpack(path.join(folder, file), signal)) {
        unpacked += chunk.length;
        if (unpacked > mostBytes)
          throw errors.inputWrong(`${file} unpacks to more than 4 GB. Add the folder to the local lake instead.`);
        take(reader.push(decoder.decode(chunk, { stream: true })));
      }
      take(reader.push(decoder.decode()));
      take(reader.end());
      problems.push(...reader.problems.map(({ message }) => `${file}: ${message}`));
    }
  } catch (error) {
    rows.truncate(0);
    throw error;
  }
  if (columns.length === 0 && header)
    columns = columnsFromLabels(
      header.map((label) => ({ [label]: '' })),
      columns,
    );
  return { result: resultOf(rows, columns, head), head, files, problems };
}

async function resultFiles(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    throw errors.inputWrong(`${folder} cannot be read (${error.code ?? error.message}).`);
  });
  const numbered = names.flatMap((name) => {
    const number = resultFile.exec(name)?.[1];
    return number === undefined ? [] : [{ name, number: Number(number) }];
  });
  if (numbered.length === 0)
    throw errors.inputWrong(`${folder} has no result_1.csv.gz. Give the folder that holds the files of one query.`);
  return numbered.sort((a, b) => a.number - b.number).map(({ name }) => name);
}

async function* unpack(file: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const source = createReadStream(file, { signal });
  const gunzip = createGunzip();
  source.on('error', (error) => gunzip.destroy(error));
  try {
    yield* source.pipe(gunzip) as Readable & AsyncIterable<Uint8Array>;
  } catch (error) {
    signal.throwIfAborted();
    throw errors.inputWrong(
      `${path.basename(file)} cannot be unpacked: ${(error as Error).message}. Fetch it again from the bucket.`,
    );
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}

function resultOf(
  rows: ReturnType<typeof createMemoryRows>,
  columns: readonly Column[],
  head: LakeCsvHead | undefined,
): ResultSet {
  const state: ResultState = { status: 'finished', rowCount: rows.count, complete: true, statistics: {} };
  return {
    queryId: '',
    statement: head?.statement ?? '',
    columns,
    distinguishesNull: false,
    state: () => state,
    onDidChange: () => () => undefined,
    read: (request, asked) => rows.read(request, columns, asked),
    cell: (row, column, view, asked) => rows.cell(row, column, view, columns, asked),
    find: (request, asked) => rows.find(request, columns, true, asked),
    size: (view, asked) => rows.size(view, columns, asked),
    values: (request, asked) => rows.values(request, columns, asked),
    aggregate: (request, asked) => rows.aggregate(request, columns, asked),
    histogram: (request, asked) => rows.histogram(request, columns, asked),
    cancel: () => Promise.resolve(),
    dispose: () => {
      rows.truncate(0);
      return Promise.resolve();
    },
  };
}
