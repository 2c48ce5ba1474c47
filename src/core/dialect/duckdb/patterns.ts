/** Regular expressions: Trino's are Java's (Joni), DuckDB's are RE2, which has no look-around and no back-references. */

/** What RE2 lacks in a pattern, in words; undefined when it can be used as it is. */
export function missingInRe2(pattern: string): string | undefined {
  const bare = pattern.replaceAll(/\[(?:\\.|[^\]\\])*\]/g, '[]');
  if (/\(\?<?[=!]/.test(bare)) return 'look-ahead and look-behind';
  if (/\(\?>/.test(bare)) return 'atomic groups';
  if (/(?:^|[^\\])(?:\\\\)*\\[1-9]/.test(bare) || /\\k</.test(bare)) return 'back-references';
  if (/(?:[^\\]|^)[*+?}]\+/.test(bare)) return 'possessive quantifiers';
  if (/\\[GZRXhHN]/.test(bare)) return `the escape ${/\\[GZRXhHN]/.exec(bare)?.[0]}`;
  if (/&&/.test(pattern) && /\[[^\]]*&&/.test(pattern)) return 'intersections of character classes';
  return undefined;
}

/** Named groups `(?<name>` are `(?P<name>` in older RE2; the rest is the same. */
export const re2Pattern = (pattern: string): string => pattern.replaceAll(/\(\?<(?=[A-Za-z])/g, '(?P<');

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
