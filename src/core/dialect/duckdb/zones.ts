/**
 * Times in a zone of their own. DuckDB's values carry no zone, so a time with a zone is kept as the UTC timestamp of
 * its instant; where its time of day in the zone matters (dates, hours, texts), that is made from the expression.
 */
import type { Expression } from '../../lang/syntax.js';
import { inParentheses, isTimestamp, knownText, scalarOf, type Context } from './context.js';

/** The zone in which an expression shows its time; undefined for UTC and for everything that is no such time. */
export function zoneOf(context: Context, expression: Expression): Expression | undefined {
  const inner = inParentheses(expression);
  if (inner.kind === 'atTimeZone') return unlessUtc(context, inner.zone);
  if (inner.kind === 'binary' && (inner.operator === '+' || inner.operator === '-')) {
    if (scalarOf(context, inner.right) === 'interval') return zoneOf(context, inner.left);
  }
  if (inner.kind !== 'call') return undefined;
  const [, second, third] = inner.arguments;
  switch (inner.name.at(-1)?.name.toLowerCase()) {
    case 'at_timezone':
    case 'with_timezone':
      return second && unlessUtc(context, second);
    case 'from_unixtime':
      return second && !third ? unlessUtc(context, second) : undefined;
    case 'date_trunc':
      return second && zoneOf(context, second);
    case 'date_add':
      return third && zoneOf(context, third);
    default:
      return undefined;
  }
}

function unlessUtc(context: Context, zone: Expression): Expression | undefined {
  return /^(?:UTC|Z|GMT|Etc\/UTC|[+-]00:00)$/i.test(knownText(context, zone) ?? '') ? undefined : zone;
}

/** Writes the time of day in the expression's own zone, as a timestamp. */
export function emitWall(context: Context, expression: Expression): void {
  const zone = zoneOf(context, expression);
  const inner = inParentheses(expression);
  if (!zone) return context.emit(expression);
  if (inner.kind === 'call' && inner.name.at(-1)?.name.toLowerCase() === 'with_timezone') {
    const [time] = inner.arguments;
    if (time) return context.emit(time);
  }
  const function_ = inner.kind === 'call' ? inner.name.at(-1)?.name.toLowerCase() : undefined;
  if (inner.kind === 'call' && (function_ === 'date_trunc' || function_ === 'date_add')) {
    const time = inner.arguments.at(-1);
    const unit = knownText(context, inner.arguments[0])?.toLowerCase() ?? '';
    const amount = inner.arguments[1];
    if (time && amount) {
      context.out.text(`lk_${function_}_${unit}(`, inner.range.start);
      if (function_ === 'date_add') {
        context.emit(amount);
        context.out.text(', ');
      }
      emitWall(context, time);
      return context.out.text(')');
    }
  }
  const minutes = offsetOf(context, zone);
  if (minutes !== undefined) {
    context.out.text('(', inner.range.start);
    context.emit(expression);
    return context.out.text(` + to_minutes(${minutes}))`);
  }
  context.out.text('timezone(', inner.range.start);
  context.emit(zone);
  context.out.text(', CAST(');
  context.emit(expression);
  context.out.text(' AS TIMESTAMPTZ))');
}

/** Minutes of a zone such as `+05:30`, which DuckDB does not know as one. */
function offsetOf(context: Context, zone: Expression): number | undefined {
  const match = /^([+-])(\d{1,2}):(\d{2})$/.exec(knownText(context, zone) ?? '');
  if (!match) return undefined;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return match[1] === '-' ? -minutes : minutes;
}

/** Writes the instant of `wall`, a time of day in a zone, as a UTC timestamp. */
export function emitInstantOf(context: Context, zone: Expression, wall: () => void, at: number): void {
  const minutes = offsetOf(context, zone);
  if (minutes !== undefined) {
    context.out.text('(', at);
    wall();
    return context.out.text(` - to_minutes(${minutes}))`);
  }
  context.out.text('CAST(timezone(', at);
  context.emit(zone);
  context.out.text(', ');
  wall();
  context.out.text(') AS TIMESTAMP)');
}

/** A time argument of a function that looks at the date or the time of day. */
export function emitTime(context: Context, expression: Expression): void {
  if (knownText(context, expression) !== undefined && !isTimestamp(scalarOf(context, expression))) {
    context.out.text('CAST(');
    context.emit(expression);
    return context.out.text(' AS TIMESTAMP)');
  }
  emitWall(context, expression);
}
