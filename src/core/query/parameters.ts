/** `:name` parameters of a statement: which there are, of what kind, and how what people type is read. */
import type { Analysis } from '../lang/analysis.js';
import type { Statement } from '../lang/syntax.js';
import type { Value } from '../result/types.js';
import { parameterPlaces, type ParameterKind } from './parameterPlaces.js';

export { parameterKinds, type ParameterKind } from './parameterPlaces.js';

export interface Parameter {
  readonly name: string;
  /** What the first place that says it wants, else what its name says. */
  readonly kind: ParameterKind;
}

/** The parameters of a statement, each once, in order of appearance. Pure. */
export function parametersOf(
  statement: Statement,
  analysis: Pick<Analysis, 'typeOf'> | undefined,
): readonly Parameter[] {
  const found = new Map<string, ParameterKind | undefined>();
  for (const { name, kind } of parameterPlaces(statement, analysis)) found.set(name, found.get(name) ?? kind);
  return [...found].map(([name, kind]) => ({ name, kind: kind ?? kindOfName(name) }));
}

/**
 * Reads what was typed for a parameter: numbers as numbers, times as `YYYY-MM-DD hh:mm:ss.SSS` in UTC, lists as lists of texts
 *
 * or of numbers (comma or line between members). Times may be relative to `now`: `-24h`, `-30m`, `-7d`, `-2w`, `now`. Without a
 * zone a time is UTC. Undefined: it cannot be read as that kind.
 */
export function readParameter(kind: ParameterKind, typed: string, now: Date): Value | undefined {
  const text = typed.trim();
  switch (kind) {
    case 'text':
      return typed;
    case 'number':
      return readNumber(text);
    case 'time':
      return readTime(text, now);
    case 'list': {
      const members = membersOf(text);
      return members.length > 0 ? members : undefined;
    }
    case 'numbers': {
      const members = membersOf(text).flatMap((member) => readNumber(member) ?? [null]);
      return members.length > 0 && !members.includes(null) ? members : undefined;
    }
    case 'account':
      return /^\d{12}$/.test(text.replaceAll('-', '')) ? text.replaceAll('-', '') : undefined;
    case 'region':
      return /^[a-z]{2,3}(-[a-z]+)+-\d+$/.test(text) ? text : undefined;
  }
  return kind satisfies never;
}

const membersOf = (text: string): readonly string[] =>
  text
    .split(/[,\n]/)
    .map((member) => member.trim())
    .filter((member) => member !== '');

function kindOfName(name: string): ParameterKind {
  if (/account(_?id)?$/i.test(name)) return 'account';
  if (/region$/i.test(name)) return 'region';
  if (/(^|_)(since|until|from|to|start|end|after|before)$|time$/i.test(name)) return 'time';
  if (/(limit|count|number|days|hours)$/i.test(name)) return 'number';
  if (/(list|ids|names|arns)$/i.test(name)) return 'list';
  return 'text';
}

function readNumber(text: string): Value | undefined {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return undefined;
  const number = Number(text);
  if (/^[+-]?\d+$/.test(text) && !Number.isSafeInteger(number)) return text.replace(/^\+/, '');
  return Number.isFinite(number) ? number : undefined;
}

const unitMilliseconds: ReadonlyMap<string, number> = new Map([
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
  ['w', 604_800_000],
]);

function readTime(text: string, now: Date): string | undefined {
  if (text.toLowerCase() === 'now') return lakeTime(now);
  const relative = /^-\s*(\d{1,7})\s*([smhdw])$/i.exec(text);
  if (relative) {
    const unit = unitMilliseconds.get((relative[2] ?? '').toLowerCase()) ?? 0;
    return lakeTime(new Date(now.getTime() - Number(relative[1]) * unit));
  }
  const parts =
    /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i.exec(
      text,
    );
  if (!parts) return undefined;
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] = parts;
  const offset = /^z$/i.test(zone) ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  const date = `${year}-${month}-${day}`;
  // A day that the calendar does not have (30 February) rolls over in `Date`; it is a mistake, not another day.
  const calendar = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(calendar.getTime()) || calendar.toISOString().slice(0, 10) !== date) return undefined;
  const time = new Date(`${date}T${hour}:${minute}:${second}.${fraction.padEnd(3, '0').slice(0, 3)}${offset}`);
  return Number.isNaN(time.getTime()) ? undefined : lakeTime(time);
}

/** Undefined for what is no time, and for years that `YYYY` cannot write. */
function lakeTime(time: Date): string | undefined {
  const year = time.getUTCFullYear();
  if (!(year >= 0 && year <= 9999)) return undefined;
  return time.toISOString().replace('T', ' ').replace('Z', '');
}
