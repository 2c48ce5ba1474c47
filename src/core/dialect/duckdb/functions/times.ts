/** Dates and times. */
import type { Expression, FunctionCall } from '../../../lang/syntax.js';
import { isTimestamp, knownText, quoteText, refuse, scalarOf, type Context, type EmitCall } from '../context.js';
import { allTemplates, byCount, renamed, template } from '../calls.js';
import { jodaFormat, mysqlFormat, type Format } from '../formats.js';
import { emitInstantOf, emitTime, emitWall, zoneOf } from '../zones.js';

const addUnits = ['millisecond', 'second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'];

/** The unit, which must be known before running; refuses everything else. */
function unitOf(context: Context, call: FunctionCall): string | undefined {
  const unit = knownText(context, call.arguments[0])?.toLowerCase();
  if (unit !== undefined && addUnits.includes(unit)) return unit;
  const range = call.arguments[0]?.range ?? call.range;
  if (unit === undefined) refuse(context, range, "The local engine needs the unit as a text, such as 'day'.");
  else refuse(context, range, `'${unit.slice(0, 40)}' is not a unit. Units are ${addUnits.join(', ')}.`);
  return undefined;
}

const isDayUnit = (unit: string): boolean => ['day', 'week', 'month', 'quarter', 'year'].includes(unit);

const dateAdd: EmitCall = (context, call) => {
  const unit = unitOf(context, call);
  const [, amount, time] = call.arguments;
  if (unit === undefined || !amount || !time) return;
  const zone = zoneOf(context, time);
  if (zone) return emitInstantOf(context, zone, () => emitWall(context, call), call.range.start);
  const isDate = scalarOf(context, time) === 'date';
  if (isDate && !isDayUnit(unit)) return refuse(context, call.range, `A date cannot be moved by ${unit}s.`);
  context.out.text(`lk_date_add_${unit}${isDate ? '_date' : ''}(`, call.range.start);
  context.emit(amount);
  context.out.text(', ');
  emitTime(context, time);
  context.out.text(')');
};

const dateDiff: EmitCall = (context, call) => {
  const unit = unitOf(context, call);
  const [, from, to] = call.arguments;
  if (unit === undefined || !from || !to) return;
  const isWall = zoneOf(context, from) !== undefined && zoneOf(context, to) !== undefined;
  const emit = (time: Expression): void => {
    const type = scalarOf(context, time);
    const isPlain = isTimestamp(type) || type === 'time';
    if (!isPlain) context.out.text('CAST(');
    if (isWall) emitWall(context, time);
    else context.emit(time);
    if (!isPlain) context.out.text(' AS TIMESTAMP)');
  };
  context.out.text(`date_sub('${unit}', `, call.range.start);
  emit(from);
  context.out.text(', ');
  emit(to);
  context.out.text(')');
};

const dateTrunc: EmitCall = (context, call) => {
  const unit = unitOf(context, call);
  const time = call.arguments[1];
  if (unit === undefined || !time) return;
  const zone = zoneOf(context, time);
  if (zone) return emitInstantOf(context, zone, () => emitWall(context, call), call.range.start);
  const isDate = scalarOf(context, time) === 'date';
  context.out.text(`${isDate ? 'CAST(' : ''}date_trunc('${unit}', `, call.range.start);
  emitTime(context, time);
  context.out.text(isDate ? ') AS DATE)' : ')');
};

/** A part of a time, by the name of DuckDB's function for it. */
export function emitDatePart(context: Context, part: string, time: Expression, at: number): void {
  context.out.text(`${part}(`, at);
  emitTime(context, time);
  context.out.text(')');
}

/** Trino's names of the parts, for functions and EXTRACT. */
export const dateParts: Readonly<Record<string, string>> = {
  year: 'year',
  quarter: 'quarter',
  month: 'month',
  week: 'week',
  week_of_year: 'week',
  day: 'day',
  day_of_month: 'day',
  day_of_week: 'isodow',
  dow: 'isodow',
  day_of_year: 'dayofyear',
  doy: 'dayofyear',
  year_of_week: 'isoyear',
  yow: 'isoyear',
  hour: 'hour',
  minute: 'minute',
  second: 'lk_second',
  millisecond: 'lk_millisecond',
  date: 'lk_date',
  last_day_of_month: 'last_day',
};

export function emitZoneOffset(context: Context, time: Expression, unit: 'hour' | 'minute', at: number): void {
  context.out.text(`(date_sub('${unit}', `, at);
  context.emit(time);
  context.out.text(', ');
  emitWall(context, time);
  context.out.text(unit === 'minute' ? ') % 60)' : '))');
}

const zoneOffset =
  (unit: 'hour' | 'minute'): EmitCall =>
  (context, call) => {
    const [time] = call.arguments;
    if (time) emitZoneOffset(context, time, unit, call.range.start);
  };

