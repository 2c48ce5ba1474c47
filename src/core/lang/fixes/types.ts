/** Values of the wrong type: literals get or lose their quotes, others a cast or the function that reads them. */
import type { Fix } from '../problem.js';
import type { Expression } from '../syntax.js';
import { isNumber, isScalar, isText, isUnknown } from '../typeRules.js';
import type { SyntaxNode } from '../walk.js';
import { quoted } from '../lint/rule.js';
import { argumentFixes } from './arguments.js';
import { replacement, source, wrapped, type Fixing } from './fixing.js';

export function typeFixes(fixing: Fixing): readonly Fix[] {
  const { node, parents } = fixing;
  const parent = parents.at(-1);
  if (!node || !isExpression(node)) return [];
  if (node.kind === 'comparison' || node.kind === 'isDistinctFrom')
    return comparisonFixes(node.left, node.right, fixing);
  const compared = parent && comparedWith(node, parent);
  if (compared) return comparisonFixes(compared, node, fixing);
  if (parent?.kind === 'like' || (parent?.kind === 'binary' && parent.operator === '||'))
    return textFixes(node, fixing);
  if (parent?.kind === 'subscript') return parent.index === node ? memberFixes(parent, fixing) : [];
  if (parent?.kind === 'call' && parent.filter !== node) return argumentFixes(node, parent, fixing);
  return conditionFixes(node, parent, fixing);
}

/** What one value of IN, BETWEEN or CASE is compared with. */
function comparedWith(node: Expression, parent: SyntaxNode): Expression | undefined {
  if (parent.kind === 'inList' || parent.kind === 'between')
    return parent.operand === node ? undefined : parent.operand;
  if (parent.kind !== 'case') return undefined;
  return parent.branches.some(({ when }) => when === node) ? parent.operand : undefined;
}

const isExpression = (node: SyntaxNode): node is Expression =>
  !['identifier', 'typeName', 'window', 'frame', 'relationAlias', 'unnest'].includes(node.kind);

function comparisonFixes(left: Expression, right: Expression, fixing: Fixing): readonly Fix[] {
  return [...oneSided(left, right, fixing), ...oneSided(right, left, fixing)].slice(0, 2);
}

/** What the other side can become to fit the first, or the first to fit the other. */
function oneSided(one: Expression, other: Expression, fixing: Fixing): readonly Fix[] {
  const type = fixing.analysis.typeOf(one);
  const otherType = fixing.analysis.typeOf(other);
  const literal = other.kind === 'literal' ? other : undefined;
  if (isText(type) && literal && (literal.type === 'boolean' || isNumber(otherType))) {
    // Only exact spellings: 1.50 as text is not 1.5.
    return [replacement(`Write ${quoted(literal.value)}`, literal.range, quoted(literal.value), true)];
  }
  if (isText(type) && other.kind === 'unary' && isNumber(otherType)) {
    const text = quoted(source(fixing, other.range).replace(/\s+/g, ''));
    return [replacement(`Write ${text}`, other.range, text)];
  }
  if (literal?.type === 'string') {
    const value = literal.value.trim();
    const fits = isScalar(type, 'boolean') ? /^(true|false)$/i : isNumber(type) ? /^-?\d+(\.\d+)?$/ : /^\b$/;
    if (fits.test(value))
      return [replacement(`Write ${value.toLowerCase()} without quotes`, literal.range, value.toLowerCase(), true)];
  }
  if (isScalar(type, 'json') && !isScalar(otherType, 'json')) return jsonFixes(one, fixing);
  const needsText = isText(otherType) && other.kind !== 'literal' && one.kind !== 'literal';
  if (needsText && type.kind === 'scalar' && !isText(type)) {
    return [wrapped('Compare it as text: CAST(... AS varchar)', one.range, 'CAST(', ' AS varchar)')];
  }
  return isScalar(type, 'ipaddress', 'uuid')
    ? [wrapped('Compare it as text: CAST(... AS varchar)', one.range, 'CAST(', ' AS varchar)')]
    : [];
}

/** A value of JSON as text. */
function jsonFixes(node: Expression, fixing: Fixing): readonly Fix[] {
  const name = node.kind === 'call' ? node.name.at(-1) : undefined;
  if (node.kind === 'parenthesized') return jsonFixes(node.expression, fixing);
  if (name?.name.toLowerCase() === 'json_extract')
    return [replacement('Take the value as text: json_extract_scalar', name.range, 'json_extract_scalar')];
  return [wrapped('Take the value as text: CAST(... AS varchar)', node.range, 'CAST(', ' AS varchar)')];
}

/** For LIKE and `||`. */
function textFixes(node: Expression, { analysis }: Fixing): readonly Fix[] {
  const type = analysis.typeOf(node);
  if (isUnknown(type) || isText(type)) return [];
  if (isScalar(type, 'json')) return [wrapped('Take its JSON text: json_format(...)', node.range, 'json_format(', ')')];
  if (type.kind === 'scalar') return [wrapped('Write CAST(... AS varchar)', node.range, 'CAST(', ' AS varchar)')];
  const title = 'Take all of it as JSON text: json_format(CAST(... AS JSON))';
  return [wrapped(title, node.range, 'json_format(CAST(', ' AS JSON))')];
}

/** `userIdentity['arn']`. */
function memberFixes(
  { base, index, range }: Extract<Expression, { kind: 'subscript' }>,
  fixing: Fixing,
): readonly Fix[] {
  const type = fixing.analysis.typeOf(base);
  if (type.kind === 'map' && index.kind === 'literal' && index.type === 'integer')
    return [replacement(`Write ${quoted(index.value)}`, index.range, quoted(index.value))];
  if (type.kind !== 'row' || index.kind !== 'literal' || index.type !== 'string') return [];
  const wanted = index.value.toLowerCase();
  const field = type.fields.find(({ name }) => name.toLowerCase() === wanted);
  if (!field || !/^[a-z_]\w*$/i.test(index.value)) return [];
  const text = `.${index.value}`;
  return [replacement(`Write ${text}`, { start: base.range.end, end: range.end }, text, true)];
}

/** A text where a condition must stand. */
function conditionFixes(node: Expression, parent: SyntaxNode | undefined, { analysis }: Fixing): readonly Fix[] {
  if (!isText(analysis.typeOf(node)) || node.kind === 'literal') return [];
  const isCondition =
    parent?.kind === 'logical' ||
    parent?.kind === 'not' ||
    (parent?.kind === 'select' && (parent.where === node || parent.having === node)) ||
    (parent?.kind === 'join' && parent.on === node) ||
    (parent?.kind === 'call' && parent.filter === node) ||
    (parent?.kind === 'case' && !parent.operand && parent.branches.some(({ when }) => when === node));
  return isCondition ? [wrapped("Compare it with 'true'", node.range, '', " = 'true'")] : [];
}
