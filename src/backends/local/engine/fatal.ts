/**
 * After some failures, a full disk above all, DuckDB refuses everything until its file is opened anew. The engine ends
 * then, and the next request starts another one.
 */
export function fatalReason(message: string): string | undefined {
  if (!/"exception_type":"FATAL"|database has been invalidated/i.test(message)) return undefined;
  return isDiskFull(message) ? 'the disk of the local lake is full' : 'its database has to be opened anew';
}

const isDiskFull = (message: string): boolean => /no space left|out of disk|disk full|disk quota/i.test(message);
