/**
 * What was billed from this machine: one line of JSON for each start and each end, in a file per month. Lines are
 * appended whole, so windows and terminals write at the same time; a line that cannot be read is left out.
 */
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { BilledQuery } from '../../core/query/money.js';
import type { ScanSample } from '../../core/query/scanEstimate.js';
import { inTurn } from './fileTurns.js';

export interface SpendingLedger {
  add(query: BilledQuery): Promise<void>;
  /**
   * Adds the line that `judge` makes of what `recent` tells; between the look and the line no other process looks. What
   * `judge` throws is passed on, and nothing is added.
   */
  reserve(now: Date, judge: (known: readonly BilledQuery[]) => BilledQuery): Promise<void>;
  /** Queries that were started in this month and the one before, in the order told. */
  recent(now: Date): Promise<readonly BilledQuery[]>;
}

/** The folder is made with the first line. */
export function spendingLedger(folder: string): SpendingLedger {
  const fileOf = (month: string): string => path.join(folder, `${month}.jsonl`);
  const add = async (query: BilledQuery): Promise<void> => {
    await mkdir(folder, { recursive: true });
    await appendFile(fileOf(query.startedAt.slice(0, 7)), `${JSON.stringify(query)}\n`, { mode: 0o600 });
  };
  const recent = async (now: Date): Promise<readonly BilledQuery[]> => {
    const before = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1));
    const months = [before, now].map((time) => time.toISOString().slice(0, 7));
    const texts = await Promise.all(months.map((month) => readFile(fileOf(month), 'utf8').catch(absent)));
    return texts.flatMap((text) => text.split('\n').flatMap((line) => readLine(line) ?? []));
  };
  return {
    add,
    recent,
    reserve: (now, judge) =>
      inTurn(`${folder}.turns`, async () => {
        const line = judge(await recent(now));
        return { write: () => add(line), result: undefined };
      }),
  };
}

/** For the estimate: ended queries whose shape was kept. */
export function scanSamples(queries: readonly BilledQuery[]): readonly ScanSample[] {
  const samples = new Map<string, ScanSample>();
  for (const { queryId, shape, bytesScanned } of queries)
    if (shape && bytesScanned !== undefined) samples.set(queryId, { ...shape, bytesScanned });
  return [...samples.values()];
}

function absent(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return '';
  throw error;
}

function readLine(line: string): BilledQuery | undefined {
  if (line === '') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { queryId, startedAt, account, region, storeIds, bytesScanned, expectedBytes, shape, startId, isRefused } =
    value as Record<string, unknown>;
  if (typeof queryId !== 'string' || typeof startedAt !== 'string' || typeof region !== 'string') return undefined;
  if (!isTexts(storeIds)) return undefined;
  const known = readShape(shape);
  return {
    queryId,
    startedAt,
    region,
    storeIds,
    ...(typeof account === 'string' ? { account } : {}),
    ...(isAmount(bytesScanned) ? { bytesScanned } : {}),
    ...(isAmount(expectedBytes) ? { expectedBytes } : {}),
    ...(typeof startId === 'string' ? { startId } : {}),
    ...(isRefused === true ? { isRefused } : {}),
    ...(known ? { shape: known } : {}),
  };
}

function readShape(value: unknown): BilledQuery['shape'] {
  if (typeof value !== 'object' || value === null) return undefined;
  const { storeId, hours, columns } = value as Record<string, unknown>;
  if (typeof storeId !== 'string' || !isTexts(columns)) return undefined;
  return { storeId, columns, ...(isAmount(hours) ? { hours } : {}) };
}

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'string');
const isAmount = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;
