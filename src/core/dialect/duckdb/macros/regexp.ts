import { refusedPattern } from '../patterns.js';

/** Regular expressions. A group that takes no part in a match is NULL in Trino and the empty text in DuckDB. */
const otherWord = String.raw`[^\x00-\x7f\PL]|[^\x00-\x7f\PM]|[^\x00-\x7f\PN]|[^\x00-\x7f\P{Pc}]`;
const raiseWords = (t: string): string =>
  `lk_raise('The local engine cannot tell where words end (\\b) in texts with letters beyond ASCII: ' || left(${t}, 60))`;

export const regexpMacros: readonly string[] = [
  // Patterns that are not known before: put into RE2's words one by one.
  `lk_pattern_or_raise(q) AS CASE WHEN starts_with(q, chr(${refusedPattern.codePointAt(0)})) THEN lk_raise(substring(q, 2)) ELSE q END`,
  `lk_pattern(t, p, use, g) AS lk_pattern_or_raise(lk_js_pattern(t, p, use, g))`,
  `lk_plain_end(t) AS CASE WHEN ends_with(t, chr(10)) THEN lk_raise('The local engine cannot match $ before the line break at the end of a text. '
    || 'Write \\z for the very end, or match rtrim(text): ' || left(t, 60)) ELSE t END`,
  `lk_words_anywhere(t) AS CASE WHEN regexp_matches(t, '${otherWord}') THEN ${raiseWords('t')} ELSE t END`,
  `lk_words_beside(t) AS CASE WHEN regexp_matches(t, '[0-9A-Za-z_](?:${otherWord})|(?:${otherWord})[0-9A-Za-z_]') THEN ${raiseWords('t')} ELSE t END`,
  `lk_regexp_extract(t, p) AS CASE WHEN regexp_matches(t, p) THEN regexp_extract(t, p) END,
   (t, p, g) AS CASE WHEN regexp_matches(t, p) THEN regexp_extract(t, p, g) END`,
  `lk_regexp_extract_all(t, p) AS regexp_extract_all(t, p), (t, p, g) AS regexp_extract_all(t, p, g)`,
  `lk_regexp_replace(t, p) AS regexp_replace(t, p, '', 'g'), (t, p, r) AS regexp_replace(t, p, r, 'g')`,
  // Parts are counted by replacing matches with a character that no record has (U+E0FF, private use).
  `lk_regexp_split(t, p) AS string_split(regexp_replace(t, p, chr(57599), 'g'), chr(57599))`,
  `lk_regexp_count(t, p) AS CAST(len(regexp_extract_all(t, p)) AS BIGINT)`,
  `lk_regexp_position(t, p) AS CASE WHEN regexp_matches(t, p)
    THEN CAST(strpos(regexp_replace(t, p, chr(57599)), chr(57599)) AS INTEGER) ELSE CAST(left(t, 0) || -1 AS INTEGER) END`,
];
