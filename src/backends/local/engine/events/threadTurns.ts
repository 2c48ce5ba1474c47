/**
 * How much each thread of a statement gets at a time. A thread that has a row group together packs it for seconds; threads
 * that are served alike do so at the same time, and whoever makes the rows waits. So one of those that gather rows gets
 * nearly all, and packs while another gathers.
 */

/** Rows that DuckDB packs together. */
const rowGroup = 122_880;
/** For a thread that has to wait: it has to get something, or its statement ends. */
const little = 64;

export interface Thread {
  /** How many rows it gets at most, out of so many. It asks for them, so it packs nothing just now. */
  share(most: number): number;
  /** It got so many. */
  took(rows: number): void;
}

export interface Threads {
  add(): Thread;
}

export function createThreads(): Threads {
  const all: { gathered: number; isPacking: boolean }[] = [];
  return {
    add: () => {
      const own = { gathered: 0, isPacking: false };
      all.push(own);
      const isAhead = (other: typeof own): boolean =>
        !other.isPacking &&
        (other.gathered > own.gathered || (other.gathered === own.gathered && all.indexOf(other) < all.indexOf(own)));
      return {
        share: (most) => {
          own.isPacking = false;
          return all.some((other) => other !== own && isAhead(other)) ? Math.min(little, most) : most;
        },
        took: (rows) => {
          own.gathered += rows;
          // It packs when the first row of the next group comes.
          if (own.gathered <= rowGroup) return;
          own.gathered -= rowGroup;
          own.isPacking = true;
        },
      };
    },
  };
}
