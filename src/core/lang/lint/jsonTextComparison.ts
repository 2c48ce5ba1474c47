/** json_format gives JSON text, in which a string keeps its quotes: it never equals a plain word. */
import type { Expression } from '../syntax.js';
import type { Fix } from '../problem.js';
import { on, sourceOf, type Linted } from './rule.js';

export const jsonTextComparison = [
  on('comparison', (node, linted) => {
    if (node.operator !== '=' && node.operator !== '<>' && node.operator !== '!=') return;
    check(node.left, [node.right], linted);
    check(node.right, [node.left], linted);
  }),
  on('inList', (node, linted) => check(node.operand, node.items, linted)),
];

function check(one: Expression, others: readonly Expression[], linted: Linted): void {
  const json = formattedJson(one);
  if (!json) return;
  const plain = others.find((other) => other.kind === 'literal' && other.type === 'string' && !isJson(other.value));
  if (plain?.kind !== 'literal') return;
  const shown = plain.value.length > 40 ? `${plain.value.slice(0, 37)}...` : plain.value;
  linted.report(
    'json-text-comparison',
    one.range,
    `json_format gives JSON text, where a string stands in double quotes: it is never equal to '${shown}'. Take the value with json_extract_scalar.`,
    { fixes: scalarFix(one, json, linted) },
  );
}

/** The argument of `json_format(...)`. */
function formattedJson(node: Expression): Expression | undefined {
  if (node.kind === 'parenthesized') return formattedJson(node.expression);
  return node.kind === 'call' && nameOf(node) === 'json_format' ? node.arguments[0] : undefined;
}

function scalarFix(whole: Expression, json: Expression, linted: Linted): readonly Fix[] {
  if (json.kind === 'call' && nameOf(json) === 'json_extract') {
    const text = `json_extract_scalar(${sourceOf(linted, json.argumentsRange)})`;
    return [{ title: 'Take the value with json_extract_scalar', edits: [{ range: whole.range, text }] }];
  }
  const text = `CAST(${sourceOf(linted, json.range)} AS varchar)`;
  return [{ title: 'Take the text of a JSON string with CAST', edits: [{ range: whole.range, text }] }];
}

const nameOf = (node: Extract<Expression, { kind: 'call' }>): string => node.name.at(-1)?.name.toLowerCase() ?? '';

function isJson(text: string): boolean {
  // What a template puts in cannot be judged.
  if (/[?${}<>]/.test(text)) return true;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
