/** Forms with a grammar of their own: EXTRACT, TRIM, CURRENT_TIMESTAMP and the like. */
import type { SpecialForm } from '../../lang/syntax.js';
import { emitFunction, quoteText, refuse, type Context } from './context.js';
import { emitJsonForm } from './functions/jsonForms.js';
import { dateParts, emitDatePart, emitZoneOffset } from './functions/times.js';

const moments: Readonly<Record<string, string>> = {
  current_timestamp: 'lk_now()',
  localtimestamp: 'lk_now()',
  current_date: 'CAST(lk_now() AS DATE)',
  current_time: 'CAST(lk_now() AS TIME)',
  localtime: 'CAST(lk_now() AS TIME)',
};

export function emitSpecial(context: Context, node: SpecialForm): void {
  const at = node.range.start;
  const operands = node.arguments.map((argument) => () => context.emit(argument));
  const moment = moments[node.name];
  if (moment !== undefined) return context.out.text(moment, at);
  if (node.name.startsWith('json_')) return emitJsonForm(context, node);
  switch (node.name) {
    case 'extract':
      return emitExtract(context, node);
    case 'trim':
      return emitTrim(context, node);
    case 'position':
      return emitFunction(context, 'strpos', [...operands].reverse(), at);
    case 'substring':
      return emitFunction(context, 'lk_substring', operands, at);
    case 'grouping':
      return emitFunction(context, 'GROUPING', operands, at);
    case 'normalize':
      if (node.words.every((word) => word === 'nfc')) return emitFunction(context, 'nfc_normalize', operands, at);
      operands.push(() => context.out.text(quoteText(node.words.join('').toUpperCase())));
      return emitFunction(context, 'lk_js_normalize', operands, at);
    default:
      return refuse(context, node.range, `The local engine has no ${node.name}.`);
  }
}

function emitExtract(context: Context, node: SpecialForm): void {
  const [time] = node.arguments;
  const unit = node.words[0] ?? '';
  if (!time) return;
  if (unit === 'timezone_hour' || unit === 'timezone_minute') {
    return emitZoneOffset(context, time, unit === 'timezone_hour' ? 'hour' : 'minute', node.range.start);
  }
  const part = Object.hasOwn(dateParts, unit) ? dateParts[unit] : undefined;
  if (part === undefined)
    return refuse(
      context,
      node.range,
      `'${unit}' is not a part of a time.${unit.toLowerCase() === 'epoch' ? ' Write to_unixtime(time).' : ''}`,
    );
  emitDatePart(context, part, time, node.range.start);
}

/** `TRIM(BOTH c FROM t)` has the characters first, `TRIM(t, c)` and `TRIM(FROM t)` do not. */
function emitTrim(context: Context, node: SpecialForm): void {
  const side = node.words[0] ?? 'both';
  const macro = side === 'leading' ? 'lk_ltrim' : side === 'trailing' ? 'lk_rtrim' : 'lk_trim';
  const [first, second] = node.arguments;
  if (!first) return;
  const between = second && context.input.text.slice(first.range.end, second.range.start);
  const hasFrom = between !== undefined && /\bfrom\b/i.test(between.replaceAll(/--.*|\/\*[\s\S]*?\*\//g, ''));
  const operands = [...node.arguments].map((argument) => () => context.emit(argument));
  emitFunction(context, macro, hasFrom ? operands.reverse() : operands, node.range.start);
}
