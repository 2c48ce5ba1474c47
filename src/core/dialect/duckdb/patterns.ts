/**
 * Regular expressions. Trino's are Joni's with Java's syntax, in which \w, \d, \s and \b know all of Unicode; DuckDB's are
 * RE2, where they know ASCII, without look-around and back-references. What RE2 can say is put in its words.
 * Source: https://trino.io/docs/current/functions/regexp.html.
 */

/** What RE2 lacks in a pattern, in words; undefined when it can be used, translated by `re2Pattern`. */
export function missingInRe2(pattern: string): string | undefined {
  const bare = pattern.replaceAll(/\[(?:\\.|[^\]\\])*\]/g, '[]');
  if (/\(\?<?[=!]/.test(bare)) return 'look-ahead and look-behind';
  if (/\(\?>/.test(bare)) return 'atomic groups';
  if (/(?:^|[^\\])(?:\\\\)*\\[1-9]/.test(bare) || /\\k</.test(bare)) return 'back-references';
  if (/(?:[^\\]|^)[*+?}]\+/.test(bare)) return 'possessive quantifiers';
  const flag = /\(\?[a-z]*([xud])[a-z]*[:)-]/.exec(bare)?.[1];
  if (flag !== undefined) return `flag (?${flag})`;
  const escape = /(?:^|[^\\])(?:\\\\)*(\\(?:[GRXhHN0]|x[89a-fA-F]))/.exec(bare)?.[1];
  if (escape !== undefined) return `escape ${escape}`;
  if (/&&/.test(pattern) && /\[[^\]]*&&/.test(pattern)) return 'intersections of character classes';
  if (/\[\^(?:\\.|[^\]\\])*\\[WS]/.test(pattern)) return 'negated class with \\W or \\S in it';
  return undefined;
}

/** What stands before the words of an answer of `re2PatternFor` that is no pattern. */
export const refusedPattern = '\u{e0fe}';

const otherWord = /[^\p{ASCII}\P{L}]|[^\p{ASCII}\P{M}]|[^\p{ASCII}\P{N}]|[^\p{ASCII}\P{Pc}]/u;

/**
 * A pattern that is known only when the statement runs, as RE2 reads it for this text; or, after `refusedPattern`, words
 * that tell why RE2 would answer otherwise than Trino. `group`: the group that is asked for, 0 for all.
 */
export function re2PatternFor(text: string, pattern: string, onlyTests: boolean, group: number): string {
  const refused = (words: string): string => `${refusedPattern}${words}: ${pattern.slice(0, 100)}`;
  const missing = missingInRe2(pattern);
  if (missing !== undefined) return refused(`The local engine's regular expressions have no ${missing}`);
  if (group < 0 || group > groupCount(pattern)) return refused(`There is no group ${group} in the pattern`);
  if (group > 0 && hasAbsentGroups(pattern)) {
    return refused('The local engine needs a pattern whose groups may be absent as a text');
  }
  if (!onlyTests && text.endsWith('\n') && endsBeforeLineBreak(pattern)) {
    return refused('The local engine cannot match $ before the line break at the end of a text');
  }
  if (boundaryCare(pattern) !== 'none' && otherWord.test(text)) {
    return refused('The local engine cannot tell where words end (\\b) in texts with letters beyond ASCII');
  }
  return re2Pattern(pattern, onlyTests);
}

