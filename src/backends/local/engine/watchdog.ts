/** Ends the engine when a statement takes the memory or ignores Cancel; the clients outlive it and start another. */
import type { Query } from './queries.js';

export interface WatchdogOptions {
  /** Resident memory of the process, in megabytes. */
  readonly memoryMegabytes: number;
  readonly queries: () => Iterable<Query>;
  /** Ends the process; what it was doing is lost. */
  readonly kill: (reason: string) => void;
}

/** A query that has not reacted this long after Cancel does not react. */
const patience = 3_000;

export function startWatchdog({ memoryMegabytes, queries, kill }: WatchdogOptions): () => void {
  const check = (): void => {
    const used = process.memoryUsage.rss() / 1024 / 1024;
    if (used > memoryMegabytes) {
      kill(`a statement took ${Math.round(used)} MB of memory, more than the ${memoryMegabytes} MB allowed`);
      return;
    }
    for (const query of queries()) {
      if ((query.stuckFor() ?? 0) > patience) return kill('a statement did not react to Cancel');
    }
  };
  const timer = setInterval(check, 200);
  return () => clearInterval(timer);
}
