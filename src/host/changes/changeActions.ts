import * as vscode from 'vscode';
import type { PlaceParts } from '../connections/resolvePlace.js';
import { hostErrors } from '../hostErrors.js';
import { askEventHistory, askJoin, callsOfEventHistory, furtherWays, type FurtherParts } from './askFurther.js';
import type { ChangeActions, ChangeTarget, FoundEvent } from './changePanel.js';
import { keyOf } from './changePanels.js';
import { exportReport } from './exportReport.js';
import { eventRecord } from './findResources.js';
import { loadFollowing } from '../../core/configuration/following.js';
import { queriesText } from '../../core/configuration/queriesText.js';
import { traceActor } from '../../core/configuration/roleChain.js';
import { loadHistory, sourcesOf } from './loadHistory.js';
import { reportText } from './reportText.js';
import type { ReadOnlyDocuments } from './readOnlyDocuments.js';

export interface ChangeActionParts extends PlaceParts, FurtherParts {
  readonly documents: ReadOnlyDocuments;
  readonly state: vscode.Memento;
  logUnknown(error: unknown): void;
}

/** What a change panel may do, on the parts that do it. */
export function createChangeActions(parts: ChangeActionParts): Omit<ChangeActions, 'openRelated'> {
  const { documents, state } = parts;
  async function recordOf(connectionId: string, event: FoundEvent, signal: AbortSignal): Promise<string> {
    if (event.record !== undefined) return event.record;
    const { stores, runRows } = await sourcesOf(connectionId, parts);
    const record = await eventRecord(runRows, stores, event, signal);
    if (record === undefined) throw hostErrors.eventNotFound(event.eventId);
    return record;
  }
  const stateKey = (target: ChangeTarget): string => `lakesql.changes:${keyOf(target)}`;
  return {
    load: (target, signal) => loadHistory(target, parts, signal),
    openEvent: async (connectionId, event, signal) => {
      const record = await recordOf(connectionId, event, signal);
      const uri = documents.add(event.eventId, connectionId, readableRecord(record));
      await vscode.window.showTextDocument(uri, { preview: true });
    },
    traceActor: async (connectionId, event, signal) => {
      const { trailStoreIds, runRows } = await sourcesOf(connectionId, parts);
      return traceActor(event, trailStoreIds, runRows, signal);
    },
    traceActorFurther: async (connectionId, event, region, signal) => {
      const calls = await callsOfEventHistory(connectionId, region, parts);
      if (!calls) return undefined;
      const { trailStoreIds, runRows } = await sourcesOf(connectionId, parts);
      // The history knows every issue of a key that a billed store would be asked for once more.
      const stores = parts.connections.find(connectionId)?.kind === 'lake' ? [] : trailStoreIds;
      return traceActor(event, stores, runRows, signal, calls);
    },
    following: async (connectionId, event, signal) => {
      const { configStoreIds, runRows } = await sourcesOf(connectionId, parts);
      const record = await recordOf(connectionId, event, signal);
      const found = await loadFollowing(record, configStoreIds, runRows, signal);
      if (!found) throw hostErrors.eventNotFound(event.eventId);
      return found.items;
    },
    furtherWays: (connectionId) => furtherWays(connectionId, parts),
    askEventHistory: (history, stateId, connectionId, signal) =>
      askEventHistory(history, stateId, connectionId, parts, signal),
    askJoin: (history, stateId, connectionId, signal) => askJoin(history, stateId, connectionId, parts, signal),
    openQueries: async (connectionId, history) => {
      const { configStoreIds, trailStoreIds } = await sourcesOf(connectionId, parts);
      const content = queriesText(history, configStoreIds, trailStoreIds);
      const document = await vscode.workspace.openTextDocument({ language: 'lakesql', content });
      await vscode.window.showTextDocument(document, { preview: false });
    },
    openControl: async (controlId) => {
      await vscode.env.openExternal(vscode.Uri.parse(controlUrl(controlId), true));
    },
    exportReport: (history, format) => exportReport(history, format, reportText),
    viewState: (target) => state.get(stateKey(target)),
    saveViewState: (target, value) => void state.update(stateKey(target), value),
    logUnknown: (error) => parts.logUnknown(error),
  };
}

/** Indented when it is JSON, as it came otherwise. */
function readableRecord(record: string): string {
  try {
    return `${JSON.stringify(JSON.parse(record), undefined, 2)}\n`;
  } catch {
    return record;
  }
}

/** The page of AWS's documentation that describes a control such as `EC2.18`. */
function controlUrl(controlId: string): string {
  const parts = /^([A-Za-z0-9]+)\.(\d+)$/.exec(controlId);
  if (!parts) return 'https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-controls-reference.html';
  const [, service = '', number = ''] = parts;
  const name = service.toLowerCase();
  return `https://docs.aws.amazon.com/securityhub/latest/userguide/${name}-controls.html#${name}-${number}`;
}
