/** Arguments that a function cannot take. */
import type { LakeType } from '../../result/types.js';
import type { Fix } from '../problem.js';
import { nearest } from '../suggest.js';
import type { Expression, FunctionCall } from '../syntax.js';
import { isText } from '../typeRules.js';
import { quoted } from '../lint/rule.js';
import { replacement, shortCode, source, wrapped, type Fixing } from './fixing.js';

export function argumentFixes(node: Expression, call: FunctionCall, fixing: Fixing): readonly Fix[] {
  const name = call.name.at(-1);
  if (!name || !call.arguments.includes(node)) return [];
  const lower = name.name.toLowerCase();
  const type = fixing.analysis.typeOf(node);
  if (/^date_(add|diff|trunc)$/.test(lower) && node === call.arguments[0]) return unitFixes(node);
  if (/^(is_)?json_/.test(lower) && type.kind === 'map') return mapFixes(node, call, lower, fixing);
  if (/^(is_)?json_/.test(lower) && type.kind !== 'scalar') return [cast(node, 'JSON')];
  if (lower === 'length' && (type.kind === 'array' || type.kind === 'map'))
    return [replacement('Count its elements: cardinality', name.range, 'cardinality', true)];
  if (lower === 'cardinality' && isText(type)) return [replacement('Count its letters: length', name.range, 'length')];
  if (isText(type) && times.test(lower)) return [cast(node, 'timestamp')];
  if (isText(type) && /^(md5|sha|crc32|xxhash64|to_base64|to_hex|hmac)/.test(lower))
    return [wrapped('Write to_utf8(...)', node.range, 'to_utf8(', ')', true)];
  return isOtherScalar(type) && texts.test(lower) ? [cast(node, 'varchar')] : [];
}

const times =
  /^(date_|day|dow|doy|hour|minute|second|millisecond|month|quarter|week|year|yow|to_unixtime|format_datetime|to_iso8601|at_timezone|with_timezone|last_day)/;
const texts = /^(lower|upper|concat|substr|replace|split|strpos|starts_with|regexp_|trim|length)/;

const isOtherScalar = (type: LakeType): boolean => type.kind === 'scalar' && !isText(type);

const cast = (node: Expression, type: string): Fix =>
  wrapped(`Write CAST(... AS ${type})`, node.range, 'CAST(', ` AS ${type})`);

const units = ['millisecond', 'second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'];

function unitFixes(node: Expression): readonly Fix[] {
  if (node.kind !== 'literal' || node.type !== 'string') return [];
  const near = nearest(node.value, units);
  return near === undefined ? [] : [replacement(`Write '${near}'`, node.range, `'${near}'`)];
}

/** Maps hold texts: the first step of the path is their key, the rest is for the JSON in it. */
function mapFixes(node: Expression, call: FunctionCall, name: string, fixing: Fixing): readonly Fix[] {
  const map = source(fixing, node.range);
  const path = call.arguments[1];
  const steps = path?.kind === 'literal' ? /^\$\.(\w+)(.*)$/s.exec(path.value) : null;
  const whole = cast(node, 'JSON');
  if (!steps || !path || call.arguments.length !== 2 || !/^json_extract(_scalar)?$/.test(name)) return [whole];
  const [, key = '', rest = ''] = steps;
  const value = `element_at(${map}, ${quoted(key)})`;
  if (rest === '') return [replacement(`Write ${shortCode(value)}`, call.range, value), whole];
  const title = `Read the JSON of one key: ${shortCode(value)}`;
  const edits = [
    { range: node.range, text: value },
    { range: path.range, text: quoted(`$${rest}`) },
  ];
  return [{ title, edits }, whole];
}
