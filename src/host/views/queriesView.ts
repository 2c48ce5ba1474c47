import * as vscode from 'vscode';
import { rowsText } from '../counted.js';
import type { QueryStatus } from '../../core/query/queryStatus.js';
import { plain } from '../connections/pickStore.js';
import type { QueryRun } from '../running/queryRun.js';
import type { Runner } from '../running/runner.js';
import { costOf, dollarsText } from '../../core/query/money.js';
import { pastOf } from '../running/pastQueries.js';
import { byteText, durationText } from '../texts.js';
import type { HistoryEntry, QueryHistory } from './queryHistory.js';

export type QueriesNode =
  | { readonly kind: 'running' }
  | { readonly kind: 'history' }
  | { readonly kind: 'run'; readonly run: QueryRun }
  | { readonly kind: 'entry'; readonly entry: HistoryEntry };

/** What runs now, and what ran before. */
export class QueriesView implements vscode.TreeDataProvider<QueriesNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly subscription: vscode.Disposable;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly runner: Runner,
    private readonly history: QueryHistory,
  ) {
    const stop = history.onDidChange(() => this.later());
    this.subscription = vscode.Disposable.from(
      { dispose: stop },
      runner.onDidChange(() => this.later()),
    );
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.subscription.dispose();
    this.changed.dispose();
  }

  getChildren(node?: QueriesNode): QueriesNode[] {
    const running = this.runner.running();
    const past = this.history.list();
    if (!node) {
      const groups: QueriesNode[] = [];
      if (running.length > 0) groups.push({ kind: 'running' });
      if (past.length > 0) groups.push({ kind: 'history' });
      return groups;
    }
    switch (node.kind) {
      case 'running':
        return running.map((run) => ({ kind: 'run', run }));
      case 'history':
        return past.map((entry) => ({ kind: 'entry', entry }));
      case 'run':
      case 'entry':
        return [];
    }
    return node satisfies never;
  }

  getTreeItem(node: QueriesNode): vscode.TreeItem {
    switch (node.kind) {
      case 'running':
        return group(vscode.l10n.t('Running'), 'running');
      case 'history':
        return group(vscode.l10n.t('History'), 'history');
      case 'run':
        return runItem(node.run);
      case 'entry':
        return entryItem(node.entry);
    }
    return node satisfies never;
  }

  /** A running query tells of itself often; the tree is redrawn four times a second at most. */
  private later(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.changed.fire(undefined);
    }, 250);
  }
}

function group(label: string, id: string): vscode.TreeItem {
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Expanded);
  item.id = id;
  item.contextValue = id;
  return item;
}

function runItem(run: QueryRun): vscode.TreeItem {
  const item = new vscode.TreeItem(shortStatement(run.order.source), vscode.TreeItemCollapsibleState.None);
  const { rowCount, statistics } = run.state();
  const facts = [
    run.order.origin.stores.map(plain).join(', '),
    run.waiting ? vscode.l10n.t('waiting for {0}', run.waiting.ahead) : rowsText(rowCount),
    ...(statistics.bytesScanned === undefined ? [] : [byteText(statistics.bytesScanned)]),
  ];
  item.id = run.id;
  item.description = facts.filter((fact) => fact !== '').join(' · ');
  item.tooltip = run.order.source;
  item.iconPath = new vscode.ThemeIcon(run.waiting ? 'clock' : 'sync~spin');
  item.contextValue = run.waiting ? 'run.waiting' : 'run';
  return item;
}

function entryItem(entry: HistoryEntry): vscode.TreeItem {
  const item = new vscode.TreeItem(shortStatement(entry.statement), vscode.TreeItemCollapsibleState.None);
  const dollars = costOf(entry.bytesScanned, entry.pricePerGigabyte);
  const cost =
    entry.backend !== 'lake' || entry.bytesScanned === undefined
      ? undefined
      : dollars === undefined
        ? vscode.l10n.t('cost unknown')
        : dollarsText(dollars);
  const figures = [
    entry.stores.map(plain).join(', '),
    localTime(entry.startedAt),
    rowsText(entry.rowCount),
    entry.elapsedMilliseconds === undefined ? undefined : durationText(entry.elapsedMilliseconds),
    entry.bytesScanned === undefined
      ? entry.backend === 'lake'
        ? vscode.l10n.t('bytes and cost unknown')
        : undefined
      : byteText(entry.bytesScanned),
    entry.account,
    cost,
  ].filter((fact) => fact !== undefined && fact !== '');
  item.id = entry.id;
  item.description = figures.join(' · ');
  item.tooltip = [entry.statement, '', figures.join(' · '), ...(entry.failure ? [entry.failure] : [])].join('\n');
  item.iconPath = new vscode.ThemeIcon(icons[entry.status]);
  item.contextValue = pastOf(entry) ? 'entry.kept' : 'entry';
  item.accessibilityInformation = { label: `${statusText(entry.status)}: ${shortStatement(entry.statement)}` };
  item.command = {
    command: 'lakesql.reopenQuery',
    title: vscode.l10n.t('Open in Editor'),
    arguments: [{ kind: 'entry', entry }],
  };
  return item;
}

const icons = {
  queued: 'clock',
  running: 'sync',
  finished: 'check',
  failed: 'error',
  cancelled: 'circle-slash',
  timedOut: 'watch',
} satisfies Record<QueryStatus, string>;

function statusText(status: QueryStatus): string {
  switch (status) {
    case 'queued':
      return vscode.l10n.t('Queued');
    case 'running':
      return vscode.l10n.t('Running');
    case 'finished':
      return vscode.l10n.t('Finished');
    case 'failed':
      return vscode.l10n.t('Failed');
    case 'cancelled':
      return vscode.l10n.t('Cancelled');
    case 'timedOut':
      return vscode.l10n.t('Timed out');
  }
  return status satisfies never;
}

function shortStatement(statement: string): string {
  const line = plain(statement.replace(/--.*$/gm, ' ')).trim();
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}

const localTime = (iso: string): string =>
  new Date(iso).toLocaleString(vscode.env.language, { dateStyle: 'short', timeStyle: 'short' });
