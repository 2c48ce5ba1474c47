/** Rows of one result as one Parquet file. */
import { open, rename, rm, stat } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { errors } from '../../../../core/errors.js';
import type { ParquetFile, ParquetRequest } from '../../../../core/query/backend.js';
import type { Column } from '../../../../core/result/types.js';
import type { LakePlaces } from '../../places.js';
import type { ResultViews } from '../resultViews.js';
import { openParquetDatabase, pathLiteral, type ParquetDatabase } from './parquetInstance.js';
import { parquetType, quoted, uniqueNames } from './parquetType.js';

/** Rows carried over at a time: an event is some kilobytes, a megabyte at most. */
const windowRows = 5_000;

/**
 * `connection` is the one that holds the result; `columns` are the view's. The lake's own database reaches no file, so
 * the rows go through a second one, which spills to the lake's folder when they are many.
 */
export async function writeResultParquet(
  connection: DuckDBConnection,
  views: ResultViews,
  columns: readonly Column[],
  { file, columns: wanted, maximumRows, ...view }: ParquetRequest,
  places: LakePlaces,
  signal: AbortSignal,
): Promise<ParquetFile> {
  const chosen = (wanted ?? columns.map((_, index) => index)).filter((index) => columns[index] !== undefined);
  if (chosen.length === 0) throw errors.usage('No column is left to write. Show one, then export again.');
  signal.throwIfAborted();
  const partial = `${file}.${process.pid}.partial`;
  await tryWriting(file, partial);
  const parquet = await openParquetDatabase(places);
  try {
    const rows = Math.min(await views.size(view), maximumRows ?? Number.POSITIVE_INFINITY);
    const select = await selectOf(connection, await views.statement(view), chosen);
    const names = uniqueNames(chosen.map((index) => columns[index]?.name ?? ''));
    await parquet.connection.run(
      `CREATE TABLE part (${names.map((name, index) => `${quoted(name)} ${select.types[index]}`).join(', ')})`,
    );
    for (let from = 0; from < rows; from += windowRows) {
      signal.throwIfAborted();
      const result = await connection.run(select.sql(from, Math.min(rows, from + windowRows)));
      const appender = await parquet.connection.createAppender('part');
      for (const chunk of await result.fetchAllChunks()) appender.appendDataChunk(chunk);
      appender.closeSync();
    }
    await copyOut(parquet, partial, signal);
    const { size } = await stat(partial);
    await rename(partial, file);
    return { rows, bytes: size };
  } finally {
    parquet.close();
    await rm(partial, { force: true });
  }
}

/** Fails now, with the reason, and not when everything has been read. */
async function tryWriting(file: string, partial: string): Promise<void> {
  const there = await stat(file).catch(() => undefined);
  const refuse = (reason: string): never => {
    throw errors.usage(`${file} cannot be written: ${reason}. Name another file.`);
  };
  if (there?.isDirectory()) refuse('it is a folder');
  if (there && !there.isFile()) refuse('it is not a regular file, which Parquet needs');
  try {
    await (await open(partial, 'w')).close();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    refuse(code === 'ENOENT' ? 'its folder does not exist' : `the system says ${code ?? 'no'}`);
  }
}

interface Select {
  readonly types: readonly string[];
  readonly sql: (from: number, to: number) => string;
}

async function selectOf(
  connection: DuckDBConnection,
  statement: (from: number, to: number) => string,
  chosen: readonly number[],
): Promise<Select> {
  const none = await connection.run(statement(0, 0));
  const types = chosen.map((index) => parquetType(none.columnType(index)));
  const cells = chosen.map((column, index) => `CAST(c${column} AS ${types[index]})`).join(', ');
  return { types, sql: (from, to) => `SELECT ${cells} FROM (${statement(from, to)})` };
}

async function copyOut({ connection }: ParquetDatabase, path: string, signal: AbortSignal): Promise<void> {
  const onAbort = (): void => connection.interrupt();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await connection.run(`COPY part TO ${pathLiteral(path)} (FORMAT parquet, COMPRESSION zstd)`);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
