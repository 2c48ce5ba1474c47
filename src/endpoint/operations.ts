import { ApiError } from './apiErrors.js';
import { cancelQuery, describeQuery, getQueryResults, listQueries, startQuery } from './queryOperations.js';
import type { Operation } from './served.js';
import { getEventDataStore, listEventDataStores } from './storeOperations.js';

const served: ReadonlyMap<string, Operation> = new Map([
  ['StartQuery', startQuery],
  ['DescribeQuery', describeQuery],
  ['GetQueryResults', getQueryResults],
  ['CancelQuery', cancelQuery],
  ['ListQueries', listQueries],
  ['ListEventDataStores', listEventDataStores],
  ['GetEventDataStore', getEventDataStore],
]);

/** The other operations of CloudTrail's model. */
const notOffered: ReadonlySet<string> = new Set(
  `AddTags CreateChannel CreateDashboard CreateEventDataStore CreateTrail DeleteChannel DeleteDashboard
  DeleteEventDataStore DeleteResourcePolicy DeleteTrail DeregisterOrganizationDelegatedAdmin DescribeTrails
  DisableFederation EnableFederation GenerateQuery GetChannel GetDashboard GetEventConfiguration GetEventSelectors
  GetImport GetInsightSelectors GetResourcePolicy GetTrail GetTrailStatus ListChannels ListDashboards
  ListImportFailures ListImports ListInsightsData ListInsightsMetricData ListPublicKeys ListTags ListTrails
  LookupEvents PutEventConfiguration PutEventSelectors PutInsightSelectors PutResourcePolicy
  RegisterOrganizationDelegatedAdmin RemoveTags RestoreEventDataStore SearchSampleQueries StartDashboardRefresh
  StartEventDataStoreIngestion StartImport StartLogging StopEventDataStoreIngestion StopImport StopLogging
  UpdateChannel UpdateDashboard UpdateEventDataStore UpdateTrail`.split(/\s+/),
);

/**
 * The operation named by `X-Amz-Target`, whose prefix differs between clients: `CloudTrail_20131101.` or
 * `com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.`.
 */
export function operationOf(target: string | undefined): Operation {
  const name = /^(?:com\.amazonaws\.cloudtrail\.v20131101\.)?CloudTrail_20131101\.([A-Za-z]{1,100})$/.exec(
    target ?? '',
  )?.[1];
  const operation = name === undefined ? undefined : served.get(name);
  if (operation) return operation;
  if (name !== undefined && notOffered.has(name)) {
    throw new ApiError('UnsupportedOperationException', `${name} is not offered by this local endpoint.`);
  }
  throw new ApiError('UnknownOperationException', 'X-Amz-Target names no operation of CloudTrail.');
}
