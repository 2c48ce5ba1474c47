/** Regular expressions. A group that takes no part in a match is NULL in Trino and the empty text in DuckDB. */
export const regexpMacros: readonly string[] = [
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
