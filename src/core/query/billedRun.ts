/**
 * The life of one query on a service that bills every start, as a pure machine around its query ID: what was sent, what
 * is known of it, and what to do next. Plain JSON, so that a window that closes leaves all that the next one needs.
 *
 * Three rules hold whatever happens, in whatever order: StartQuery is asked for once, in one place; the service's
 * final status is the run's, also when a cancel was under way; nothing follows an end.
 */
import type { QueryStatus } from './queryStatus.js';

/** `cancelAsked`: the user wants it stopped, and the service has yet to be told or to agree. */
export type BilledRun =
  /** Not sent: nothing is billed. */
  | { readonly kind: 'waiting' }
  /** StartQuery is on its way; whether it arrived is not known yet. */
  | { readonly kind: 'sent'; readonly cancelAsked: boolean }
  /** Its answer was lost: looked for among the recent queries of the store. */
  | { readonly kind: 'looking'; readonly cancelAsked: boolean }
  /** Not found. It may have started all the same: only the user sends it again. */
  | { readonly kind: 'unknown'; readonly cancelAsked: boolean }
  | { readonly kind: 'following'; readonly queryId: string; readonly cancelAsked: boolean }
  /** The session has expired; the query runs on meanwhile. */
  | { readonly kind: 'signedOut'; readonly queryId: string; readonly cancelAsked: boolean }
  /** Nobody follows it (window closed, network gone); it can be attached again by its ID. */
  | { readonly kind: 'detached'; readonly queryId: string; readonly cancelAsked: boolean }
  /** `queryId` is absent when the service never took it. */
  | { readonly kind: 'ended'; readonly queryId?: string; readonly status: QueryStatus };

export type RunEvent =
  | { readonly kind: 'sending' }
  | { readonly kind: 'accepted'; readonly queryId: string }
  /** The service said no: nothing was started. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'answerLost' }
  | { readonly kind: 'found'; readonly queryId: string }
  | { readonly kind: 'notFound' }
  /** As the service says. */
  | { readonly kind: 'described'; readonly status: QueryStatus }
  | { readonly kind: 'sessionExpired' }
  | { readonly kind: 'signedIn' }
  | { readonly kind: 'signInDeclined' }
  | { readonly kind: 'contactLost' }
  | { readonly kind: 'cancelAsked' }
  | { readonly kind: 'windowClosed' }
  /** A new window, or somebody who wants to see it again. */
  | { readonly kind: 'attach' };

export type RunEffect = 'startQuery' | 'look' | 'follow' | 'cancelQuery' | 'askToSignIn' | 'offerToSendAgain';

export interface RunStep {
  readonly run: BilledRun;
  readonly effects: readonly RunEffect[];
}

export const newRun: BilledRun = { kind: 'waiting' };

/** Events that a state does not expect change nothing: they come late, or twice. */
export function nextRun(run: BilledRun, event: RunEvent): RunStep {
  switch (run.kind) {
    case 'waiting':
      return fromWaiting(run, event);
    case 'sent':
    case 'looking':
    case 'unknown':
      return withoutQueryId(run, event);
    case 'following':
    case 'signedOut':
    case 'detached':
      return withQueryId(run, event);
    case 'ended':
      return stay(run);
  }
  return run satisfies never;
}

/** Whether a new window has something to do for it. */
export const isOpen = (run: BilledRun): boolean => run.kind !== 'ended' && run.kind !== 'waiting';

const stay = (run: BilledRun, ...effects: RunEffect[]): RunStep => ({ run, effects });

function fromWaiting(run: BilledRun, { kind }: RunEvent): RunStep {
  switch (kind) {
    case 'sending':
      return { run: { kind: 'sent', cancelAsked: false }, effects: ['startQuery'] };
    case 'cancelAsked':
    case 'windowClosed':
    case 'attach':
      return { run: { kind: 'ended', status: 'cancelled' }, effects: [] };
    case 'refused':
      return { run: { kind: 'ended', status: 'failed' }, effects: [] };
    default:
      return stay(run);
  }
}

