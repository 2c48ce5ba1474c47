/** IAM policies, whatever they are attached to, compared statement by statement. */
import { displayText } from '../result/text.js';
import type { Value } from '../result/types.js';
import { canonicalText, setDifference } from './diff.js';
import { isList, isObject, memberOf, textOf, type JsonObject } from './json.js';
import { say } from './saying.js';
import { toldOf, type Reader, type Told } from './told.js';
import { structured } from './treeDiff.js';

interface Statement {
  readonly sid: string | undefined;
  readonly effect: string;
  /** Element (`Action`, `NotAction`, `Principal` ...) to its texts. Conditions as `Bool aws:SecureTransport = true`. */
  readonly elements: ReadonlyMap<string, readonly string[]>;
  /** The same for statements that say the same. */
  readonly key: string;
}

/** A document with statements on one side at least, and nothing else on the other. */
export const readPolicy: Reader = ({ path }, before, after) => {
  const [old, now] = [structured(before), structured(after)];
  if (![old, now].some(isPolicy) || ![old, now].every((side) => side === null || isPolicy(side))) return undefined;
  const { removed, added } = setDifference(statementList(old), statementList(now));
  const [was, is] = [removed.map(statementOf), added.map(statementOf)];
  const name = policyName(path);
  const told = statementChanges(name, was, is);
  const rest = old !== null && now !== null ? otherMembers(name, old, now) : [];
  if (told.length + rest.length > 0) return [...told, ...rest];
  if (old === null) return [toldOf('policy', undefined, name)];
  return now === null ? [toldOf('policy', name, undefined)] : [];
};

export const isPolicy = (value: Value): value is JsonObject =>
  isObject(value) &&
  (isList(memberOf(value, 'Statement')) || isObject(memberOf(value, 'Statement'))) &&
  Object.keys(value).every((key) => ['Statement', 'Version', 'Id'].includes(key));

/** `allow s3:GetObject on arn:aws:s3:::logs/* to *, if Bool aws:SecureTransport = true`. */
export function statementText({ sid, effect, elements }: Statement): string {
  const text = (name: string): string => listText(elements.get(name) ?? []);
  const part = (name: string, before: string, beforeNot: string): string =>
    elements.has(name)
      ? ` ${before}${text(name)}`
      : elements.has(`Not${name}`)
        ? ` ${beforeNot}${text(`Not${name}`)}`
        : '';
  const conditions = elements.has('Condition') ? `, if ${(elements.get('Condition') ?? []).join(' and ')}` : '';
  const name = sid === undefined ? '' : `${sid}: `;
  return `${name}${effect.toLowerCase()}${part('Action', '', 'all but ')}${part('Resource', 'on ', 'on all but ')}${part('Principal', effect === 'Deny' ? 'for ' : 'to ', 'for all but ')}${conditions}`;
}

function statementChanges(policy: string, before: readonly Statement[], after: readonly Statement[]): readonly Told[] {
  const [gone, waiting] = [without(before, after), new Set(without(after, before))];
  const successorOf = gone.length * waiting.size > mostCompared ? noSuccessor : likestOf;
  const bySid = new Map([...waiting].map((statement) => [statement.sid, statement]));
  const told = gone.flatMap((old) => {
    const successor = old.sid === undefined ? successorOf(old, waiting) : bySid.get(old.sid);
    if (!successor || !waiting.delete(successor))
      return [toldOf('policy', `${policy}: ${statementText(old)}`, undefined)];
    return elementChanges(policy, old, successor);
  });
  const come = [...waiting].map((now) => toldOf('policy', undefined, `${policy}: ${statementText(now)}`, isOpen(now)));
  return [...told, ...come];
}

/** Policies of AWS have some hundred statements at most; what is far beyond is told without matching. */
const mostCompared = 40_000;
const noSuccessor = (): undefined => undefined;

function without(these: readonly Statement[], those: readonly Statement[]): readonly Statement[] {
  const known = new Set(those.map(({ key }) => key));
  return these.filter(({ key }) => !known.has(key));
}

/** Of those without Sid the statement that has most in common, and at least half. */
function likestOf(old: Statement, waiting: ReadonlySet<Statement>): Statement | undefined {
  let best: { readonly now: Statement; readonly share: number } | undefined;
  for (const now of waiting) {
    if (now.sid !== undefined) continue;
    const share = likeness(old, now);
    if (share >= 0.5 && share > (best?.share ?? 0)) best = { now, share };
  }
  return best?.now;
}

function likeness(a: Statement, b: Statement): number {
  const names = [...new Set([...a.elements.keys(), ...b.elements.keys()])];
  const same = names.filter((name) => listText(a.elements.get(name) ?? []) === listText(b.elements.get(name) ?? []));
  return (same.length + Number(a.effect === b.effect)) / (names.length + 1);
}

