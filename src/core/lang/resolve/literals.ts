/** Types of literals, and times that are none. */
import { scalar, unknownType, varchar, type LakeType } from '../../result/types.js';
import type { Expression, Literal } from '../syntax.js';
import { booleanType, bigint, double, integer, isInstant } from '../typeRules.js';
import type { Resolution } from './resolution.js';

export function literalType(resolution: Resolution, node: Literal): LakeType {
  switch (node.type) {
    case 'string':
    case 'unicodeString':
      return varchar;
    case 'integer':
      return Math.abs(Number(node.value.replaceAll('_', ''))) > 2_147_483_647 ? bigint : integer;
    case 'decimal':
      return scalar('decimal');
    case 'double':
      return double;
    case 'boolean':
      return booleanType;
    case 'null':
      return unknownType;
    case 'binary':
      return scalar('varbinary');
    case 'typed':
      return typedLiteral(resolution, node);
  }
  return node.type satisfies never;
}

/** A text literal that Lake will read as a time because it stands beside one. */
export function checkTimeText(resolution: Resolution, node: Expression, other: LakeType): void {
  if (node.kind !== 'literal' || node.type !== 'string' || !isInstant(other)) return;
  if (hasPlaceholder(node.value) || isTime(node.value)) return;
  resolution.report(
    'type-mismatch',
    node.range,
    `'${node.value.slice(0, 40)}' is not a time. Write it as '2026-01-31 00:00:00', in UTC.`,
    looksLikeTime(node.value) ? 'error' : 'warning',
  );
}

function typedLiteral(resolution: Resolution, node: Literal): LakeType {
  const name = node.typeName ?? '';
  if (name === 'timestamp') {
    if (!isTime(node.value) && !hasPlaceholder(node.value)) {
      const example = "timestamp '2026-01-31 00:00:00'";
      resolution.report(
        'type-mismatch',
        node.range,
        `'${node.value.slice(0, 40)}' is not a timestamp. Write ${example}.`,
      );
    }
    return scalar(/:\d\d(\.\d+)?\s*([A-Za-z]|[+-]\d)/.test(node.value) ? 'timestamp with time zone' : 'timestamp');
  }
  if (name === 'date' && !isDate(node.value) && !hasPlaceholder(node.value)) {
    resolution.report(
      'type-mismatch',
      node.range,
      `'${node.value.slice(0, 40)}' is not a date. Write date '2026-01-31'.`,
    );
  }
  return typesByName.get(name) ?? unknownType;
}

/** Dashboards and templates put values into texts: `'?'`, `'${from}'`, `'$StartTime$'`, `'<time>'`. */
const hasPlaceholder = (text: string): boolean => /[?$<>{}]|^\s*$/.test(text);

const looksLikeTime = (text: string): boolean => /^\s*\d{4}-\d{1,2}-\d{1,2}/.test(text);

function isTime(text: string): boolean {
  const match =
    /^\s*[+-]?(\d{4,6}-\d{1,2}-\d{1,2})(?:[ T](\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:\.\d{1,12})?)?)?)?\s*(?:Z|UTC|[+-]\d{1,2}(?::?\d{2})?|[A-Za-z]+(?:\/[A-Za-z_+\-0-9]+)*)?\s*$/i.exec(
      text,
    );
  if (!match) return false;
  const [hour = 0, minute = 0, second = 0] = match.slice(2, 5).map((part) => Number(part ?? 0));
  return isDate(match[1] ?? '') && hour <= 23 && minute <= 59 && second <= 59;
}

function isDate(text: string): boolean {
  const match = /^\s*[+-]?(\d{4,6})-(\d{1,2})-(\d{1,2})\s*$/.exec(text);
  if (!match) return false;
  const [year = 0, month = 0, day = 0] = match.slice(1).map(Number);
  return month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

const typesByName: ReadonlyMap<string, LakeType> = new Map([
  ['date', scalar('date')],
  ['time', scalar('time')],
  ['decimal', scalar('decimal')],
  ['json', scalar('json')],
  ['ipaddress', scalar('ipaddress')],
  ['uuid', scalar('uuid')],
  ['bigint', scalar('bigint')],
  ['integer', scalar('integer')],
  ['smallint', scalar('integer')],
  ['tinyint', scalar('integer')],
  ['double', scalar('double')],
  ['double precision', scalar('double')],
  ['real', scalar('double')],
  ['char', scalar('varchar')],
  ['varchar', scalar('varchar')],
  ['boolean', scalar('boolean')],
]);
