/** Whole conditions after ON, and columns for USING. */
import type { EventCategory } from '../query/eventDataStore.js';
import { written } from './completionItems.js';
import type { ScopeColumn, ScopeRelation } from './resolve/scope.js';
import { comparable } from './typeRules.js';

export interface JoinCondition {
  readonly condition: string;
  readonly help: string;
  /** For a list, where the condition is longer than a list is wide. */
  readonly name?: string;
}

/**
 * Between the last relation and those before it, the nearest first. Empty where a side has no alias: the ID of a store
 * is no name that a column could stand behind.
 */
export function joinConditions(relations: readonly ScopeRelation[]): readonly JoinCondition[] {
  const named = relations.filter(({ name }) => name !== undefined && !/^[0-9a-f]{8}-/i.test(name));
  const right = relations.at(-1);
  if (right?.name === undefined || named.at(-1) !== right) return [];
  return named
    .slice(0, -1)
    .toReversed()
    .flatMap((left) => (left.name === undefined ? [] : between(left, left.name, right, right.name ?? '')));
}

/** Names that the last relation shares with one before it. */
export function sharedColumns(relations: readonly ScopeRelation[]): readonly ScopeColumn[] {
  const right = relations.at(-1);
  if (!right) return [];
  const others = relations.slice(0, -1).flatMap(({ columns }) => columns);
  return right.columns.filter(
    (column) =>
      !column.hidden &&
      others.some((other) => sameName(other, column) && !other.hidden && comparable(other.type, column.type)),
  );
}

function between(
  left: ScopeRelation,
  leftName: string,
  right: ScopeRelation,
  rightName: string,
): readonly JoinCondition[] {
  const a = written(leftName);
  const b = written(rightName);
  const [leftCategory, rightCategory] = [categoryOf(left), categoryOf(right)];
  if (leftCategory === 'CloudTrail' && rightCategory === 'ConfigurationItem') return eventAndItem(a, b);
  if (leftCategory === 'ConfigurationItem' && rightCategory === 'CloudTrail') return eventAndItem(b, a);
  if (leftCategory === 'CloudTrail' && rightCategory === 'CloudTrail') return twoEvents(a, b);
  if (leftCategory === 'ConfigurationItem' && rightCategory === 'ConfigurationItem') return twoItems(a, b);
  if (leftCategory === 'CloudTrail' && rightCategory === 'Insight') return eventAndInsight(a, b);
  if (leftCategory === 'Insight' && rightCategory === 'CloudTrail') return eventAndInsight(b, a);
  if (leftCategory === 'Insight' && rightCategory === 'Insight') return twoInsights(a, b);
  return sharedColumns([left, right]).map(({ name = '' }) => ({
    condition: `${a}.${written(name)} = ${b}.${written(name)}`,
    help: 'Both have this column.',
  }));
}

/** The window and the ways to the resource are those of the Change Explorer: an event comes shortly before its item. */
const eventAndItem = (event: string, item: string): readonly JoinCondition[] => {
  const place = `${event}.recipientAccountId = ${item}.recipientAccountId AND ${event}.awsRegion = ${item}.awsRegion`;
  const time = `${event}.eventTime BETWEEN date_add('minute', -15, ${item}.eventTime) AND date_add('minute', 1, ${item}.eventTime)`;
  const id = `strpos(${event}.eventJson, ${item}.eventData.resourceId) > 0`;
  return [
    {
      condition: `${place} AND ${event}.readOnly = false AND ${time} AND ${id}`,
      name: `${event} may have led to ${item}`,
      help: 'Changing calls in the account and Region of the item, from 15 minutes before it, that mention its resource.',
    },
    { condition: place, name: 'Same account and Region', help: 'Same account and Region.' },
    {
      condition: `${event}.recipientAccountId = ${item}.recipientAccountId`,
      help: 'Same account.',
    },
    { condition: `${event}.awsRegion = ${item}.awsRegion`, help: 'Same Region.' },
    {
      condition: id,
      name: `${event} mentions the resource of ${item}`,
      help: 'The event mentions the ID of the resource anywhere.',
    },
    {
      condition: `any_match(${event}.resources, r -> r.ARN = ${item}.eventData.arn)`,
      name: `${event} lists the resource of ${item}`,
      help: 'The event lists the ARN of the resource; not every service fills it.',
    },
    {
      condition: `element_at(${event}.requestParameters, 'groupId') = ${item}.eventData.resourceId`,
      name: `A parameter of ${event} is the resource of ${item}`,
      help: 'A parameter of the call is the ID of the resource.',
    },
    {
      condition: time,
      name: `${event} came shortly before ${item}`,
      help: 'The call came up to 15 minutes before the item.',
    },
  ];
};

