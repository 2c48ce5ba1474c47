/** Texts, regular expressions, URLs, binaries, IP addresses. */
import type { Expression, FunctionCall } from '../../../lang/syntax.js';
import {
  emitFunction,
  knownInteger,
  knownText,
  mayFail,
  quoteText,
  refuse,
  scalarOf,
  typeOf,
  type Context,
  type EmitCall,
} from '../context.js';
import { allMacros, allRenamed, allSame, allTemplates, byCount, emitRenamed, renamed, template } from '../calls.js';
import { emitConcatenation } from '../expressions.js';
import {
  boundaryCare,
  endsBeforeLineBreak,
  groupCount,
  hasAbsentGroups,
  missingInRe2,
  re2Pattern,
  re2Replacement,
} from '../patterns.js';
import { emitReplacements } from '../lambdas.js';
import { emitFormat } from './format.js';

/** A function of regular expressions: the pattern is checked and put into RE2's spelling where it is known. */
const regexp =
  (macro: string, onlyTests = false): EmitCall =>
  (context, call) => {
    const [text, patternNode, ...rest] = call.arguments;
    const pattern = knownText(context, patternNode);
    if (!text || !patternNode || refusesPattern(context, patternNode, pattern)) return;
    if (refusesGroup(context, rest[0], pattern)) return;
    context.out.text(`${macro}(`, call.range.start);
    emitMatchedText(context, text, pattern, onlyTests);
    context.out.text(', ');
    if (pattern === undefined) emitUnknownPattern(context, text, patternNode, onlyTests, rest[0]);
    else context.out.text(quoteText(re2Pattern(pattern, onlyTests)), patternNode.range.start);
    for (const argument of rest) {
      context.out.text(', ');
      context.emit(argument);
    }
    context.out.text(')');
  };

/** A pattern that comes from a column or a calculation is looked at row by row. */
function emitUnknownPattern(
  context: Context,
  text: Expression,
  pattern: Expression,
  onlyTests: boolean,
  group: Expression | undefined,
): void {
  if (!mayFail(context, pattern.range)) return;
  context.out.text('lk_pattern(', pattern.range.start);
  context.emit(text);
  context.out.text(', ');
  context.emit(pattern);
  context.out.text(onlyTests ? ", 'tests', " : ", 'matches', ");
  if (group) context.out.text('CAST(');
  if (group) context.emit(group);
  context.out.text(group ? ' AS INTEGER))' : '0)');
}

/** RE2 would answer with empty texts for a group that is not there. */
function refusesGroup(context: Context, node: Expression | undefined, pattern: string | undefined): boolean {
  const group = knownInteger(context, node);
  if (!node || group === undefined || pattern === undefined) return false;
  const count = groupCount(pattern);
  if (group >= 0 && group <= count) return false;
  refuse(context, node.range, `The pattern has ${count} groups; there is no group ${group}.`);
  return true;
}

function refusesPattern(context: Context, node: Expression, pattern: string | undefined): boolean {
  const missing = pattern === undefined ? undefined : missingInRe2(pattern);
  if (missing === undefined) return false;
  refuse(context, node.range, `The local engine's regular expressions have no ${missing}.`);
  return true;
}

/** The text that is matched; fails on those where RE2 would find the ends of words, or of the text, elsewhere than Trino. */
function emitMatchedText(context: Context, text: Expression, pattern: string | undefined, onlyTests = false): void {
  const care = pattern === undefined ? 'none' : boundaryCare(pattern);
  const meetsEnd = !onlyTests && pattern !== undefined && endsBeforeLineBreak(pattern);
  if ((care !== 'none' || meetsEnd) && !mayFail(context, text.range)) return;
  const words = (): void => {
    if (care === 'none') context.emit(text);
    else emitFunction(context, care === 'beside' ? 'lk_words_beside' : 'lk_words_anywhere', [() => context.emit(text)]);
  };
  if (meetsEnd) emitFunction(context, 'lk_plain_end', [words]);
  else words();
}

/**
 * A group that takes no part in the match is NULL in Trino and empty in DuckDB. Where a pattern has such groups, the
 * empty text is taken for NULL: a group that matched nothing is rarer.
 */
const regexpExtract: EmitCall = (context, call) => {
  const pattern = knownText(context, call.arguments[1]) ?? '';
  const mayBeAbsent =
    call.arguments.length === 3 && knownInteger(context, call.arguments[2]) !== 0 && hasAbsentGroups(pattern);
  if (mayBeAbsent) context.out.text('nullif(', call.range.start);
  regexp('lk_regexp_extract')(context, call);
  if (mayBeAbsent) context.out.text(", '')");
};

const regexpReplace: EmitCall = (context, call) => {
  const replacement = call.arguments[2];
  if (!replacement) return regexp('lk_regexp_replace')(context, call);
  if (replacement.kind === 'lambda') return replaceByLambda(context, call);
  const text = knownText(context, replacement);
  const pattern = knownText(context, call.arguments[1]);
  const written = text === undefined ? undefined : re2Replacement(text, pattern ?? '');
  if (written === undefined) {
    const message = 'The local engine needs a plain replacement text, with groups $1 to $9 at most.';
    return refuse(context, replacement.range, message);
  }
  const [subject, patternNode] = call.arguments;
  if (!subject || !patternNode || refusesPattern(context, patternNode, pattern)) return;
  context.out.text('lk_regexp_replace(', call.range.start);
  emitMatchedText(context, subject, pattern);
  context.out.text(', ');
  if (pattern !== undefined) context.out.text(quoteText(re2Pattern(pattern)), patternNode.range.start);
  else emitUnknownPattern(context, subject, patternNode, false, undefined);
  context.out.text(', ');
  context.out.text(quoteText(written), replacement.range.start);
  context.out.text(')');
};