/** Whether a match may leave a group out. */
export const hasAbsentGroups = (pattern: string): boolean => /[|]|\)[?*]|\)\{0/.test(pattern);

const word = String.raw`\p{L}\p{M}\p{N}\p{Pc}`;
const space = String.raw`\t-\r \x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}`;

/** By letter, outside and inside of a class. */
const classes: ReadonlyMap<string, readonly [outside: string, inside: string]> = new Map([
  ['w', [`[${word}]`, word]],
  ['W', [`[^${word}]`, '']],
  ['s', [`[${space}]`, space]],
  ['S', [`[^${space}]`, '']],
  ['d', [String.raw`\p{Nd}`, String.raw`\p{Nd}`]],
  ['D', [String.raw`\P{Nd}`, String.raw`\P{Nd}`]],
]);

/** Escapes, classes and other characters of a pattern, one by one. */
const parts =
  /\\Q[\s\S]*?(?:\\E|$)|\\u[0-9a-fA-F]{4}|\\[\s\S]|\[\^?\]?(?:\\[\s\S]|\[:\^?\w+:\]|[^\]\\])*\]|\(\?<(?=[A-Za-z])|[\s\S]/g;

const isMultiline = (pattern: string): boolean => /\(\?[a-z]*m/.test(pattern);

/**
 * Whether the pattern can match before a line break that ends the text, where RE2 has only the very end: with `$` or `\Z`,
 * unless `\s*` or `\s+` before it takes the line break in.
 */
export function endsBeforeLineBreak(pattern: string): boolean {
  const found = pattern.match(parts) ?? [];
  return found.some((part, index) => {
    if (part !== String.raw`\Z` && (part !== '$' || isMultiline(pattern))) return false;
    return !(/^[*+]$/.test(found[index - 1] ?? '') && found[index - 2] === String.raw`\s`);
  });
}

/**
 * The pattern as RE2 reads it. `onlyTests`: nobody sees what the match covers, so that `$` may take in the line break
 * before the end that it may stand before.
 */
export function re2Pattern(pattern: string, onlyTests = false): string {
  return pattern.replaceAll(parts, (part) => {
    if (part === '(?<') return '(?P<';
    if (part === '$') return onlyTests && !isMultiline(pattern) ? String.raw`\n?\z` : part;
    if (part === String.raw`\Z`) return onlyTests ? String.raw`\n?\z` : '$';
    if (part.startsWith('[') && part.length > 1) return re2Class(part);
    return part.startsWith('\\') ? escapeOutside(part) : part;
  });
}

function escapeOutside(part: string): string {
  return classes.get(part.slice(1))?.[0] ?? otherEscape(part);
}

const otherEscape = (part: string): string =>
  part === String.raw`\e` ? String.raw`\x1b` : part.startsWith(String.raw`\u`) ? `\\x{${part.slice(2)}}` : part;

/** A class; \W and \S in it become alternatives of it. */
function re2Class(text: string): string {
  const others: string[] = [];
  const inner = text.replaceAll(/\\u[0-9a-fA-F]{4}|\\[\s\S]/g, (part) => {
    const known = classes.get(part.slice(1));
    if (known?.[1] === '') others.push(known[0]);
    return known?.[1] ?? otherEscape(part);
  });
  if (others.length === 0) return inner;
  return inner === '[]' ? `(?:${others.join('|')})` : `(?:${[inner, ...others].join('|')})`;
}

/**
 * RE2 finds the ends of words (\b, \B) by ASCII alone. `beside`: it matters only where letters of both kinds stand beside
 * each other, since the pattern's own characters are all ASCII; `anywhere`: where there are others at all.
 */
export function boundaryCare(pattern: string): 'none' | 'beside' | 'anywhere' {
  if (!/(?:^|[^\\])(?:\\\\)*\\[bB]/.test(pattern)) return 'none';
  const isPlain = /^[\x20-\x7e]*$/.test(pattern) && !/\[\^|\\[wWdDsSpPuQ]|(?:^|[^\\])\./.test(pattern);
  return isPlain ? 'beside' : 'anywhere';
}

/** Groups that capture. */
export const groupCount = (pattern: string): number =>
  [...pattern.matchAll(/\\[\s\S]|\[\^?\]?(?:\\[\s\S]|[^\]\\])*\]|\((?!\?)|\(\?P?<(?=[A-Za-z])/g)].filter(([match]) =>
    match.startsWith('('),
  ).length;

/** `$1`, `${1}` and `\$` of a replacement as RE2's `\1` and `$`; undefined for named groups and stray `$`. */
export function re2Replacement(replacement: string, pattern: string): string | undefined {
  const names = [...pattern.matchAll(/\\.|\((?!\?)|\(\?P?<([A-Za-z]\w*)>/g)].filter(([match]) => match.startsWith('('));
  let unknown = false;
  const text = replacement.replaceAll(/\\([\s\S])|\$(?:(\d)|\{(\w+)\})|[\\$]/g, (match, escaped, digit, name) => {
    if (typeof escaped === 'string') return escaped === '\\' ? '\\\\' : escaped;
    if (typeof digit === 'string') return `\\${digit}`;
    const index = typeof name === 'string' ? groupNumber(name, names) : -1;
    if (index < 0 || index > 9) unknown = true;
    return match.length > 0 ? `\\${index}` : '';
  });
  return unknown ? undefined : text;
}

function groupNumber(name: string, groups: readonly RegExpExecArray[]): number {
  if (/^\d$/.test(name)) return Number(name);
  const index = groups.findIndex((group) => group[1] === name);
  return index < 0 ? -1 : index + 1;
}
