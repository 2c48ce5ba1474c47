/** Texts, by code points as in Trino. */

const blank = String.raw`chr(9) || chr(10) || chr(11) || chr(12) || chr(13) || chr(28) || chr(29) || chr(30) || chr(31) || chr(32) || chr(5760) || chr(8232) || chr(8233) || chr(8287) || chr(12288)`;

export const textMacros: readonly string[] = [
  `lk_trim(t) AS trim(t, ${blank}), (t, c) AS trim(t, c)`,
  `lk_ltrim(t) AS ltrim(t, ${blank}), (t, c) AS ltrim(t, c)`,
  `lk_rtrim(t) AS rtrim(t, ${blank}), (t, c) AS rtrim(t, c)`,
  `lk_replace(t, s) AS replace(t, s, ''), (t, s, r) AS CASE WHEN s = '' THEN
    r || array_to_string(list_transform(regexp_extract_all(t, '(?s).'), lambda lk_char: lk_char || r), '') ELSE replace(t, s, r) END`,
  // Position 0, and positions beyond either end, give the empty text.
  `lk_substring(t, p) AS CASE WHEN p = 0 OR abs(p) > length(t) THEN left(t, 0) ELSE substring(t, p) END,
   (t, p, n) AS CASE WHEN p = 0 OR n <= 0 OR abs(p) > length(t) THEN left(t, CAST(0 * n * p AS BIGINT)) ELSE substring(t, p, n) END`,
  `lk_split_part(t, d, i) AS CASE
    WHEN i <= 0 THEN lk_raise('Index must be greater than zero' || left(CAST(i AS VARCHAR), 0))
    WHEN i <= len(string_split(t, d)) THEN string_split(t, d)[i] END`,
  `lk_split(t, d) AS string_split(t, d),
   (t, d, n) AS CASE WHEN n <= 0 THEN lk_raise('The limit must be positive' || left(CAST(n AS VARCHAR), 0))
    WHEN len(string_split(t, d)) <= n THEN string_split(t, d)
    ELSE list_append(string_split(t, d)[1:n - 1], array_to_string(string_split(t, d)[n:], d)) END`,
  `lk_split_pairs(t, e, k) AS list_transform(list_filter(string_split(t, e), lambda lk_entry: lk_entry <> ''), lambda lk_entry_:
    CASE WHEN strpos(lk_entry_, k) = 0 THEN lk_raise('Key-value delimiter must appear exactly once in each entry. Bad input: ''' || lk_entry_ || '''')
    ELSE {'key': left(lk_entry_, strpos(lk_entry_, k) - 1), 'value': substring(lk_entry_, strpos(lk_entry_, k) + length(k))} END)`,
  `lk_strpos(t, s) AS strpos(t, s), (t, s, n) AS CASE WHEN n = 0 THEN lk_raise('''instance'' must not be 0' || left(CAST(n AS VARCHAR), 0))
    WHEN n > 0 THEN coalesce(list_filter(range(1, length(t) + 1), lambda lk_at: substring(t, lk_at, length(s)) = s)[n], CAST(0 * length(t) * length(s) AS BIGINT))
    ELSE coalesce(list_filter(range(1, length(t) + 1), lambda lk_at_: substring(t, lk_at_, length(s)) = s)[n], CAST(0 * length(t) * length(s) AS BIGINT)) END`,
  // The engine makes 2,048 values at a time, so that a limit is needed long before the memory ends.
  ...(['lpad', 'rpad'] as const).map(
    (
      name,
    ) => `lk_${name}(t, n, p) AS CASE WHEN n < 0 THEN lk_raise('Target length must be in the range [0..2147483647]' || left(CAST(n AS VARCHAR), 0))
    WHEN n > 100000 THEN lk_raise('The local engine makes texts of at most 100000 characters with ${name}: ' || n)
    WHEN p = '' THEN lk_raise('Padding string must not be empty' || left(t, 0)) ELSE ${name}(t, CAST(n AS INTEGER), p) END`,
  ),
  `lk_char2hexint(t) AS array_to_string(list_transform(regexp_extract_all(t, '(?s).'), lambda lk_unit: CASE WHEN unicode(lk_unit) > 65535
    THEN printf('%04X', 55296 + (unicode(lk_unit) - 65536) // 1024) || printf('%04X', 56320 + (unicode(lk_unit) - 65536) % 1024)
    ELSE printf('%04X', unicode(lk_unit)) END), '')`,
  // Trino maps one character to one; DuckDB knows a capital sharp s.
  `lk_upper(t) AS CASE WHEN contains(t, 'ß') THEN replace(upper(t), 'ẞ', 'ß') ELSE upper(t) END`,
  `lk_title_case(t) AS array_to_string(list_transform(regexp_extract_all(t, '\\w+|\\W+'),
    lambda lk_word: upper(left(lk_word, 1)) || lower(substring(lk_word, 2))), '')`,
  `lk_levenshtein(a, b) AS CASE WHEN length(a) * length(b) > 1000000 THEN lk_raise('The combined inputs for Levenshtein distance are too large: ' || length(a) || ' and ' || length(b))
    ELSE lk_js_levenshtein(a, b) END`,
  `lk_parse_data_size(t) AS CASE WHEN regexp_full_match(t, '\\d+(\\.\\d+)?(B|[kMGTPEZY]B)') THEN CAST(floor(CAST(regexp_extract(t, '^[0-9.]+') AS DECIMAL(38, 9))
      * pow(1024, strpos('BkMGTPEZY', left(regexp_extract(t, '[A-Za-z]+'), 1)) - 1)) AS DECIMAL(38, 0))
    WHEN t IS NOT NULL THEN lk_raise('Invalid data size: ' || left(t, 100)) END`,
  `lk_hamming(a, b) AS CASE WHEN length(a) <> length(b) THEN
    lk_raise('The input strings to hamming_distance function must have the same length' || left(a || b, 0))
    WHEN a = '' THEN CAST(0 AS BIGINT) ELSE hamming(a, b) END`,
  `lk_luhn_sum(t) AS list_sum(list_transform(list_reverse(regexp_extract_all(t, '[0-9]')), lambda lk_digit, lk_index:
    CASE WHEN lk_index % 2 = 1 THEN CAST(lk_digit AS BIGINT)
    ELSE CASE WHEN CAST(lk_digit AS BIGINT) > 4 THEN CAST(lk_digit AS BIGINT) * 2 - 9 ELSE CAST(lk_digit AS BIGINT) * 2 END END))`,
  `lk_luhn_check(t) AS CASE WHEN t = '' THEN false WHEN NOT regexp_full_match(t, '[0-9]+') THEN lk_raise('Input is not a number: ' || t)
    ELSE lk_luhn_sum(t) % 10 = 0 END`,
  `lk_codepoint(t) AS CASE WHEN length(t) <> 1 THEN lk_raise('Input string must be a single character string: ' || t) ELSE unicode(t) END`,
  `lk_concat_ws(separator, l) AS CASE WHEN separator IS NOT NULL THEN array_to_string(l, separator) END`,
];
