/** Hashes and encodings of varbinary (BLOB). */
export const binaryMacros: readonly string[] = [
  `lk_md5(b) AS unhex(md5(b))`,
  `lk_sha1(b) AS unhex(sha1(b))`,
  `lk_sha256(b) AS unhex(sha256(b))`,
  `lk_sha512(b) AS lk_js_sha512(b)`,
  ...['md5', 'sha1', 'sha256', 'sha512'].map((name) => `lk_hmac_${name}(b, k) AS lk_js_hmac('${name}', b, k)`),
  `lk_crc32(b) AS lk_js_crc32(b)`,
  `lk_from_base64(t) AS from_base64(t)`,
  `lk_to_base64url(b) AS replace(replace(base64(b), '+', '-'), '/', '_')`,
  `lk_from_base64url(t) AS from_base64(replace(replace(t, '-', '+'), '_', '/') || repeat('=', CAST((4 - length(t) % 4) % 4 AS BIGINT)))`,
  `lk_from_hex(t) AS CASE WHEN length(t) % 2 = 1 THEN lk_raise('The length of the hexadecimal text must be even' || left(t, 0)) ELSE unhex(t) END`,
  `lk_from_utf8(b) AS lk_js_text(b, chr(65533)), (b, r) AS CASE WHEN length(r) > 1 THEN lk_raise('Replacement character string must empty or a single character: ' || left(r, 20))
    ELSE lk_js_text(b, r) END`,
  `lk_from_base32(t) AS CASE WHEN regexp_full_match(t, '[A-Za-z2-7]*=*') THEN lk_js_from_base32(t) WHEN t IS NOT NULL THEN lk_raise('Invalid base32: ' || left(t, 100)) END`,
  `lk_to_base32(b) AS lk_js_to_base32(b)`,
  `lk_to_big_endian_64(n) AS unhex(printf('%016x', CAST(n AS BIGINT)))`,
  `lk_from_big_endian_64(b) AS CASE WHEN octet_length(b) = 8 THEN lk_signed(CAST(CAST('0x' || hex(b) AS UBIGINT) AS HUGEINT), 64)
    WHEN b IS NOT NULL THEN lk_raise('expected 8-byte input, but got instead: ' || octet_length(b)) END`,
  `lk_from_big_endian_32(b) AS CASE WHEN octet_length(b) = 4 THEN CAST(lk_signed(CAST(CAST('0x' || hex(b) AS UBIGINT) AS HUGEINT), 32) AS INTEGER)
    WHEN b IS NOT NULL THEN lk_raise('expected 4-byte input, but got instead: ' || octet_length(b)) END`,
  `lk_to_big_endian_32(n) AS unhex(right(printf('%016x', CAST(n AS BIGINT)), 8))`,
];
