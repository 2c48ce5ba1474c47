/** What changes event data stores, and what is told about them beside their details. Each call is one request of the user's. */
import {
  AddTagsCommand,
  CreateEventDataStoreCommand,
  DeleteEventDataStoreCommand,
  DisableFederationCommand,
  EnableFederationCommand,
  GetEventConfigurationCommand,
  GetInsightSelectorsCommand,
  GetResourcePolicyCommand,
  ListTagsCommand,
  PutEventConfigurationCommand,
  PutInsightSelectorsCommand,
  RemoveTagsCommand,
  RestoreEventDataStoreCommand,
  StartEventDataStoreIngestionCommand,
  StopEventDataStoreIngestionCommand,
  UpdateEventDataStoreCommand,
  type CloudTrailClient,
} from '@aws-sdk/client-cloudtrail';
import type {
  CreateEventDataStoreCommandInput,
  PutEventConfigurationCommandInput,
  UpdateEventDataStoreCommandInput,
} from '@aws-sdk/client-cloudtrail';
import { errors, LakeSqlError } from '../../core/errors.js';
import type { BillingMode, CreateStoreRequest, EventSelector, Tag } from '../../core/stores/storeRequest.js';
import type { LakeClient } from './lakeClient.js';
import { faultOf, isThrottling, mayHaveStarted, toLakeSqlError } from './serviceErrors.js';
import { createTokenBucket, pause } from './tokenBucket.js';

/** Only what shall change is given. */
export interface StoreChange {
  readonly name?: string;
  readonly selectors?: readonly EventSelector[];
  readonly multiRegion?: boolean;
  readonly organization?: boolean;
  readonly retentionDays?: number;
  readonly terminationProtection?: boolean;
  readonly kmsKeyId?: string;
  readonly billingMode?: BillingMode;
}

export interface ResourcePolicy {
  readonly policy: string | undefined;
  /** The one that the service makes for stores of an organization. */
  readonly delegatedAdminPolicy: string | undefined;
}

export interface EventConfiguration {
  readonly maxEventSize: 'Standard' | 'Large';
  readonly contextKeys: readonly {
    readonly type: 'TagContext' | 'RequestContext';
    readonly keys: readonly string[];
  }[];
}

export interface InsightSettings {
  readonly types: readonly string[];
  readonly destination: string | undefined;
}

/**
 * All reject with LakeSqlError. What changes something is sent once: after an answer that was lost, `OutcomeUnknown`
 * says so, and the store shows what happened.
 */
export interface StoreAdministration {
  /** The ARN of the new store. */
  create(request: CreateStoreRequest, signal: AbortSignal): Promise<string>;
  update(arn: string, change: StoreChange, signal: AbortSignal): Promise<void>;
  startIngestion(arn: string, signal: AbortSignal): Promise<void>;
  stopIngestion(arn: string, signal: AbortSignal): Promise<void>;
  delete(arn: string, signal: AbortSignal): Promise<void>;
  restore(arn: string, signal: AbortSignal): Promise<void>;
  enableFederation(arn: string, roleArn: string, signal: AbortSignal): Promise<void>;
  disableFederation(arn: string, signal: AbortSignal): Promise<void>;
  tags(arn: string, signal: AbortSignal): Promise<readonly Tag[]>;
  addTags(arn: string, tags: readonly Tag[], signal: AbortSignal): Promise<void>;
  removeTags(arn: string, tags: readonly Tag[], signal: AbortSignal): Promise<void>;
  /** Undefined: there is none. */
  resourcePolicy(arn: string, signal: AbortSignal): Promise<ResourcePolicy | undefined>;
  eventConfiguration(arn: string, signal: AbortSignal): Promise<EventConfiguration>;
  putEventConfiguration(arn: string, configuration: EventConfiguration, signal: AbortSignal): Promise<void>;
  /** Undefined: Insights are off. */
  insights(arn: string, signal: AbortSignal): Promise<InsightSettings | undefined>;
  /** An empty list of types turns Insights off. */
  putInsights(arn: string, settings: InsightSettings, signal: AbortSignal): Promise<void>;
}

