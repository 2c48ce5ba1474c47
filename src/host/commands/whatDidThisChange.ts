import * as vscode from 'vscode';
import { loadFollowing, type FollowingItem } from '../../core/configuration/following.js';
import type { ChangePanels } from '../changes/changePanels.js';
import { eventRecordById } from '../changes/findResources.js';
import { sourcesOf } from '../changes/loadHistory.js';
import { searching } from '../changes/pickResource.js';
import { plain } from '../connections/pickStore.js';
import type { PlaceParts } from '../connections/resolvePlace.js';
import { hostErrors } from '../hostErrors.js';
import type { Command } from './registerCommands.js';

/**
 * What a call changed: the event whose ID is selected, under the cursor or typed, in the local lake; the items that
 * followed it are offered, each with the way to its changes.
 */
export const whatDidThisChange =
  (parts: PlaceParts, panels: ChangePanels): Command =>
  async () => {
    const eventId = idAtCursor() ?? (await askId());
    if (eventId === undefined) return;
    const { id: connectionId } = parts.connections.local();
    const { configStoreIds, stores, runRows } = await sourcesOf(connectionId, parts);
    const found = await searching(async (signal) => {
      const record = await eventRecordById(runRows, stores, eventId, signal);
      if (record === undefined) throw hostErrors.eventNotFound(eventId);
      return loadFollowing(record, configStoreIds, runRows, signal);
    });
    const items = found?.items ?? [];
    if (items.length === 0) throw hostErrors.nothingFollowed(eventId);
    const picked = await vscode.window.showQuickPick(items.map(entryOf), {
      title: vscode.l10n.t('What Did This Call Change'),
      placeHolder: vscode.l10n.t('Items that followed the call within an hour'),
      matchOnDescription: true,
    });
    if (picked) await panels.open({ connectionId, resource: picked.item.resource });
  };

function entryOf(item: FollowingItem): vscode.QuickPickItem & { readonly item: FollowingItem } {
  const { resource, name, how, state, failing, captureTime, secondsAfter } = item;
  const hows = {
    named: vscode.l10n.t('named by the call'),
    related: vscode.l10n.t('related'),
    compliance: vscode.l10n.t('compliance'),
  } satisfies Record<FollowingItem['how'], string>;
  return {
    label: plain(name ?? resource.id),
    description: plain(`${resource.type} · ${hows[how]}`),
    detail: plain([`+${secondsAfter} s`, captureTime, state, ...failing].filter(Boolean).join(' · ')),
    item,
  };
}

const eventIdPattern = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/i;

function idAtCursor(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return undefined;
  const { document, selection } = editor;
  const selected = eventIdPattern.exec(document.getText(selection))?.[0];
  const word = document.getWordRangeAtPosition(selection.active, eventIdPattern);
  if (selected ?? word) return selected ?? (word && document.getText(word));
  // A record opened from a panel names its own event.
  return /"eventID"\s*:\s*"([^"]+)"/i.exec(
    document.languageId === 'json' ? document.getText().slice(0, 1_000_000) : '',
  )?.[1];
}

async function askId(): Promise<string | undefined> {
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('What Did This Call Change'),
    prompt: vscode.l10n.t('Event ID of the call'),
    placeHolder: '2f3c1d0e-1111-4a5b-9c6d-7e8f90a1b2c3',
  });
  return typed?.trim() || undefined;
}
