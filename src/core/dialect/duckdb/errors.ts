/** DuckDB's errors in words of Lake SQL, with the place in the statement where that can be trusted. */
import { problem, type Problem } from '../../lang/problem.js';
import type { Range } from '../../lang/range.js';
import type { Translation } from '../translation.js';
import { expressionAt, onlyPlace, type ErrorContext } from './errorPlaces.js';
import { raisedMark } from './macros.js';

export interface ExplainedError {
  readonly message: string;
  /** One, at the place of the mistake or on the whole statement; ranges are in the text that was translated. */
  readonly problems: readonly Problem[];
}

interface Report {
  readonly type: string;
  readonly message: string;
  /** UTF-8 bytes into the text that ran. */
  readonly position: number | undefined;
}

/**
 * `error` is DuckDB's message under `errors_as_json`, which may have words before the JSON. A position counts only
 * where the text there fits what the message names: inside a macro it points into the macro's body. Then the place is that
 * of the only thing in the statement that can fail so, else the whole statement.
 */
export function explainDuckDbError(
  error: string,
  translation: Pick<Translation, 'sql' | 'toSource'>,
  input?: ErrorContext,
): ExplainedError {
  const report = readReport(error);
  const message = explain(report);
  const place = placeOf(report, translation, input) ?? (input && onlyPlace(report.message, input));
  const range = place ?? input?.statement.range ?? wholeRange(translation);
  return { message, problems: [problem('refused', range, message)] };
}

function readReport(error: string): Report {
  const start = error.indexOf('{"');
  try {
    const value: unknown = JSON.parse(error.slice(start, error.lastIndexOf('}') + 1));
    if (typeof value === 'object' && value !== null) {
      const fields = value as Record<string, unknown>;
      const position = Number(fields.position);
      return {
        type: textOr(fields.exception_type, ''),
        message: textOr(fields.exception_message, error),
        position: fields.position === undefined || !Number.isInteger(position) ? undefined : position,
      };
    }
  } catch {
    // Not every failure comes as JSON: those of the binding itself do not.
  }
  const plain = /^(\w[\w ]*?) Error: ([\s\S]*)$/.exec(error);
  return { type: plain?.[1] ?? '', message: plain?.[2] ?? error, position: undefined };
}

const textOr = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise);

type Rewrite = readonly [pattern: RegExp, words: (match: RegExpExecArray) => string];

