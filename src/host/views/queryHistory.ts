import type { QueryStatus } from '../../core/query/queryStatus.js';
import type { Value } from '../../core/result/types.js';
import type { RunOrder } from '../running/queryRun.js';

/** One run that ended. Plain JSON: kept in the workspace's state. */
export interface HistoryEntry {
  readonly id: string;
  readonly document: string;
  /** As the user wrote it. */
  readonly statement: string;
  readonly connectionId: string;
  readonly storeId: string | undefined;
  readonly stores: readonly string[];
  readonly backend: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly status: QueryStatus;
  readonly rowCount: number;
  readonly elapsedMilliseconds: number | undefined;
  readonly bytesScanned: number | undefined;
  readonly failure: string | undefined;
  /** The service's; its results can be opened again for seven days. */
  readonly queryId?: string | undefined;
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  /** As sent to the backend, and with what: to read its result again. */
  readonly sent?: string | undefined;
  readonly parameters?: Readonly<Record<string, Value>> | undefined;
  /** US dollars when it ran; absent = unknown. */
  readonly pricePerGigabyte?: number | undefined;
}

/** Where the entries are kept; VS Code's Memento fits. */
export interface HistoryStorage {
  get(key: string): unknown;
  update(key: string, value: unknown): Thenable<void>;
}

const storageKey = 'lakesql.history';

/** Past runs, newest first. */
export class QueryHistory {
  private entries: readonly HistoryEntry[];
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly storage: HistoryStorage,
    private readonly limit: () => number,
  ) {
    const kept = storage.get(storageKey);
    this.entries = Array.isArray(kept) ? (kept as unknown[]).filter(isEntry) : [];
  }

  list(): readonly HistoryEntry[] {
    return this.entries;
  }

  find(id: string): HistoryEntry | undefined {
    return this.entries.find((entry) => entry.id === id);
  }

  async add(order: RunOrder, ended: EndedRun): Promise<void> {
    const entry: HistoryEntry = {
      id: order.id,
      document: order.document,
      statement: order.source,
      connectionId: order.connectionId,
      storeId: order.storeId,
      stores: order.origin.stores,
      backend: order.origin.backend,
      startedAt: order.startedAt.toISOString(),
      account: order.origin.account,
      region: order.origin.region,
      sent: order.statement,
      parameters: order.parameters,
      pricePerGigabyte: order.pricePerGigabyte,
      ...ended,
    };
    await this.replace([entry, ...this.entries.filter(({ id }) => id !== entry.id)].slice(0, this.limit()));
  }

  async remove(id: string): Promise<void> {
    await this.replace(this.entries.filter((entry) => entry.id !== id));
  }

  async clear(): Promise<void> {
    await this.replace([]);
  }

  onDidChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private async replace(entries: readonly HistoryEntry[]): Promise<void> {
    this.entries = entries;
    for (const listener of this.listeners) listener();
    await this.storage.update(storageKey, entries);
  }
}

export type EndedRun = Pick<
  HistoryEntry,
  'status' | 'rowCount' | 'elapsedMilliseconds' | 'bytesScanned' | 'failure' | 'queryId'
>;

/** State written by another version may have another shape; such entries are left out. */
function isEntry(value: unknown): value is HistoryEntry {
  if (typeof value !== 'object' || value === null) return false;
  const { id, document, statement, connectionId, stores, startedAt, status, rowCount } = value as Record<
    string,
    unknown
  >;
  const texts = [id, document, statement, connectionId, startedAt, status];
  return texts.every((text) => typeof text === 'string') && Array.isArray(stores) && typeof rowCount === 'number';
}
