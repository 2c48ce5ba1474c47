import * as vscode from 'vscode';
import { isTerminal, type ResultSet } from '../../core/query/backend.js';
import type {
  ExportFormat,
  ResultsNotifications,
  ResultsRequests,
  ResultsViewNotifications,
} from '../../protocol/results.js';
import { hostErrors } from '../hostErrors.js';
import type { KeptResult, RunOrder } from '../running/queryRun.js';
import { Channel } from '../webviews/channel.js';
import type { Fields } from '../webviews/fields.js';
import { fillPanel, pageWords } from '../webviews/openView.js';
import type { DocumentResults } from './documentResults.js';
import { readSort } from './readSort.js';

export const exportFormats = [
  'csv',
  'csv-spreadsheet',
  'json',
  'jsonl',
  'markdown',
  'lake-csv',
] as const satisfies readonly ExportFormat[];

export interface ResourceRequest {
  readonly resourceType: string;
  readonly resourceId: string;
  readonly accountId?: string;
  readonly region?: string;
}

/** What a results view may set in motion: a closed list. */
export interface ResultsActions {
  exportResult(
    result: KeptResult,
    format: ExportFormat,
    sort: ReturnType<typeof readSort>,
    signal: AbortSignal,
  ): Promise<string | null>;
  runAgain(order: RunOrder): Promise<void>;
  revealStatement(order: RunOrder): Promise<void>;
  showChanges(resource: ResourceRequest, order: RunOrder): Promise<void>;
  previewLength(): number;
  logUnknown(error: unknown): void;
}

const largestPage = 5_000;
const progressMilliseconds = 100;

/** The webview of one document's results. Disposing closes the panel, not the results. */
export class ResultsPanel implements vscode.Disposable {
  private readonly channel: Channel<ResultsRequests, ResultsNotifications, ResultsViewNotifications>;
  private readonly subscriptions: vscode.Disposable[] = [];
  private readonly waiting = new Map<string, NodeJS.Timeout>();

  constructor(
    readonly panel: vscode.WebviewPanel,
    extensionUri: vscode.Uri,
    readonly results: DocumentResults,
    private readonly actions: ResultsActions,
  ) {
    this.channel = new Channel({
      requests: this.requests(),
      notifications: {
        ready: () => this.greet(),
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

  dispose(): void {
    this.channel.dispose();
    for (const timer of this.waiting.values()) clearTimeout(timer);
    for (const subscription of this.subscriptions) subscription.dispose();
    this.panel.dispose();
  }

  private greet(): void {
    this.channel.notify('page', { ...pageWords(), document: this.results.document });
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

  private requests(): ConstructorParameters<
    typeof Channel<ResultsRequests, ResultsNotifications, ResultsViewNotifications>
  >[0]['requests'] {
    return {
      rows: async (fields, signal) => {
        const result = this.rowsOf(fields);
        const asked = fields.optionalCount('previewLength') ?? Number.MAX_SAFE_INTEGER;
        return result.read(
          {
            from: fields.count('from'),
            count: fields.count('count', largestPage),
            sort: readSort(fields, result.columns.length),
            previewLength: Math.min(asked, this.actions.previewLength()),
          },
          signal,
        );
      },
      cell: async (fields, signal) => {
        const result = this.rowsOf(fields);
        const column = fields.count('column', Math.max(0, result.columns.length - 1));
        return result.cell(fields.count('row'), column, readSort(fields, result.columns.length), signal);
      },
      find: async (fields, signal) => {
        const result = this.rowsOf(fields);
        const sort = readSort(fields, result.columns.length);
        return result.find({ text: fields.text('text', 10_000), limit: fields.count('limit', 100_000), sort }, signal);
      },
      copy: async (fields) => {
        await vscode.env.clipboard.writeText(fields.text('text', 64_000_000));
        return null;
      },
      export: async (fields, signal) => {
        const result = this.find(fields);
        const sort = readSort(fields, result.summary().columns.length);
        return { path: await this.actions.exportResult(result, fields.oneOf('format', exportFormats), sort, signal) };
      },
      cancelQuery: async (fields) => {
        await this.find(fields).cancel();
        return null;
      },
      pin: (fields) => {
        this.results.pin(this.find(fields).id, fields.flag('pinned'));
        return Promise.resolve(null);
      },
      close: async (fields) => {
        await this.results.close(this.find(fields).id);
        return null;
      },
      runAgain: async (fields) => {
        await this.actions.runAgain(this.find(fields).order);
        return null;
      },
      revealStatement: async (fields) => {
        await this.actions.revealStatement(this.find(fields).order);
        return null;
      },
      showChanges: async (fields) => {
        const order = this.results.active()?.order;
        if (!order) throw hostErrors.noResult();
        await this.actions.showChanges(readResource(fields), order);
        return null;
      },
      saveState: (fields) => {
        this.results.saveState(fields.text('result', 200), fields.opaque('state'));
        return Promise.resolve(null);
      },
    };
  }

  private find(fields: Fields): KeptResult {
    const result = this.results.find(fields.text('result', 200));
    if (!result) throw hostErrors.resultGone();
    return result;
  }

  private rowsOf(fields: Fields): ResultSet {
    const { resultSet } = this.find(fields);
    if (!resultSet) throw hostErrors.resultGone();
    return resultSet;
  }
}

function readResource(fields: Fields): ResourceRequest {
  const accountId = fields.optionalText('accountId');
  const region = fields.optionalText('region');
  return {
    resourceType: fields.text('resourceType', 1_000),
    resourceId: fields.text('resourceId', 10_000),
    ...(accountId ? { accountId } : {}),
    ...(region ? { region } : {}),
  };
}
