/**
 * Which trail events may have caused a change. Nothing in an item names its event: this weighs what event and change
 * have in common, says why, and never names a single cause.
 */
import { isCallOnType, isContrary, isUpdateOfWhole, topicFit } from './eventTopic.js';
import { serviceOf, isGlobal, resourceWords } from './awsServices.js';
import { changedValues, type ChangedValue } from './changedValues.js';
import { isObject } from './json.js';
import type { CandidateEvent, ChangeType, ConfigurationItem, PropertyChange, ResourceChange } from './model.js';
import { english, say, type Saying } from './saying.js';
import { captureMilliseconds } from './timeline.js';
import type { TrailEvent } from './trailEvent.js';

export interface CorrelationOptions {
  /** How long before the capture an event may be, in milliseconds. Fifteen minutes unless given; a day for daily recording. */
  readonly before?: number;
}

export const usualWindow = 15 * 60_000;
/** Clocks and capture differ: an event may bear a slightly later time than the item that it caused. */
export const windowAfter = 60_000;
const mostCandidates = 20;
/** What all reasons together can weigh: nothing here makes a candidate certain. */
const mostWeight = 1.15;

interface Reason {
  readonly weight: number;
  /** Absent: what only takes away has no words. */
  readonly saying?: Saying;
}

/** Best first. `previous` is the item before `item`: what happened before it was captured is probably in it already. */
export function candidatesFor(
  change: ResourceChange,
  item: ConfigurationItem,
  previous: ConfigurationItem | undefined,
  events: readonly TrailEvent[],
  options: CorrelationOptions = {},
): readonly CandidateEvent[] {
  const captured = captureMilliseconds(item);
  const from = captured - (options.before ?? usualWindow);
  const changed = changedValues(change.properties, [item.resource.id, item.arn ?? '']);
  return events
    .filter((event) => event.milliseconds >= from && event.milliseconds <= captured + windowAfter)
    .filter((event) => !event.readOnly && event.errorCode === undefined && inSamePlace(event, item))
    .flatMap((event) => {
      const hit = resourceHit(event, item, previous, change.properties);
      if (!hit) return [];
      const reasons = [
        hit,
        valueHit(event, changed),
        nearness(event, captured),
        nameFit(event, change.changeType, item),
        topicOf(event, change, item),
        inStateBefore(event, previous),
      ].filter((reason) => reason !== undefined);
      return [{ event, ...weigh(reasons), distance: Math.abs(captured - event.milliseconds) }];
    })
    .sort((a, b) => b.sum - a.sum || a.distance - b.distance)
    .slice(0, mostCandidates)
    .map(({ event, score, why }) => {
      const { eventId, eventTime, eventName, eventSource, principal, sourceIpAddress, actor } = event;
      const facts = { eventId, eventTime, eventName, eventSource, principal, sourceIpAddress, actor };
      return { ...facts, score, reasons: why.map(english), why };
    });
}

/** Strongest reason first. */
function weigh(reasons: readonly Reason[]): {
  readonly sum: number;
  readonly score: number;
  readonly why: readonly Saying[];
} {
  const sum = reasons.reduce((total, { weight }) => total + weight, 0);
  const share = Math.min(0.99, Math.max(0.01, sum / mostWeight));
  const sorted = [...reasons].sort((a, b) => b.weight - a.weight);
  return {
    sum,
    score: Math.round(share * 100) / 100,
    why: sorted.flatMap(({ saying }) => saying ?? []),
  };
}

function inStateBefore(event: TrailEvent, previous: ConfigurationItem | undefined): Reason | undefined {
  if (!previous || event.milliseconds >= captureMilliseconds(previous)) return undefined;
  return { weight: -0.45, saying: say('but earlier than the capture of the state before') };
}

/** Same account and Region; global services write their events in us-east-1. */
function inSamePlace(event: TrailEvent, { resource }: ConfigurationItem): boolean {
  const { accountId, region } = event;
  if (accountId !== undefined && resource.accountId !== '' && accountId !== resource.accountId) return false;
  if (region === undefined || resource.region === '' || region === resource.region) return true;
  return region === 'us-east-1' && isGlobal(event.eventSource, resource.type);
}

