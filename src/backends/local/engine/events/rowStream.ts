/**
 * Scanned events into the table by one long statement, which takes them as they come: each statement more would copy the
 * rows of its last row groups once more. It ends when nothing waits for it; the next one begins once there is enough again.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { insertRows } from './eventSql.js';
import type { RowSource } from './feed.js';
import { partOf, sizeOfRun, type ScannedRun } from './pending.js';

export interface RowStream {
  /** Begins a statement on the connection, unless too little waits. */
  push(runs: readonly ScannedRun[]): void;
  /** Waits until there is room for more. Throws what the statement failed with. */
  drained(): Promise<void>;
  /** Waits until all is stored and nothing is at work on the connection. Throws what the statement failed with. */
  end(): Promise<void>;
  /** Drops what waits of a file. */
  forget(file: number): void;
}

/** Text that waits, in bytes: from where on a statement begins, and how much there may be. */
const enough = 16 * 1024 * 1024;
const most = 48 * 1024 * 1024;

export interface RowStreamOptions {
  readonly connection: DuckDBConnection;
  readonly table: string;
  readonly feed: (source: RowSource) => string;
  /** Numbers events whose turn it is, one after the other: the number of the first. */
  readonly number: (run: ScannedRun) => number;
  /** Called when a statement asks for rows and none waits: pushes some at once, if it can. */
  readonly more: () => void;
}

export function createRowStream({ connection, table, feed, number, more }: RowStreamOptions): RowStream {
  /** Those before `next` are taken, and let go: each holds the whole text of its file. */
  let waiting: (ScannedRun | undefined)[] = [];
  let next = 0;
  let bytes = 0;
  let running: Promise<void> | undefined;
  let failure: { readonly error: unknown } | undefined;
  let wake: (() => void) | undefined;

  const source = (): RowSource => {
    // Both threads of a statement have to see its end.
    let ended = false;
    return {
      peek: () => {
        if (!ended && !waiting[next]) more();
        const run = ended ? undefined : waiting[next];
        ended ||= run === undefined;
        return run;
      },
      take: (count) => {
        const run = waiting[next] as ScannedRun;
        const rest = partOf(run, run.from + count, run.to);
        bytes += sizeOfRun(rest) - sizeOfRun(run);
        if (rest.from < rest.to) waiting[next] = rest;
        else waiting[next++] = undefined;
        if (next > 1_000) {
          waiting = waiting.slice(next);
          next = 0;
        }
        if (bytes < most / 2) wake?.();
        return number(partOf(run, run.from, run.from + count));
      },
    };
  };
  const begin = (): void => {
    if (running || failure || next >= waiting.length) return;
    running = connection
      .run(insertRows(table, feed(source())))
      .then(
        () => undefined,
        (error: unknown) => void (failure = { error }),
      )
      .finally(() => {
        running = undefined;
        wake?.();
      });
  };
  const tell = (): void => {
    if (failure) throw failure.error;
  };
  return {
    push: (runs) => {
      for (const run of runs) {
        waiting.push(run);
        bytes += sizeOfRun(run);
      }
      if (bytes >= enough) begin();
    },
    drained: async () => {
      while (bytes > most && !failure) {
        begin();
        await new Promise<void>((resolve) => (wake = resolve));
      }
      tell();
    },
    end: async () => {
      while (running || (!failure && next < waiting.length)) {
        begin();
        await running;
      }
      tell();
    },
    forget: (file) => {
      waiting = waiting.filter((run) => run !== undefined && run.file !== file);
      next = 0;
      bytes = waiting.reduce((sum, run) => sum + (run ? sizeOfRun(run) : 0), 0);
    },
  };
}
