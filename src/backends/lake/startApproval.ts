/**
 * The gate before every billed start. `startQuery.ts` is the only place that sends StartQuery, and it takes nothing but
 * an approval that was made here, so that no caller can pass by budget and guards.
 */
import { errors } from '../../core/errors.js';
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

/** One statement that may be sent once. */
export interface StartApproval {
  readonly [approved]: true;
  readonly startedAt: Date;
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
  const startedAt = new Date();
  const { shape, guards } = looked(request, startedAt.getTime());
  const prices = policy.prices();
  const price = priceIn(place.region, prices);
  const known = await policy.ledger.recent(startedAt);
  const estimate = estimateScan(shape, scanSamples(known));
  const spentToday = spendingOf(known, dayOf(startedAt.getTime()), prices).committed;
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
    startedAt,
    shape: policy.keepShapes() ? shape : undefined,
    expectedBytes: estimate?.high,
  } as StartApproval;
}

/** After a wait for its turn: others may have used the budget up meanwhile. Rejects with `BudgetExceeded`. */
export async function checkBudgetAgain(approval: StartApproval, region: string, policy: SpendingPolicy): Promise<void> {
  const now = new Date();
  const prices = policy.prices();
  const { committed } = spendingOf(await policy.ledger.recent(now), dayOf(now.getTime()), prices);
  const bytes = approval.expectedBytes;
  const verdict = judgeStart(
    {
      estimate: bytes === undefined ? undefined : { low: bytes, high: bytes, samples: 0 },
      price: priceIn(region, prices),
      guards: [],
      spentToday: committed,
    },
    { ...noLimits, blockAbove: policy.limits().blockAbove },
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
