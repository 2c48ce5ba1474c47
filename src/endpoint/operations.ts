import { ApiError } from './apiErrors.js';
import { createChannel, deleteChannel, getChannel, listChannels, updateChannel } from './channelOperations.js';
import {
  createDashboard,
  deleteDashboard,
  getDashboard,
  listDashboards,
  startDashboardRefresh,
  updateDashboard,
} from './dashboardOperations.js';
import { apiShapes } from './data/apiShapes.js';
import { getImport, listImportFailures, listImports, startImport, stopImport } from './importOperations.js';
import { listPublicKeys } from './keyOperations.js';
import { lookupEvents } from './lookupOperations.js';
import { cancelQuery, describeQuery, getQueryResults, listQueries, startQuery } from './queryOperations.js';
import { generateQuery, searchSampleQueries } from './sampleOperations.js';
import type { Operation } from './served.js';
import {
  deleteResourcePolicy,
  getEventConfiguration,
  getInsightSelectors,
  getResourcePolicy,
  putEventConfiguration,
  putInsightSelectors,
  putResourcePolicy,
} from './settingOperations.js';
import {
  createEventDataStore,
  deleteEventDataStore,
  disableFederation,
  enableFederation,
  getEventDataStore,
  listEventDataStores,
  restoreEventDataStore,
  startEventDataStoreIngestion,
  stopEventDataStoreIngestion,
  updateEventDataStore,
} from './storeOperations.js';
import { addTags, listTags, removeTags } from './tagOperations.js';

export interface NamedOperation {
  readonly name: string;
  readonly run: Operation;
  /** Changes what the local lake keeps. */
  readonly changes: boolean;
}

const reading: Readonly<Record<string, Operation>> = {
  StartQuery: startQuery,
  DescribeQuery: describeQuery,
  GetQueryResults: getQueryResults,
  CancelQuery: cancelQuery,
  ListQueries: listQueries,
  ListEventDataStores: listEventDataStores,
  GetEventDataStore: getEventDataStore,
  ListTags: listTags,
  GetResourcePolicy: getResourcePolicy,
  GetEventConfiguration: getEventConfiguration,
  GetInsightSelectors: getInsightSelectors,
  GetChannel: getChannel,
  ListChannels: listChannels,
  GetDashboard: getDashboard,
  ListDashboards: listDashboards,
  GetImport: getImport,
  ListImports: listImports,
  ListImportFailures: listImportFailures,
  ListPublicKeys: listPublicKeys,
  LookupEvents: lookupEvents,
  GenerateQuery: generateQuery,
  SearchSampleQueries: searchSampleQueries,
};

const changing: Readonly<Record<string, Operation>> = {
  CreateEventDataStore: createEventDataStore,
  UpdateEventDataStore: updateEventDataStore,
  DeleteEventDataStore: deleteEventDataStore,
  RestoreEventDataStore: restoreEventDataStore,
  StartEventDataStoreIngestion: startEventDataStoreIngestion,
  StopEventDataStoreIngestion: stopEventDataStoreIngestion,
  EnableFederation: enableFederation,
  DisableFederation: disableFederation,
  AddTags: addTags,
  RemoveTags: removeTags,
  PutResourcePolicy: putResourcePolicy,
  DeleteResourcePolicy: deleteResourcePolicy,
  PutEventConfiguration: putEventConfiguration,
  PutInsightSelectors: putInsightSelectors,
  CreateChannel: createChannel,
  UpdateChannel: updateChannel,
  DeleteChannel: deleteChannel,
  CreateDashboard: createDashboard,
  UpdateDashboard: updateDashboard,
  DeleteDashboard: deleteDashboard,
  StartDashboardRefresh: startDashboardRefresh,
  StartImport: startImport,
  StopImport: stopImport,
};

const served: ReadonlyMap<string, NamedOperation> = new Map<string, NamedOperation>([
  ...Object.entries(reading).map(([name, run]) => [name, { name, run, changes: false }] as const),
  ...Object.entries(changing).map(([name, run]) => [name, { name, run, changes: true }] as const),
]);

/** Every operation that is answered, for documentation and tests. */
export const servedOperations: readonly string[] = [...served.keys()].sort();

/**
 * The operation named by `X-Amz-Target`, whose prefix differs between clients: `CloudTrail_20131101.` or
 * `com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.`.
 */
export function operationOf(target: string | undefined): NamedOperation {
  const name = /^(?:com\.amazonaws\.cloudtrail\.v20131101\.)?CloudTrail_20131101\.([A-Za-z]{1,100})$/.exec(
    target ?? '',
  )?.[1];
  const operation = name === undefined ? undefined : served.get(name);
  if (operation) return operation;
  if (name !== undefined && Object.hasOwn(apiShapes.operations, name)) {
    throw new ApiError('UnsupportedOperationException', `${name} is not offered by this local endpoint.`);
  }
  throw new ApiError('UnknownOperationException', 'X-Amz-Target names no operation of CloudTrail.');
}
