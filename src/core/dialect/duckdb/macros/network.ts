/**
 * IP addresses and networks. An ipaddress is its canonical text here, a network is text too; they are compared as
 * numbers of 128 bits, IPv4 mapped into IPv6 as in Trino.
 */

const ipv4 = `^(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}$`;
const ipv6 = `^([0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}$|^([0-9a-fA-F]{1,4}(:[0-9a-fA-F]{1,4})*)?::([0-9a-fA-F]{1,4}(:[0-9a-fA-F]{1,4})*)?$`;
const word = (v: string): string => `CAST(CAST('0x' || ${v} AS BIGINT) AS UHUGEINT)`;

export const networkMacros: readonly string[] = [
  `lk_unmapped(t) AS regexp_replace(t, '^::(ffff|FFFF):(\\d+\\.\\d+\\.\\d+\\.\\d+)$', '\\2')`,
  `lk_is_address(t) AS regexp_matches(t, '${ipv4}') OR (regexp_matches(t, '${ipv6}')
    AND len(regexp_extract_all(t, '[0-9a-fA-F]+')) <= CASE WHEN strpos(t, '::') > 0 THEN 7 ELSE 8 END)`,
  `lk_is_ip(t) AS lk_is_address(lk_unmapped(t))`,
  `lk_ipv4_number(t) AS CAST(CAST(split_part(t, '.', 1) AS BIGINT) * 16777216 + CAST(split_part(t, '.', 2) AS BIGINT) * 65536
    + CAST(split_part(t, '.', 3) AS BIGINT) * 256 + CAST(split_part(t, '.', 4) AS BIGINT) AS UHUGEINT) + CAST(281470681743360 AS UHUGEINT)`,
  `lk_hextets(t) AS regexp_extract_all(t, '[0-9a-fA-F]+')`,
  `lk_ipv6_words(t) AS CASE WHEN strpos(t, '::') = 0 THEN lk_hextets(t) ELSE list_concat(list_concat(lk_hextets(split_part(t, '::', 1)),
    list_transform(range(0, 8 - len(lk_hextets(t))), lambda lk_gap: '0')), lk_hextets(split_part(t, '::', 2))) END`,
  `lk_ipv6_number(t) AS list_reduce(list_transform(lk_ipv6_words(t), lambda lk_hextet: ${word('lk_hextet')}),
    lambda lk_high, lk_low: lk_high * CAST(65536 AS UHUGEINT) + lk_low)`,
  `lk_ip_number(t) AS CASE WHEN strpos(t, ':') > 0 THEN lk_ipv6_number(t) ELSE lk_ipv4_number(t) END`,
  `lk_ip(t) AS CASE WHEN lk_is_ip(t) THEN lower(lk_unmapped(t)) WHEN t IS NOT NULL THEN lk_raise('Cannot cast value to IPADDRESS: ' || left(t, 100)) END`,
  `lk_ip_or_null(t) AS CASE WHEN lk_is_ip(t) THEN lower(lk_unmapped(t)) END`,
  `lk_prefix_bits(n) AS TRY_CAST(split_part(n, '/', 2) AS INTEGER) + CASE WHEN strpos(n, ':') > 0 THEN 0 ELSE 96 END`,
  `lk_is_network(n) AS lk_is_ip(split_part(n, '/', 1)) AND regexp_full_match(split_part(n, '/', 2), '\\d{1,3}')
    AND TRY_CAST(split_part(n, '/', 2) AS INTEGER) <= CASE WHEN strpos(n, ':') > 0 THEN 128 ELSE 32 END`,
  `lk_in_network(n, ip) AS CASE WHEN n IS NULL OR ip IS NULL THEN NULL
    WHEN NOT lk_is_network(n) THEN lk_raise('Invalid network IP address: ' || left(n, 100))
    WHEN lk_prefix_bits(n) = 0 THEN true
    ELSE lk_ip_number(split_part(n, '/', 1)) >> CAST(128 - lk_prefix_bits(n) AS UHUGEINT) = lk_ip_number(ip) >> CAST(128 - lk_prefix_bits(n) AS UHUGEINT) END`,
];
