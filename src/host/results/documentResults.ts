import { isTerminal } from '../../core/query/queryStatus.js';
import type { ResultSummary } from '../../protocol/results.js';
import { RememberedResult, type KeptResult, type RunOrder } from '../running/queryRun.js';

/** Where remembered results are kept; VS Code's Memento fits. */
export interface ResultsStorage {
  get(key: string): unknown;
  update(key: string, value: unknown): Thenable<void>;
}

const storagePrefix = 'lakesql.results:';

/** URIs of the documents that have remembered results. */
export const rememberedDocuments = (storage: { keys(): readonly string[] }): readonly string[] =>
  storage.keys().flatMap((key) => (key.startsWith(storagePrefix) ? [key.slice(storagePrefix.length)] : []));

export interface ResultsListener {
  /** The list, the active one or a pin changed. */
  listChanged(): void;
  /** One result moved on. */
  progressed(result: KeptResult): void;
}

/**
 * The results of one document, newest last, whether its panel is open or not. Statements, figures and view states
 * outlive the window; rows do not.
 */
export class DocumentResults {
  private kept: readonly KeptResult[] = [];
  private readonly stops = new Map<string, () => void>();
  private readonly states = new Map<string, unknown>();
  private readonly milestones = new Map<string, string>();
  private readonly listeners = new Set<ResultsListener>();
  private activeId: string | undefined;

  constructor(
    readonly document: string,
    private readonly storage: ResultsStorage,
    private readonly limit: () => number,
  ) {
    this.restore();
  }

  list(): readonly KeptResult[] {
    return this.kept;
  }

  find(id: string): KeptResult | undefined {
    return this.kept.find((result) => result.id === id);
  }

  active(): KeptResult | undefined {
    return this.activeId === undefined ? undefined : this.find(this.activeId);
  }

  viewStates(): Readonly<Record<string, unknown>> {
    return Object.fromEntries(this.states);
  }

  /** Adds and shows; the oldest ones that are neither pinned nor running make room. */
  add(result: KeptResult): void {
    this.kept = [...this.kept, result];
    this.activeId = result.id;
    this.stops.set(
      result.id,
      result.onDidChange(() => this.moved(result)),
    );
    this.makeRoom();
    this.changed();
  }

  /** Puts a live result where a remembered one of the same ID was. */
  replace(result: KeptResult): void {
    const before = this.find(result.id);
    if (!before) return;
    this.stops.get(result.id)?.();
    result.pinned = before.pinned;
    result.name = before.name;
    this.kept = this.kept.map((one) => (one === before ? result : one));
    this.stops.set(
      result.id,
      result.onDidChange(() => this.moved(result)),
    );
    this.changed();
  }

  activate(id: string): void {
    if (!this.find(id) || this.activeId === id) return;
    this.activeId = id;
    this.save();
  }

  pin(id: string, pinned: boolean): void {
    const result = this.find(id);
    if (!result) return;
    result.pinned = pinned;
    this.changed();
  }

  rename(id: string, name: string): void {
    const result = this.find(id);
    if (!result) return;
    result.name = name === '' ? undefined : name;
    this.changed();
  }

  saveState(id: string, state: unknown): void {
    if (!this.find(id)) return;
    this.states.set(id, state);
    this.save();
  }

  async close(id: string): Promise<void> {
    const index = this.kept.findIndex((result) => result.id === id);
    const result = this.kept[index];
    if (!result) return;
    this.forget(result);
    if (this.activeId === id) this.activeId = (this.kept[index] ?? this.kept.at(-1))?.id;
    this.changed();
    await result.dispose();
  }

  listen(listener: ResultsListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Drops what is in memory; what is remembered stays for the next window. */
  async dispose(): Promise<void> {
    this.listeners.clear();
    for (const stop of this.stops.values()) stop();
    this.stops.clear();
    await Promise.allSettled(this.kept.map((result) => result.dispose()));
  }

  private moved(result: KeptResult): void {
    for (const listener of this.listeners) listener.progressed(result);
    const { status, queryId } = result.summary();
    // Rows come by the thousand; what must outlive the window changes three times in a run.
    const milestone = `${status} ${queryId ?? ''}`;
    if (this.milestones.get(result.id) === milestone) return;
    this.milestones.set(result.id, milestone);
    this.save();
  }

  private changed(): void {
    for (const listener of this.listeners) listener.listChanged();
    this.save();
  }

  private makeRoom(): void {
    for (const result of this.kept) {
      if (this.kept.length <= this.limit()) return;
      if (result.pinned || result.id === this.activeId || !isTerminal(result.summary().status)) continue;
      this.forget(result);
      void result.dispose().catch(() => undefined);
    }
  }

  private forget(result: KeptResult): void {
    this.stops.get(result.id)?.();
    this.stops.delete(result.id);
    this.states.delete(result.id);
    this.milestones.delete(result.id);
    this.kept = this.kept.filter((one) => one !== result);
  }

  private get storageKey(): string {
    return `${storagePrefix}${this.document}`;
  }

  private save(): void {
    const value =
      this.kept.length === 0
        ? undefined
        : {
            active: this.activeId,
            results: this.kept.map((result) => ({
              order: { ...result.order, startedAt: result.order.startedAt.toISOString() },
              summary: result.summary(),
              state: this.states.get(result.id),
            })),
          };
    // A state that cannot be written is worth no more than a lost scroll position.
    this.storage.update(this.storageKey, value).then(undefined, () => undefined);
  }

  private restore(): void {
    const saved = this.storage.get(this.storageKey) as
      { readonly active?: unknown; readonly results?: unknown } | undefined;
    if (typeof saved !== 'object' || saved === null || !Array.isArray(saved.results)) return;
    for (const entry of saved.results as unknown[]) {
      const remembered = readRemembered(entry, this.document);
      if (!remembered) continue;
      this.kept = [...this.kept, remembered.result];
      if (remembered.state !== undefined) this.states.set(remembered.result.id, remembered.state);
    }
    const active = typeof saved.active === 'string' ? this.find(saved.active) : undefined;
    this.activeId = (active ?? this.kept.at(-1))?.id;
  }
}

/** State written by another version may have another shape; such entries are left out. */
function readRemembered(
  entry: unknown,
  document: string,
): { readonly result: RememberedResult; readonly state: unknown } | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined;
  const { order, summary, state } = entry as {
    readonly order?: Partial<Record<keyof RunOrder, unknown>>;
    readonly summary?: Partial<ResultSummary>;
    readonly state?: unknown;
  };
  if (!order || !summary || typeof order.id !== 'string' || typeof order.statement !== 'string') return undefined;
  if (!summary.origin || !Array.isArray(summary.columns) || !summary.statistics) return undefined;
  if (typeof summary.title !== 'string' || typeof summary.status !== 'string') return undefined;
  const startedAt = new Date(String(order.startedAt));
  if (Number.isNaN(startedAt.getTime())) return undefined;
  const whole = { ...order, document, startedAt } as RunOrder;
  return { result: new RememberedResult(whole, summary as ResultSummary), state };
}
