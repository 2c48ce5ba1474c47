/** Resource policies, event configuration and Insights selectors. */
import { ApiError, apiErrors } from './apiErrors.js';
import { hasMember, requiredText, type Input } from './input.js';
import type { Operation, Served } from './served.js';
import { without, type StoreState } from './stateFile.js';
import { demandActive } from './storeLifeCycle.js';
import { arnOf, keep, stateOf, storeOf } from './storeOperations.js';
import { resourceOf } from './tagOperations.js';
import type { EventDataStore } from '../core/query/eventDataStore.js';

export const putResourcePolicy: Operation = async (input, served) => {
  const arn = await resourceOf(requiredText(input, 'ResourceArn', { min: 3, max: 256 }), served);
  const policy = requiredText(input, 'ResourcePolicy', { min: 1, max: 8192 });
  checkPolicy(policy);
  served.state.change((all) => ({ ...all, policies: { ...all.policies, [arn]: policy } }));
  return { ResourceArn: arn, ResourcePolicy: policy };
};

export const getResourcePolicy: Operation = async (input, served) => {
  const arn = await resourceOf(requiredText(input, 'ResourceArn', { min: 3, max: 256 }), served);
  return { ResourceArn: arn, ResourcePolicy: policyOf(arn, served) };
};

export const deleteResourcePolicy: Operation = async (input, served) => {
  const arn = await resourceOf(requiredText(input, 'ResourceArn', { min: 3, max: 256 }), served);
  policyOf(arn, served);
  served.state.change((all) => ({ ...all, policies: without(all.policies, arn) }));
  return {};
};

function policyOf(arn: string, served: Served): string {
  const policy = served.state.read().policies[arn];
  if (policy === undefined) throw new ApiError('ResourcePolicyNotFoundException', `${arn} has no resource policy.`);
  return policy;
}

function checkPolicy(text: string): void {
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    policy = undefined;
  }
  const statements = (policy as { readonly Statement?: unknown } | null | undefined)?.Statement;
  if (statements === undefined || typeof statements !== 'object')
    throw new ApiError('ResourcePolicyNotValidException', 'The policy is not a JSON object with Statement.');
}

export const putEventConfiguration: Operation = async (input, served) => {
  const [store, state] = await configured(input, served);
  demandActive(state);
  if (hasMember(input, 'AggregationConfigurations'))
    throw new ApiError('InvalidParameterCombinationException', 'AggregationConfigurations are for trails.');
  const size = (input['MaxEventSize'] as string | undefined) ?? state.eventConfiguration?.MaxEventSize ?? 'Standard';
  const keys =
    (input['ContextKeySelectors'] as readonly unknown[] | undefined) ??
    state.eventConfiguration?.ContextKeySelectors ??
    [];
  if (keys.length > 0 && size !== 'Large')
    throw apiErrors.invalidParameter('ContextKeySelectors need MaxEventSize Large.');
  const eventConfiguration = { MaxEventSize: size, ContextKeySelectors: keys };
  keep(store, { ...state, eventConfiguration, updatedAt: Date.now() }, served);
  return { EventDataStoreArn: arnOf(store, served), ...eventConfiguration };
};

export const getEventConfiguration: Operation = async (input, served) => {
  const [store, { eventConfiguration }] = await configured(input, served);
  return {
    EventDataStoreArn: arnOf(store, served),
    MaxEventSize: eventConfiguration?.MaxEventSize ?? 'Standard',
    ContextKeySelectors: eventConfiguration?.ContextKeySelectors ?? [],
  };
};

async function configured(input: Input, served: Served): Promise<readonly [EventDataStore, StoreState]> {
  noTrail(input);
  const store = await storeOf(input, served);
  if (store.category !== 'CloudTrail')
    throw new ApiError('InvalidEventDataStoreCategoryException', 'Only stores of CloudTrail events have this setting.');
  return [store, stateOf(store, served)];
}

export const putInsightSelectors: Operation = async (input, served) => {
  const [store, state] = await configured(input, served);
  demandActive(state);
  const selectors = input['InsightSelectors'] as readonly unknown[];
  const { insights: _, ...off } = state;
  if (selectors.length === 0) {
    keep(store, { ...off, updatedAt: Date.now() }, served);
    return { EventDataStoreArn: arnOf(store, served), InsightSelectors: [] };
  }
  const destination = await storeOf(input, served, 'InsightsDestination');
  if (destination.category !== 'Insight')
    throw new ApiError('InvalidInsightSelectorsException', 'InsightsDestination must be a store of Insights events.');
  const insights = { selectors, destination: arnOf(destination, served) };
  keep(store, { ...off, insights, updatedAt: Date.now() }, served);
  return insightAnswer(store, insights, served);
};

export const getInsightSelectors: Operation = async (input, served) => {
  const [store, { insights }] = await configured(input, served);
  if (!insights) throw new ApiError('InsightNotEnabledException', 'Insights are not on for this event data store.');
  return insightAnswer(store, insights, served);
};

const insightAnswer = (
  store: EventDataStore,
  insights: NonNullable<StoreState['insights']>,
  served: Served,
): object => ({
  EventDataStoreArn: arnOf(store, served),
  InsightSelectors: insights.selectors,
  InsightsDestination: insights.destination,
});

function noTrail(input: Input): void {
  if (!hasMember(input, 'TrailName')) return;
  if (hasMember(input, 'EventDataStore'))
    throw new ApiError('InvalidParameterCombinationException', 'Give EventDataStore or TrailName, not both.');
  throw new ApiError('TrailNotFoundException', 'There are no trails here.');
}
