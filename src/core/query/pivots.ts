/** Statements about what a row is about: who, from where, with which key, on which resource. */
import { stringLiteral } from '../lang/literals.js';
import { timestampMilliseconds, timestampText } from '../result/scalarText.js';

export const pivotSubjects = [
  'principal',
  'address',
  'accessKey',
  'resource',
  'eventName',
  'requestId',
  'sharedEventId',
] as const;
export type PivotSubject = (typeof pivotSubjects)[number];

const hour = 3_600_000;

/** How long before and after the row is looked at, in milliseconds. */
const windows: Readonly<Record<PivotSubject, number>> = {
  principal: hour,
  address: 6 * hour,
  accessKey: 6 * hour,
  resource: 24 * hour,
  eventName: 6 * hour,
  requestId: hour,
  sharedEventId: hour,
};

/**
 * Events of `store` (as it is written after FROM) about the same subject. `around` is the row's time; without one,
 * the statement looks at all times, and says so. Undefined when the value cannot be a literal.
 */
export function subjectStatement(
  store: string,
  subject: PivotSubject,
  value: string,
  around: string | null,
): string | undefined {
  const literal = stringLiteral(value);
  if (literal === undefined || value === '') return undefined;
  const time = around === null ? undefined : timestampMilliseconds(around);
  const bounds = time === undefined ? [] : timeBounds('eventTime', time - windows[subject], time + windows[subject]);
  return [
    ...(time === undefined
      ? ['-- The row has no time: add bounds for eventTime before running this on CloudTrail Lake.']
      : []),
    'SELECT eventTime, eventName, eventSource, userIdentity.arn AS principal, sourceIPAddress, awsRegion, errorCode, eventID',
    `FROM ${store}`,
    `WHERE ${[subjectCondition(subject, value, literal), ...bounds].join('\n  AND ')}`,
    'ORDER BY eventTime',
  ].join('\n');
}

function subjectCondition(subject: PivotSubject, value: string, literal: string): string {
  switch (subject) {
    case 'principal':
      if (value.startsWith('arn:')) return `userIdentity.arn = ${literal}`;
      return /^A[A-Z0-9]{15,}(:|$)/.test(value)
        ? `userIdentity.principalId = ${literal}`
        : `(userIdentity.userName = ${literal} OR userIdentity.principalId = ${literal})`;
    case 'address':
      return `sourceIPAddress = ${literal}`;
    case 'accessKey':
      return `userIdentity.accessKeyId = ${literal}`;
    case 'resource':
      return [
        `(any_match(resources, r -> r.arn = ${literal})`,
        `strpos(json_format(CAST(requestParameters AS JSON)), ${literal}) > 0`,
        `strpos(json_format(CAST(responseElements AS JSON)), ${literal}) > 0)`,
      ].join('\n    OR ');
    case 'eventName':
      return `eventName = ${literal}`;
    case 'requestId':
      return `requestID = ${literal}`;
    case 'sharedEventId':
      return `sharedEventID = ${literal}`;
  }
  return subject satisfies never;
}

/** Configuration items of `store` about one of the resources, captured within two hours after the event. */
export function effectsStatement(store: string, resources: readonly string[], eventTime: string): string | undefined {
  const time = timestampMilliseconds(eventTime);
  const literals = [...new Set(resources)].map(stringLiteral).filter((literal) => literal !== undefined);
  if (time === undefined || literals.length === 0) return undefined;
  const list = literals.join(', ');
  return [
    'SELECT eventData.configurationItemCaptureTime, eventData.resourceType, eventData.resourceId, eventData.configurationItemStatus,',
    '  eventData.awsRegion, eventData.configuration',
    `FROM ${store}`,
    `WHERE (eventData.resourceId IN (${list})\n    OR eventData.arn IN (${list}))`,
    ...timeBounds('eventTime', time, time + 2 * hour).map((bound) => `  AND ${bound}`),
    'ORDER BY eventTime',
  ].join('\n');
}

function timeBounds(column: string, from: number, to: number): readonly string[] {
  const [first, last] = [timestampText(from), timestampText(to)];
  return [
    ...(first === undefined ? [] : [`${column} >= timestamp '${first}'`]),
    ...(last === undefined ? [] : [`${column} <= timestamp '${last}'`]),
  ];
}
