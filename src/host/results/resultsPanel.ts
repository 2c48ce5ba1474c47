import type * as vscode from 'vscode';
import { isTerminal } from '../../core/query/queryStatus.js';
import type {
  EventPlace,
  ResultsNotifications,
  ResultsRequests,
  ResultsViewNotifications,
} from '../../protocol/results.js';
import type { KeptResult } from '../running/queryRun.js';
import { Channel } from '../webviews/channel.js';
import { fillPanel, pageWords } from '../webviews/openView.js';
import type { DocumentResults } from './documentResults.js';
import { readEvent, resultsRequests, type ResultsActions } from './resultsRequests.js';

const progressMilliseconds = 100;

/** The webview of one document's results. Disposing closes the panel, not the results. */
export class ResultsPanel implements vscode.Disposable {
  private readonly channel: Channel<ResultsRequests, ResultsNotifications, ResultsViewNotifications>;
  private readonly subscriptions: vscode.Disposable[] = [];
  private row: { readonly result: string; readonly event: EventPlace | undefined } | undefined;
  private readonly waiting = new Map<string, NodeJS.Timeout>();

  constructor(
    readonly panel: vscode.WebviewPanel,
    extensionUri: vscode.Uri,
    readonly results: DocumentResults,
    private readonly actions: ResultsActions,
  ) {
    this.channel = new Channel({
      requests: resultsRequests(results, actions),
      notifications: {
        ready: () => this.greet(),
        activeRow: (fields) => {
          const event = fields.opaque('event') === null ? undefined : readEvent(fields.inner('event'));
          this.row = { result: fields.text('result', 200), event };
        },
        activated: (fields) => this.results.activate(fields.text('result', 200)),
      },
      post: (message) => void panel.webview.postMessage(message),
      logUnknown: (error) => this.actions.logUnknown(error),
    });
    const stop = results.listen({
      listChanged: () => this.sendList(),
      progressed: (result) => this.progressed(result),
    });
    this.subscriptions.push(
      { dispose: stop },
      panel.webview.onDidReceiveMessage((message: unknown) => void this.channel.receive(message)),
    );
    fillPanel(panel, extensionUri, 'results');
  }

  /** The event of the row in which the active cell is, and where that result ran. */
  activeEvent(): { readonly event: EventPlace; readonly connectionId: string } | undefined {
    const active = this.results.active();
    if (!active || !this.row?.event || this.row.result !== active.id) return undefined;
    return { event: this.row.event, connectionId: active.order.connectionId };
  }

  dispose(): void {
    this.channel.dispose();
    for (const timer of this.waiting.values()) clearTimeout(timer);
    for (const subscription of this.subscriptions) subscription.dispose();
    this.panel.dispose();
  }

  private greet(): void {
    this.channel.notify('page', {
      ...pageWords(),
      document: this.results.document,
      preferences: this.actions.preferences(),
    });
    this.sendList();
  }

  private sendList(): void {
    this.channel.notify('results', {
      results: this.results.list().map((result) => result.summary()),
      active: this.results.active()?.id,
      states: this.results.viewStates(),
    });
  }

  /** Rows may come by the thousand a second; the view hears of them ten times, and of the end at once. */
  private progressed(result: KeptResult): void {
    if (isTerminal(result.summary().status)) {
      this.sendProgress(result);
      return;
    }
    if (this.waiting.has(result.id)) return;
    this.waiting.set(
      result.id,
      setTimeout(() => this.sendProgress(result), progressMilliseconds),
    );
  }

  private sendProgress(result: KeptResult): void {
    clearTimeout(this.waiting.get(result.id));
    this.waiting.delete(result.id);
    this.channel.notify('progress', { result: result.summary() });
  }
}