const rewrites: readonly Rewrite[] = [
  [new RegExp(`Could not convert string '${raisedMark}([\\s\\S]*)' to BOOL`), ([, words]) => `${words}.`],
  [/^Interrupted|INTERRUPT/, () => 'The query was cancelled.'],
  [
    /[Oo]ut of [Mm]emory|could not allocate block|failed to (?:pin|allocate)/,
    () => 'The local engine ran out of memory. Ask for less time, fewer columns or fewer groups.',
  ],
  [
    /invalid timestamp field format: "([\s\S]*?)", expected/,
    ([, text]) => `'${text}' is not a time. Write it as '2026-01-31 00:00:00'.`,
  ],
  [
    /(timestamp|date) field value out of range: "([\s\S]*?)"/,
    ([, kind, text]) => `'${text}' is not a ${kind === 'date' ? 'date' : 'time'} that exists.`,
  ],
  [/time field value out of range: "([\s\S]*?)"/, ([, text]) => `'${text}' is not a time of day.`],
  [/Could not convert string ["']([\s\S]*)["'] to INT128/, ([, text]) => `'${short(text)}' cannot be read as uuid.`],
  [/Invalid UTF8 Codepoint (\S+)/, ([, code]) => `${code} is not the code point of a character.`],
  [
    /Invalid type specifier "(\w)" for formatting a value of type (\w+)/,
    ([, letter, type]) =>
      `%${letter} in format() does not print a ${type === 'string' ? 'varchar' : lakeTypes(type ?? '')}.`,
  ],
  [
    /Unknown TimeZone '([\s\S]*?)'/,
    ([, zone]) => `'${short(zone)}' is not a time zone. Write one such as 'Asia/Tokyo' or '+09:00'.`,
  ],
  [
    /^(\w+) is out of range!/,
    ([, name]) =>
      `A value is NaN, infinite or too large for ${(name ?? '').toLowerCase().replace('skew', 'skewness')}().`,
  ],
  [/QUANTILE can only take parameters/, () => 'Percentages of approx_percentile() lie between 0 and 1.'],
  [
    /invalid date field format: "([\s\S]*?)", expected/,
    ([, text]) => `'${text}' is not a date. Write it as '2026-01-31'.`,
  ],
  [
    /Could not parse string "([\s\S]*?)" according to format specifier/,
    ([, text]) => `'${text}' does not fit the format.`,
  ],
  [
    /Type \w+(?:\(.*?\))? with value (\S+) can't be cast because the value is out of range for the destination type (\w+)/,
    ([, value, type]) => `${value} is out of range for ${lakeTypes(type ?? '')}.`,
  ],
  [/could not convert blob to UTF8/, () => 'The bytes are not text in UTF-8.'],
  [
    /^(?:missing [\])]|unexpected \)|no argument for repetition|bad repetition|invalid (?:escape|character class|repetition|named|UTF-8)|trailing \\)/,
    ({ input }) => `The regular expression is not understood: ${input.slice(0, 100)}.`,
  ],
  [
    /Could not convert string ["']([\s\S]*)["'] to (\w+(?:\([\d, ]+\))?)/,
    ([, text, type]) => `'${short(text)}' cannot be read as ${lakeTypes(type ?? '')}.`,
  ],
  [
    /Failed to cast (?:value|decimal value)?:? ?([\s\S]*)/,
    ([, rest]) => `A value could not be cast: ${lakeTypes(rest ?? '')}`,
  ],
  [/Malformed JSON/, () => 'The text is not JSON.'],
  [/Map keys must be unique/, () => 'Duplicate map keys are not allowed.'],
  [
    /Cannot compare values of type ([\s\S]+?) and type ([\s\S]+?) - an explicit cast/,
    ([, left, right]) => `Cannot compare ${lakeTypes(left ?? '')} with ${lakeTypes(right ?? '')}. Cast one of them.`,
  ],
  [
    /No function matches the given name and argument types '([^(]+)\(([\s\S]*?)\)'\. You might/,
    ([, name, types]) => `${calledName(name ?? '')} does not take (${lakeTypes(types ?? '')}).`,
  ],
  [/Referenced (?:column|table) "([\s\S]*?)" not found/, ([, name]) => `There is no ${name} here.`],
  [/Could not find key "([\s\S]*?)" in struct/, ([, name]) => `There is no member ${name} here.`],
  [
    /column "([\s\S]*?)" must appear in the GROUP BY/,
    ([, name]) => `${name} must be in GROUP BY or inside an aggregate.`,
  ],
  [/invalid perl operator: (\S+)/, ([, what]) => `The local engine's regular expressions have no ${what}.`],
  [
    /non-inner join on subquery/,
    () => 'The local engine has no subqueries in ON of outer joins. Put the subquery into WITH, and join that.',
  ],
  [/More than one row returned by a subquery/, () => 'A subquery that stands for one value gave more than one row.'],
  [/syntax error at or near "([\s\S]*?)"/, ([, what]) => `The local engine does not understand ${what} here.`],
];

function explain({ message }: Report): string {
  for (const [pattern, words] of rewrites) {
    const match = pattern.exec(message);
    if (match) return sentence(words(match));
  }
  const first = message.split(/\n\s*(?:Candidate|LINE \d|Did you mean|You might|Possible solutions)/)[0] ?? message;
  return sentence(
    lakeTypes(first.replaceAll(/\blk_(\w+)/g, '$1'))
      .replaceAll(/\s+/g, ' ')
      .trim(),
  );
}

const sentence = (text: string): string => `${text.replace(/[.!]+$/, '')}.`;

/** Values in messages can be whole records. */
const short = (text = ''): string => (text.length > 100 ? `${text.slice(0, 100)}...` : text);

/** Operators are named as such; nobody has written a function that begins with `lk_`. */
const calledName = (name: string): string => (/^\w/.test(name) ? `${name.replace(/^lk_/, '')}()` : name);

const typeNames: Readonly<Record<string, string>> = {
  VARCHAR: 'varchar',
  BOOLEAN: 'boolean',
  BOOL: 'boolean',
  TINYINT: 'integer',
  SMALLINT: 'integer',
  INTEGER: 'integer',
  INT8: 'integer',
  INT16: 'integer',
  INT32: 'integer',
  INT64: 'bigint',
  INT128: 'bigint',
  UINT8: 'integer',
  UINT16: 'integer',
  UINT32: 'bigint',
  UINT64: 'bigint',
  BIGINT: 'bigint',
  HUGEINT: 'bigint',
  UBIGINT: 'bigint',
  UHUGEINT: 'bigint',
  UINTEGER: 'bigint',
  FLOAT: 'double',
  DOUBLE: 'double',
  DECIMAL: 'decimal',
  'TIMESTAMP WITH TIME ZONE': 'timestamp with time zone',
  TIMESTAMPTZ: 'timestamp with time zone',
  TIMESTAMP: 'timestamp',
  DATE: 'date',
  TIME: 'time',
  INTERVAL: 'interval',
  JSON: 'json',
  BLOB: 'varbinary',
  UUID: 'uuid',
  MAP: 'map',
  STRUCT: 'row',
  INTEGER_LITERAL: 'integer',
  STRING_LITERAL: 'varchar',
};
const typeWords = new RegExp(
  `\\b(${Object.keys(typeNames)
    .sort((a, b) => b.length - a.length)
    .join('|')})\\b`,
  'g',
);

