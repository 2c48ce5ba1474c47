/**
 * The gate before every billed start. `startQuery.ts` is the only place that sends StartQuery, and it takes nothing but
 * a start that was approved and reserved here, so that no caller can pass by budget and guards.
 */
import { randomUUID } from 'node:crypto';
import { errors, LakeSqlError } from '../../core/errors.js';
import { askReasonText, blockReasonText, judgeStart, noLimits } from '../../core/query/budget.js';
import type { AskReason, SpendingLimits } from '../../core/query/budget.js';
import type { RunRequest } from '../../core/query/backend.js';
import { dayOf, priceIn, spendingOf, type BilledQuery, type Prices } from '../../core/query/money.js';
import { checkStatement } from '../../core/query/runQuery.js';
import { runGuardsOf, type RunGuard } from '../../core/query/runGuards.js';
import { estimateScan, scanShapeOf, type ScanEstimate, type ScanShape } from '../../core/query/scanEstimate.js';
import type { CallerIdentity } from './principal.js';
import { scanSamples, type SpendingLedger } from './spendingLedger.js';

/** The user's rules about money, and who can be asked. Read anew for every start. */
export interface SpendingPolicy {
  readonly limits: () => SpendingLimits;
  readonly prices: () => Prices;
  readonly ledger: SpendingLedger;
  /** Absent: nobody can be asked, and what would be asked about is refused. */
  readonly confirm?: (question: BilledQuestion, signal: AbortSignal) => Promise<boolean>;
  /** Told when a query has ended, with the bytes where the service said them. */
  readonly onBilled?: (query: BilledQuery) => void;
  /** False: which columns and hours were asked for is not kept, and estimates learn nothing. */
  readonly keepShapes: () => boolean;
}

export interface BilledQuestion {
  /** As the user wrote it. */
  readonly statement: string;
  readonly storeNames: readonly string[];
  readonly region: string;
  /** Undefined = AWS did not tell. */
  readonly identity: CallerIdentity | undefined;
  readonly estimate: ScanEstimate;
  readonly price: number | undefined;
  readonly reasons: readonly AskReason[];
}

declare const approved: unique symbol;

/** One statement that may be sent, as far as the user is concerned. */
export interface StartApproval {
  readonly [approved]: true;
  readonly shape: ScanShape | undefined;
  readonly expectedBytes: number | undefined;
}

export interface StartPlace {
  readonly region: string;
  /** Asked for only when there is a question: it is a request of its own. */
  readonly identity: (signal: AbortSignal) => Promise<CallerIdentity | undefined>;
}

/**
 * Rejects with `BudgetExceeded`, with `ConfirmationNeeded` where nobody can be asked, and with an AbortError when the
 * user says no.
 */
export async function approveStart(
  request: RunRequest,
  place: StartPlace,
  policy: SpendingPolicy,
  signal: AbortSignal,
): Promise<StartApproval> {
  const now = new Date();
  const { shape, guards } = looked(request, now.getTime());
  const prices = policy.prices();
  const price = priceIn(place.region, prices);
  const known = await policy.ledger.recent(now);
  const estimate = estimateScan(shape, scanSamples(known));
  const spentToday = spendingOf(known, dayOf(now.getTime()), prices).committed;
  const verdict = judgeStart({ estimate, price, guards, spentToday }, policy.limits());
  if (verdict.kind === 'block') throw errors.budgetExceeded(blockReasonText(verdict.reason));
  if (verdict.kind === 'ask') {
    if (!policy.confirm) throw errors.confirmationNeeded(verdict.reasons.map(askReasonText));
    const question = {
      statement: request.statement,
      storeNames: storeNamesOf(request),
      region: place.region,
      identity: await place.identity(signal),
      estimate,
      price,
      reasons: verdict.reasons,
    };
    if (!(await policy.confirm(question, signal))) throw new DOMException('The query was not sent.', 'AbortError');
  }
  signal.throwIfAborted();
  return {
    shape: policy.keepShapes() ? shape : undefined,
    expectedBytes: estimate?.high,
  } as StartApproval;
}

declare const reserved: unique symbol;

/** An approval whose cost is set aside in the budget of the day; what StartQuery is sent with. */
export interface ReservedStart {
  readonly [reserved]: true;
  readonly startId: string;
  /** When it was set aside: the day that it counts in. */
  readonly startedAt: Date;
  /** Writes down that nothing was started. */
  release(): Promise<void>;
}

/**
 * Sets the expected cost aside in the ledger, so that no other window or terminal can use it: the day's budget is looked
 * at and the start written in one turn. Comes after the wait for a place, in which others may have used the budget up.
 * Rejects with `BudgetExceeded`, and where there is a budget and the ledger cannot be written with `BudgetNotKept`.
 */
export async function reserveStart(
  approval: StartApproval,
  start: Pick<BilledQuery, 'region' | 'storeIds' | 'account'> & { readonly runId: string | undefined },
  policy: SpendingPolicy,
  log: (message: string) => void,
): Promise<ReservedStart> {
  const now = new Date();
  const { runId, ...place } = start;
  const startId = startIdOf(runId ?? randomUUID());
  const { expectedBytes } = approval;
  const blockAbove = policy.limits().blockAbove;
  const line: BilledQuery = {
    queryId: startId,
    startId,
    startedAt: now.toISOString(),
    ...place,
    ...(expectedBytes === undefined ? {} : { expectedBytes }),
  };
  try {
    await policy.ledger.reserve(now, (known) => {
      demandBudget(known, now, expectedBytes, start.region, policy.prices(), blockAbove);
      return line;
    });
  } catch (error) {
    if (error instanceof LakeSqlError) throw error;
    const message = (error as Error).message;
    if (blockAbove !== undefined) throw errors.budgetNotKept(blockAbove, message);
    log(`Ledger: ${message}`);
  }
  const release = (): Promise<void> =>
    policy.ledger
      .add({ ...line, isRefused: true })
      .catch((error: unknown) => log(`Ledger: ${(error as Error).message}`));
  return { startId, startedAt: now, release } as ReservedStart;
}

/** In the ledger, where it must not be taken for the ID of a query. */
export const startIdOf = (runId: string): string => `start:${runId}`;

function demandBudget(
  known: readonly BilledQuery[],
  now: Date,
  bytes: number | undefined,
  region: string,
  prices: Prices,
  blockAbove: number | undefined,
): void {
  const { committed } = spendingOf(known, dayOf(now.getTime()), prices);
  const verdict = judgeStart(
    {
      estimate: bytes === undefined ? undefined : { low: bytes, high: bytes, samples: 0 },
      price: priceIn(region, prices),
      guards: [],
      spentToday: committed,
    },
    { ...noLimits, blockAbove },
  );
  if (verdict.kind === 'block') throw errors.budgetExceeded(blockReasonText(verdict.reason));
}

/** What will be read, as far as the text tells; a statement that cannot be read has no guards of its own. */
function looked(
  { statement: text, stores, parameters }: RunRequest,
  now: number,
): { readonly shape: ScanShape | undefined; readonly guards: readonly RunGuard[] } {
  const { statement, analysis } = checkStatement(text, { stores });
  if (!statement || !analysis) return { shape: undefined, guards: [] };
  const shape = scanShapeOf(statement, analysis, parameters ?? {}, now);
  return { shape, guards: runGuardsOf(statement, analysis, text, shape) };
}

function storeNamesOf({ statement, stores }: RunRequest): readonly string[] {
  return (checkStatement(statement, { stores }).analysis?.stores ?? []).map(({ name }) => name);
}
