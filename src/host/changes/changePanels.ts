import * as vscode from 'vscode';
import { complianceType } from '../../core/configuration/compliance.js';
import { changesViewType, columnForChanges } from '../webviews/columns.js';
import { panelIcon, webviewOptions } from '../webviews/openView.js';
import { ChangePanel, type ChangeActions, type ChangeTarget } from './changePanel.js';
import type { ReadOnlyDocuments } from './readOnlyDocuments.js';

/** One panel per resource and connection. */
export class ChangePanels implements vscode.Disposable, vscode.WebviewPanelSerializer {
  private readonly panels = new Map<string, ChangePanel>();
  private readonly registration: vscode.Disposable;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly documents: ReadOnlyDocuments,
    private readonly actions: Omit<ChangeActions, 'openRelated'>,
  ) {
    this.registration = vscode.window.registerWebviewPanelSerializer(changesViewType, this);
  }

  /** A compliance item stands for the resource that it judges: that one's changes, with their compliance, are shown. */
  open(asked: ChangeTarget): Promise<void> {
    const target = { ...asked, resource: judgedResource(asked.resource) };
    const open = this.panels.get(keyOf(target));
    if (open) {
      open.panel.reveal();
      return Promise.resolve();
    }
    const panel = vscode.window.createWebviewPanel(
      changesViewType,
      vscode.l10n.t('Changes: {0}', shortId(target.resource.id)),
      columnForChanges(),
      webviewOptions(this.extensionUri),
    );
    this.adopt(target, panel, true);
    return Promise.resolve();
  }

  /** After a window reload; `state` is what the page kept with `setState`. */
  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Thenable<void> {
    const target = targetOf(state);
    if (target && !this.panels.has(keyOf(target))) this.adopt(target, panel, target.connectionId.startsWith('local:'));
    else panel.dispose();
    return Promise.resolve();
  }

  dispose(): void {
    this.registration.dispose();
  }

  private adopt(target: ChangeTarget, panel: vscode.WebviewPanel, readsAtOnce: boolean): void {
    panel.iconPath = panelIcon(this.extensionUri);
    const actions = { ...this.actions, openRelated: (related: ChangeTarget) => this.open(related) };
    const made = new ChangePanel(panel, this.extensionUri, target, this.documents, actions, readsAtOnce);
    this.panels.set(keyOf(target), made);
    panel.onDidDispose(() => {
      this.panels.delete(keyOf(target));
      made.dispose();
    });
  }
}

/** `AWS::EC2::SecurityGroup/sg-1` of type AWS::Config::ResourceCompliance is about the security group `sg-1`. */
function judgedResource(resource: ChangeTarget['resource']): ChangeTarget['resource'] {
  const slash = resource.id.indexOf('/');
  if (resource.type !== complianceType || slash < 0) return resource;
  return { ...resource, type: resource.id.slice(0, slash), id: resource.id.slice(slash + 1) };
}

/** One text per target; also the key of its view state. */
export function keyOf({ connectionId, resource }: ChangeTarget): string {
  const { accountId, region, type, id } = resource;
  return JSON.stringify([connectionId, accountId ?? null, region ?? null, type, id]);
}

function targetOf(state: unknown): ChangeTarget | undefined {
  if (typeof state !== 'object' || state === null) return undefined;
  const { connectionId, resource } = state as { readonly connectionId?: unknown; readonly resource?: unknown };
  if (typeof connectionId !== 'string' || typeof resource !== 'object' || resource === null) return undefined;
  const { type, id, accountId, region } = resource as Record<string, unknown>;
  if (typeof type !== 'string' || typeof id !== 'string') return undefined;
  return {
    connectionId,
    resource: {
      type,
      id,
      ...(typeof accountId === 'string' ? { accountId } : {}),
      ...(typeof region === 'string' ? { region } : {}),
    },
  };
}

/** Names of ARNs end with what tells them apart. */
const shortId = (id: string): string => (id.length > 40 ? `…${id.slice(-39)}` : id);
