/** Ways of writing a call. */
import type { Expression, FunctionCall } from '../../lang/syntax.js';
import { emitFunction, emitPrimary, knownInteger, refuse, type Context, type EmitCall } from './context.js';

/** The same call under another name: arguments, DISTINCT, ORDER BY, FILTER and OVER stay as they are. */
export const renamed =
  (name: string): EmitCall =>
  (context, call) =>
    emitRenamed(context, call, name);

export function emitRenamed(context: Context, call: FunctionCall, name: string): void {
  const nameEnd = call.name.at(-1)?.range.end ?? call.range.start;
  const written = context.input.text.slice(call.range.start, nameEnd);
  if (written.toLowerCase() === name) context.out.copy({ start: call.range.start, end: nameEnd });
  else context.out.text(name, call.range.start);
  if (call.nullTreatment === undefined) return context.emitChildren(call, { start: nameEnd, end: call.range.end });
  context.emitChildren(call, { start: nameEnd, end: call.argumentsRange.end });
  emitEnd(context, call);
}

/** What stands after the arguments of a call. Trino writes IGNORE NULLS after the parentheses, DuckDB within. */
function emitEnd(context: Context, call: FunctionCall): void {
  context.out.text(call.nullTreatment === 'IGNORE' ? ' IGNORE NULLS)' : ')');
  if (call.filter) emitTailPart(context, ' FILTER (WHERE ', call.filter, ')');
  if (!call.over) return;
  context.out.text(' OVER ');
  context.emit(call.over);
}

/** A window function whose second argument is an offset of at least `least`, which fails below that as in Trino. */
export const withOffset =
  (name: string, least: number): EmitCall =>
  (context, call) => {
    const [value, offset, ...rest] = call.arguments;
    const known = knownInteger(context, offset);
    if (!value || !offset || (known !== undefined && known >= least)) return emitRenamed(context, call, name);
    const message = `The offset of ${name}() must be at least ${least}`;
    if (known !== undefined) return refuse(context, offset.range, `${message}.`);
    context.out.text(`${name}(`, call.range.start);
    context.emit(value);
    context.out.text(', lk_offset(');
    context.emit(offset);
    context.out.text(`, ${least}, '${message}')`);
    for (const argument of rest) {
      context.out.text(', ');
      context.emit(argument);
    }
    emitEnd(context, call);
  };

function emitTailPart(context: Context, open: string, expression: Expression, close: string): void {
  context.out.text(open);
  context.emit(expression);
  context.out.text(close);
}

export const allRenamed = (names: Readonly<Record<string, string>>): Record<string, EmitCall> =>
  Object.fromEntries(Object.entries(names).map(([from, to]) => [from, renamed(to)]));

export const allSame = (names: string): Record<string, EmitCall> =>
  Object.fromEntries(names.split(/\s+/).map((name) => [name, renamed(name)]));

/** Macros named as the function, with `lk_` before. */
export const allMacros = (names: string): Record<string, EmitCall> =>
  Object.fromEntries(names.split(/\s+/).map((name) => [name, renamed(`lk_${name}`)]));

/** An expression with `$1`, `$2` ... for the arguments; an argument may be used more than once. */
export const template =
  (text: string): EmitCall =>
  (context, call) => {
    const [first = '', ...rest] = text.split(/\$(\d)/);
    context.out.text(first, call.range.start);
    for (let index = 0; index < rest.length; index += 2) {
      emitNth(context, call, Number(rest[index]) - 1);
      context.out.text(rest[index + 1] ?? '', call.range.start);
    }
  };

export const allTemplates = (texts: Readonly<Record<string, string>>): Record<string, EmitCall> =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, template(text)]));

export function emitNth(context: Context, call: FunctionCall, index: number): void {
  const argument = call.arguments[index];
  if (argument) context.emit(argument);
}

/** By the number of arguments. */
export const byCount =
  (ways: Readonly<Record<number, EmitCall>>): EmitCall =>
  (context, call) => {
    const way = ways[call.arguments.length];
    if (way) return way(context, call);
    const name = call.name.at(-1)?.name ?? '';
    refuse(context, call.range, `The local engine has no ${name}() with ${call.arguments.length} arguments.`);
  };

export const refused =
  (reason: string): EmitCall =>
  (context, call) =>
    refuse(context, call.range, `The local engine has no ${call.name.at(-1)?.name.toLowerCase() ?? ''}(): ${reason}.`);

/** `base[index]`, which is NULL for what is not there. */
export function emitElement(context: Context, base: Expression, index: Expression): void {
  emitPrimary(context, base);
  context.out.text('[');
  context.emit(index);
  context.out.text(']');
}

export const macroOf = (name: string, call: FunctionCall, context: Context): void =>
  emitFunction(
    context,
    name,
    call.arguments.map((argument) => () => context.emit(argument)),
    call.range.start,
  );
