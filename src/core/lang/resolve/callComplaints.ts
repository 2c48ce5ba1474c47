/** What is wrong with a call, said with a remedy. */
import { allFunctions, lakeWordFor, type LakeFunction, type Signature } from '../../catalog/functions.js';
import { unknownType, type LakeType } from '../../result/types.js';
import { firstMisfit, type Argument } from '../overloads.js';
import { nearest } from '../suggest.js';
import type { Expression, FunctionCall } from '../syntax.js';
import { isNumber } from '../typeRules.js';
import { needsOrder } from './complaints.js';
import { describeType } from './describe.js';
import type { Resolution } from './resolution.js';

export function reportUnknownFunction(resolution: Resolution, node: FunctionCall, name: string): void {
  if (resolution.isMarked(name) || name === '') return;
  const range = node.name.at(-1)?.range ?? node.range;
  const instead =
    lakeWordFor(name) ??
    nearest(
      name,
      allFunctions().map((each) => each.name),
    );
  const remedy = instead ? ` Write ${instead}.` : '';
  resolution.report('unknown-function', range, `There is no function ${name} in Lake SQL.${remedy}`);
}

export function reportArgumentCount(resolution: Resolution, node: FunctionCall, found: LakeFunction): void {
  const { length } = node.arguments;
  const range = length > 0 ? node.argumentsRange : node.range;
  const ways = found.signatureTexts.slice(0, 3).join(' or ');
  resolution.report(
    'wrong-argument-count',
    range,
    `${found.name} ${length === 0 ? 'needs arguments' : `does not take ${length === 1 ? 'one argument' : `${length} arguments`}`}. Write ${ways}.`,
  );
}

export function reportMisfit(
  resolution: Resolution,
  node: FunctionCall,
  found: LakeFunction,
  signatures: readonly Signature[],
  given: readonly Argument[],
): void {
  const index = firstMisfit(signatures, given);
  const argument = node.arguments[index];
  if (!argument) return;
  const text = resolution.shown(argument.range).replace(/\s+/g, ' ').slice(0, 60);
  const type = given[index]?.type ?? unknownType;
  const what = argument.kind === 'lambda' ? 'a lambda' : describeType(type);
  const remedy = misfitRemedy(resolution, node, argument, found.name, text, type);
  resolution.report(
    'type-mismatch',
    argument.range,
    `${found.name} cannot take ${what} here (${text}).${remedy || ` It is ${found.signatureTexts.slice(0, 2).join(' or ')}.`}`,
  );
}

function misfitRemedy(
  resolution: Resolution,
  node: FunctionCall,
  argument: Expression,
  name: string,
  text: string,
  type: LakeType,
): string {
  const second = node.arguments[1];
  const path = second?.kind === 'literal' ? second.value : '';
  if (/^(is_)?json_/.test(name) && type.kind === 'map') {
    const key = /^\$\.(\w+)$/.exec(path)?.[1];
    const nested = /^\$\.(\w+)(.+)$/.exec(path);
    if (key) return ` ${text} is a map, not JSON: write element_at(${text}, '${key}').`;
    if (nested)
      return ` ${text} is a map of texts: write ${name}(element_at(${text}, '${nested[1] ?? ''}'), '$${nested[2] ?? ''}').`;
    return ` ${text} is a map, not JSON: write element_at(${text}, 'key') or CAST(${text} AS JSON).`;
  }
  if (/^(is_)?json_/.test(name) && type.kind !== 'scalar') return ` Write CAST(${text} AS JSON).`;
  if (type.kind === 'scalar' && type.name === 'varchar' && timeFunctions.test(name)) {
    return ` ${text} is text: write CAST(${text} AS timestamp) or from_iso8601_timestamp(${text}).`;
  }
  if (/^(contains|ip_prefix|is_subnet_of)$/.test(name) && type.kind === 'scalar' && type.name === 'varchar') {
    return ` An address is compared as ipaddress: write TRY_CAST(${text} AS ipaddress), which is NULL for texts such as service names.`;
  }
  if (name === 'element_at' && type.kind === 'row' && node.arguments[0] === argument) {
    const member = /^\w+$/.test(path) ? path : 'member';
    return ` ${text} is a struct: name its member with a dot, ${text}.${member}.`;
  }
  if (type.kind === 'scalar' && type.name === 'varchar' && sumFunctions.test(name)) {
    return ` ${text} is text: write TRY_CAST(${text} AS bigint).`;
  }
  if (name === 'length' && (type.kind === 'array' || type.kind === 'map')) return ` Write cardinality(${text}).`;
  if (name === 'cardinality' && type.kind === 'scalar') return ` Write length(${text}).`;
  if (
    type.kind === 'scalar' &&
    type.name === 'varchar' &&
    /^(md5|sha|crc32|xxhash64|to_base64|to_hex|hmac)/.test(name)
  ) {
    return ` Write to_utf8(${text}).`;
  }
  if (type.kind === 'scalar' && textFunctions.test(name)) return ` Write CAST(${text} AS varchar).`;
  if (name === 'if' && node.arguments[0] === argument)
    return ` The first argument is a condition, such as ${text} = ${isNumber(type) ? '1' : "'true'"}.`;
  if (/^(coalesce|if|greatest|least|nullif)$/.test(name)) {
    return ` Its values must have one type: cast one of them, such as CAST(${text} AS varchar).`;
  }
  return '';
}

const timeFunctions =
  /^(date_|day|dow|doy|hour|minute|second|millisecond|month|quarter|week|year|yow|to_unixtime|format_datetime|to_iso8601|at_timezone|with_timezone|last_day)/;
const sumFunctions = /^(sum|avg|stddev|variance|var_|skewness|kurtosis|geometric_mean|approx_percentile)/;
const textFunctions = /^(lower|upper|concat|substr|replace|split|strpos|starts_with|regexp_|trim|length|like|json_)/;

const units = ['millisecond', 'second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'];

/** Functions that look for the largest or smallest, or sort; the number is that of the argument that decides. */
const ordering: ReadonlyMap<string, number> = new Map([
  ['max', 0],
  ['min', 0],
  ['greatest', 0],
  ['least', 0],
  ['array_max', 0],
  ['array_min', 0],
  ['max_by', 1],
  ['min_by', 1],
]);

/** Literals with a closed set of values, values without order, and positions that begin with 1. */
export function checkWords(resolution: Resolution, node: FunctionCall, found: LakeFunction): void {
  const [first, second] = node.arguments;
  const deciding = node.arguments[ordering.get(found.name) ?? -1];
  if (deciding) needsOrder(resolution, deciding, found.name);
  if (found.name === 'array_sort' && first && !second) needsOrder(resolution, first, found.name);
  if (/^date_(add|diff|trunc)$/.test(found.name) && first?.kind === 'literal' && first.type === 'string') {
    const unit = first.value.toLowerCase();
    if (units.includes(unit) || !/^[a-z]*$/.test(unit)) return;
    const near = nearest(unit, units);
    resolution.report(
      'type-mismatch',
      first.range,
      `'${first.value}' is not a unit of time. Write ${near ? `'${near}'` : units.map((each) => `'${each}'`).join(', ')}.`,
    );
  }
  if (found.name === 'element_at' && first && second?.kind === 'literal' && second.type === 'integer') {
    if (Number(second.value) === 0 && resolution.typeOf(first).kind === 'array') {
      const text = resolution.shown(first.range);
      resolution.report(
        'array-index-zero',
        second.range,
        `Positions in arrays begin with 1. Write element_at(${text}, 1).`,
      );
    }
  }
}