function elementChanges(policy: string, old: Statement, now: Statement): readonly Told[] {
  const where = old.sid === undefined ? policy : `${policy}, ${old.sid}`;
  const opens = isOpen(now) && !isOpen(old);
  const told: Told[] = [];
  if (old.effect !== now.effect)
    told.push(toldOf('policy', `${policy}: ${statementText(old)}`, statementText({ ...now, sid: undefined }), opens));
  else
    for (const name of new Set([...old.elements.keys(), ...now.elements.keys()])) {
      const [was, is] = [old.elements.get(name) ?? [], now.elements.get(name) ?? []];
      const removed = was.filter((text) => !is.includes(text));
      const added = is.filter((text) => !was.includes(text));
      if (removed.length === 0 && added.length === 0) continue;
      told.push(elementChange(`${where}: ${name}`, removed, added, opens));
    }
  return told;
}

function elementChange(where: string, removed: readonly string[], added: readonly string[], exposes: boolean): Told {
  const [before, after] = [removed.length > 0 ? listText(removed) : null, added.length > 0 ? listText(added) : null];
  const common = { topic: 'policy', before, after, exposes } as const;
  if (before === null) return { ...common, changeType: 'CREATE', saying: say('{0} {1} added', where, after ?? '') };
  return after === null
    ? { ...common, changeType: 'DELETE', saying: say('{0} {1} removed', where, before) }
    : { ...common, changeType: 'UPDATE', saying: say('{0} changed from {1} to {2}', where, before, after) };
}

/** Everybody is allowed something, without a condition. */
const isOpen = ({ effect, elements }: Statement): boolean =>
  effect === 'Allow' && (elements.get('Principal') ?? []).includes('*') && !elements.has('Condition');

function otherMembers(policy: string, before: Value, after: Value): readonly Told[] {
  if (!isObject(before) || !isObject(after)) return [];
  return ['Version', 'Id'].flatMap((name) => {
    const [old, now] = [textOf(memberOf(before, name)), textOf(memberOf(after, name))];
    if (old === now) return [];
    return [toldOf('policy', old && `${policy}: ${name} ${old}`, old ? now : now && `${policy}: ${name} ${now}`)];
  });
}

function statementList(policy: Value): readonly Value[] {
  const given = isObject(policy) ? memberOf(policy, 'Statement') : null;
  return isList(given) ? given : given === null ? [] : [given];
}

function statementOf(given: Value): Statement {
  const statement = isObject(given) ? given : {};
  const elements = new Map<string, readonly string[]>();
  for (const name of Object.keys(statement)) {
    if (name === 'Sid' || name === 'Effect') continue;
    const value = memberOf(statement, name);
    const texts =
      name === 'Condition' ? conditionTexts(value) : name.endsWith('Principal') ? principals(value) : scalars(value);
    if (texts.length > 0) elements.set(name, [...new Set(texts)].sort());
  }
  const sid = textOf(memberOf(statement, 'Sid'));
  const effect = textOf(memberOf(statement, 'Effect')) ?? 'Allow';
  return { sid, effect, elements, key: canonicalText([sid ?? null, effect, ...[...elements].flat(2)]) };
}

const scalars = (value: Value): readonly string[] =>
  value === null ? [] : isList(value) ? value.flatMap(scalars) : [isObject(value) ? displayText(value) : String(value)];

/** `{"AWS": "*"}` is everybody, as `"*"` is; the kind is told where it is not an AWS principal. */
function principals(value: Value): readonly string[] {
  if (!isObject(value)) return scalars(value);
  return Object.keys(value).flatMap((kind) =>
    scalars(memberOf(value, kind)).map((text) => (kind === 'AWS' || kind === 'Service' ? text : `${kind} ${text}`)),
  );
}

function conditionTexts(value: Value): readonly string[] {
  if (!isObject(value)) return scalars(value);
  return Object.keys(value).flatMap((operator) => {
    const keys = memberOf(value, operator);
    if (!isObject(keys)) return [`${operator} ${displayText(keys)}`];
    return Object.keys(keys).map(
      (key) => `${operator} ${key} = ${[...scalars(memberOf(keys, key))].sort().join(' or ')}`,
    );
  });
}

const mostListed = 12;

function listText(texts: readonly string[]): string {
  const more = texts.length - mostListed;
  return `${texts.slice(0, mostListed).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** What people call the policy that stands at a path. */
function policyName(path: string): string {
  if (/AssumeRolePolicyDocument$/i.test(path)) return 'trust policy';
  if (/BucketPolicy/i.test(path)) return 'bucket policy';
  const [, inline] = /PolicyList\[([^\]]+)\]/i.exec(path) ?? [];
  if (inline !== undefined) return `policy ${inline}`;
  const name = path.replace(/^(?:Supplementary)?Configuration\.?/, '');
  return /^(?:Policy|PolicyText|PolicyDocument|Document|RepositoryPolicyText|ResourcePolicy)?$/i.test(name)
    ? 'policy'
    : `policy (${name})`;
}
