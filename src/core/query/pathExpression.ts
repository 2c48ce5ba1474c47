/** What lies at a path within a column, as an expression of Lake SQL. */
import { numberLiteral, stringLiteral } from '../lang/literals.js';
import { reservedWords } from '../lang/words.js';
import { unknownType, type LakeType, type Value } from '../result/types.js';

/** Where on a path a text is opened as JSON: before step `at`; `encoded` texts are in URL encoding. */
export interface OpenedText {
  readonly at: number;
  readonly encoded: boolean;
}

export interface PathExpression {
  readonly text: string;
  /** Of what the expression gives; unknown within JSON. */
  readonly type: LakeType;
  readonly inJson: boolean;
}

/**
 * Structs by dot, maps by `element_at`, lists by position, JSON by `json_extract_scalar`. Undefined where no expression
 * can say it.
 */
export function pathExpression(
  base: string,
  type: LakeType,
  path: readonly string[],
  opened: readonly OpenedText[],
): PathExpression | undefined {
  let text = base;
  let typed: LakeType | undefined = type;
  let json: string | undefined;
  for (const [at, step] of path.entries()) {
    const opens = opened.find((one) => one.at === at);
    if (opens && json !== undefined) text = extract(text, json) ?? '';
    if (opens?.encoded) text = `url_decode(${text})`;
    if (opens) json = '$';
    if (json === undefined && typed) {
      const inner: { text: string; type: LakeType } | undefined = innerExpression(text, typed, step);
      if (inner) {
        ({ text, type: typed } = inner);
        continue;
      }
      json = '$';
    }
    typed = undefined;
    json += jsonStep(step);
  }
  if (json !== undefined) {
    const scalar = extract(text, json);
    return scalar === undefined ? undefined : { text: scalar, type: unknownType, inJson: true };
  }
  return { text, type: typed ?? unknownType, inJson: false };
}

function innerExpression(text: string, type: LakeType, step: string): { text: string; type: LakeType } | undefined {
  switch (type.kind) {
    case 'row': {
      const field = type.fields.find(({ name }) => name === step);
      return field && { text: `${text}.${identifierOf(step)}`, type: field.type };
    }
    case 'map': {
      const key = stringLiteral(step);
      return key === undefined ? undefined : { text: `element_at(${text}, ${key})`, type: type.value };
    }
    case 'array':
      return /^\d{1,9}$/.test(step) ? { text: `${text}[${Number(step) + 1}]`, type: type.element } : undefined;
    case 'scalar':
    case 'unknown':
      return undefined;
  }
  return type satisfies never;
}

function extract(text: string, json: string): string | undefined {
  const literal = stringLiteral(json);
  return literal === undefined ? undefined : `json_extract_scalar(${text}, ${literal})`;
}

const jsonStep = (step: string): string =>
  /^\d{1,9}$/.test(step)
    ? `[${step}]`
    : /^[A-Za-z_]\w*$/.test(step)
      ? `.${step}`
      : `["${step.replace(/["\\]/g, '\\$&')}"]`;

/** A name as Lake SQL writes it: quoted unless it is plain. */
export const identifierOf = (name: string): string =>
  /^[A-Za-z_]\w*$/.test(name) && !reservedWords.has(name.toUpperCase()) ? name : `"${name.replaceAll('"', '""')}"`;

/** A value as the literal to compare an expression with; undefined for containers and what no literal can say. */
export function comparable(
  value: Value,
  { type, inJson }: Pick<PathExpression, 'type' | 'inJson'>,
): string | undefined {
  if (value === null) return 'NULL';
  if (typeof value === 'boolean') return inJson ? stringLiteral(String(value)) : value ? 'TRUE' : 'FALSE';
  if (typeof value === 'object') return undefined;
  const name = type.kind === 'scalar' ? type.name : undefined;
  if (typeof value === 'number' || (name !== undefined && numeric.has(name))) return numberLiteral(String(value));
  const literal = stringLiteral(value);
  if (literal === undefined || name === undefined) return literal;
  switch (name) {
    case 'timestamp':
    case 'timestamp with time zone':
      return `timestamp ${literal}`;
    case 'date':
      return `date ${literal}`;
    case 'varbinary':
      return `from_hex(${literal})`;
    case 'uuid':
    case 'ipaddress':
      return `CAST(${literal} AS ${name})`;
    default:
      return literal;
  }
}

const numeric: ReadonlySet<string> = new Set(['integer', 'bigint', 'double', 'decimal']);

/** `expression` is, or is not, one of the values; NULL counts as a value. Undefined when a value cannot be said. */
export function isOneOf(expression: PathExpression, values: readonly Value[], negate: boolean): string | undefined {
  const known = values.filter((value) => value !== null);
  const literals = known.map((value) => comparable(value, expression));
  if (literals.some((literal) => literal === undefined) || values.length === 0) return undefined;
  const asNumber = expression.inJson && known.some((value) => typeof value === 'number');
  const text = asNumber ? `CAST(${expression.text} AS double)` : expression.text;
  const hasNull = known.length < values.length;
  const list =
    literals.length === 0
      ? undefined
      : literals.length === 1
        ? `${text} ${negate ? '<>' : '='} ${literals[0] ?? ''}`
        : `${text} ${negate ? 'NOT IN' : 'IN'} (${literals.join(', ')})`;
  // Rows without a value are none of the values, which SQL's own comparison would not say.
  const missing = hasNull === negate ? `${text} IS NOT NULL` : `${text} IS NULL`;
  if (list === undefined) return missing;
  if (negate) return hasNull ? list : `(${list} OR ${text} IS NULL)`;
  return hasNull ? `(${list} OR ${missing})` : list;
}
