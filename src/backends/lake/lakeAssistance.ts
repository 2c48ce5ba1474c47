/** The service's helpers around queries: statements from a prompt, sample queries, dashboards, delivery. Nothing here runs one. */
import {
  DescribeQueryCommand,
  GenerateQueryCommand,
  GetDashboardCommand,
  ListDashboardsCommand,
  SearchSampleQueriesCommand,
} from '@aws-sdk/client-cloudtrail';
import { errors } from '../../core/errors.js';
import type { Dashboard } from '../../core/stores/dashboard.js';
import { deliveryStatusOf, type DeliveryStatus } from '../../core/stores/delivery.js';
import type { LakeClient } from './lakeClient.js';
import { publicKeys, type SigningKey } from './publicKeys.js';

export interface SampleQuery {
  readonly name: string;
  readonly description: string;
  readonly sql: string;
}

export interface DashboardSummary {
  readonly arn: string;
  readonly name: string;
  readonly kind: 'managed' | 'custom';
}

export interface DeliveryState {
  /** The service's word, such as FINISHED. */
  readonly queryStatus: string | undefined;
  readonly statement: string | undefined;
  /** Absent = the query was started without delivery. */
  readonly uri: string | undefined;
  readonly status: DeliveryStatus | undefined;
  readonly created: Date | undefined;
  readonly accountId: string | undefined;
}

/** All reject with LakeSqlError. */
export interface LakeAssistance {
  /** English prompt of 3 to 500 printable ASCII characters, about one store of CloudTrail events. Not billed, not run. */
  generateQuery(storeArn: string, prompt: string, signal: AbortSignal): Promise<string>;
  /** Most relevant first; `phrase` has 2 to 1,000 printable ASCII characters. */
  searchSamples(phrase: string, signal: AbortSignal): Promise<readonly SampleQuery[]>;
  dashboards(signal: AbortSignal): Promise<readonly DashboardSummary[]>;
  dashboard(summary: DashboardSummary, signal: AbortSignal): Promise<Dashboard>;
  delivery(queryId: string, signal: AbortSignal): Promise<DeliveryState>;
  /** The Region's keys of the twenty days after a time; of today when it is not told. */
  publicKeys(since: string | undefined, signal: AbortSignal): Promise<readonly SigningKey[]>;
}

const mostSamples = 50;

export function createLakeAssistance(client: LakeClient): LakeAssistance {
  const { read } = client.limits;
  return {
    publicKeys: (since, signal) => publicKeys(client, since, signal),
    generateQuery: async (storeArn, prompt, signal) => {
      const command = new GenerateQueryCommand({ EventDataStores: [storeArn], Prompt: prompt });
      const answer = await client.read(
        'GenerateQuery',
        read,
        (sdk) => sdk.send(command, { abortSignal: signal }),
        signal,
      );
      if (answer.QueryStatement) return answer.QueryStatement;
      throw errors.serviceError('CutAnswer', 'GenerateQuery answered without a statement. Say it in other words.');
    },
    searchSamples: async (phrase, signal) => {
      const command = new SearchSampleQueriesCommand({ SearchPhrase: phrase, MaxResults: mostSamples });
      const answer = await client.read(
        'SearchSampleQueries',
        read,
        (sdk) => sdk.send(command, { abortSignal: signal }),
        signal,
      );
      return (answer.SearchResults ?? []).flatMap(({ Name, Description, SQL }) =>
        SQL === undefined ? [] : [{ name: Name ?? '', description: Description ?? '', sql: SQL }],
      );
    },
    dashboards: async (signal) => {
      const found: DashboardSummary[] = [];
      let token: string | undefined;
      do {
        const command = new ListDashboardsCommand({ MaxResults: 1000, ...(token ? { NextToken: token } : {}) });
        const page = await client.read(
          'ListDashboards',
          read,
          (sdk) => sdk.send(command, { abortSignal: signal }),
          signal,
        );
        for (const { DashboardArn: arn, Type: type } of page.Dashboards ?? [])
          if (arn)
            found.push({ arn, name: arn.split('/').at(-1) ?? arn, kind: type === 'MANAGED' ? 'managed' : 'custom' });
        token = page.NextToken;
      } while (token);
      return found;
    },
    dashboard: async ({ arn, name }, signal) => {
      const command = new GetDashboardCommand({ DashboardId: arn });
      const answer = await client.read(
        'GetDashboard',
        read,
        (sdk) => sdk.send(command, { abortSignal: signal }),
        signal,
      );
      const widgets = (answer.Widgets ?? []).flatMap(({ QueryStatement, QueryParameters, ViewProperties }) =>
        QueryStatement === undefined
          ? []
          : [{ title: ViewProperties?.['Title'], statement: QueryStatement, parameters: QueryParameters ?? [] }],
      );
      return { name, widgets };
    },
    delivery: async (queryId, signal) => {
      const command = new DescribeQueryCommand({ QueryId: queryId });
      const answer = await client.read(
        'DescribeQuery',
        read,
        (sdk) => sdk.send(command, { abortSignal: signal }),
        signal,
      );
      return {
        queryStatus: answer.QueryStatus,
        statement: answer.QueryString,
        uri: answer.DeliveryS3Uri,
        status: deliveryStatusOf(answer.DeliveryStatus),
        created: answer.QueryStatistics?.CreationTime,
        accountId: answer.EventDataStoreOwnerAccountId,
      };
    },
  };
}
