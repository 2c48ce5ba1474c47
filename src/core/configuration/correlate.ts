/**
 * Which trail events may have caused a change. Nothing in an item names its event: this weighs what event and change
 * have in common, says why, and never names a single cause.
 */
import type { Value } from '../result/types.js';
import { isCallOnType, isContrary, topicFit } from './eventTopic.js';
import { serviceOf, isGlobal, resourceWords } from './awsServices.js';
import { isList, isObject, parseJsonText } from './json.js';
import type { CandidateEvent, ChangeType, ConfigurationItem, PropertyChange, ResourceChange } from './model.js';
import { permissionsOf, ruleDirection } from './ruleText.js';
import { captureMilliseconds } from './timeline.js';
import { scalarTexts, type TrailEvent } from './trailEvent.js';

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
  readonly text: string;
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
    .map(({ event, score, texts }) => {
      const { eventId, eventTime, eventName, eventSource, principal, sourceIpAddress } = event;
      return { eventId, eventTime, eventName, eventSource, principal, sourceIpAddress, score, reasons: texts };
    });
}

/** Strongest reason first; those that only take away have no words. */
function weigh(reasons: readonly Reason[]): {
  readonly sum: number;
  readonly score: number;
  readonly texts: readonly string[];
} {
  const sum = reasons.reduce((total, { weight }) => total + weight, 0);
  const share = Math.min(0.99, Math.max(0.01, sum / mostWeight));
  const sorted = [...reasons].sort((a, b) => b.weight - a.weight);
  return {
    sum,
    score: Math.round(share * 100) / 100,
    texts: sorted.map(({ text }) => text).filter((text) => text !== ''),
  };
}

function inStateBefore(event: TrailEvent, previous: ConfigurationItem | undefined): Reason | undefined {
  if (!previous || event.milliseconds >= captureMilliseconds(previous)) return undefined;
  return { weight: -0.45, text: 'but earlier than the capture of the state before' };
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
    return { weight: 0.6, text: `the event lists the ARN of this ${words}` };
  const inRequest = holds(event.requestTexts, id, arn);
  if (inRequest) return { weight: 0.6, text: `same ${words} ID in the request` };
  if (holds(event.responseTexts, id, arn)) return { weight: 0.6, text: `same ${words} ID in the response` };
  if (event.resourceArns.some((found) => endsWithId(found, id)))
    return { weight: 0.55, text: `the event lists this ${words}` };
  const name = item.name ?? previous?.name;
  if (name !== undefined && name !== id) {
    if (event.requestTexts.has(name)) return { weight: 0.4, text: `same ${words} name (${name}) in the request` };
    if (event.responseTexts.has(name)) return { weight: 0.35, text: `same ${words} name (${name}) in the response` };
  }
  const related = relatedIds(properties).find(
    (found) => event.requestTexts.has(found) || event.responseTexts.has(found),
  );
  if (related !== undefined)
    return { weight: 0.25, text: `${related}, whose relation to this ${words} changed, is in the event` };
  if (id.length >= 8 && mentions(event.json, id))
    return { weight: 0.2, text: `the ID of this ${words} is in the event` };
  return undefined;
}

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

interface ChangedValue {
  /** Texts that must all be in the request. */
  readonly texts: readonly string[];
  /** `name=value` in lower case, which tells more than the value alone. */
  readonly pair?: string;
  readonly words: string;
}

/** What the change brought or took away, as far as a request would say it. */
function changedValues(properties: readonly PropertyChange[], identity: readonly string[]): readonly ChangedValue[] {
  return properties.slice(0, 200).flatMap((property) => {
    const value = property.after ?? property.before;
    const [, list = ''] = /^Configuration\.(\w+)(?:\.\d+)?$/.exec(property.path) ?? [];
    const direction = ruleDirection(list);
    if (direction) return permissionsOf(isList(value) ? value : [value], direction).map(permissionValue);
    if (property.section === 'relationships') return [];
    if (property.section === 'tags') return tagValue(property.path.slice('Tags.'.length), value);
    return typeof value === 'string' && identity.includes(value) ? [] : plainValue(property.path, value);
  });
}

function permissionValue({ source, ports }: ReturnType<typeof permissionsOf>[number]): ChangedValue {
  const numbers = ports.split('-').filter((text) => /^\d+$/.test(text));
  const kind = source.includes('/') ? 'CIDR' : 'source';
  const portWords = numbers.length === 0 ? '' : ` and ${numbers.length > 1 ? `ports ${ports}` : `port ${ports}`}`;
  return { texts: [source, ...numbers], words: `the ${kind} ${source}${portWords}` };
}

function tagValue(key: string, value: Value): readonly ChangedValue[] {
  return [{ texts: typeof value === 'string' && value !== '' ? [key, value] : [key], words: `the tag ${key}` }];
}

