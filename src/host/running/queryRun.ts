import { isCancellation, LakeSqlError } from '../../core/errors.js';
import type { ResultSet, ResultState, Waiting } from '../../core/query/backend.js';
import { isTerminal } from '../../core/query/queryStatus.js';
import type { Value } from '../../core/result/types.js';
import type { ResultSummary } from '../../protocol/results.js';

/** Everything about a run that was fixed at the key press. */
export interface RunOrder {
  readonly id: string;
  /** URI of the document. */
  readonly document: string;
  /** As sent to the backend. */
  readonly statement: string;
  /** As written in the document, and where it began. */
  readonly source: string;
  readonly offset: number;
  /** One-based line of the statement, for titles. */
  readonly line: number;
  readonly connectionId: string;
  readonly storeId: string | undefined;
  readonly origin: ResultSummary['origin'];
  readonly parameters: Readonly<Record<string, Value>>;
  readonly startedAt: Date;
  /** US dollars, where it is billed by what it scans; absent = unknown, or nothing is billed. */
  readonly pricePerGigabyte?: number;
}

/** One result as the panel keeps it: live, or remembered from before a window reload. */
export interface KeptResult {
  readonly id: string;
  readonly order: RunOrder;
  summary(): ResultSummary;
  /** Absent: not started yet, failed before it started, or remembered only. */
  readonly resultSet: ResultSet | undefined;
  pinned: boolean;
  /** Given by the user. */
  name: string | undefined;
  onDidChange(listener: () => void): () => void;
  cancel(): Promise<void>;
  dispose(): Promise<void>;
}

/**
 * One statement on its way: queued, then whatever its result set says. Owns the result set. Cancelling works from
 * the first moment on.
 */
export class QueryRun implements KeptResult {
  readonly id: string;
  pinned = false;
  name: string | undefined;
  private readonly controller = new AbortController();
  private readonly listeners = new Set<() => void>();
  private attached: ResultSet | undefined;
  private stopListening = (): void => undefined;
  /** Set when the run ended without a result set, or its result set told nothing. */
  private ended: ResultState | undefined;
  private disposed = false;
  private waitingNow: Waiting | undefined;

  constructor(readonly order: RunOrder) {
    this.id = order.id;
  }

  /** Set while it waits for a place among those that the service runs at a time. */
  get waiting(): Waiting | undefined {
    return this.waitingNow;
  }

  setWaiting(waiting: Waiting | undefined): void {
    this.waitingNow = waiting;
    this.changed();
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  get resultSet(): ResultSet | undefined {
    return this.attached;
  }

  /** Takes the result set over; disposes it at once when the run is already gone. */
  attach(resultSet: ResultSet): void {
    if (this.disposed) {
      void resultSet.dispose().catch(() => undefined);
      return;
    }
    this.attached = resultSet;
    this.stopListening = resultSet.onDidChange(() => this.changed());
    this.changed();
  }

  /** The backend did not accept the statement, or it was cancelled before that. */
  fail(error: unknown): void {
    const cancelled = isCancellation(error) || this.signal.aborted;
    const elapsedMilliseconds = Date.now() - this.order.startedAt.getTime();
    const base = { rowCount: 0, complete: true, statistics: { elapsedMilliseconds } };
    if (cancelled) {
      this.ended = { ...base, status: 'cancelled' };
    } else {
      const code = error instanceof LakeSqlError ? error.code : 'Unknown';
      const problems = error instanceof LakeSqlError ? error.problems : [];
      const message = error instanceof Error ? error.message : String(error);
      this.ended = { ...base, status: 'failed', failure: { code, message, problems } };
    }
    this.changed();
  }

  state(): ResultState {
    if (this.attached) return this.attached.state();
    return this.ended ?? { status: 'queued', rowCount: 0, complete: false, statistics: {} };
  }

  isRunning(): boolean {
    return !isTerminal(this.state().status);
  }

  summary(): ResultSummary {
    const { status, rowCount, complete, statistics, isThrottled, failure } = this.state();
    const { order, attached } = this;
    return {
      id: this.id,
      title: titleOf(order),
      ...(this.name === undefined ? {} : { name: this.name }),
      statement: order.statement,
      queryId: attached?.queryId,
      columns: attached?.columns ?? [],
      status,
      rowCount,
      complete,
      statistics,
      failure: failure && { code: failure.code, message: failure.message },
      distinguishesNull: attached?.distinguishesNull ?? true,
      origin: order.origin,
      startedAt: order.startedAt.toISOString(),
      pinned: this.pinned,
      ...(isThrottled ? { isThrottled } : {}),
      ...(this.waitingNow ? { waitingFor: this.waitingNow.ahead } : {}),
      ...(order.pricePerGigabyte === undefined ? {} : { pricePerGigabyte: order.pricePerGigabyte }),
    };
  }

  onDidChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async cancel(): Promise<void> {
    if (!this.isRunning()) return;
    // Before the backend has accepted the statement only the signal reaches it; afterwards the engine or service is
    // asked first, so that its final status wins.
    if (this.attached) await this.attached.cancel();
    else this.controller.abort();
  }

  async dispose(): Promise<void> {
    if (this.disposed) return;
    this.disposed = true;
    this.stopListening();
    this.listeners.clear();
    this.controller.abort();
    await this.attached?.dispose();
  }

  private changed(): void {
    for (const listener of [...this.listeners]) listener();
  }
}

/** A result of before a window reload: its statement and figures, and a way to run it again. */
export class RememberedResult implements KeptResult {
  readonly id: string;
  readonly resultSet = undefined;
  pinned: boolean;
  name: string | undefined;

  constructor(
    readonly order: RunOrder,
    /** As it was when the window closed. */
    readonly before: ResultSummary,
  ) {
    this.id = order.id;
    this.pinned = before.pinned;
    this.name = before.name;
  }

  summary(): ResultSummary {
    const { status } = this.before;
    const { name: _, ...before } = this.before;
    return {
      ...before,
      ...(this.name === undefined ? {} : { name: this.name }),
      // What was on its way when the window closed did not arrive.
      status: isTerminal(status) ? status : 'cancelled',
      complete: true,
      pinned: this.pinned,
      readable: false,
    };
  }

  onDidChange(): () => void {
    return () => undefined;
  }

  cancel(): Promise<void> {
    return Promise.resolve();
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }
}

/** `Line 12: SELECT eventTime, eventName ...`. */
function titleOf(order: RunOrder): string {
  const text = order.source.replace(/--.*$/gm, ' ').replace(/\s+/g, ' ').trim();
  return `${order.line}: ${text.length > 60 ? `${text.slice(0, 59)}…` : text}`;
}
