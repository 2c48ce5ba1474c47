/** `format('%s has %d', ...)`: Java's format strings. */
import type { Expression, FunctionCall } from '../../../lang/syntax.js';
import { knownText, quoteText, refuse, scalarOf, type Context } from '../context.js';

/** Puts the pieces together with `||`; refuses what printf of DuckDB does not know. */
export function emitFormat(context: Context, call: FunctionCall): void {
  const [format, ...values] = call.arguments;
  const text = knownText(context, format);
  if (text === undefined)
    return refuse(context, call.range, 'The local engine needs the format of format() as a text.');
  context.out.text('(', call.range.start);
  let next = 0;
  let isFirst = true;
  for (const [piece] of text.matchAll(/%(?:%|n|(?:\d+\$)?[-#+ 0,(]*\d*(?:\.\d+)?[A-Za-z])|[^%]+|%/g)) {
    if (!isFirst) context.out.text(' || ');
    isFirst = false;
    if (!piece.startsWith('%')) context.out.text(quoteText(piece));
    else if (piece === '%%') context.out.text("'%'");
    else if (piece === '%n') context.out.text('chr(10)');
    else {
      const index = /^%(\d+)\$/.exec(piece)?.[1];
      const value = values[index === undefined ? next++ : Number(index) - 1];
      emitPiece(context, call, piece.replace(/^%\d+\$/, '%'), value);
    }
  }
  context.out.text(isFirst ? "'')" : ')');
}

function emitPiece(context: Context, call: FunctionCall, piece: string, value: Expression | undefined): void {
  const match = /^%([-+0, ]*)(\d*)(\.\d+)?([sdfxXbB])$/.exec(piece);
  const conversion = match?.[4];
  if (!value || !match || (conversion !== 'd' && match[1]?.includes(',') && conversion !== 'f')) {
    return refuse(context, call.range, `The local engine has no ${piece} in format().`);
  }
  if (Number(match[2] || 0) > 1000 || Number(match[3]?.slice(1) || 0) > 1000) {
    return refuse(context, call.range, `The local engine has no ${piece} in format(): widths end at 1000.`);
  }
  if (conversion === 's' || conversion === 'b' || conversion === 'B') return emitText(context, match, value);
  context.out.text(`printf('${piece}', `);
  // Java rounds the digits that a double prints with, and halves away from zero; printf rounds what is stored.
  if (conversion === 'f') context.out.text('lk_half_up(CAST(');
  context.emit(value);
  context.out.text(conversion === 'f' ? ` AS DOUBLE), ${match[3]?.slice(1) ?? 6}))` : ')');
}

/** `%s` prints a value as a cast to varchar does. */
function emitText(context: Context, match: RegExpExecArray, value: Expression): void {
  const type = scalarOf(context, value);
  const width = Number(match[2] || 0);
  const printed = type === 'double' ? 'lk_double_text(' : type === 'timestamp' ? 'lk_timestamp_text(' : 'CAST(';
  context.out.text(`printf('%${match[1]?.includes('-') ? '-' : ''}${width > 0 ? width : ''}s', coalesce(${printed}`);
  context.emit(value);
  context.out.text(
    `${printed === 'CAST(' ? ' AS VARCHAR)' : printed === 'lk_timestamp_text(' ? ', 3)' : ')'}, 'null'))`,
  );
}
