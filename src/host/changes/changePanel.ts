import * as vscode from 'vscode';
import { LakeSqlError } from '../../core/errors.js';
import type { FollowingItem } from '../../core/configuration/following.js';
import type {
  CandidateEvent,
  ConfigurationItem,
  ResourceHistory,
  ResourceKey,
} from '../../core/configuration/model.js';
import type { ActorTrail } from '../../core/configuration/roleChain.js';
import type {
  ChangesNotifications,
  ChangesRequests,
  ChangesViewNotifications,
  FurtherWays,
} from '../../protocol/changes.js';
import { hostErrors } from '../hostErrors.js';
import { Channel, type RequestHandlers } from '../webviews/channel.js';
import { fillPanel, pageWords } from '../webviews/openView.js';
import { compareItems } from '../../core/configuration/compareItems.js';
import type { EventPlace } from './findResources.js';
import { itemText } from '../../core/configuration/itemText.js';
import type { ReadOnlyDocuments } from './readOnlyDocuments.js';
import type { Further } from './askFurther.js';
import type { ReportFormat } from './exportReport.js';

/** A resource to show, on a connection; account and Region narrow it where they are known. */
export interface ChangeTarget {
  readonly connectionId: string;
  readonly resource: Partial<ResourceKey> & Pick<ResourceKey, 'type' | 'id'>;
}

/** An event of the panel; its record where no store may have it. */
export type FoundEvent = EventPlace & { readonly record?: string };

type AskedFurther = Promise<Further | undefined>;

/** What a change view may set in motion: a closed list. */
export interface ChangeActions {
  load(target: ChangeTarget, signal: AbortSignal): Promise<ResourceHistory>;
  openRelated(target: ChangeTarget): Promise<void>;
  /** `record` where it is known already. */
  openEvent(connectionId: string, event: FoundEvent, signal: AbortSignal): Promise<void>;
  openControl(controlId: string): Promise<void>;
  traceActor(connectionId: string, event: CandidateEvent, signal: AbortSignal): Promise<ActorTrail>;
  /** By the event history too. Undefined: the user stepped back. */
  traceActorFurther(
    connectionId: string,
    event: CandidateEvent,
    region: string,
    signal: AbortSignal,
  ): Promise<ActorTrail | undefined>;
  following(connectionId: string, event: FoundEvent, signal: AbortSignal): Promise<readonly FollowingItem[]>;
  furtherWays(connectionId: string): FurtherWays;
  /** Undefined: the user stepped back. */
  askEventHistory(history: ResourceHistory, stateId: string, connectionId: string, signal: AbortSignal): AskedFurther;
  askJoin(history: ResourceHistory, stateId: string, connectionId: string, signal: AbortSignal): AskedFurther;
  openQueries(connectionId: string, history: ResourceHistory): Promise<void>;
  exportReport(history: ResourceHistory, format: ReportFormat): Promise<string | null>;
  /** View state by resource, across windows. */
  viewState(target: ChangeTarget): unknown;
  saveViewState(target: ChangeTarget, state: unknown): void;
  logUnknown(error: unknown): void;
}

/** The webview of one resource's changes. */
export class ChangePanel implements vscode.Disposable {
  private readonly channel: Channel<ChangesRequests, ChangesNotifications, ChangesViewNotifications>;
  private readonly subscription: vscode.Disposable;
  private loading = new AbortController();
  private history: ResourceHistory | undefined;
  /** Of events that were found outside the stores. */
  private records: ReadonlyMap<string, string> = new Map();

  constructor(
    readonly panel: vscode.WebviewPanel,
    extensionUri: vscode.Uri,
    readonly target: ChangeTarget,
    private readonly documents: ReadOnlyDocuments,
    private readonly actions: ChangeActions,
    /** False after a window reload on a service that bills: the user reloads. */
    private readonly readsAtOnce: boolean,
  ) {
    this.channel = new Channel<ChangesRequests, ChangesNotifications, ChangesViewNotifications>({
      requests: this.requests(),
      notifications: { ready: () => void this.greet() },
      post: (message) => void panel.webview.postMessage(message),
      logUnknown: (error) => actions.logUnknown(error),
    });
    this.subscription = panel.webview.onDidReceiveMessage((message: unknown) => void this.channel.receive(message));
    fillPanel(panel, extensionUri, 'change');
  }

  dispose(): void {
    this.loading.abort();
    this.channel.dispose();
    this.subscription.dispose();
    this.panel.dispose();
  }

  /** A page that is shown again after having been dropped gets what is known; a first one loads. */
  private async greet(): Promise<void> {
    this.channel.notify('page', {
      ...pageWords(),
      resource: this.target.resource,
      connectionId: this.target.connectionId,
      free: this.target.connectionId.startsWith('local:'),
    });
    if (this.history) this.sendHistory(this.history);
    else if (this.readsAtOnce) await this.load();
    else this.sendFailure(hostErrors.notRead());
  }

  private async load(): Promise<void> {
    this.loading.abort();
    this.loading = new AbortController();
    const { signal } = this.loading;
    this.channel.notify('loading', { resource: this.target.resource });
    try {
      const history = await this.actions.load(this.target, signal);
      if (signal.aborted) return;
      this.history = history;
      this.records = new Map();
      this.sendHistory(history);
    } catch (error) {
      if (!signal.aborted) this.sendFailure(error);
    }
  }

  private sendFailure(error: unknown): void {
    const known = error instanceof LakeSqlError;
    if (!known) this.actions.logUnknown(error);
    const message = error instanceof Error ? error.message : String(error);
    this.channel.notify('failed', { code: known ? error.code : 'Unknown', message });
  }

