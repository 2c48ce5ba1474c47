/** What a call changed: the items that followed it, each with the way to its changes. */
import * as vscode from 'vscode';
import { loadFollowing, type FollowingItem } from '../../core/configuration/following.js';
import { timestampMilliseconds } from '../../core/result/scalarText.js';
import type { EventPlace } from '../../protocol/results.js';
import { plain } from '../connections/pickStore.js';
import type { PlaceParts } from '../connections/resolvePlace.js';
import { hostErrors } from '../hostErrors.js';
import type { ChangePanels } from './changePanels.js';
import { eventRecord, eventRecordById } from './findResources.js';
import { sourcesOf, type Sources } from './loadHistory.js';
import { searching } from './pickResource.js';

type Places = Pick<PlaceParts, 'connections' | 'registry'>;

/** Looks in the local lake first; on CloudTrail Lake only after a question, since that is billed. */
export async function offerFollowing(
  event: EventPlace,
  connectionId: string,
  parts: Places,
  panels: ChangePanels,
): Promise<void> {
  const local = parts.connections.local();
  const chosen = parts.connections.find(connectionId) ?? local;
  let found = await itemsAfter(await sourcesOf(local.id, parts), { eventId: event.eventId });
  let owner = local.id;
  if (!found && chosen.kind === 'lake') {
    if (!(await confirmBilled(event.eventId))) return;
    found = await itemsAfter(await sourcesOf(chosen.id, parts), event);
    owner = chosen.id;
  }
  if (!found) throw hostErrors.eventNotFound(event.eventId);
  if (found.length === 0) throw hostErrors.nothingFollowed(event.eventId);
  const picked = await vscode.window.showQuickPick(found.map(entryOf), {
    title: vscode.l10n.t('What Did This Call Change'),
    placeHolder: vscode.l10n.t('Items that followed the call within an hour'),
    matchOnDescription: true,
  });
  if (picked) await panels.open({ connectionId: owner, resource: picked.item.resource });
}

/** Undefined: no store has the event. */
function itemsAfter(
  { configStoreIds, stores, runRows }: Sources,
  { eventId, eventTime }: EventPlace,
): Promise<readonly FollowingItem[] | undefined> {
  return searching(async (signal) => {
    const isTime = eventTime !== undefined && timestampMilliseconds(eventTime) !== undefined;
    const record = isTime
      ? await eventRecord(runRows, stores, { eventId, eventTime }, signal)
      : await eventRecordById(runRows, stores, eventId, signal);
    return record === undefined
      ? undefined
      : ((await loadFollowing(record, configStoreIds, runRows, signal))?.items ?? []);
  });
}

async function confirmBilled(eventId: string): Promise<boolean> {
  const search = vscode.l10n.t('Search CloudTrail Lake');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('The local lake has no event {0}.', plain(eventId)),
    { modal: true, detail: vscode.l10n.t('Queries there are billed by the data they scan.') },
    search,
  );
  return answer === search;
}

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
