import * as vscode from 'vscode';
import { joinVocabularies } from '../../core/catalog/learnVocabulary.js';
import { readVocabulary, type Vocabulary } from '../../core/catalog/vocabulary.js';
import { isTerminal } from '../../core/query/queryStatus.js';
import type { EventDataStore } from '../../core/query/eventDataStore.js';
import type { PlaceParts } from '../connections/resolvePlace.js';
import type { KeptResult } from '../running/queryRun.js';
import { learnFromRows, rowsLearntFrom } from './learnFromRows.js';

export type VocabularyParts = Pick<PlaceParts, 'connections' | 'registry'> & { readonly log: vscode.LogOutputChannel };

/**
 * What stores were seen to hold, for completion. The engine counts local stores when they have changed; of stores on
 * the service it is what stands in results that the user has opened, so that nothing is billed for it. Kept as long as
 * the window is open.
 */
export class Vocabularies implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<string>();
  /** With the ID of the store. */
  readonly onDidChange = this.changed.event;
  private readonly known = new Map<string, Vocabulary>();
  /** What a local store was like when it was counted. */
  private readonly counted = new Map<string, string>();
  private readonly stopping = new AbortController();

  constructor(private readonly parts: VocabularyParts) {}

  all(): Readonly<Record<string, Vocabulary>> {
    return Object.fromEntries(this.known);
  }

  of(storeId: string): Vocabulary | undefined {
    return this.known.get(storeId);
  }

  /** Asks for the local stores that have changed since they were counted. Never rejects. */
  async countLocalStores(): Promise<void> {
    const { connections, registry, log } = this.parts;
    for (const store of registry.storesOf(connections.local().id)) {
      const state = fingerprint(store);
      if (store.rowCount === 0 || this.counted.get(store.id) === state) continue;
      this.counted.set(store.id, state);
      try {
        const lake = await connections.openLocal();
        this.put(store.id, await lake.vocabulary(store.id, this.stopping.signal));
      } catch (error) {
        this.counted.delete(store.id);
        if (!this.stopping.signal.aborted) log.debug(`No vocabulary of ${store.id}: ${String(error)}`);
        return;
      }
    }
  }

  /** Learns from the rows of a run on the service when it has ended. */
  follow(run: KeptResult): void {
    const stop = run.onDidChange(() => {
      if (!isTerminal(run.summary().status)) return;
      stop();
      this.learn(run).catch((error: unknown) => this.parts.log.debug(`Nothing learnt: ${String(error)}`));
    });
  }

  dispose(): void {
    this.stopping.abort();
    this.changed.dispose();
  }

  private async learn({ order, resultSet }: KeptResult): Promise<void> {
    const { connections, registry } = this.parts;
    if (!resultSet || order.connectionId === connections.local().id) return;
    const { rows } = await resultSet.read({ from: 0, count: rowsLearntFrom }, this.stopping.signal);
    const stores = registry.storesOf(order.connectionId);
    for (const [id, vocabulary] of learnFromRows(order.statement, stores, rows)) {
      const before = this.known.get(id);
      this.put(id, before ? readVocabulary(joinVocabularies(before, vocabulary)) : vocabulary);
    }
  }

  private put(id: string, vocabulary: Vocabulary): void {
    this.known.set(id, vocabulary);
    this.changed.fire(id);
  }
}

const fingerprint = ({ rowCount, oldestEventTime, newestEventTime }: EventDataStore): string =>
  [rowCount, oldestEventTime, newestEventTime].join(' ');
