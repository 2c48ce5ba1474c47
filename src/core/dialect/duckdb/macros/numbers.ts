/** Arithmetic: Trino raises on division by zero of integers, and follows IEEE 754 for doubles. */

const nan = `CAST('nan' AS DOUBLE)`;
const infinity = `CAST('inf' AS DOUBLE)`;
const zero = (value: string): string => `lk_raise('Division by zero' || left(CAST(${value} AS VARCHAR), 0))`;

const isNaN_ = (value: string): string => `isnan(CAST(${value} AS DOUBLE))`;

export const numberMacros: readonly string[] = [
  // NaN is equal to nothing, and neither less nor greater than anything.
  `lk_nan_equal(a, b) AS CASE WHEN ${isNaN_('a')} AND ${isNaN_('b')} THEN false ELSE a = b END`,
  `lk_nan_unequal(a, b) AS CASE WHEN ${isNaN_('a')} AND ${isNaN_('b')} THEN true ELSE a <> b END`,
  `lk_nan_less(a, b) AS CASE WHEN ${isNaN_('b')} AND a IS NOT NULL THEN false ELSE a < b END`,
  `lk_nan_less_or_equal(a, b) AS CASE WHEN ${isNaN_('b')} AND a IS NOT NULL THEN false ELSE a <= b END`,
  `lk_no_nan(x) AS CASE WHEN ${isNaN_('x')} THEN lk_raise('The local engine cannot compare NaN here as Lake does. Leave it out with is_nan()'
    || left(CAST(x AS VARCHAR), 0)) ELSE x END`,
  // As the key of max: NaN comes before every number there.
  `lk_nan_first(x) AS CASE WHEN x IS NOT NULL THEN {'isNumber': NOT isnan(x), 'value': x} END`,
  `lk_number_or_null(x) AS CASE WHEN NOT isnan(x) THEN x END`,
  `lk_array_max_double(l) AS CASE WHEN list_position(l, NULL) IS NULL
    THEN coalesce(list_max(list_filter(l, lambda lk_number: NOT isnan(lk_number))), list_max(l)) END`,
  `lk_skewness_of_all(s, n) AS CASE WHEN n > 2 THEN s * (n - 2) / sqrt(CAST(n AS DOUBLE) * (n - 1)) END`,
  `lk_sign_double(x) AS CASE WHEN isnan(x) OR x = 0 THEN x ELSE CAST(sign(x) AS DOUBLE) END`,
  `lk_divide(a, b) AS CASE WHEN b = 0 THEN ${zero('b')} ELSE a / b END`,
  `lk_modulus(a, b) AS CASE WHEN b = 0 THEN ${zero('b')} ELSE a % b END`,
  `lk_divide_double(a, b) AS CASE WHEN b = 0 THEN
    CASE WHEN a = 0 OR isnan(CAST(a AS DOUBLE)) THEN ${nan} WHEN a > 0 THEN ${infinity} ELSE -${infinity} END
    ELSE CAST(a AS DOUBLE) / b END`,
  `lk_modulus_double(a, b) AS CASE WHEN b = 0 THEN CASE WHEN a IS NOT NULL THEN ${nan} END ELSE CAST(a AS DOUBLE) % b END`,
  // Trino's decimal division keeps the larger scale of both sides and rounds half away from zero.
  `lk_divide_decimal(a, b, scale) AS CASE WHEN b = 0 THEN ${zero('b')} ELSE round(CAST(a AS DOUBLE) / b, scale) END`,
  `lk_ln(x) AS CASE WHEN x = 0 THEN -${infinity} WHEN x < 0 THEN ${nan} ELSE ln(x) END`,
  `lk_log2(x) AS CASE WHEN x = 0 THEN -${infinity} WHEN x < 0 THEN ${nan} ELSE log2(x) END`,
  `lk_log10(x) AS CASE WHEN x = 0 THEN -${infinity} WHEN x < 0 THEN ${nan} ELSE log10(x) END`,
  `lk_log(base, x) AS lk_ln(CAST(x AS DOUBLE)) / lk_ln(CAST(base AS DOUBLE))`,
  `lk_sqrt(x) AS CASE WHEN x < 0 THEN ${nan} ELSE sqrt(x) END`,
  // The nearest whole number where it is the answer, as Java's.
  `lk_cbrt(x) AS CASE WHEN round(cbrt(x)) * round(cbrt(x)) * round(cbrt(x)) = x THEN round(cbrt(x)) ELSE cbrt(x) END`,
  `lk_acos(x) AS CASE WHEN x < -1 OR x > 1 THEN ${nan} ELSE acos(x) END`,
  `lk_asin(x) AS CASE WHEN x < -1 OR x > 1 THEN ${nan} ELSE asin(x) END`,
  `lk_half_up(x, n) AS CASE WHEN n <= 15 AND abs(x) < 1e15 THEN CAST(round(CAST(CAST(x AS VARCHAR) AS DECIMAL(38, 20)), n) AS DOUBLE) ELSE x END`,
  `lk_random() AS random(), (n) AS CASE WHEN n <= 0 THEN lk_raise('bound must be positive' || left(CAST(n AS VARCHAR), 0)) ELSE CAST(floor(random() * n) AS BIGINT) END,
    (m, n) AS CASE WHEN n <= m THEN lk_raise('start value must be less than stop value' || left(CAST(n + m AS VARCHAR), 0)) ELSE CAST(m + floor(random() * (n - m)) AS BIGINT) END`,
  `lk_truncate(x) AS trunc(x), (x, n) AS sign(x) * floor(abs(x) * pow(10, n)) / pow(10, n)`,
  `lk_width_bucket(x, low, high, n) AS CASE
    WHEN n <= 0 THEN lk_raise('bucketCount must be greater than 0' || left(CAST(n AS VARCHAR), 0))
    WHEN low = high THEN lk_raise('bounds cannot equal each other' || left(CAST(low AS VARCHAR), 0))
    WHEN low < high THEN CAST(CASE WHEN x < low THEN 0 WHEN x >= high THEN n + 1
      ELSE floor(CAST(n AS DOUBLE) * (x - low) / CAST(high - low AS DOUBLE)) + 1 END AS BIGINT)
    ELSE CAST(CASE WHEN x > low THEN 0 WHEN x <= high THEN n + 1
      ELSE floor(CAST(n AS DOUBLE) * (low - x) / CAST(low - high AS DOUBLE)) + 1 END AS BIGINT) END`,
  `lk_width_bucket_bins(x, bins) AS CASE WHEN x IS NOT NULL THEN len(list_filter(bins, lambda lk_bin: lk_bin <= x)) END`,
  // Digits are read from the right; anything that is not one of the radix is refused.
  `lk_from_base_digits(t, radix) AS list_reduce(list_transform(regexp_extract_all(lower(t), '[0-9a-z]'),
    lambda lk_digit: CAST(strpos('0123456789abcdefghijklmnopqrstuvwxyz', lk_digit) - 1 AS BIGINT)),
    lambda lk_sum, lk_next: lk_sum * radix + lk_next, CAST(0 AS BIGINT))`,
  `lk_from_base(t, radix) AS CASE WHEN len(list_filter(regexp_extract_all(lower(t), '[0-9a-z]'),
      lambda lk_digit_: strpos('0123456789abcdefghijklmnopqrstuvwxyz', lk_digit_) > radix)) > 0
      OR NOT regexp_full_match(t, '[+-]?[0-9A-Za-z]+')
    THEN lk_raise('Not a valid base-' || radix || ' number: ' || t)
    WHEN starts_with(t, '-') THEN -lk_from_base_digits(t, radix) ELSE lk_from_base_digits(t, radix) END`,
  `lk_to_base(n, radix) AS CASE WHEN n < 0 THEN '-' || lower(to_base(-n, radix)) ELSE lower(to_base(n, radix)) END`,
  `lk_bit_count(x, bits) AS CAST(bit_count(CAST(x AS BIGINT)) - CASE WHEN x < 0 THEN 64 - bits ELSE 0 END AS BIGINT)`,
  // `u` without sign, of 32 or 64 bits.
  `lk_signed(u, bits) AS CAST(CASE WHEN u >= CAST(pow(2, bits - 1) AS HUGEINT) THEN u - CAST(pow(2, bits) AS HUGEINT) ELSE u END AS BIGINT)`,
  `lk_unsigned(x, bits) AS CAST(x AS HUGEINT) + CASE WHEN x < 0 THEN CAST(pow(2, bits) AS HUGEINT) ELSE 0 END`,
  // The multiplication stays below 2^127: bits that would go beyond the width are cut first.
  `lk_shift_left(x, n, bits) AS CASE WHEN n >= bits THEN CAST(0 * x AS BIGINT)
    ELSE lk_signed(lk_unsigned(x, bits) % CAST(pow(2, bits - n) AS HUGEINT) * CAST(pow(2, n) AS HUGEINT), bits) END`,
  `lk_shift_right(x, n, bits) AS CASE WHEN n >= bits THEN CAST(0 * x AS BIGINT)
    ELSE lk_signed(lk_unsigned(x, bits) // CAST(pow(2, n) AS HUGEINT), bits) END`,
  `lk_shift_right_arithmetic(x, n) AS CASE WHEN n >= 63 THEN CASE WHEN x < 0 THEN -1 ELSE 0 * x END ELSE CAST(floor(CAST(x AS HUGEINT) / CAST(pow(2, n) AS HUGEINT)) AS BIGINT)
    - CASE WHEN x < 0 AND CAST(x AS HUGEINT) % CAST(pow(2, n) AS HUGEINT) <> 0 THEN 1 ELSE 0 END END`,
  // Java's Double.toString: plain digits from 1e-3 up to 1e7, else d.dddE<exponent>.
  `lk_double_all_digits(t) AS CASE WHEN strpos(t, 'e') > 0 THEN replace(split_part(t, 'e', 1), '.', '')
    ELSE regexp_replace(regexp_replace(replace(t, '.', ''), '^0+', ''), '0+$', '') END`,
  `lk_double_digits(t) AS lk_double_all_digits(t) || CASE WHEN length(lk_double_all_digits(t)) < 2 THEN '0' ELSE '' END`,
  `lk_double_exponent(t) AS CASE WHEN strpos(t, 'e') > 0 THEN CAST(split_part(t, 'e', 2) AS INTEGER)
    WHEN starts_with(t, '0.') THEN -1 - length(regexp_extract(t, '^0\\.(0*)', 1))
    ELSE length(split_part(t, '.', 1)) - 1 END`,
  `lk_double_scientific(t) AS left(lk_double_digits(t), 1) || '.' || substring(lk_double_digits(t), 2) || 'E' || lk_double_exponent(t)`,
  `lk_double_magnitude(x) AS CASE WHEN x = 0 THEN '0.0' WHEN x >= 0.001 AND x < 10000000 THEN CAST(x AS VARCHAR)
    ELSE lk_double_scientific(CAST(x AS VARCHAR)) END`,
  `lk_double_text(x) AS CASE WHEN isnan(CAST(x AS DOUBLE)) THEN 'NaN' WHEN isinf(CAST(x AS DOUBLE)) THEN
      CASE WHEN x > 0 THEN 'Infinity' ELSE '-Infinity' END
    WHEN x < 0 THEN '-' || lk_double_magnitude(-CAST(x AS DOUBLE)) ELSE lk_double_magnitude(CAST(x AS DOUBLE)) END`,
  // Text that is no whole number is refused, where DuckDB would round it.
  `lk_text_to_integer(t) AS CASE WHEN regexp_full_match(t, '[+-]?[0-9]+') THEN t
    ELSE lk_raise('Cannot cast ''' || t || ''' to a whole number') END`,
  `lk_text_to_integer_or_null(t) AS CASE WHEN regexp_full_match(t, '[+-]?[0-9]+') THEN t END`,
  `lk_format_scaled(x) AS CASE
    WHEN abs(x) >= 1e15 THEN lk_format_digits(x / 1e15) || 'Q' WHEN abs(x) >= 1e12 THEN lk_format_digits(x / 1e12) || 'T'
    WHEN abs(x) >= 1e9 THEN lk_format_digits(x / 1e9) || 'B' WHEN abs(x) >= 1e6 THEN lk_format_digits(x / 1e6) || 'M'
    WHEN abs(x) >= 1e3 THEN lk_format_digits(x / 1e3) || 'K' ELSE lk_format_digits(CAST(x AS DOUBLE)) END`,
  `lk_format_digits(x) AS regexp_replace(regexp_replace(
    CASE WHEN abs(x) >= 100 THEN printf('%.0f', x) WHEN abs(x) >= 10 THEN printf('%.1f', x) ELSE printf('%.2f', x) END,
    '(\\.[0-9]*?)0+$', '\\1'), '\\.$', '')`,
  `lk_dot_product(a, b) AS list_sum(list_transform(list_zip(a, b), lambda lk_pair: CAST(lk_pair[1] * lk_pair[2] AS DOUBLE)))`,
];
