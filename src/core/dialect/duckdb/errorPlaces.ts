/**
 * Where an error at run time comes from. DuckDB gives none for most of them, or one inside a macro: then the kind of the
 * message tells what could have failed, and where the statement has exactly one such thing, that is it.
 */
import type { Range } from '../../lang/range.js';
import type { Expression, FunctionCall } from '../../lang/syntax.js';
import { visit, type SyntaxNode } from '../../lang/walk.js';
import type { TranslationInput } from '../translation.js';

export type ErrorContext = Pick<TranslationInput, 'statement'> & Partial<Pick<TranslationInput, 'analysis'>>;

/** The one place that the message (DuckDB's, or the macros' own) can come from; undefined for several and for none. */
export function onlyPlace(message: string, { statement, analysis }: ErrorContext): Range | undefined {
  const suspects = kinds.find(([pattern]) => pattern.test(message))?.[1];
  if (!suspects) return undefined;
  const typeName = (expression: Expression | undefined): string => {
    const type = expression && analysis?.typeOf(expression);
    return type === undefined || type.kind === 'unknown' ? '' : type.kind === 'scalar' ? type.name : type.kind;
  };
  const found: SyntaxNode[] = [];
  visit(statement, {
    enter: (node) => {
      const suspect = suspects(node, typeName);
      if (suspect !== undefined && suspect !== false) found.push(suspect === true ? node : suspect);
    },
  });
  const named = found.filter((node) => node.kind === 'literal' && node.value !== '' && message.includes(node.value));
  const [only, second] = named.length > 0 ? named : found;
  return second ? undefined : only?.range;
}

/** The longest value that begins at an offset; operators are not looked into. */
export function expressionAt({ statement }: ErrorContext, start: number): Range | undefined {
  let found: Range | undefined;
  const values = new Set(['call', 'cast', 'column', 'dereference', 'literal', 'special', 'subscript']);
  visit(statement, {
    enter: (node) => {
      if (node.range.start === start && values.has(node.kind)) found ??= node.range;
    },
  });
  return found;
}

/** Whether a node could have failed so, or the part of it that is to blame. `''` is a type that is not known. */
type Suspects = (
  node: SyntaxNode,
  typeName: (expression: Expression | undefined) => string,
) => boolean | SyntaxNode | undefined;

const nameOf = (call: FunctionCall): string => call.name.at(-1)?.name.toLowerCase() ?? '';

const calls = (names: string): Suspects => {
  const wanted = new Set(names.split(' '));
  return (node) => node.kind === 'call' && wanted.has(nameOf(node));
};

/** An argument of the functions, by its index. */
const argument = (names: string, index: number): Suspects => {
  const isCall = calls(names);
  return (node) => (node.kind === 'call' && isCall(node, () => '') === true ? node.arguments[index] : undefined);
};

const either =
  (...all: readonly Suspects[]): Suspects =>
  (node, typeName) =>
    all.map((each) => each(node, typeName)).find((found) => found !== undefined && found !== false);

const operator =
  (...operators: readonly string[]): Suspects =>
  (node) =>
    node.kind === 'binary' && operators.includes(node.operator);

const castTo =
  (target: RegExp, source?: string): Suspects =>
  (node, typeName) => {
    if (node.kind !== 'cast' || node.safe || !target.test(node.type.name)) return false;
    const from = typeName(node.operand);
    return source === undefined || from === '' || from === source;
  };

const typedLiteral =
  (name: string): Suspects =>
  (node) =>
    node.kind === 'literal' && node.type === 'typed' && node.typeName === name;

const patternFunctions =
  'regexp_like regexp_extract regexp_extract_all regexp_count regexp_position regexp_split regexp_replace';
const networkFunctions = 'contains is_subnet_of ip_prefix ip_subnet_min ip_subnet_max ip_subnet_range';

const division: Suspects = (node, typeName) => {
  if (node.kind === 'call') return nameOf(node) === 'mod';
  if (node.kind !== 'binary' || !['/', '%'].includes(node.operator)) return false;
  const isHarmless = node.right.kind === 'literal' && /[1-9]/.test(node.right.value);
  return !isHarmless && ![typeName(node.left), typeName(node.right)].includes('double');
};