function replaceByLambda(context: Context, call: FunctionCall): void {
  const [text, patternNode] = call.arguments;
  const pattern = knownText(context, patternNode);
  if (!text || !patternNode || refusesPattern(context, patternNode, pattern)) return;
  if (pattern === undefined) {
    const message = 'The local engine needs the pattern as a text where regexp_replace() has a lambda.';
    return refuse(context, patternNode.range, message);
  }
  const emitText = (): void => emitMatchedText(context, text, pattern);
  emitReplacements(
    context,
    call,
    groupCount(pattern),
    emitText,
    quoteText(re2Pattern(pattern)),
    hasAbsentGroups(pattern),
  );
}

const ofBinary =
  (text: string, binary: string): EmitCall =>
  (context, call) => {
    const first = call.arguments[0] && scalarOf(context, call.arguments[0]);
    emitRenamed(context, call, first === 'varbinary' ? binary : text);
  };

/** Positions that are written as positive numbers need no care. */
const substring: EmitCall = (context, call) => {
  const [, start, length] = call.arguments;
  const from = knownInteger(context, start);
  const count = length === undefined ? 1 : knownInteger(context, length);
  const isPlain = from !== undefined && from > 0 && count !== undefined && count >= 0;
  emitRenamed(context, call, isPlain ? 'substring' : 'lk_substring');
};

const concatWs: EmitCall = (context, call) => {
  const [separator, ...texts] = call.arguments;
  const isArray = texts.length === 1 && texts[0] !== undefined && typeOf(context, texts[0]).kind === 'array';
  context.out.text('lk_concat_ws(', call.range.start);
  if (separator) context.emit(separator);
  context.out.text(isArray ? ', ' : ', [');
  texts.forEach((text, index) => {
    if (index > 0) context.out.text(', ');
    context.emit(text);
  });
  context.out.text(isArray ? ')' : '])');
};

const reverse: EmitCall = (context, call) => {
  const type = call.arguments[0] && typeOf(context, call.arguments[0]);
  if (type?.kind === 'scalar' && type.name === 'varbinary') return emitRenamed(context, call, 'lk_js_reverse');
  emitRenamed(context, call, type?.kind === 'array' ? 'list_reverse' : 'reverse');
};

/** The replacement may be the number of a character. */
const fromUtf8: EmitCall = (context, call) => {
  const second = call.arguments[1] && scalarOf(context, call.arguments[1]);
  const isNumber = second === 'integer' || second === 'bigint';
  (isNumber ? template('lk_from_utf8($1, chr(CAST($2 AS INTEGER)))') : renamed('lk_from_utf8'))(context, call);
};

export const textFunctions: Readonly<Record<string, EmitCall>> = {
  ...allSame('chr ends_with lower starts_with translate'),
  ...allMacros('upper trim ltrim rtrim replace split_part lpad rpad title_case luhn_check codepoint strpos'),
  ...allMacros(
    'md5 sha1 sha256 sha512 hmac_md5 hmac_sha1 hmac_sha256 hmac_sha512 crc32 to_base64url from_base64url to_base32',
  ),
  ...allMacros(
    'to_big_endian_64 to_big_endian_32 from_big_endian_64 from_big_endian_32 url_decode url_encode char2hexint parse_data_size',
  ),
  ...allRenamed({
    index: 'lk_strpos',
    levenshtein_distance: 'lk_levenshtein',
    hamming_distance: 'lk_hamming',
    url_extract_host: 'lk_url_host',
    url_extract_path: 'lk_url_path',
    url_extract_port: 'lk_url_port',
    url_extract_protocol: 'lk_url_protocol',
    url_extract_query: 'lk_url_query',
    url_extract_fragment: 'lk_url_fragment',
    url_extract_parameter: 'lk_url_parameter_value',
    to_utf8: 'encode',
    to_hex: 'hex',
    to_base64: 'base64',
    uuid: 'uuid',
  }),
  ...allTemplates({
    split_to_multimap: 'lk_multimap(lk_split_pairs($1, $2, $3))',
    from_base64: 'lk_from_base64(CAST($1 AS VARCHAR))',
    from_base32: 'lk_from_base32(CAST($1 AS VARCHAR))',
    from_hex: 'lk_from_hex(CAST($1 AS VARCHAR))',
    position: 'strpos($2, $1)',
  }),
  split_to_map: byCount({ 3: template('lk_map_unique(lk_split_pairs($1, $2, $3))') }),
  split: byCount({ 2: renamed('string_split'), 3: renamed('lk_split') }),
  concat: (context, call) => emitConcatenation(context, call.arguments),
  concat_ws: concatWs,
  from_utf8: fromUtf8,
  format: emitFormat,
  length: ofBinary('length', 'octet_length'),
  reverse,
  substr: substring,
  substring,
  regexp_like: regexp('regexp_matches', true),
  regexp_extract: regexpExtract,
  regexp_extract_all: regexp('lk_regexp_extract_all'),
  regexp_count: regexp('lk_regexp_count'),
  regexp_position: byCount({ 2: regexp('lk_regexp_position') }),
  regexp_split: regexp('lk_regexp_split'),
  regexp_replace: regexpReplace,
};