/** The service takes one change a second. */
const changesPerSecond = 1;
const throttlePauses = [1_000, 2_000, 4_000];

export function createStoreAdministration(client: LakeClient): StoreAdministration {
  const limit = createTokenBucket(changesPerSecond);

  const change = async <T>(
    operation: string,
    send: (sdk: CloudTrailClient) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> => {
    for (const wait of [...throttlePauses, undefined]) {
      try {
        return await client.once(limit, send, signal);
      } catch (error) {
        signal.throwIfAborted();
        if (isThrottling(error) && wait !== undefined) await pause(wait, signal);
        else throw changeError(error, operation, client.where);
      }
    }
    throw new Error('unreachable');
  };
  const read = <T>(operation: string, send: (sdk: CloudTrailClient) => Promise<T>, signal: AbortSignal): Promise<T> =>
    client.read(operation, client.limits.read, send, signal);
  /** Undefined for the error by which the service says that there is nothing. */
  const readOrNothing = <T>(
    operation: string,
    nothing: string,
    send: (sdk: CloudTrailClient) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T | undefined> =>
    read(operation, send, signal).catch((error: unknown) => {
      if (error instanceof LakeSqlError && error.code === nothing) return undefined;
      throw error;
    });

  return {
    create: async (request, signal) => {
      const command = new CreateEventDataStoreCommand(request as CreateEventDataStoreCommandInput);
      const answer = await change('CreateEventDataStore', (sdk) => sdk.send(command), signal);
      if (answer.EventDataStoreArn) return answer.EventDataStoreArn;
      throw errors.serviceError('CutAnswer', 'CreateEventDataStore answered without an ARN. List the stores again.');
    },
    update: async (arn, wanted, signal) => {
      const command = new UpdateEventDataStoreCommand(updateInput(arn, wanted));
      await change('UpdateEventDataStore', (sdk) => sdk.send(command), signal);
    },
    startIngestion: async (arn, signal) => {
      const command = new StartEventDataStoreIngestionCommand({ EventDataStore: arn });
      await change('StartEventDataStoreIngestion', (sdk) => sdk.send(command), signal);
    },
    stopIngestion: async (arn, signal) => {
      const command = new StopEventDataStoreIngestionCommand({ EventDataStore: arn });
      await change('StopEventDataStoreIngestion', (sdk) => sdk.send(command), signal);
    },
    delete: async (arn, signal) => {
      const command = new DeleteEventDataStoreCommand({ EventDataStore: arn });
      await change('DeleteEventDataStore', (sdk) => sdk.send(command), signal);
    },
    restore: async (arn, signal) => {
      const command = new RestoreEventDataStoreCommand({ EventDataStore: arn });
      await change('RestoreEventDataStore', (sdk) => sdk.send(command), signal);
    },
    enableFederation: async (arn, roleArn, signal) => {
      const command = new EnableFederationCommand({ EventDataStore: arn, FederationRoleArn: roleArn });
      await change('EnableFederation', (sdk) => sdk.send(command), signal);
    },
    disableFederation: async (arn, signal) => {
      const command = new DisableFederationCommand({ EventDataStore: arn });
      await change('DisableFederation', (sdk) => sdk.send(command), signal);
    },
    tags: async (arn, signal) => {
      const command = new ListTagsCommand({ ResourceIdList: [arn] });
      const answer = await read('ListTags', (sdk) => sdk.send(command, { abortSignal: signal }), signal);
      return (answer.ResourceTagList?.[0]?.TagsList ?? []).flatMap(({ Key, Value }) =>
        Key === undefined ? [] : [{ Key, ...(Value === undefined ? {} : { Value }) }],
      );
    },
    addTags: async (arn, tags, signal) => {
      const command = new AddTagsCommand({ ResourceId: arn, TagsList: tags.map((tag) => ({ ...tag, Key: tag.Key })) });
      await change('AddTags', (sdk) => sdk.send(command), signal);
    },
    removeTags: async (arn, tags, signal) => {
      const command = new RemoveTagsCommand({ ResourceId: arn, TagsList: tags.map(({ Key }) => ({ Key })) });
      await change('RemoveTags', (sdk) => sdk.send(command), signal);
    },
    resourcePolicy: async (arn, signal) => {
      const command = new GetResourcePolicyCommand({ ResourceArn: arn });
      const answer = await readOrNothing(
        'GetResourcePolicy',
        'ResourcePolicyNotFoundException',
        (sdk) => sdk.send(command, { abortSignal: signal }),
        signal,
      );
      return answer && { policy: answer.ResourcePolicy, delegatedAdminPolicy: answer.DelegatedAdminResourcePolicy };
    },
    eventConfiguration: async (arn, signal) => {
      const command = new GetEventConfigurationCommand({ EventDataStore: arn });
      const answer = await read('GetEventConfiguration', (sdk) => sdk.send(command, { abortSignal: signal }), signal);
      return {
        maxEventSize: answer.MaxEventSize === 'Large' ? 'Large' : 'Standard',
        contextKeys: (answer.ContextKeySelectors ?? []).flatMap(({ Type, Equals }) =>
          Type === undefined ? [] : [{ type: Type, keys: Equals ?? [] }],
        ),
      };
    },
    putEventConfiguration: async (arn, configuration, signal) => {
      const input: PutEventConfigurationCommandInput = {
        EventDataStore: arn,
        MaxEventSize: configuration.maxEventSize,
        ContextKeySelectors: configuration.contextKeys.map(({ type, keys }) => ({ Type: type, Equals: [...keys] })),
      };
      await change('PutEventConfiguration', (sdk) => sdk.send(new PutEventConfigurationCommand(input)), signal);
    },
    insights: async (arn, signal) => {
      const command = new GetInsightSelectorsCommand({ EventDataStore: arn });
      const answer = await readOrNothing(
        'GetInsightSelectors',
        'InsightNotEnabledException',
        (sdk) => sdk.send(command, { abortSignal: signal }),
        signal,
      );
      const types = (answer?.InsightSelectors ?? []).flatMap(({ InsightType }) => InsightType ?? []);
      return types.length === 0 ? undefined : { types, destination: answer?.InsightsDestination };
    },
    putInsights: async (arn, { types, destination }, signal) => {
      const command = new PutInsightSelectorsCommand({
        EventDataStore: arn,
        ...(destination === undefined ? {} : { InsightsDestination: destination }),
        InsightSelectors: types.map((type) => ({ InsightType: type as 'ApiCallRateInsight' })),
      });
      await change('PutInsightSelectors', (sdk) => sdk.send(command), signal);
    },
  };
}

function updateInput(arn: string, change: StoreChange): UpdateEventDataStoreCommandInput {
  const { name, selectors, multiRegion, organization, retentionDays, terminationProtection, kmsKeyId, billingMode } =
    change;
  return {
    EventDataStore: arn,
    ...(name === undefined ? {} : { Name: name }),
    ...(selectors === undefined
      ? {}
      : { AdvancedEventSelectors: selectors as UpdateEventDataStoreCommandInput['AdvancedEventSelectors'] }),
    ...(multiRegion === undefined ? {} : { MultiRegionEnabled: multiRegion }),
    ...(organization === undefined ? {} : { OrganizationEnabled: organization }),
    ...(retentionDays === undefined ? {} : { RetentionPeriod: retentionDays }),
    ...(terminationProtection === undefined ? {} : { TerminationProtectionEnabled: terminationProtection }),
    ...(kmsKeyId === undefined ? {} : { KmsKeyId: kmsKeyId }),
    ...(billingMode === undefined ? {} : { BillingMode: billingMode }),
  };
}

/** A change whose answer was lost may have happened; what the service refused has not. */
function changeError(error: unknown, operation: string, where: string): LakeSqlError {
  const known = toLakeSqlError(error, operation, where);
  if (error instanceof LakeSqlError || !mayHaveStarted(error)) return known;
  return errors.serviceError(
    'OutcomeUnknown',
    `The answer to ${operation} was lost (${faultOf(error).message}), so it may have happened. It was not sent again: look at the store, then decide.`,
    error,
  );
}
