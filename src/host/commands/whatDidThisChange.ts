import * as vscode from 'vscode';
import type { ChangePanels } from '../changes/changePanels.js';
import { offerFollowing } from '../changes/offerFollowing.js';
import type { PlaceParts } from '../connections/resolvePlace.js';
import type { ResultsPanels } from '../results/resultsPanels.js';
import type { EventPlace } from '../../protocol/results.js';
import type { Command } from './registerCommands.js';

interface AskedEvent {
  readonly event: EventPlace;
  readonly connectionId: string;
}

/**
 * What a call changed: the event given as `{eventId, eventTime?, connectionId?}`, that of the active row of a result,
 * the one whose ID is selected or under the cursor, or a typed one.
 */
export const whatDidThisChange =
  (parts: PlaceParts, panels: ChangePanels, results: Pick<ResultsPanels, 'activeEvent'>): Command =>
  async (given) => {
    const { id: local } = parts.connections.local();
    const asked = eventOf(given, local) ?? results.activeEvent() ?? (await writtenEvent(local));
    if (asked) await offerFollowing(asked.event, asked.connectionId, parts, panels);
  };

function eventOf(given: unknown, local: string): AskedEvent | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const { eventId, eventTime, connectionId } = given as Record<string, unknown>;
  if (typeof eventId !== 'string' || eventId === '' || eventId.length > 1_000) return undefined;
  return {
    event: { eventId, ...(typeof eventTime === 'string' ? { eventTime } : {}) },
    connectionId: typeof connectionId === 'string' ? connectionId : local,
  };
}

async function writtenEvent(connectionId: string): Promise<AskedEvent | undefined> {
  const eventId = idAtCursor() ?? (await askId());
  return eventId === undefined ? undefined : { event: { eventId }, connectionId };
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
