/** Hashes and encodings of varbinary (BLOB). */
export const binaryMacros: readonly string[] = [
  `lk_md5(b) AS unhex(md5(b))`,
  `lk_sha1(b) AS unhex(sha1(b))`,
  `lk_sha256(b) AS unhex(sha256(b))`,
  `lk_from_base64(t) AS from_base64(t)`,
  `lk_to_base64url(b) AS replace(replace(base64(b), '+', '-'), '/', '_')`,
  `lk_from_base64url(t) AS from_base64(replace(replace(t, '-', '+'), '_', '/') || repeat('=', CAST((4 - length(t) % 4) % 4 AS BIGINT)))`,
  `lk_from_hex(t) AS CASE WHEN length(t) % 2 = 1 THEN lk_raise('The length of the hexadecimal text must be even' || left(t, 0)) ELSE unhex(t) END`,
  `lk_from_utf8(b) AS decode(b)`,
  `lk_to_big_endian_64(n) AS unhex(printf('%016x', CAST(n AS BIGINT)))`,
  `lk_to_big_endian_32(n) AS unhex(right(printf('%016x', CAST(n AS BIGINT)), 8))`,
];
