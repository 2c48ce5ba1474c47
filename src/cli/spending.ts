/** Money on the command line: options, the budget that the editor has written for this machine, and the question. */
import { Option, type Command } from 'commander';
import { spendingLedger } from '../backends/lake/lakeBackend.js';
import type { BilledQuestion, SpendingPolicy } from '../backends/lake/lakeBackend.js';
import { ledgerFolder, machineFolder, readMachineBudget } from '../backends/lake/machineFiles.js';
import { principalName } from '../backends/lake/principal.js';
import { errors } from '../core/errors.js';
import { askReasonText, noLimits } from '../core/query/budget.js';
import { costOf, dollarsText, priceIn, type Prices } from '../core/query/money.js';
import { askLine, canAsk } from './ask.js';
import { safeText } from './terminal.js';

export interface SpendingOptions {
  readonly yes?: boolean;
  readonly confirmAbove?: number;
  readonly blockAbove?: number;
  readonly pricePerGb?: number;
}

/** AWS's price in most Regions, US dollars per gigabyte scanned. */
const usualPrice = 0.005;

export const withSpendingOptions = (command: Command): Command =>
  command
    .option('-y, --yes', 'send statements that would be asked about first; the budget of a day holds all the same')
    .addOption(
      new Option('--confirm-above <dollars>', 'ask before a query that may cost more')
        .env('LAKESQL_CONFIRM_ABOVE')
        .argParser(readDollars),
    )
    .addOption(
      new Option('--block-above <dollars>', 'send nothing that brings the cost of the day (UTC) above this')
        .env('LAKESQL_BLOCK_ABOVE')
        .argParser(readDollars),
    )
    .addOption(
      new Option('--price-per-gb <dollars>', 'price of scanning in the Region, for costs and budget')
        .env('LAKESQL_PRICE_PER_GB')
        .argParser(readDollars),
    );

/** Options only add to the budget that the editor's settings say: of two limits the lower one holds. */
export function spendingPolicy(
  options: SpendingOptions,
  env: NodeJS.ProcessEnv,
  log: (message: string) => void,
): SpendingPolicy {
  const folder = machineFolder(env);
  const machine = readMachineBudget(folder);
  const own = machine?.limits ?? noLimits;
  const prices = pricesOf(options, machine?.prices);
  const isInteractive = canAsk();
  const confirm = options.yes ? () => Promise.resolve(true) : isInteractive ? ask : undefined;
  return {
    limits: () => ({
      confirmAbove: lower(options.confirmAbove, own.confirmAbove),
      blockAbove: lower(options.blockAbove, own.blockAbove),
      confirmUnknown: own.confirmUnknown,
      // A script that nobody watches asks for what it asks for.
      guards: isInteractive && !options.yes,
    }),
    prices: () => prices,
    onBilled: ({ bytesScanned, region }) => log(billedLine(bytesScanned, region, prices)),
    ledger: spendingLedger(ledgerFolder(folder)),
    ...(confirm ? { confirm } : {}),
    keepShapes: () => true,
  };
}

function pricesOf({ pricePerGb }: SpendingOptions, machine: Prices | undefined): Prices {
  if (pricePerGb !== undefined) return { everywhere: pricePerGb, byRegion: {} };
  return machine ?? { everywhere: usualPrice, byRegion: {} };
}

/** One line for stderr after a query; `bytes` undefined = the service did not say. */
function billedLine(bytes: number | undefined, region: string, prices: Prices): string {
  if (bytes === undefined) return 'Scanned: unknown; cost unknown.';
  const cost = costOf(bytes, priceIn(region, prices));
  return `Scanned ${(bytes / 1e9).toLocaleString('en', { maximumSignificantDigits: 3 })} GB; ${cost === undefined ? 'cost unknown' : dollarsText(cost)}.`;
}

async function ask(question: BilledQuestion, signal: AbortSignal): Promise<boolean> {
  const { identity, region, storeNames, reasons } = question;
  const who = identity ? `${identity.account} as ${principalName(identity.arn)}` : 'an account that AWS did not name';
  const words = [
    `This query is billed to ${who}, ${region}, store ${storeNames.join(', ')}.`,
    ...reasons.map(askReasonText),
    estimateLine(question),
  ];
  process.stderr.write(`${words.map(safeText).join('\n')}\n`);
  return /^y(es)?$/i.test(await askLine('Send it? [y/N] ', signal));
}

function estimateLine({ estimate, price }: BilledQuestion): string {
  if (!estimate) return 'What it will scan is unknown: no earlier queries of this store are like it.';
  const [low, high] = [costOf(estimate.low, price), costOf(estimate.high, price)];
  const gigabytes = (bytes: number): string => (bytes / 1e9).toLocaleString('en', { maximumSignificantDigits: 2 });
  const cost = low === undefined || high === undefined ? 'cost unknown' : `${dollarsText(low)} to ${dollarsText(high)}`;
  return `By ${estimate.samples} earlier queries it scans ${gigabytes(estimate.low)} to ${gigabytes(estimate.high)} GB: ${cost}.`;
}

const lower = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined ? b : b === undefined ? a : Math.min(a, b);

function readDollars(text: string): number {
  const dollars = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(dollars) || dollars < 0) throw errors.usage(`An amount of US dollars is wanted, not "${text}".`);
  return dollars;
}
