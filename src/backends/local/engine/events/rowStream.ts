/**
 * Scanned events into the table by one long statement, which takes them as they come: each statement more would copy the
 * rows of its last row groups once more. It ends when nothing waits for it; the next one begins once there is enough again.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { insertRows } from './eventSql.js';
import type { RowSource } from './feed.js';
import { sizeOfScanned, type ScannedEvent } from './pending.js';

export interface RowStream {
  /** Begins a statement on the connection, unless too little waits. */
  push(events: readonly ScannedEvent[]): void;
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

/** `numberOf` gives the number of an event whose turn it is. */
export function createRowStream(
  connection: DuckDBConnection,
  table: string,
  feed: (source: RowSource) => string,
  numberOf: (event: ScannedEvent) => number,
): RowStream {
  let waiting: ScannedEvent[] = [];
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
        const event = ended ? undefined : waiting[next];
        ended ||= event === undefined;
        return event;
      },
      take: () => {
        const event = waiting[next] as ScannedEvent;
        next += 1;
        bytes -= sizeOfScanned(event);
        if (next > 50_000) {
          waiting = waiting.slice(next);
          next = 0;
        }
        if (bytes < most / 2) wake?.();
        return numberOf(event);
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
    push: (events) => {
      for (const event of events) {
        waiting.push(event);
        bytes += sizeOfScanned(event);
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
      waiting = waiting.slice(next).filter((event) => event.file !== file);
      next = 0;
      bytes = waiting.reduce((sum, event) => sum + sizeOfScanned(event), 0);
    },
  };
}