/** DuckDB's names of types in a text as Trino's: `STRUCT(a INTEGER)[]` becomes `array(row(a integer))`. */
export function lakeTypes(text: string): string {
  const words = text.replaceAll(typeWords, (word) => typeNames[word] ?? word);
  return arrays(words).replaceAll(/row\(([^()]*)\)/g, (all) => all.replaceAll('"', ''));
}

/** Turns each `x[]` into `array(x)`, from the left, taking the parentheses before it along. */
function arrays(text: string): string {
  let result = text;
  for (let at = result.indexOf('[]'); at >= 0; at = result.indexOf('[]')) {
    const start = startOfType(result, at);
    result = `${result.slice(0, start)}array(${result.slice(start, at)})${result.slice(at + 2)}`;
  }
  return result;
}

function startOfType(text: string, end: number): number {
  let at = end;
  if (text[at - 1] === ')') {
    let depth = 0;
    do {
      at -= 1;
      if (text[at] === ')') depth += 1;
      else if (text[at] === '(') depth -= 1;
    } while (at > 0 && depth > 0);
  }
  while (at > 0 && /\w/.test(text[at - 1] ?? '')) at -= 1;
  return at;
}

function placeOf(
  report: Report,
  translation: Pick<Translation, 'sql' | 'toSource'>,
  input: ErrorContext | undefined,
): Range | undefined {
  if (report.position === undefined) return undefined;
  const offset = utf16Offset(translation.sql, report.position);
  const found = offset === undefined ? undefined : fittingLength(report.message, translation.sql.slice(offset));
  if (offset === undefined || found === undefined) return undefined;
  const start = translation.toSource(offset);
  if (start === undefined) return undefined;
  const last = translation.toSource(offset + found - 1);
  if (last !== undefined && last > start) return { start, end: last + 1 };
  // Generated text: it stands for an expression that begins there.
  return (input && expressionAt(input, start)) ?? { start, end: start + 1 };
}

/** UTF-8 byte offset to UTF-16 offset; undefined beyond the text. */
export function utf16Offset(text: string, bytes: number): number | undefined {
  let seen = 0;
  for (let at = 0; at < text.length;) {
    if (seen >= bytes) return at;
    const code = text.codePointAt(at) ?? 0;
    seen += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    at += code > 0xffff ? 2 : 1;
  }
  return seen === bytes ? text.length : undefined;
}

/** How much of the text at the position the message speaks of; undefined when it speaks of something else. */
function fittingLength(message: string, text: string): number | undefined {
  const token = /^(?:"(?:[^"]|"")*"|'(?:[^']|'')*'|\w+|[<>=!|+*/%-]+|.)/s.exec(text)?.[0] ?? '';
  const bare = token.replaceAll(/^["']|["']$/g, '').toLowerCase();
  if (bare === '' || bare.startsWith('lk_')) return undefined;
  if (
    /\bcast|^Could not convert|^invalid (?:timestamp|date) field|field value out of range/i.test(message) &&
    !message.includes(raisedMark)
  ) {
    if (/^(?:try_)?cast$/.test(bare)) return token.length;
    const column = /source column (\S+)/.exec(message)?.[1]?.toLowerCase();
    if (column !== undefined && column === bare) return token.length;
  }
  if (/^Cannot compare/.test(message)) return /^[<>=!]/.test(token) ? token.length : undefined;
  const named = [...message.matchAll(/"([^"\n]*)"|'([^'\n]*?)(?:\(|')/g)].map((match) =>
    (match[1] ?? match[2] ?? '').toLowerCase(),
  );
  return named.some((name) => name !== '' && (name === bare || name.endsWith(`.${bare}`))) ? token.length : undefined;
}

/** All of the original that the text stands for. */
function wholeRange({ sql, toSource }: Pick<Translation, 'sql' | 'toSource'>): Range {
  let start = 0;
  while (start < sql.length && toSource(start) === undefined) start += 1;
  const first = toSource(start) ?? 0;
  return { start: first, end: toSource(sql.length) ?? first };
}
