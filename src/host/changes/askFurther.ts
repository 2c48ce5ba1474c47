/** Looks for the events behind a change where the panel does not look by itself; each is begun by the user. */
import * as vscode from 'vscode';
import type { EventLookup } from '../../backends/lake/lookupEvents.js';
import {
  candidatesAmong,
  eventHistoryReach,
  eventsOfRecords,
  eventsOfRows,
  joinAbout,
  questionAbout,
  withFurtherEvents,
} from '../../core/configuration/furtherEvents.js';
import type { ResourceHistory } from '../../core/configuration/model.js';
import type { OtherCalls } from '../../core/configuration/roleChain.js';
import { joinSaying, lookupSaying } from '../../core/configuration/furtherSayings.js';
import type { Saying } from '../../core/configuration/saying.js';
import type { TrailEvent } from '../../core/configuration/trailEvent.js';
import type { EventDataStore } from '../../core/query/eventDataStore.js';
import type { FurtherWays } from '../../protocol/changes.js';
import { lakeConnection } from '../connections/connection.js';
import { plain } from '../connections/pickStore.js';
import type { PlaceParts } from '../connections/resolvePlace.js';
import { hostErrors } from '../hostErrors.js';
import { queryRows } from '../running/queryRows.js';
import { byteText, costText } from '../texts.js';
import { sha256 } from './reportText.js';

export interface FurtherParts extends Pick<PlaceParts, 'connections' | 'registry'> {
  /** Profile of the AWS configuration whose credentials ask; undefined: the user stepped back. */
  pickProfile(): Promise<string | undefined>;
  pricePerGigabyte(): number;
}

/** What was found, to be added to the history of the same items; and the records, which no store may have. */
export interface Further {
  addTo(history: ResourceHistory): ResourceHistory;
  readonly records: ReadonlyMap<string, string>;
}

const mostRows = 10_000;

/** Which further ways a panel has. Lists nothing and asks nobody. */
export function furtherWays(connectionId: string, { connections, registry }: FurtherParts): FurtherWays {
  const connection = connections.find(connectionId);
  return {
    profile: connection?.kind === 'lake' ? connection.profile : null,
    join: connection?.kind === 'lake' && joinedStores(registry.storesOf(connection.id)) !== undefined,
  };
}

/** Asks the event history of the resource's account and Region. Undefined: the user stepped back. */
export async function askEventHistory(
  history: ResourceHistory,
  stateId: string,
  connectionId: string,
  parts: FurtherParts,
  signal: AbortSignal,
): Promise<Further | undefined> {
  const question = questionAbout(history, stateId);
  if (!question) throw hostErrors.itemNotFound();
  if (question.to < Date.now() - eventHistoryReach) throw hostErrors.tooOldForEventHistory();
  const { region } = question;
  if (region === '') throw hostErrors.regionUnknown();
  const own = parts.connections.find(connectionId);
  const profile = own?.kind === 'lake' ? own.profile : await parts.pickProfile();
  if (profile === undefined) return undefined;
  const connection = lakeConnection(profile, region);
  if (connection.kind !== 'lake') return undefined;
  const backend = await parts.connections.openLake(connection);
  const lookup: EventLookup = { resourceNames: question.names, from: question.from, to: question.to };
  const answer = await backend.lookupEvents(lookup, signal);
  const events = eventsOfRecords(answer.records);
  const saying = (found: number): Saying => lookupSaying(question, profile, events, { found, cut: answer.cut });
  return further(events, stateId, 'eventHistory', saying);
}

/** The event history as a place to find who issued a key. Undefined: the user stepped back. */
export async function callsOfEventHistory(
  connectionId: string,
  region: string,
  parts: FurtherParts,
): Promise<OtherCalls | undefined> {
  const own = parts.connections.find(connectionId);
  const profile = own?.kind === 'lake' ? own.profile : await parts.pickProfile();
  if (profile === undefined) return undefined;
  // STS writes where it was called: in the Region of the work, or at its global endpoint.
  const regions = [...new Set([region, 'us-east-1'])].filter((name) => name !== '' && name !== 'global');
  return {
    place: `${regions.join(', ')} (${profile})`,
    naming: async ({ accessKeyId, from, to }, signal) => {
      const found: TrailEvent[] = [];
      for (const name of regions) {
        const connection = lakeConnection(profile, name);
        if (connection.kind !== 'lake') continue;
        const backend = await parts.connections.openLake(connection);
        const { records } = await backend.lookupEvents({ resourceNames: [accessKeyId], from, to }, signal);
        found.push(...eventsOfRecords(records));
      }
      return found;
    },
  };
}

/** Runs the JOIN of both stores on CloudTrail Lake after a question, since it is billed. */
export async function askJoin(
  history: ResourceHistory,
  stateId: string,
  connectionId: string,
  parts: FurtherParts,
  signal: AbortSignal,
): Promise<Further | undefined> {
  const connection = parts.connections.find(connectionId);
  const joined = joinedStores(parts.registry.storesOf(connectionId));
  const text = joined && joinAbout(history, stateId, joined.items.id, joined.trail.id);
  if (connection?.kind !== 'lake' || !joined || text === undefined) throw hostErrors.noStoreOfKind('ConfigurationItem');
  const chosen = await confirmJoin(joined);
  if (chosen === 'open') await openStatement(text);
  if (chosen !== 'run') return undefined;
  const backend = await parts.connections.backend(connection);
  const stores = parts.registry.storesOf(connection.id);
  const rows = await queryRows(backend, { text, stores, parameters: {}, limit: mostRows }, signal);
  const events = eventsOfRows(rows);
  const { bytesScanned } = rows.statistics;
  const scanned = bytesScanned === undefined ? undefined : byteText(bytesScanned);
  const cost = costText(bytesScanned, parts.pricePerGigabyte());
  const saying = (found: number): Saying => joinSaying({ events: events.length, found, scanned, cost });
  const made = further(events, stateId, 'join', saying);
  return { ...made, addTo: (to) => made.addTo({ ...to, queries: [...(to.queries ?? []), text] }) };
}

function further(
  events: readonly TrailEvent[],
  to: string,
  source: 'eventHistory' | 'join',
  saying: (found: number) => Saying,
): Further {
  return {
    addTo: (history) => {
      const found = candidatesAmong(withFurtherEvents(history, events, { to, source, saying: saying(0) }), to, events);
      return withFurtherEvents(history, events, { to, source, saying: saying(found) }, sha256);
    },
    records: new Map(events.map(({ eventId, json }) => [eventId, json])),
  };
}

interface JoinedStores {
  readonly items: EventDataStore;
  readonly trail: EventDataStore;
}

function joinedStores(stores: readonly EventDataStore[]): JoinedStores | undefined {
  const items = stores.find(({ category }) => category === 'ConfigurationItem');
  const trail = stores.find(({ category }) => category === 'CloudTrail');
  return items && trail && { items, trail };
}

async function confirmJoin({ items, trail }: JoinedStores): Promise<'run' | 'open' | undefined> {
  const run = vscode.l10n.t('Run');
  const open = vscode.l10n.t('Open the Statement');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Run a JOIN of "{0}" and "{1}" on CloudTrail Lake?', plain(items.name), plain(trail.name)),
    {
      modal: true,
      detail: vscode.l10n.t(
        'It is billed by the data it scans. How much that is is not known before; the panel shows it afterwards.',
      ),
    },
    run,
    open,
  );
  return answer === run ? 'run' : answer === open ? 'open' : undefined;
}

async function openStatement(text: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: 'lakesql', content: `${text};\n` });
  await vscode.window.showTextDocument(document, { preview: false });
}