/** The format in strftime's letters; refuses unknown ones. */
function formatOf(
  context: Context,
  node: Expression | undefined,
  read: (format: string) => Format,
): string | undefined {
  const text = knownText(context, node);
  if (text === undefined) {
    if (node) refuse(context, node.range, 'The local engine needs the format as a text.');
    return undefined;
  }
  const format = read(text);
  if (format.kind === 'format') return format.text;
  if (node) refuse(context, node.range, `The local engine has no ${format.letter} in formats.`);
  return undefined;
}

const printing =
  (read: (format: string, zone: string) => Format): EmitCall =>
  (context, call) => {
    const [time, node] = call.arguments;
    if (!time) return;
    const zone = zoneOf(context, time);
    const format = formatOf(context, node, (text) => read(text, zone ? (knownText(context, zone) ?? '') : 'UTC'));
    if (format === undefined) return;
    context.out.text('strftime(', call.range.start);
    emitTime(context, time);
    context.out.text(`, `);
    context.out.text(quoteText(format), node?.range.start);
    context.out.text(')');
  };

const parsing =
  (read: (format: string) => Format): EmitCall =>
  (context, call) => {
    const [text, node] = call.arguments;
    const format = formatOf(context, node, read);
    if (format === undefined || !text) return;
    context.out.text('CAST(strptime(', call.range.start);
    context.emit(text);
    context.out.text(', ');
    context.out.text(quoteText(format), node?.range.start);
    context.out.text(') AS TIMESTAMP)');
  };

/** `Z` reads an offset; when printing it depends on the zone. */
const readJoda = (format: string): Format => {
  const zoned = /Z+(?=(?:[^']*'[^']*')*[^']*$)/.exec(format);
  if (!zoned) return jodaFormat(format, 'UTC');
  const [before, after] = [format.slice(0, zoned.index), format.slice(zoned.index + zoned[0].length)];
  const parts = [jodaFormat(before, 'UTC'), jodaFormat(after, 'UTC')] as const;
  if (parts[0].kind === 'unsupported') return parts[0];
  if (parts[1].kind === 'unsupported') return parts[1];
  return { kind: 'format', text: `${parts[0].text}%z${parts[1].text}` };
};

const toIso8601: EmitCall = (context, call) => {
  const [time] = call.arguments;
  if (!time) return;
  const type = scalarOf(context, time);
  if (zoneOf(context, time)) return refuse(context, call.range, 'The local engine prints ISO 8601 in UTC only.');
  if (type === 'date') return template('CAST($1 AS VARCHAR)')(context, call);
  template(type === 'timestamp with time zone' ? "lk_iso8601($1) || 'Z'" : 'lk_iso8601($1)')(context, call);
};

const atTimezone: EmitCall = (context, call) => {
  const [time] = call.arguments;
  if (time) context.emit(time);
};

const withTimezone: EmitCall = (context, call) => {
  const [time, zone] = call.arguments;
  if (!time || !zone) return;
  if (!zoneOf(context, call)) return context.emit(time);
  emitInstantOf(context, zone, () => context.emit(time), call.range.start);
};

export const timeFunctions: Readonly<Record<string, EmitCall>> = {
  ...Object.fromEntries(
    Object.entries(dateParts).map(([name, part]): [string, EmitCall] => [
      name,
      (context, call) => {
        const [time] = call.arguments;
        if (time) emitDatePart(context, part, time, call.range.start);
      },
    ]),
  ),
  ...allTemplates({
    now: 'lk_now()',
    current_timezone: "'UTC'",
    to_unixtime: 'lk_to_unixtime($1)',
    parse_duration: 'lk_parse_duration($1)',
    to_milliseconds: 'lk_interval_milliseconds($1)',
    from_iso8601_date: 'lk_from_iso8601_date($1)',
    from_iso8601_timestamp: 'lk_from_iso8601_timestamp($1)',
    from_iso8601_timestamp_nanos: 'lk_from_iso8601_timestamp($1)',
    human_readable_seconds: 'lk_human_readable_seconds($1)',
  }),
  from_unixtime: byCount({ 1: renamed('lk_from_unixtime'), 2: template('lk_from_unixtime($1)') }),
  date_add: dateAdd,
  date_diff: dateDiff,
  date_trunc: dateTrunc,
  date_format: printing(mysqlFormat),
  format_datetime: printing(jodaFormat),
  date_parse: parsing(mysqlFormat),
  parse_datetime: parsing(readJoda),
  to_iso8601: toIso8601,
  at_timezone: atTimezone,
  with_timezone: withTimezone,
  timezone_hour: zoneOffset('hour'),
  timezone_minute: zoneOffset('minute'),
};
