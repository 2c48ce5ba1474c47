/** The commands about event data stores, deliveries and the service's helpers, put together. */
import * as vscode from 'vscode';
import type { Command } from '../commands/registerCommands.js';
import type { ConnectionPrompts } from '../connections/connectionPrompts.js';
import type { DocumentBindings } from '../connections/documentBindings.js';
import type { ServiceAccess } from '../imports/serviceAccess.js';
import type { ReportDocuments } from '../reports/reportDocuments.js';
import type { QueryRun } from '../running/queryRun.js';
import type { Runner } from '../running/runner.js';
import { generateQuery, openDashboard, searchSampleQueries } from './assistance.js';
import { copyFromClause, copyStoreArn } from './copyStore.js';
import { createStore } from './createStorePanel.js';
import { deleteStore, restoreStore } from './deleteStore.js';
import { copyDeliveryPolicy, showDeliveryStatus } from './delivery.js';
import { editStore } from './editStore.js';
import type { LakeParts } from './lakePlace.js';
import { openDelivered } from './openDelivered.js';
import { runAndDeliver } from './runAndDeliver.js';
import type { StoreCommandId } from './storeCommandIds.js';
import { showStoreDetails } from './storeReport.js';
import { editEventConfiguration, editStoreTags, turnOnInsights } from './storeSettings.js';
import {
  disableFederation,
  enableFederation,
  protectStore,
  startIngestion,
  stopIngestion,
  unprotectStore,
} from './switchStore.js';

export interface LakeCommandParts extends LakeParts {
  readonly extensionUri: vscode.Uri;
  readonly storageUri: vscode.Uri;
  readonly prompts: ConnectionPrompts;
  readonly access: ServiceAccess;
  readonly bindings: DocumentBindings;
  readonly reports: ReportDocuments;
  readonly runner: Runner;
  readonly state: vscode.Memento;
  show(run: QueryRun): void;
  logUnknown(error: unknown): void;
  /** Of a store that was asked for in its form, which shows why not: the buttons that help. */
  onRefused(error: unknown): void;
}

export function lakeCommands(parts: LakeCommandParts): Record<StoreCommandId, Command> {
  const openQuery = async (storeId: string, connectionId: string): Promise<void> => {
    await vscode.commands.executeCommand('lakesql.newQueryForStore', { store: { id: storeId, connectionId } });
  };
  return {
    'lakesql.createStore': createStore({ ...parts, openQuery }),
    'lakesql.showStoreDetails': showStoreDetails(parts, parts.reports),
    'lakesql.copyStoreArn': copyStoreArn(parts),
    'lakesql.copyFromClause': copyFromClause(parts),
    'lakesql.editStore': editStore(parts),
    'lakesql.startIngestion': startIngestion(parts),
    'lakesql.stopIngestion': stopIngestion(parts),
    'lakesql.protectStore': protectStore(parts),
    'lakesql.unprotectStore': unprotectStore(parts),
    'lakesql.deleteStore': deleteStore(parts),
    'lakesql.restoreStore': restoreStore(parts),
    'lakesql.enableFederation': enableFederation(parts),
    'lakesql.disableFederation': disableFederation(parts),
    'lakesql.editStoreTags': editStoreTags(parts),
    'lakesql.editEventConfiguration': editEventConfiguration(parts),
    'lakesql.turnOnInsights': turnOnInsights(parts),
    'lakesql.runAndDeliver': runAndDeliver(parts),
    'lakesql.copyDeliveryPolicy': copyDeliveryPolicy(parts),
    'lakesql.showDeliveryStatus': showDeliveryStatus(parts),
    'lakesql.openDelivered': openDelivered(parts),
    'lakesql.generateQuery': generateQuery(parts),
    'lakesql.searchSampleQueries': searchSampleQueries(parts),
    'lakesql.openDashboard': openDashboard(parts),
  };
}