const ofMap: Suspects = (node, typeName) => node.kind === 'subscript' && ['map', ''].includes(typeName(node.base));
const ofArray: Suspects = (node, typeName) => node.kind === 'subscript' && ['array', ''].includes(typeName(node.base));

const kinds: readonly (readonly [message: RegExp, suspects: Suspects])[] = [
  [/Division by zero/, division],
  [/seconds to a date/, operator('+', '-')],
  [/Overflow in addition/, operator('+')],
  [/Overflow in subtraction/, operator('-')],
  [/Overflow in multiplication/, operator('*')],
  [/Array subscript/, ofArray],
  [/array indices start at 1/, either(ofArray, calls('element_at slice'))],
  [/Key not present in map/, ofMap],
  [/Cannot convert value to JSON/, either(calls('json_parse json'), typedLiteral('json'))],
  [/to a whole number/, castTo(/int/, 'varchar')],
  [/Cannot cast value to IPADDRESS/, either(castTo(/^ipaddress$/), typedLiteral('ipaddress'))],
  [/Cannot cast '[\s\S]*' to /, castTo(/./, 'json')],
  [/Invalid network IP address/, calls(networkFunctions)],
  [/invalid UTF-?8|could not convert blob to UTF8/i, calls('from_utf8')],
  [/according to format specifier/, calls('date_parse parse_datetime')],
  [/Invalid format: "/, calls('from_iso8601_date from_iso8601_timestamp from_iso8601_timestamp_nanos')],
  [
    /Unknown TimeZone/,
    either(
      (node) => (node.kind === 'atTimeZone' ? node.zone : undefined),
      argument('at_timezone with_timezone from_unixtime', 1),
    ),
  ],
  [/result of sequence|sequence stop value|step must not be zero/, calls('sequence')],
  [/count argument of repeat/, calls('repeat')],
  [/More than one row returned by a subquery/, (node) => node.kind === 'scalarSubquery'],
  [/Recursion depth limit/, (node) => (node.kind === 'commonTable' && node.columns.length > 0 ? node.name : undefined)],
  [/Target length|Padding string|at most 100000 characters/, calls('lpad rpad')],
  [/Duplicate map keys|Map keys must be unique/, calls('map map_from_entries transform_keys split_to_map')],
  [/map entry cannot be null/, calls('map_from_entries')],
  [/Key and value arrays/, calls('map')],
  [/Key-value delimiter/, calls('split_to_map split_to_multimap')],
  [/length must be greater than or equal to 0/, calls('slice')],
  [/Overflow on abs/, calls('abs')],
  [/Invalid UTF8 Codepoint/, calls('chr')],
  [/Invalid input for hex digit/, calls('from_hex')],
  [/as base64/, calls('from_base64 from_base64url')],
  [/Invalid type specifier/, calls('format')],
  [/radix must be between/, calls('to_base from_base')],
  [/QUANTILE can only/, calls('approx_percentile')],
  [/hamming_distance/, calls('hamming_distance')],
  [/Input is not a number/, calls('luhn_check')],
  [/single character string/, calls('codepoint')],
  [/The limit must be positive/, calls('split')],
  [/Index must be greater than zero/, calls('split_part')],
  [/'instance' must not be 0/, calls('strpos')],
  [/bucketCount|bounds cannot equal/, calls('width_bucket')],
  [/Not a valid base-/, calls('from_base')],
  [/hexadecimal text must be even/, calls('from_hex')],
  [/expected \d-byte input/, calls('from_big_endian_32 from_big_endian_64')],
  [/N must be positive/, calls('ngrams')],
  [/size must not/, calls('trim_array')],
  [/where words end|before the line break at the end/, calls(patternFunctions)],
  [/two hexadecimal digits must stand/, calls('url_decode url_extract_parameter')],
  [/offset of lag/, argument('lag', 1)],
  [/offset of lead/, argument('lead', 1)],
  [/offset of nth_value/, argument('nth_value', 1)],
  [/^Could not convert string|field format: "|field value out of range/, castTo(/./)],
  [
    /^(?:missing [\])]|unexpected \)|no argument for repetition|bad repetition|invalid (?:escape|character class|repetition|named|perl|UTF-8)|trailing \\)/,
    argument(patternFunctions, 1),
  ],
];
