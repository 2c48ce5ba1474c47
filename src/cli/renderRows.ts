/** Results on their way out, page by page. */
import { errors } from '../core/errors.js';
import type { ResultSet, ResultState } from '../core/query/backend.js';
import { createExporter, type ExportMeta } from '../core/result/export.js';
import { displayText } from '../core/result/text.js';
import type { Column, Value } from '../core/result/types.js';
import { renderTable } from './table.js';
import { safeText } from './terminal.js';

export const queryFormats = ['table', 'csv', 'json', 'jsonl', 'markdown', 'lake-csv'] as const;
export type QueryFormat = (typeof queryFormats)[number];

export interface Renderer {
  result(result: ResultSet, about: ResultAbout, signal: AbortSignal): Promise<void>;
  end(): Promise<void>;
  /** A statement failed between results: what was written before it becomes a whole document. */
  fail(): Promise<void>;
}

export interface ResultAbout {
  readonly state: ResultState;
  readonly startedAt: Date;
  /** Of the statement, from 1. */
  readonly number: number;
  readonly of: number;
}

export interface RendererParts {
  readonly write: (text: string) => Promise<void>;
  /** To stderr. */
  readonly say: (line: string) => void;
  readonly maximumRows: number | undefined;
}

/** One result into one Parquet file, which the engine writes. */
export function parquetRenderer(file: string, { say, maximumRows }: Omit<RendererParts, 'write'>): Renderer {
  return {
    result: async (result, about, signal) => {
      if (!result.writeParquet) throw errors.usage('These rows are not in a local engine, which writes Parquet files.');
      const request = { file, ...(maximumRows === undefined ? {} : { maximumRows }) };
      const { rows, bytes } = await result.writeParquet(request, signal);
      const plural = rows === 1 ? 'row' : 'rows';
      say(`${safeText(file)}: ${rows.toLocaleString('en')} ${plural}, ${(bytes / 1e6).toFixed(1)} MB`);
      const partial = partialText(about, maximumRows);
      if (partial !== undefined) say(partial);
    },
    end: () => Promise.resolve(),
    fail: () => Promise.resolve(),
  };
}

const rowsPerPage = 1000;
/** Terminal columns of one cell; longer ones are cut in tables alone. */
const widestCell = 60;

export function createRenderer(format: QueryFormat, parts: RendererParts): Renderer {
  return format === 'table' ? tableRenderer(parts) : exportRenderer(format, parts);
}

function exportRenderer(format: Exclude<QueryFormat, 'table'>, parts: RendererParts): Renderer {
  const { write, say } = parts;
  const isJson = format === 'json';
  let opened = false;
  const open = async (): Promise<void> => {
    if (isJson && !opened) await write('{"statements":[');
    opened = true;
  };
  return {
    result: async (result, about, signal) => {
      const partial = partialText(about, parts.maximumRows);
      const meta: ExportMeta = {
        statement: result.statement,
        executionTime: about.startedAt.toISOString(),
        statistics: about.state.statistics,
        ...(partial === undefined ? {} : { partial }),
      };
      const exporter = createExporter(format, result.columns, meta);
      await open();
      if (about.number > 1) await write(isJson ? ',' : format === 'jsonl' ? '' : '\n');
      const head = exporter.head();
      await write(head);
      for await (const rows of pagesOf(result, about.state, parts.maximumRows, signal))
        await write(exporter.rows(rows));
      await write(isJson ? exporter.tail().trimEnd() : exporter.tail());
      if (partial !== undefined) say(partial);
    },
    end: async () => {
      await open();
      if (isJson) await write(']}\n');
    },
    fail: async () => {
      if (isJson && opened) await write(']}\n');
    },
  };
}

function tableRenderer(parts: RendererParts): Renderer {
  const { write, say } = parts;
  return {
    result: async (result, about, signal) => {
      if (about.of > 1) await write(`${about.number > 1 ? '\n' : ''}-- statement ${about.number} of ${about.of}\n`);
      const columns = result.columns.map(({ name, type }) => ({
        name,
        right: type.kind === 'scalar' && numbers.has(type.name),
      }));
      const rows: string[][] = [];
      // A table needs the width of every cell before its first line.
      for await (const page of pagesOf(result, about.state, parts.maximumRows, signal)) {
        for (const row of page) rows.push(result.columns.map((column, index) => cellText(row[index] ?? null, column)));
      }
      const { text, cutCells } = renderTable(columns, rows, widestCell);
      await write(text);
      say(`${rows.length.toLocaleString('en')} ${rows.length === 1 ? 'row' : 'rows'}${statisticsText(about.state)}`);
      if (cutCells > 0) {
        say(
          `${cutCells.toLocaleString('en')} ${cutCells === 1 ? 'cell was' : 'cells were'} cut at ${widestCell} characters; --format csv or json prints whole values.`,
        );
      }
      const partial = partialText(about, parts.maximumRows);
      if (partial !== undefined) say(partial);
    },
    end: () => Promise.resolve(),
    fail: () => Promise.resolve(),
  };
}

const numbers: ReadonlySet<string> = new Set(['integer', 'bigint', 'double', 'decimal']);

/** Cut long before display: a cell may have a megabyte. */
const cellText = (value: Value, { type }: Column): string => displayText(value, type).slice(0, widestCell * 8);

async function* pagesOf(
  result: ResultSet,
  state: ResultState,
  maximum: number | undefined,
  signal: AbortSignal,
): AsyncGenerator<readonly (readonly Value[])[]> {
  const end = Math.min(state.rowCount, maximum ?? Number.POSITIVE_INFINITY);
  for (let from = 0; from < end;) {
    const { rows } = await result.read({ from, count: Math.min(rowsPerPage, end - from) }, signal);
    if (rows.length === 0) return;
    yield rows;
    from += rows.length;
  }
}

function partialText({ state }: ResultAbout, maximum: number | undefined): string | undefined {
  if (state.status === 'timedOut')
    return state.failure?.message ?? 'The query reached its time limit; the rows are a part of the result.';
  if (maximum === undefined || state.rowCount <= maximum) return undefined;
  return `Cut by --max-rows: ${maximum.toLocaleString('en')} of ${state.rowCount.toLocaleString('en')} rows.`;
}

function statisticsText({ statistics }: ResultState): string {
  const parts = [
    ...(statistics.elapsedMilliseconds === undefined
      ? []
      : [`${(statistics.elapsedMilliseconds / 1000).toFixed(1)} s`]),
    ...(statistics.bytesScanned === undefined || statistics.bytesScanned === 0
      ? []
      : [`${statistics.bytesScanned.toLocaleString('en')} bytes scanned`]),
  ];
  return parts.length > 0 ? ` (${parts.join(', ')})` : '';
}
