/** URLs, split by the regular expression of RFC 3986, appendix B. What is no URL gives NULL. */

const part = (group: number, test: string): string =>
  `CASE WHEN ${test} THEN regexp_extract(u, '^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?://([^/?#]*))?([^?#]*)(?:\\?([^#]*))?(?:#(.*))?$', ${group}) END`;
/** A percent sign without two hexadecimal digits after it. */
const badEscape = '%(?:[^0-9A-Fa-f]|[0-9A-Fa-f](?:[^0-9A-Fa-f]|\\z)|\\z)';
const valid = `NOT regexp_matches(u, '[\\s<>"{}|\\\\^\`]|${badEscape}')`;

export const urlMacros: readonly string[] = [
  // DuckDB's own fails on what is not UTF-8.
  `lk_url_decoded(t) AS CASE WHEN regexp_matches(t, '%[89A-Fa-f]') THEN lk_js_url_decode(t) ELSE url_decode(t) END`,
  `lk_url_protocol(u) AS nullif(${part(1, `${valid} AND regexp_matches(u, '^[A-Za-z][A-Za-z0-9+.-]*:')`)}, '')`,
  `lk_url_authority(u) AS ${part(2, `${valid} AND regexp_matches(u, '^([A-Za-z][A-Za-z0-9+.-]*:)?//')`)}`,
  `lk_url_host(u) AS nullif(regexp_replace(regexp_replace(lk_url_authority(u), '^.*@', ''), ':[0-9]*$', ''), '')`,
  `lk_url_port(u) AS CAST(nullif(regexp_extract(lk_url_authority(u), ':([0-9]+)$', 1), '') AS BIGINT)`,
  `lk_url_path(u) AS lk_url_decoded(${part(3, valid)})`,
  `lk_url_query(u) AS ${part(4, `${valid} AND regexp_matches(u, '^[^#]*\\?')`)}`,
  `lk_url_fragment(u) AS lk_url_decoded(${part(5, `${valid} AND strpos(u, '#') > 0`)})`,
  `lk_url_decode(t) AS CASE WHEN regexp_matches(t, '${badEscape}')
    THEN lk_raise('Cannot decode ''' || left(t, 100) || ''': after % two hexadecimal digits must stand') ELSE lk_url_decoded(replace(t, '+', ' ')) END`,
  `lk_url_encode(t) AS replace(replace(replace(url_encode(t), '%20', '+'), '%2A', '*'), '~', '%7E')`,
  `lk_url_parameter(u, name) AS list_filter(string_split(lk_url_query(u), '&'),
    lambda lk_parameter: split_part(lk_parameter, '=', 1) = name)[1]`,
  `lk_url_parameter_value(u, name) AS lk_url_decode(CASE WHEN strpos(lk_url_parameter(u, name), '=') > 0
    THEN substring(lk_url_parameter(u, name), strpos(lk_url_parameter(u, name), '=') + 1)
    WHEN lk_url_parameter(u, name) IS NOT NULL THEN '' END)`,
];