function plainValue(path: string, value: Value): readonly ChangedValue[] {
  const name = path.split('.').findLast((step) => !/^\d+$/.test(step)) ?? path;
  if (value !== null && typeof value === 'object') return wholeValue(name, value);
  const document = typeof value === 'string' ? documentIn(value) : undefined;
  if (document) return wholeValue(name, document);
  const text = value === null ? '' : String(value);
  const pair = `${name}=${text}`.toLowerCase();
  const shown = text.length > 40 ? `${text.slice(0, 37)}...` : text;
  const words = `the ${name} "${shown}"`;
  if (text === '' || text.length > 500) return [];
  // Digits and truth values are everywhere: they count with their name only.
  return text.length < 2 || typeof value === 'boolean'
    ? [{ texts: [], pair, words }]
    : [{ texts: [text], pair, words }];
}

/** A policy as it stands in items: JSON in a text, with IAM percent-encoded too. */
function documentIn(text: string): Value | undefined {
  if (!text.startsWith('%7B')) return parseJsonText(text);
  try {
    return parseJsonText(decodeURIComponent(text));
  } catch {
    return undefined;
  }
}

const mostOfValue = 40;

/** A list or object counts when the request has all that it says; a policy's document for one. */
function wholeValue(name: string, value: Value): readonly ChangedValue[] {
  const texts = [...scalarTexts(value)].filter((text) => text.length > 1 && text !== 'true' && text !== 'false');
  if (texts.length === 0 || texts.length > mostOfValue) return [];
  return [{ texts, words: `the ${name}` }];
}

function valueHit(event: TrailEvent, changed: readonly ChangedValue[]): Reason | undefined {
  const found = changed.flatMap((value) => {
    const weight = weightOf(event, value);
    return weight === 0 ? [] : [{ ...value, weight }];
  });
  const [best] = [...found].sort((a, b) => b.weight - a.weight);
  if (!best) return undefined;
  const verb = best.words.includes(' and port') ? 'are' : 'is';
  const more = found.length > 1 ? `, with ${found.length - 1} more of its values` : '';
  const place = best.weight > weakest ? 'request' : 'response';
  return { weight: best.weight, text: `${best.words} of the change ${verb} in the ${place}${more}` };
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
  if (isContrary(event.eventName, change.properties)) return { weight: -0.2, text: '' };
  const fit = topicFit(event.eventName, item.resource.type, change.properties);
  if (!fit) return undefined;
  if (fit.share === 0) return { weight: -0.12, text: '' };
  return {
    weight: 0.13 * fit.share + 0.02 * Math.min(fit.count, 4),
    text: `${event.eventName} is about ${fit.path ?? 'what changed'}`,
  };
}

function nearness(event: TrailEvent, captured: number): Reason {
  const seconds = Math.round((captured - event.milliseconds) / 1000);
  if (seconds < 0) return { weight: 0.03, text: `${-seconds} s after the capture` };
  const weight = seconds <= 30 ? 0.15 : seconds <= 120 ? 0.12 : seconds <= 300 ? 0.09 : seconds <= 900 ? 0.05 : 0.02;
  return { weight, text: `${durationText(seconds)} before the capture` };
}

function durationText(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`;
}

/** Verbs that make and verbs that end a resource; everything else that writes may be an update. */
const creates = /^(?:Create|Run|Launch|Allocate|Register|Import|Request|Copy|Restore|Put|Upload|Provision|Publish)/;
const deletes = /^(?:Delete|Terminate|Release|Deregister|Remove|Disable|Cancel|Schedule.*Deletion)/;
const updates =
  /^(?:Authorize|Revoke|Modify|Put|Update|Attach|Detach|Tag|Untag|Add|Remove|Set|Associate|Disassociate|Enable|Disable|Change|Replace|Reset|Start|Stop|Reboot|Register|Deregister|CreateTags|DeleteTags|Assign|Unassign|Apply|Enter|Exit|Configure)/;

function nameFit(event: TrailEvent, changeType: ChangeType, item: ConfigurationItem): Reason | undefined {
  const { eventName } = event;
  const isOwn = isCallOnType(eventName, item.resource.type);
  const service = serviceOf(item.resource.type);
  const otherService = service !== undefined && event.eventSource !== `${service}.amazonaws.com`;
  const weight = otherService ? 0.02 : isOwn && changeType !== 'UPDATE' ? 0.25 : 0.1;
  if (fits(eventName, changeType, isOwn)) return { weight, text: `${eventName} fits ${item.status}` };
  const contrary = changeType === 'CREATE' ? deletes : changeType === 'DELETE' ? creates : undefined;
  if (contrary?.test(eventName) || (isOwn && changeType === 'UPDATE')) return { weight: -0.15, text: '' };
  return otherService ? { weight: -0.05, text: '' } : undefined;
}

/** Making or ending a part (`CreateRoute`, `DeleteBucketPolicy`) is an update of the whole. */
function fits(eventName: string, changeType: ChangeType, isOwn: boolean): boolean {
  if (changeType === 'CREATE') return creates.test(eventName);
  if (changeType === 'DELETE') return deletes.test(eventName);
  return updates.test(eventName) || (!isOwn && (creates.test(eventName) || deletes.test(eventName)));
}