/** How the event names the resource, in decreasing confidence. */
function resourceHit(
  event: TrailEvent,
  item: ConfigurationItem,
  previous: ConfigurationItem | undefined,
  properties: readonly PropertyChange[],
): Reason | undefined {
  const { id, type } = item.resource;
  const words = resourceWords(type);
  const arn = item.arn ?? previous?.arn;
  if (arn !== undefined && event.resourceArns.includes(arn))
    return { weight: 0.6, saying: say('the event lists the ARN of this {0}', words) };
  const inRequest = holds(event.requestTexts, id, arn);
  if (inRequest) return { weight: 0.6, saying: say('same {0} ID in the request', words) };
  if (holds(event.responseTexts, id, arn)) return { weight: 0.6, saying: say('same {0} ID in the response', words) };
  if (event.resourceArns.some((found) => endsWithId(found, id)))
    return { weight: 0.55, saying: say('the event lists this {0}', words) };
  const name = item.name ?? previous?.name;
  if (name !== undefined && name !== id) {
    if (event.requestTexts.has(name))
      return { weight: 0.4, saying: say('same {0} name ({1}) in the request', words, name) };
    if (event.responseTexts.has(name))
      return { weight: 0.35, saying: say('same {0} name ({1}) in the response', words, name) };
  }
  const related = relatedIds(properties).find(
    (found) => event.requestTexts.has(found) || event.responseTexts.has(found),
  );
  if (related !== undefined)
    return { weight: 0.25, saying: say('{0}, whose relation to this {1} changed, is in the event', related, words) };
  if (id.length >= 8 && mentions(event.json, id))
    return { weight: 0.2, saying: say('the ID of this {0} is in the event', words) };
  return undefined;
}

const isOfService = ({ eventSource }: TrailEvent, resourceType: string): boolean =>
  eventSource === `${serviceOf(resourceType) ?? ''}.amazonaws.com`;

function holds(texts: ReadonlySet<string>, id: string, arn: string | undefined): boolean {
  if (texts.has(id) || (arn !== undefined && texts.has(arn))) return true;
  for (const text of texts) if (endsWithId(text, id)) return true;
  return false;
}

/** The ID stands in the text by itself and not as part of a longer one. */
function mentions(text: string, id: string): boolean {
  for (let at = text.indexOf(id); at >= 0; at = text.indexOf(id, at + 1)) {
    if (!idSign.test(text[at - 1] ?? '') && !idSign.test(text[at + id.length] ?? '')) return true;
  }
  return false;
}

const idSign = /[A-Za-z0-9_-]/;

const endsWithId = (text: string, id: string): boolean => text.endsWith(`/${id}`) || text.endsWith(`:${id}`);

function relatedIds(properties: readonly PropertyChange[]): readonly string[] {
  return properties
    .filter(({ section }) => section === 'relationships')
    .map(({ before, after }) => before ?? after)
    .flatMap((value) => (isObject(value) && typeof value['resourceId'] === 'string' ? [value['resourceId']] : []));
}

function valueHit(event: TrailEvent, changed: readonly ChangedValue[]): Reason | undefined {
  const found = changed.flatMap((value) => {
    const weight = weightOf(event, value);
    return weight === 0 ? [] : [{ ...value, weight }];
  });
  const [best] = [...found].sort((a, b) => b.weight - a.weight);
  if (!best) return undefined;
  const [asked, more] = [best.weight > weakest, found.length - 1];
  const saying =
    more === 0
      ? asked
        ? say('what changed is in the request: {0}', best.words)
        : say('what changed is in the response: {0}', best.words)
      : asked
        ? say('what changed is in the request: {0}, and {1} more values', best.words, more)
        : say('what changed is in the response: {0}, and {1} more values', best.words, more);
  return { weight: best.weight, saying };
}

const weakest = 0.08;

