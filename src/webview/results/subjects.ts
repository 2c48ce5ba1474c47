/** What a row of events is about: who, from where, with which key, on what; found by names, in any case and nesting. */
import type { PivotSubject } from '../../core/query/pivots.js';
import type { EventPlace } from '../../protocol/results.js';
import type { Column, Value } from '../../core/result/types.js';

export interface RowSubjects {
  /** The row's time, exact text in UTC. */
  readonly time: string | null;
  readonly subjects: readonly { readonly subject: PivotSubject; readonly value: string }[];
  /** IDs and ARNs that the event names: what it may have changed. */
  readonly resources: readonly string[];
  /** The row is an event of a trail. */
  readonly isEvent: boolean;
  /** The event itself, where the row tells its ID. */
  readonly event: EventPlace | undefined;
}

const bySimpleName: Readonly<Record<string, PivotSubject>> = {
  sourceipaddress: 'address',
  accesskeyid: 'accessKey',
  eventname: 'eventName',
  requestid: 'requestId',
  sharedeventid: 'sharedEventId',
  principal: 'principal',
  resourceid: 'resource',
};
const principalNames = ['arn', 'principalid', 'username'];
const mostResources = 50;
const deepest = 12;

export function rowSubjects(columns: readonly Column[], values: readonly Value[]): RowSubjects {
  const found = new Map<PivotSubject, string>();
  const resources = new Set<string>();
  let time: string | null = null;
  let eventId: string | undefined;
  let isItem = false;
  const learn = (subject: PivotSubject, value: Value): void => {
    if (typeof value === 'string' && value !== '' && !found.has(subject)) found.set(subject, value);
  };
  const visit = (path: readonly string[], value: Value): void => {
    const name = path.at(-1) ?? '';
    const parent = path.at(-2) ?? '';
    if (value !== null && typeof value === 'object') {
      if (path.length < deepest)
        for (const [key, inner] of Object.entries(value)) visit([...path, key.toLowerCase()], inner);
      return;
    }
    if (typeof value !== 'string' || value === '') return;
    const subject = bySimpleName[name];
    if (subject) learn(subject, value);
    // The ARN says most about who it was, wherever it stands among the members.
    if (parent === 'useridentity' && name === 'arn') found.set('principal', value);
    if (parent === 'useridentity' && principalNames.includes(name)) learn('principal', value);
    const inside = path.some((step) => ['requestparameters', 'responseelements', 'resources'].includes(step));
    if (inside && isResource(name, value) && resources.size < mostResources) resources.add(value);
    if (path[0] === 'resources' && name === 'arn') learn('resource', value);
  };
  columns.forEach(({ name }, index) => {
    const value = values[index] ?? null;
    const path = name.toLowerCase().split('.');
    if (path.at(-1) === 'eventtime' && typeof value === 'string') time = value;
    if (path.at(-1) === 'eventid' && typeof value === 'string' && value !== '') eventId ??= value;
    isItem ||= path[0] === 'eventdata';
    visit(path, opened(value));
  });
  const [first] = resources;
  if (first !== undefined) learn('resource', first);
  const subjects = [...found].map(([subject, value]) => ({ subject, value }));
  // Configuration items have event IDs too, and changed nothing.
  const event =
    eventId === undefined || isItem ? undefined : { eventId, ...(time === null ? {} : { eventTime: time }) };
  return { time, subjects, resources: [...resources], isEvent: found.has('eventName') && time !== null, event };
}

/** `sg-0a1b2c3d`, an ARN, or a member that is called an ID or a name of something. */
const isResource = (name: string, value: string): boolean =>
  value.length <= 500 &&
  (value.startsWith('arn:') ||
    /^[a-z]{1,12}-[0-9a-f]{8,32}$/.test(value) ||
    /^(?:bucketname|functionname|rolename|username|groupname|policyarn|trailname|.*[a-z]id)$/.test(name));

/** JSON in text, as parameters in maps are. */
function opened(value: Value): Value {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, typeof inner === 'string' ? parsed(inner) : inner]),
  );
}

function parsed(text: string): Value {
  if (!/^[[{]/.test(text) || text.length > 200_000) return text;
  try {
    return JSON.parse(text) as Value;
  } catch {
    return text;
  }
}