function withoutQueryId(run: BilledRun & { readonly kind: 'sent' | 'looking' | 'unknown' }, event: RunEvent): RunStep {
  const { cancelAsked } = run;
  switch (event.kind) {
    case 'accepted':
    case 'found':
      return {
        run: { kind: 'following', queryId: event.queryId, cancelAsked },
        effects: cancelAsked ? ['cancelQuery', 'follow'] : ['follow'],
      };
    case 'refused':
      // Only an answer refuses; what was looked for had none.
      return run.kind === 'sent' ? { run: { kind: 'ended', status: 'failed' }, effects: [] } : stay(run);
    case 'answerLost':
    case 'attach':
      return { run: { kind: 'looking', cancelAsked }, effects: ['look'] };
    case 'notFound':
      return run.kind === 'looking'
        ? { run: { kind: 'unknown', cancelAsked }, effects: ['offerToSendAgain'] }
        : stay(run);
    case 'cancelAsked':
      return stay({ ...run, cancelAsked: true });
    default:
      return stay(run);
  }
}

function withQueryId(
  run: BilledRun & { readonly kind: 'following' | 'signedOut' | 'detached' },
  event: RunEvent,
): RunStep {
  const { queryId, cancelAsked } = run;
  switch (event.kind) {
    case 'described':
      return event.status === 'queued' || event.status === 'running'
        ? stay(run)
        : { run: { kind: 'ended', queryId, status: event.status }, effects: [] };
    case 'sessionExpired':
      return run.kind === 'following'
        ? { run: { kind: 'signedOut', queryId, cancelAsked }, effects: ['askToSignIn'] }
        : stay(run);
    case 'signedIn':
    case 'attach':
      if (run.kind === 'following') return stay(run);
      return {
        run: { kind: 'following', queryId, cancelAsked },
        effects: cancelAsked ? ['cancelQuery', 'follow'] : ['follow'],
      };
    case 'signInDeclined':
    case 'contactLost':
    case 'windowClosed':
      return stay({ kind: 'detached', queryId, cancelAsked });
    case 'cancelAsked':
      if (cancelAsked) return stay(run);
      return {
        run: { ...run, cancelAsked: true },
        effects: run.kind === 'following' ? ['cancelQuery'] : [],
      };
    default:
      return stay(run);
  }
}

const kinds: ReadonlySet<string> = new Set<BilledRun['kind']>([
  'waiting',
  'sent',
  'looking',
  'unknown',
  'following',
  'signedOut',
  'detached',
  'ended',
]);
const statuses: ReadonlySet<string> = new Set<QueryStatus>([
  'queued',
  'running',
  'finished',
  'failed',
  'cancelled',
  'timedOut',
]);

/** What was kept by an earlier window, perhaps of another version; undefined when it is nothing of ours. */
export function readBilledRun(value: unknown): BilledRun | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { kind, queryId, cancelAsked, status } = value as Record<string, unknown>;
  if (typeof kind !== 'string' || !kinds.has(kind)) return undefined;
  const asked = cancelAsked === true;
  switch (kind as BilledRun['kind']) {
    case 'waiting':
      return newRun;
    case 'sent':
    case 'looking':
    case 'unknown':
      return { kind: kind as 'sent' | 'looking' | 'unknown', cancelAsked: asked };
    case 'following':
    case 'signedOut':
    case 'detached':
      if (typeof queryId !== 'string') return undefined;
      return { kind: kind as 'following' | 'signedOut' | 'detached', queryId, cancelAsked: asked };
    case 'ended':
      if (typeof status !== 'string' || !statuses.has(status)) return undefined;
      return {
        kind: 'ended',
        status: status as QueryStatus,
        ...(typeof queryId === 'string' ? { queryId } : {}),
      };
  }
}
