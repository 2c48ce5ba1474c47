/**
 * What windows and terminals of one user share about the service: the ledger of what was billed, rates and places, and the
 * budget that the editor's settings say, so that the command line keeps it too.
 */
import { readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { noLimits, type SpendingLimits } from '../../core/query/budget.js';
import type { Prices } from '../../core/query/money.js';

export interface MachineBudget {
  readonly limits: SpendingLimits;
  readonly prices: Prices;
}

/** Made when something is first written there. `LAKESQL_SERVICE_FOLDER` names another. */
export function machineFolder(env: NodeJS.ProcessEnv): string {
  const named = env['LAKESQL_SERVICE_FOLDER'];
  if (named !== undefined && named !== '') return path.resolve(named);
  switch (process.platform) {
    case 'win32':
      return path.join(env['LOCALAPPDATA'] ?? path.join(homedir(), 'AppData', 'Local'), 'lakesql-service');
    case 'darwin':
      return path.join(homedir(), 'Library', 'Application Support', 'lakesql-service');
    default:
      return path.join(env['XDG_DATA_HOME'] ?? path.join(homedir(), '.local', 'share'), 'lakesql-service');
  }
}

export const ledgerFolder = (folder: string): string => path.join(folder, 'spending');
export const ratesFolder = (folder: string): string => path.join(folder, 'rates');

export const budgetFile = (folder: string): string => path.join(folder, 'budget.json');

export async function writeMachineBudget(folder: string, budget: MachineBudget): Promise<void> {
  await mkdir(folder, { recursive: true });
  const file = budgetFile(folder);
  const partial = `${file}.${process.pid}.partial`;
  await writeFile(partial, `${JSON.stringify(budget, undefined, 2)}\n`, { mode: 0o600 });
  await rename(partial, file);
}

/** Undefined = the editor has written none. Throws for a file that cannot be read: a budget is not passed by for that. */
export function readMachineBudget(folder: string): MachineBudget | undefined {
  const file = budgetFile(folder);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const { limits, prices } = fields(JSON.parse(text));
  const [said, priced] = [fields(limits), fields(prices)];
  return {
    limits: {
      ...noLimits,
      confirmAbove: amount(said['confirmAbove']),
      blockAbove: amount(said['blockAbove']),
      confirmUnknown: said['confirmUnknown'] === true,
      guards: said['guards'] === true,
    },
    prices: {
      everywhere: amount(priced['everywhere']),
      byRegion: Object.fromEntries(
        Object.entries(fields(priced['byRegion'])).flatMap(([region, price]) => {
          const dollars = amount(price);
          return dollars === undefined ? [] : [[region, dollars]];
        }),
      ),
    },
  };
}

const fields = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

const amount = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
