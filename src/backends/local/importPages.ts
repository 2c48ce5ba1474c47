/** Pages that a service sends into a local lake: written to files as the command line of AWS prints them, and read. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImportReport } from '../../protocol/engine.js';
import { addReports, emptyReport } from './addReports.js';
import type { LocalBackend } from './localBackend.js';

export interface PagesImport {
  /** Member that holds the records of a page: `Events` or `configurationItems`. */
  readonly member: 'Events' | 'configurationItems';
  readonly pages: AsyncIterable<readonly unknown[]>;
  /** Where the records come from, for reports and as their origin. */
  readonly label: string;
  readonly store?: string;
  /** Records received so far. */
  readonly onProgress?: (records: number) => void;
}

/** Records in one file, so that the memory does not hold an account's history. */
const batchRecords = 5_000;

/** Aborted, or broken by the service, it rejects and keeps what had come until then: two pages a second are hard to get. */
export async function importPages(
  lake: LocalBackend,
  { member, pages, label, store, onProgress }: PagesImport,
  signal: AbortSignal,
): Promise<ImportReport> {
  const spool = await lake.makeSpool();
  const path = join(spool, 'pages.json');
  let report = emptyReport;
  let waiting: unknown[] = [];
  let received = 0;
  const write = async (until: AbortSignal): Promise<void> => {
    if (waiting.length === 0) return;
    await writeFile(path, JSON.stringify({ [member]: waiting }), { mode: 0o600 });
    waiting = [];
    const named = store === undefined ? {} : { store };
    report = addReports(report, await lake.import([path], { ...named, labels: { [path]: label } }, until));
  };
  try {
    for await (const page of pages) {
      signal.throwIfAborted();
      waiting.push(...page);
      received += page.length;
      onProgress?.(received);
      if (waiting.length >= batchRecords) await write(signal);
    }
    await write(signal);
    return report;
  } catch (error) {
    // Why it ended is what is told, also when nothing can be written any more.
    await write(new AbortController().signal).catch(() => undefined);
    throw error;
  } finally {
    await rm(spool, { recursive: true, force: true });
  }
}