const twoEvents = (a: string, b: string): readonly JoinCondition[] => [
  { condition: `${a}.recipientAccountId = ${b}.recipientAccountId`, help: 'Same account.' },
  { condition: `${a}.awsRegion = ${b}.awsRegion`, help: 'Same Region.' },
  { condition: `${a}.sharedEventID = ${b}.sharedEventID`, help: 'One action that several accounts recorded.' },
  { condition: `${a}.eventID = ${b}.eventID`, help: 'The same event.' },
  { condition: `${a}.requestID = ${b}.requestID`, help: 'The same request.' },
  { condition: `${a}.userIdentity.arn = ${b}.userIdentity.arn`, help: 'Same caller.' },
  { condition: `${a}.userIdentity.accessKeyId = ${b}.userIdentity.accessKeyId`, help: 'Same credentials.' },
  { condition: `${a}.sourceIPAddress = ${b}.sourceIPAddress`, help: 'Same address.' },
  {
    condition: `${b}.userIdentity.accessKeyId = json_extract_scalar(element_at(${a}.responseElements, 'credentials'), '$.accessKeyId')`,
    name: `${b} used the credentials of ${a}`,
    help: `${b} used the credentials that ${a} issued, as in a chain of AssumeRole.`,
  },
];

const twoItems = (a: string, b: string): readonly JoinCondition[] => [
  {
    condition: `${a}.eventData.resourceId = ${b}.eventData.resourceId AND ${a}.eventData.resourceType = ${b}.eventData.resourceType`,
    name: 'The same resource',
    help: 'The same resource.',
  },
  { condition: `${a}.eventData.arn = ${b}.eventData.arn`, help: 'The same resource, by its ARN.' },
  { condition: `${a}.recipientAccountId = ${b}.recipientAccountId`, help: 'Same account.' },
  { condition: `${a}.awsRegion = ${b}.awsRegion`, help: 'Same Region.' },
  {
    condition: `any_match(${a}.eventData.relationships, r -> r.resourceId = ${b}.eventData.resourceId)`,
    name: `${a} has a relation to ${b}`,
    help: `${a} has a relation to ${b}.`,
  },
];

const eventAndInsight = (event: string, insight: string): readonly JoinCondition[] => [
  {
    condition: `${event}.eventSource = ${insight}.insightEventSource AND ${event}.eventName = ${insight}.insightEventName`,
    name: `Calls that ${insight} is about`,
    help: 'The calls that the insight is about.',
  },
  { condition: `${event}.recipientAccountId = ${insight}.recipientAccountId`, help: 'Same account.' },
  { condition: `${event}.awsRegion = ${insight}.awsRegion`, help: 'Same Region.' },
];

const twoInsights = (a: string, b: string): readonly JoinCondition[] => [
  { condition: `${a}.sharedEventID = ${b}.sharedEventID`, help: 'Start and end of one insight.' },
  { condition: `${a}.insightEventName = ${b}.insightEventName`, help: 'Insights about the same event name.' },
  { condition: `${a}.recipientAccountId = ${b}.recipientAccountId`, help: 'Same account.' },
];

/** Of a table whose columns are a store's; a subquery or common table is told by its columns alone. */
function categoryOf({ columns, open }: ScopeRelation): EventCategory | undefined {
  const [first] = columns;
  if (open || !first || columns.some(({ definition }) => definition !== undefined)) return undefined;
  return first.origin?.category;
}

const sameName = (a: ScopeColumn, b: ScopeColumn): boolean =>
  a.name !== undefined && a.name.toLowerCase() === b.name?.toLowerCase();
