/**
 * IP addresses and networks. An ipaddress is its canonical text here, a network is text too; they are compared as
 * numbers of 128 bits, IPv4 mapped into IPv6 as in Trino.
 */

const ipv4 = `^(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}$`;
const ipv6 = `^([0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}$|^([0-9a-fA-F]{1,4}(:[0-9a-fA-F]{1,4})*)?::([0-9a-fA-F]{1,4}(:[0-9a-fA-F]{1,4})*)?$`;
const word = (v: string): string => `CAST(CAST('0x' || ${v} AS BIGINT) AS UHUGEINT)`;

/** The longest run of zeros in eight hextets as `::`. */
const shortened = (text: string): string => {
  const cases = [8, 7, 6, 5, 4, 3, 2].map((length) => {
    const run = `(^|:)0(:0){${length - 1}}(:|$)`;
    return `WHEN regexp_matches(${text}, '${run}') THEN regexp_replace(${text}, '${run}', '::')`;
  });
  return `CASE ${cases.join(' ')} ELSE ${text} END`;
};

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
  // From here on arguments go through lists of one, so that the engine binds them once and not in every place.
  `lk_ipv6_text(t) AS list_transform([t], lambda lk_long: ${shortened('lk_long')})[1]`,
  `lk_ip_digits(v, bits, count) AS list_transform(range(count - 1, -1, -1),
    lambda lk_place: CAST((v >> CAST(lk_place * bits AS UHUGEINT)) % CAST(1 << bits AS UHUGEINT) AS INTEGER))`,
  `lk_ip_text(v) AS list_transform([v], lambda lk_value: CASE WHEN lk_value >> CAST(32 AS UHUGEINT) = CAST(65535 AS UHUGEINT)
    THEN array_to_string(lk_ip_digits(lk_value, 8, 4), '.')
    ELSE lk_ipv6_text(array_to_string(list_transform(lk_ip_digits(lk_value, 16, 8), lambda lk_digit: lower(format('{:x}', lk_digit))), ':')) END)[1]`,
  `lk_network_text(v, bits, r) AS lk_ip_text(CASE WHEN bits = 0 THEN CAST(0 AS UHUGEINT)
    ELSE (v >> CAST(128 - bits AS UHUGEINT)) << CAST(128 - bits AS UHUGEINT) END + r)`,
  `lk_ip_prefix(ip, bits) AS list_transform([{a: lk_unmapped(ip), n: bits}], lambda lk_asked: CASE
    WHEN lk_asked.a IS NULL OR lk_asked.n IS NULL THEN NULL
    WHEN NOT lk_is_address(lk_asked.a) THEN lk_raise('Cannot cast value to IPADDRESS: ' || left(lk_asked.a, 100))
    WHEN lk_asked.n < 0 OR lk_asked.n > CASE WHEN strpos(lk_asked.a, ':') > 0 THEN 128 ELSE 32 END
      THEN lk_raise('Prefix length must be from 0 to ' || CASE WHEN strpos(lk_asked.a, ':') > 0 THEN '128' ELSE '32' END || ': ' || lk_asked.n)
    ELSE lk_network_text(lk_ip_number(lk_asked.a), lk_asked.n + CASE WHEN strpos(lk_asked.a, ':') > 0 THEN 0 ELSE 96 END, CAST(0 AS UHUGEINT))
      || '/' || lk_asked.n END)[1]`,
  `lk_subnet_end(n, isLast) AS list_transform([n], lambda lk_network: CASE WHEN lk_network IS NULL THEN NULL
    WHEN NOT lk_is_network(lk_network) THEN lk_raise('Invalid network IP address: ' || left(lk_network, 100))
    ELSE lk_network_text(lk_ip_number(split_part(lk_network, '/', 1)), lk_prefix_bits(lk_network),
      CASE WHEN isLast AND lk_prefix_bits(lk_network) < 128 THEN CAST('340282366920938463463374607431768211455' AS UHUGEINT)
        >> CAST(lk_prefix_bits(lk_network) AS UHUGEINT) ELSE CAST(0 AS UHUGEINT) END) END)[1]`,
  `lk_ip_subnet_min(n) AS lk_subnet_end(n, false)`,
  `lk_ip_subnet_max(n) AS lk_subnet_end(n, true)`,
  `lk_ip_subnet_range(n) AS CASE WHEN n IS NOT NULL THEN [lk_ip_subnet_min(n), lk_ip_subnet_max(n)] END`,
  `lk_is_subnet_of(n, other) AS list_transform([{n: n, o: other}], lambda lk_both: CASE
    WHEN strpos(lk_both.o, '/') > 0 AND lk_prefix_bits(lk_both.o) < lk_prefix_bits(lk_both.n) THEN false
    ELSE lk_in_network(lk_both.n, split_part(lk_both.o, '/', 1)) END)[1]`,
];
