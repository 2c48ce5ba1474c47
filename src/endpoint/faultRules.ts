/** The file of `--faults`: what goes wrong on purpose, for tests of clients. */
import { errors } from '../core/errors.js';
import { auditEventsPath } from './auditEvents.js';
import { servedOperations } from './operations.js';

export type FaultEffect =
  /** An error as the service words it, or of a status and with headers of one's own (`retry-after`). */
  | {
      readonly kind: 'error';
      readonly shape: string;
      readonly message: string;
      readonly status: number | undefined;
      readonly headers: Readonly<Record<string, string>>;
    }
  /** A page that is not the service's, as a sign-in page of a network sends it. */
  | { readonly kind: 'html'; readonly html: string; readonly status: number }
  /** The connection is cut without an answer. */
  | { readonly kind: 'reset' }
  /** No answer comes, and the connection stays. */
  | { readonly kind: 'stall' }
  /** The head and half of the true answer, then the connection is cut. */
  | { readonly kind: 'cut' }
  /** The true answer with these members put over its own. */
  | { readonly kind: 'set'; readonly members: Readonly<Record<string, unknown>> }
  /** The true answer, late. */
  | { readonly kind: 'delay' };

export interface FaultRule {
  /** An operation's name, or `*`. */
  readonly operation: string;
  /** Only requests whose body has this text. */
  readonly contains: string | undefined;
  /** Only requests signed with this session token. */
  readonly sessionToken: string | undefined;
  /** Calls that go well before the first fault. */
  readonly skip: number;
  /** Faults before all goes well again; Infinity unless told. */
  readonly count: number;
  /** The operation is carried out first, and its answer lost. */
  readonly afterwards: boolean;
  readonly delayMilliseconds: number;
  readonly effect: FaultEffect;
}

const effects = ['error', 'html', 'reset', 'stall', 'cut', 'set'] as const;
const members = [
  'operation',
  'contains',
  'sessionToken',
  'skip',
  'count',
  'afterwards',
  'delay',
  ...effects,
  'message',
  'status',
  'headers',
];
const longestDelay = 600_000;

/** Throws `Usage` that names `file`, the rule (counted from 1) and what it should be. */
export function parseFaultRules(text: string, file: string): readonly FaultRule[] {
  const fail = (what: string) => errors.usage(`${file}: ${what}`);
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    throw fail(`the file is not JSON: ${(error as Error).message}`);
  }
  if (!Array.isArray(given))
    throw fail('the file must hold a list of faults, such as [{"operation": "*", "delay": 500}].');
  return given.map((rule: unknown, index) => readRule(rule, (what) => fail(`fault ${index + 1}: ${what}`)));
}

type Fail = (what: string) => Error;
type Given = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Given =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function readRule(given: unknown, fail: Fail): FaultRule {
  if (!isObject(given)) throw fail('it must be an object.');
  for (const name of Object.keys(given))
    if (!members.includes(name)) throw fail(`"${name}" is not known. Known: ${members.join(', ')}.`);
  const chosen = effects.filter((name) => given[name] !== undefined && given[name] !== false);
  if (chosen.length > 1) throw fail(`it has ${chosen.join(' and ')}; give one of them.`);
  const delayMilliseconds = wholeNumber(given, 'delay', longestDelay, fail) ?? 0;
  if (chosen.length === 0 && delayMilliseconds === 0)
    throw fail(`it does nothing. Give one of ${effects.join(', ')}, or a delay in milliseconds.`);
  const afterwards = given['afterwards'] ?? false;
  if (typeof afterwards !== 'boolean') throw fail('"afterwards" must be true or false.');
  return {
    operation: operationOf(given, fail),
    contains: textOf(given, 'contains', fail),
    sessionToken: textOf(given, 'sessionToken', fail),
    skip: wholeNumber(given, 'skip', Number.MAX_SAFE_INTEGER, fail) ?? 0,
    count: wholeNumber(given, 'count', Number.MAX_SAFE_INTEGER, fail) ?? Number.POSITIVE_INFINITY,
    afterwards,
    delayMilliseconds,
    effect: effectOf(given, chosen[0], fail),
  };
}

function operationOf(given: Given, fail: Fail): string {
  const operation = textOf(given, 'operation', fail);
  const known = ['*', ...servedOperations, auditEventsPath.slice(1)];
  if (operation === undefined || !known.includes(operation))
    throw fail(`"operation" must be one that this endpoint answers, such as StartQuery, or "*" for all.`);
  return operation;
}

function effectOf(given: Given, effect: (typeof effects)[number] | undefined, fail: Fail): FaultEffect {
  const status = wholeNumber(given, 'status', 599, fail);
  if (status !== undefined && status < 200) throw fail('"status" must be a number from 200 to 599.');
  for (const name of ['message', 'headers'])
    if (given[name] !== undefined && effect !== 'error') throw fail(`"${name}" goes with "error" alone.`);
  if (status !== undefined && effect !== 'error' && effect !== 'html')
    throw fail('"status" goes with "error" and "html" alone.');
  switch (effect) {
    case undefined:
      return { kind: 'delay' };
    case 'error': {
      const shape = textOf(given, 'error', fail) ?? '';
      if (!/^[A-Za-z]{1,100}$/.test(shape))
        throw fail('"error" must be the name of an error, such as ThrottlingException.');
      const message = textOf(given, 'message', fail) ?? 'This fault was asked for by --faults.';
      return { kind: 'error', shape, message, status, headers: headersOf(given, fail) };
    }
    case 'html':
      return { kind: 'html', html: textOf(given, 'html', fail) ?? '', status: status ?? 200 };
    case 'set': {
      const set = given['set'];
      if (!isObject(set)) throw fail('"set" must be an object of members of the answer.');
      return { kind: 'set', members: set };
    }
    case 'reset':
    case 'stall':
    case 'cut':
      if (given[effect] !== true) throw fail(`"${effect}" must be true.`);
      return { kind: effect };
    default:
      return effect satisfies never;
  }
}

function headersOf(given: Given, fail: Fail): Readonly<Record<string, string>> {
  const headers = given['headers'] ?? {};
  if (!isObject(headers)) throw fail('"headers" must be an object of names and texts.');
  for (const [name, value] of Object.entries(headers))
    if (!/^[\w-]{1,100}$/.test(name) || typeof value !== 'string' || !/^[\x20-\x7e]{0,1000}$/.test(value))
      throw fail(`"headers" has ${JSON.stringify(name)}: names and texts of plain ASCII are taken.`);
  return headers as Readonly<Record<string, string>>;
}

function textOf(given: Given, name: string, fail: Fail): string | undefined {
  const value = given[name];
  if (value !== undefined && typeof value !== 'string') throw fail(`"${name}" must be a text.`);
  return value;
}

function wholeNumber(given: Given, name: string, most: number, fail: Fail): number | undefined {
  const value = given[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > most)
    throw fail(`"${name}" must be a whole number from 0${most < Number.MAX_SAFE_INTEGER ? ` to ${most}` : ''}.`);
  return value;
}