  private sendHistory(history: ResourceHistory): void {
    this.channel.notify('history', {
      history,
      state: this.actions.viewState(this.target),
      ways: this.actions.furtherWays(this.target.connectionId),
    });
  }

  private requests(): RequestHandlers<ChangesRequests> {
    const { connectionId } = this.target;
    return {
      openTextDiff: async (fields) => {
        const from = fields.optionalText('from');
        await this.openTextDiff(from === undefined ? undefined : this.item(from), this.item(fields.text('to', 100)));
        return null;
      },
      openEvent: async (fields, signal) => {
        await this.actions.openEvent(connectionId, this.found(fields.text('eventId', 1_000)), signal);
        return null;
      },
      openItem: async (fields) => {
        const item = this.item(fields.text('stateId', 100));
        await vscode.window.showTextDocument(this.itemUri(item), { preview: true });
        return null;
      },
      openQueries: async () => {
        await this.actions.openQueries(connectionId, this.known());
        return null;
      },
      traceActor: async (fields, signal) => {
        const event = this.event(fields.text('eventId', 1_000));
        if (!fields.flag('eventHistory')) return this.actions.traceActor(connectionId, event, signal);
        const { region } = this.known().resource;
        return (await this.actions.traceActorFurther(connectionId, event, region, signal)) ?? null;
      },
      following: async (fields, signal) => ({
        items: await this.actions.following(connectionId, this.found(fields.text('eventId', 1_000)), signal),
      }),
      askEventHistory: (fields, signal) => this.ask('askEventHistory', fields.text('stateId', 100), signal),
      askJoin: (fields, signal) => this.ask('askJoin', fields.text('stateId', 100), signal),
      openFollowing: async (fields) => {
        const { type, id, accountId, region } = readKey(fields.opaque('resource'));
        await this.actions.openRelated({ connectionId, resource: { type, id, accountId, region } });
        return null;
      },
      openRelated: async (fields) => {
        const resource = { type: fields.text('resourceType', 1_000), id: fields.text('resourceId', 10_000) };
        await this.actions.openRelated({ connectionId, resource });
        return null;
      },
      openControl: async (fields) => {
        await this.actions.openControl(fields.text('controlId', 100));
        return null;
      },
      copy: async (fields) => {
        await vscode.env.clipboard.writeText(fields.text('text', 64_000_000));
        return null;
      },
      exportReport: async (fields) => ({
        path: await this.actions.exportReport(this.known(), fields.oneOf('format', ['json', 'markdown', 'html'])),
      }),
      compare: (fields) =>
        Promise.resolve(
          compareItems(this.known(), this.item(fields.text('from', 100)), this.item(fields.text('to', 100))),
        ),
      saveState: (fields) => {
        this.actions.saveViewState(this.target, fields.opaque('state'));
        return Promise.resolve(null);
      },
      reload: async () => {
        await this.load();
        return null;
      },
    };
  }

  private known(): ResourceHistory {
    if (!this.history) throw hostErrors.itemNotFound();
    return this.history;
  }

  /** What is found joins the history that is there when it comes; after a reload of the panel it is dropped. */
  private async ask(way: 'askEventHistory' | 'askJoin', stateId: string, signal: AbortSignal): Promise<null> {
    const { loading } = this;
    const found = await this.actions[way](this.known(), stateId, this.target.connectionId, signal);
    if (!found || this.loading !== loading || loading.signal.aborted) return null;
    this.history = found.addTo(this.known());
    this.records = new Map([...this.records, ...found.records]);
    this.sendHistory(this.history);
    return null;
  }

  private found(eventId: string): FoundEvent {
    const record = this.records.get(eventId);
    return { ...this.event(eventId), ...(record === undefined ? {} : { record }) };
  }

  private event(eventId: string): CandidateEvent {
    const events = this.known().changes.flatMap(({ candidates }) => candidates);
    const found = events.find((event) => event.eventId === eventId);
    if (!found) throw hostErrors.eventNotFound(eventId);
    return found;
  }

  private item(stateId: string): ConfigurationItem {
    const item = this.known().items.find((one) => one.stateId === stateId);
    if (!item) throw hostErrors.itemNotFound();
    return item;
  }

  private async openTextDiff(from: ConfigurationItem | undefined, to: ConfigurationItem): Promise<void> {
    const name = to.name ?? to.resource.id;
    const left = from ? this.itemUri(from) : this.documents.add(`${name} -`, `${JSON.stringify(to.resource)} none`, '');
    const title = `${name.replace(/\s+/g, ' ')}: ${from?.captureTime ?? '–'} ↔ ${to.captureTime}`;
    await vscode.commands.executeCommand('vscode.diff', left, this.itemUri(to), title, { preview: true });
  }

  private itemUri(item: ConfigurationItem): vscode.Uri {
    const key = `${JSON.stringify(item.resource)} ${item.stateId}`;
    return this.documents.add(`${item.name ?? item.resource.id} ${item.captureTime}`, key, itemText(item));
  }
}

/** What a page sends is checked like everything from outside. */
function readKey(given: unknown): ResourceKey {
  const { type, id, accountId, region } = (given ?? {}) as Record<string, unknown>;
  const texts = [type, id, accountId, region];
  if (!texts.every((text) => typeof text === 'string' && text.length <= 10_000)) throw hostErrors.itemNotFound();
  const [ofType = '', ofId = '', ofAccount = '', ofRegion = ''] = texts as string[];
  return { type: ofType, id: ofId, accountId: ofAccount, region: ofRegion };
}
