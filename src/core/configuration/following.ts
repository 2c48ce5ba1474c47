/** From an event forward: which items followed, on what it names, on what is related to that, and on its compliance. */
import { timestampMilliseconds } from '../result/scalarText.js';
import { complianceType, overallState, ruleStates } from './compliance.js';
import { itemFromLakeRow } from './fromRows.js';
import { rowObjects, type RunRows } from './historyRows.js';
import { windowItemStatement } from './historyStatements.js';
import type { ConfigurationItem, ResourceKey } from './model.js';
import { captureMilliseconds, compareItems } from './timeline.js';
import { trailEventFromRow, type TrailEvent } from './trailEvent.js';
import { parseJsonText } from './json.js';

export interface FollowingItem {
  /** The judged resource where the item is one of compliance. */
  readonly resource: ResourceKey;
  readonly name: string | undefined;
  readonly status: string;
  /** UTC. */
  readonly captureTime: string;
  readonly secondsAfter: number;
  /** How the item hangs together with the event. */
  readonly how: 'named' | 'related' | 'compliance';
  /** Of a compliance item: its judgement, and the rules that fail. */
  readonly state: string | undefined;
  readonly failing: readonly string[];
}

export interface Following {
  readonly items: readonly FollowingItem[];
  readonly queries: readonly string[];
}

/** Compliance may take its time; resources are captured within minutes. */
export const followingWindow = 60 * 60_000;

/** `record` is the event's JSON. Undefined: it is no event. Cancellation rejects with the signal's reason. */
export async function loadFollowing(
  record: string,
  configStoreIds: readonly string[],
  runRows: RunRows,
  signal: AbortSignal,
): Promise<Following | undefined> {
  const event = trailEventFromRow({ eventJson: record });
  if (!event || parseJsonText(record) === undefined) return undefined;
  const queries: string[] = [];
  const found: ConfigurationItem[] = [];
  for (const storeId of configStoreIds) {
    signal.throwIfAborted();
    const window = { from: event.milliseconds - 1_000, to: event.milliseconds + followingWindow };
    const statement = windowItemStatement(storeId, window, event.accountId);
    queries.push(statement);
    found.push(...rowObjects(await runRows(statement, signal, storeId)).flatMap((row) => itemFromLakeRow(row) ?? []));
  }
  return { items: itemsFollowing(event, found), queries };
}

/** Pure. In order of time, each state once. */
export function itemsFollowing(event: TrailEvent, given: readonly ConfigurationItem[]): readonly FollowingItem[] {
  const states = new Map(given.map((item) => [`${JSON.stringify(item.resource)} ${item.stateId}`, item]));
  const after = [...states.values()]
    .filter((item) => captureMilliseconds(item) >= event.milliseconds - 1_000)
    .filter((item) => captureMilliseconds(item) <= event.milliseconds + followingWindow)
    .sort(compareItems);
  const resources = after.filter(({ resource }) => resource.type !== complianceType);
  const named = resources.filter((item) => isNamed(event, item));
  const namedIds = new Set(named.map(({ resource }) => resource.id));
  const relatedIds = new Set(named.flatMap(({ relationships }) => relationships.map(({ resourceId }) => resourceId)));
  const related = resources.filter(
    (item) =>
      !namedIds.has(item.resource.id) &&
      (relatedIds.has(item.resource.id) ||
        item.relationships.some(({ resourceId }) => resourceId !== undefined && namedIds.has(resourceId))),
  );
  const judged = after.filter(({ resource }) => {
    const slash = resource.id.indexOf('/');
    return resource.type === complianceType && namedIds.has(resource.id.slice(slash + 1));
  });
  return [
    ...named.map((item) => toldItem(event, item, 'named')),
    ...related.map((item) => toldItem(event, item, 'related')),
    ...judged.map((item) => toldItem(event, item, 'compliance')),
  ].sort((a, b) => (a.captureTime < b.captureTime ? -1 : a.captureTime > b.captureTime ? 1 : 0));
}

/** By ID or ARN; by name only where the call is of the resource's own service. */
function isNamed(event: TrailEvent, { resource, arn, name }: ConfigurationItem): boolean {
  const texts = [event.requestTexts, event.responseTexts];
  const holds = (text: string | undefined): boolean =>
    text !== undefined && text.length > 2 && texts.some((all) => all.has(text));
  if (holds(resource.id) || holds(arn) || (arn !== undefined && event.resourceArns.includes(arn))) return true;
  const [, service = ''] = resource.type.split('::');
  return holds(name) && event.eventSource.startsWith(service.toLowerCase().slice(0, 4));
}

function toldItem(event: TrailEvent, item: ConfigurationItem, how: FollowingItem['how']): FollowingItem {
  const { resource } = item;
  const slash = resource.id.indexOf('/');
  const isJudgement = how === 'compliance';
  const failing = isJudgement
    ? [...ruleStates(item).values()].filter(({ compliance }) => compliance === 'NON_COMPLIANT').map(({ name }) => name)
    : [];
  return {
    resource: isJudgement
      ? { ...resource, type: resource.id.slice(0, slash), id: resource.id.slice(slash + 1) }
      : resource,
    name: item.name,
    status: item.status,
    captureTime: item.captureTime,
    secondsAfter: Math.round((captureMilliseconds(item) - (timestampMilliseconds(event.eventTime) ?? 0)) / 1000),
    how,
    state: isJudgement ? overallState(item) : undefined,
    failing,
  };
}