function weightOf({ requestTexts, requestPairs, responseTexts }: TrailEvent, { texts, pair }: ChangedValue): number {
  if (pair !== undefined && requestPairs.has(pair)) return 0.2;
  if (texts.length === 0) return 0;
  if (texts.every((text) => requestTexts.has(text))) return texts.length > 1 ? 0.2 : 0.12;
  const half = texts.filter((text) => requestTexts.has(text));
  if (texts.length > 1 && half.length * 2 >= texts.length && half.some((text) => text.length >= 8)) return 0.12;
  return texts.every((text) => text.length > 1 && responseTexts.has(text)) ? weakest : 0;
}

/** A call whose name speaks of other things than what changed is less likely than its nearness in time says. */
function topicOf(event: TrailEvent, change: ResourceChange, item: ConfigurationItem): Reason | undefined {
  if (change.changeType !== 'UPDATE') return undefined;
  if (isContrary(event.eventName, change.properties)) return { weight: -0.2 };
  if (isUpdateOfWhole(event.eventName, item.resource.type)) return { weight: 0.08 };
  const fit = topicFit(event.eventName, item.resource.type, change.properties);
  if (!fit) return undefined;
  if (fit.share === 0) return { weight: -0.12 };
  if (fit.share < 0.5) return { weight: 0 };
  return {
    weight: 0.13 * fit.share + 0.02 * Math.min(fit.count, 4),
    saying: say('{0} is about {1}', event.eventName, fit.path ?? item.resource.type),
  };
}

function nearness(event: TrailEvent, captured: number): Reason {
  const seconds = Math.round((captured - event.milliseconds) / 1000);
  if (seconds < 0) return { weight: 0.03, saying: say('{0} s after the capture', -seconds) };
  const weight = seconds <= 30 ? 0.15 : seconds <= 120 ? 0.12 : seconds <= 300 ? 0.09 : seconds <= 900 ? 0.05 : 0.02;
  return { weight, saying: say('{0} before the capture', durationText(seconds)) };
}

function durationText(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`;
}

/** Verbs that make and verbs that end a resource; everything else that writes may be an update. */
const creates = /^(?:Create|Run|Launch|Allocate|Register|Import|Request|Copy|Restore|Put|Upload|Provision|Publish)/;
const deletes = /^(?:Delete|Terminate|Release|Deregister|Remove|Disable|Cancel|Schedule.*Deletion)/;
const updates =
  /^(?:Authorize|Revoke|Modify|Put|Update|Attach|Detach|Tag|Untag|Add|Remove|Set|Associate|Disassociate|Enable|Disable|Change|Replace|Reset|Start|Stop|Reboot|Register|Deregister|CreateTags|DeleteTags|Assign|Unassign|Apply|Enter|Exit|Configure|Accept|Reject|Approve|Cancel|Rotate|Suspend|Resume)/;

function nameFit(event: TrailEvent, changeType: ChangeType, item: ConfigurationItem): Reason | undefined {
  const { eventName } = event;
  const isOwn = isCallOnType(eventName, item.resource.type);
  const otherService = serviceOf(item.resource.type) !== undefined && !isOfService(event, item.resource.type);
  const weight = otherService ? 0.02 : isOwn && changeType !== 'UPDATE' ? 0.35 : 0.1;
  if (fits(eventName, changeType, isOwn)) return { weight, saying: fitSaying(eventName, changeType) };
  const contrary = changeType === 'CREATE' ? deletes : changeType === 'DELETE' ? creates : undefined;
  if (contrary?.test(eventName) || (isOwn && changeType === 'UPDATE')) return { weight: -0.15 };
  return otherService ? { weight: -0.05 } : undefined;
}

function fitSaying(eventName: string, changeType: ChangeType): Saying {
  if (changeType === 'CREATE') return say('{0} is a call that makes such a resource appear', eventName);
  if (changeType === 'DELETE') return say('{0} is a call that makes such a resource go', eventName);
  return say('{0} is a call that changes a resource', eventName);
}

/** Making or ending a part (`CreateRoute`, `DeleteBucketPolicy`) is an update of the whole. */
function fits(eventName: string, changeType: ChangeType, isOwn: boolean): boolean {
  if (changeType === 'CREATE') return creates.test(eventName);
  if (changeType === 'DELETE') return deletes.test(eventName);
  return updates.test(eventName) || (!isOwn && (creates.test(eventName) || deletes.test(eventName)));
}
