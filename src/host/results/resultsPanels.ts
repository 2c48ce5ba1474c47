import * as vscode from 'vscode';
import { RememberedResult, type KeptResult, type QueryRun } from '../running/queryRun.js';
import { columnForResults, resultsViewType } from '../webviews/columns.js';
import { panelIcon, webviewOptions } from '../webviews/openView.js';
import { DocumentResults, rememberedDocuments } from './documentResults.js';
import { ResultsPanel } from './resultsPanel.js';
import type { ResultsActions } from './resultsRequests.js';

/** One panel and one list of results per document. */
export class ResultsPanels implements vscode.Disposable, vscode.WebviewPanelSerializer {
  private readonly documents = new Map<string, DocumentResults>();
  private readonly panels = new Map<string, ResultsPanel>();
  private readonly subscriptions: vscode.Disposable[] = [];

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly state: vscode.Memento,
    private readonly limit: () => number,
    private readonly actions: ResultsActions,
    private readonly attach: (remembered: RememberedResult) => Promise<QueryRun | undefined>,
  ) {
    this.subscriptions.push(
      vscode.window.registerWebviewPanelSerializer(resultsViewType, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.release(uri.toString())),
    );
  }

  /** Shows a new result beside the editor; the focus stays where it is. */
  show(result: KeptResult): void {
    const { document } = result.order;
    this.resultsOf(document).add(result);
    this.open(document, true);
    void vscode.commands.executeCommand('setContext', 'lakesql.hasResults', true);
  }

  /** Opens the panel of a document, or of whichever document has results. False: there are none. */
  reveal(document: string | undefined): boolean {
    const known = document !== undefined && this.resultsOf(document).list().length > 0;
    const chosen = known ? document : [...this.documents.values()].findLast((one) => one.list().length > 0)?.document;
    if (chosen === undefined) return false;
    this.open(chosen, false);
    return true;
  }

  /** Of the row that is active in the panel that has the focus. */
  activeEvent(): ReturnType<ResultsPanel['activeEvent']> {
    return [...this.panels.values()].find(({ panel }) => panel.active)?.activeEvent();
  }

  /** The result that the active panel shows, or that of a document. */
  activeResult(document: string | undefined): KeptResult | undefined {
    const focused = [...this.panels.values()].find(({ panel }) => panel.active);
    if (focused) return focused.results.active();
    const own = document === undefined ? undefined : this.documents.get(document)?.active();
    return own ?? [...this.documents.values()].findLast((one) => one.active())?.active();
  }

  /** After a window reload; `state` is what the page kept with `setState`. */
  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Thenable<void> {
    const document = this.documentOf(state, panel.title);
    if (document === undefined || this.panels.has(document) || this.resultsOf(document).list().length === 0) {
      panel.dispose();
      return Promise.resolve();
    }
    this.adopt(document, panel);
    void vscode.commands.executeCommand('setContext', 'lakesql.hasResults', true);
    this.reattach(this.resultsOf(document));
    return Promise.resolve();
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    // Panels are left to VS Code: closing them here would take them away from the next window. Queries on the service
    // run on for the same reason; their backend stops following them.
  }

  /**
   * Whose results a page showed before the window was reloaded: the page says so, or the results whose view states it
   * kept do, or its title does.
   */
  private documentOf(state: unknown, title: string): string | undefined {
    const kept = (typeof state === 'object' && state !== null ? state : {}) as {
      readonly document?: unknown;
      readonly states?: unknown;
    };
    if (typeof kept.document === 'string') return kept.document;
    const shown = Object.keys(typeof kept.states === 'object' && kept.states !== null ? kept.states : {});
    const remembered = rememberedDocuments(this.state).filter((document) => !this.panels.has(document));
    return (
      remembered.find((document) => shown.some((id) => this.resultsOf(document).find(id))) ??
      remembered.find((document) => titleOf(document) === title)
    );
  }

  /** Results that the service still has become readable again; those that it cannot give stay remembered. */
  private reattach(results: DocumentResults): void {
    for (const remembered of results.list()) {
      if (!(remembered instanceof RememberedResult)) continue;
      this.attach(remembered).then(
        (run) => (run ? results.replace(run) : undefined),
        (error: unknown) => this.actions.logUnknown(error),
      );
    }
  }

  private resultsOf(document: string): DocumentResults {
    const known = this.documents.get(document);
    if (known) return known;
    const made = new DocumentResults(document, this.state, this.limit);
    this.documents.set(document, made);
    return made;
  }

  private open(document: string, preserveFocus: boolean): void {
    const open = this.panels.get(document);
    if (open) {
      open.panel.reveal(undefined, preserveFocus);
      return;
    }
    const panel = vscode.window.createWebviewPanel(
      resultsViewType,
      titleOf(document),
      { viewColumn: columnForResults(), preserveFocus },
      webviewOptions(this.extensionUri),
    );
    this.adopt(document, panel);
  }

  private adopt(document: string, panel: vscode.WebviewPanel): void {
    panel.iconPath = panelIcon(this.extensionUri);
    const made = new ResultsPanel(panel, this.extensionUri, this.resultsOf(document), this.actions);
    this.panels.set(document, made);
    panel.onDidDispose(() => {
      this.panels.delete(document);
      made.dispose();
      const stillOpen = vscode.workspace.textDocuments.some(({ uri }) => uri.toString() === document);
      if (!stillOpen) this.release(document);
    });
  }

  /** Neither the document nor its panel is open: rows go, statements and figures are remembered. */
  private release(document: string): void {
    const results = this.documents.get(document);
    if (!results || this.panels.has(document)) return;
    this.documents.delete(document);
    void results.dispose();
  }
}

const titleOf = (document: string): string => vscode.l10n.t('Results: {0}', nameOf(document));

function nameOf(document: string): string {
  const { path } = vscode.Uri.parse(document);
  return path.slice(path.lastIndexOf('/') + 1);
}
