/** Arrays. Trino keeps the order of first occurrence and treats NULL as an element. */

/** Elements of `list` at their first place. `v` must be a name that is used nowhere else. */
const distinct = (list: string, v: string): string =>
  `list_filter(${list}, lambda ${v}, ${v}_i: list_position(${list}, ${v}) = ${v}_i)`;

export const arrayMacros: readonly string[] = [
  `lk_raise_subscript(l, i) AS CASE WHEN i = 0 THEN lk_raise('SQL array indices start at 1' || left(CAST(i AS VARCHAR), 0))
    WHEN i < 0 THEN lk_raise('Array subscript is negative: ' || i)
    ELSE lk_raise('Array subscript must be less than or equal to array length: ' || i || ' > ' || len(l)) END`,
  `lk_array_subscript(l, i) AS CASE WHEN i < 1 OR i > len(l) THEN lk_raise_subscript(l, i) ELSE l[i] END`,
  `lk_array_element_at(l, i) AS CASE WHEN i = 0 THEN lk_raise('SQL array indices start at 1' || left(CAST(i AS VARCHAR), 0)) ELSE l[i] END`,
  `lk_element_at(x, k) AS x[k]`,
  `lk_array_distinct(l) AS ${distinct('l', 'lk_distinct')}`,
  `lk_array_intersect(a, b) AS list_filter(lk_array_distinct(a), lambda lk_common: list_position(b, lk_common) IS NOT NULL AND b IS NOT NULL)`,
  `lk_array_except(a, b) AS CASE WHEN b IS NOT NULL THEN list_filter(lk_array_distinct(a), lambda lk_other: list_position(b, lk_other) IS NULL) END`,
  `lk_array_union(a, b) AS CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN lk_array_distinct(list_concat(a, b)) END`,
  `lk_array_join(l, d) AS array_to_string(l, d),
   (l, d, n) AS array_to_string(list_transform(l, lambda lk_joined: coalesce(CAST(lk_joined AS VARCHAR), n)), d)`,
  `lk_has_null(l) AS list_position(l, NULL) IS NOT NULL`,
  `lk_array_max(l) AS CASE WHEN list_position(l, NULL) IS NULL THEN list_max(l) END`,
  `lk_array_min(l) AS CASE WHEN list_position(l, NULL) IS NULL THEN list_min(l) END`,
  `lk_array_position(l, x) AS CASE WHEN x IS NOT NULL AND l IS NOT NULL THEN CAST(coalesce(list_position(l, x), 0) AS BIGINT) END,
   (l, x, n) AS CASE WHEN x IS NOT NULL AND l IS NOT NULL THEN CAST(coalesce(list_filter(range(1, len(l) + 1), lambda lk_place: l[lk_place] = x)[n], 0) AS BIGINT) END`,
  `lk_array_remove(l, x) AS CASE WHEN x IS NOT NULL THEN list_filter(l, lambda lk_kept: lk_kept IS NULL OR lk_kept <> x) END`,
  `lk_array_sort(l) AS list_sort(l, 'ASC', 'NULLS LAST')`,
  // What array_sort with a lambda asks about every pair. The number of pairs is bounded, since nothing could stop the engine.
  `lk_sortable(l) AS CASE WHEN len(l) > 2000 THEN lk_raise('The local engine sorts no more than 2000 elements with a lambda: ' || len(l)) ELSE l END`,
  `lk_comes_before(c, isEarlier) AS CASE c WHEN -1 THEN true WHEN 1 THEN false WHEN 0 THEN isEarlier
    ELSE lk_raise('Lambda comparator must return either -1, 0, or 1' || left(CAST(isEarlier AS VARCHAR), 0)) END`,
  `lk_arrays_overlap(a, b) AS CASE WHEN a IS NULL OR b IS NULL THEN NULL WHEN list_has_any(a, b) THEN true
    WHEN len(a) > 0 AND len(b) > 0 AND (list_position(a, NULL) IS NOT NULL OR list_position(b, NULL) IS NOT NULL) THEN NULL ELSE false END`,
  // Three-valued: NULL when it is not found and there is a NULL among the elements.
  `lk_contains(l, x) AS CASE WHEN l IS NULL OR x IS NULL THEN NULL WHEN list_position(l, x) IS NOT NULL THEN true
    WHEN list_position(l, NULL) IS NOT NULL THEN NULL ELSE false END`,
  `lk_contains_sequence(l, s) AS CASE WHEN l IS NOT NULL AND s IS NOT NULL THEN len(s) = 0 OR len(list_filter(range(1, len(l) - len(s) + 2),
    lambda lk_start: l[lk_start:lk_start + len(s) - 1] = s)) > 0 END`,
  `lk_slice(l, p, n) AS CASE WHEN p = 0 THEN lk_raise('SQL array indices start at 1' || left(CAST(p AS VARCHAR), 0))
    WHEN n < 0 THEN lk_raise('length must be greater than or equal to 0' || left(CAST(n AS VARCHAR), 0))
    WHEN n = 0 OR abs(p) > len(l) THEN list_filter(l, lambda lk_none: lk_none IS NULL AND false)
    WHEN p < 0 THEN list_slice(l, len(l) + p + 1, len(l) + p + n) ELSE list_slice(l, p, p + n - 1) END`,
  `lk_trim_array(l, n) AS CASE WHEN n < 0 THEN lk_raise('size must not be negative: ' || n)
    WHEN n > len(l) THEN lk_raise('size must not exceed array cardinality ' || len(l) || ': ' || n)
    WHEN n = len(l) THEN list_filter(l, lambda lk_none_: lk_none_ IS NULL AND false) ELSE list_slice(l, 1, len(l) - n) END`,
  // Trino's own limit for both; without it a statement could fill the memory.
  `lk_repeat(x, n) AS CASE WHEN n < 0 THEN lk_raise('count argument of repeat function must be greater than or equal to 0' || left(CAST(n AS VARCHAR), 0))
    WHEN n > 10000 THEN lk_raise('count argument of repeat function must be less than or equal to 10000' || left(CAST(n AS VARCHAR), 0))
    ELSE list_transform(range(0, n), lambda lk_times: x) END`,
  `lk_raise_long(v) AS lk_raise('result of sequence function must not have more than 10000 entries' || left(CAST(v AS VARCHAR), 0))`,
  `lk_raise_order(v) AS lk_raise('sequence stop value should be greater than or equal to start value if step is greater than zero otherwise stop should be less than or equal to start' || left(CAST(v AS VARCHAR), 0))`,
  `lk_sequence_numbers(a, b, s) AS CASE WHEN s = 0 THEN lk_raise('step must not be zero' || left(CAST(s AS VARCHAR), 0))
    WHEN (b > a AND s < 0) OR (b < a AND s > 0) THEN lk_raise_order(CAST(a AS DOUBLE) + b + s)
    WHEN abs(CAST(b AS HUGEINT) - a) // abs(s) >= 10000 THEN lk_raise_long(CAST(a AS DOUBLE) + b + s)
    ELSE generate_series(CAST(a AS BIGINT), CAST(b AS BIGINT), CAST(s AS BIGINT)) END`,
  `lk_sequence(a, b) AS lk_sequence_numbers(a, b, CASE WHEN a <= b THEN 1 ELSE -1 END), (a, b, s) AS lk_sequence_numbers(a, b, s)`,
  // Each member counts from the start, so that months keep the day where they have it.
  `lk_sequence_steps(a, b, s) AS list_filter(list_transform(range(0, len(generate_series(a, b, s)) + 2), lambda lk_step: a + s * lk_step),
    lambda lk_moment: CASE WHEN a <= b THEN lk_moment <= b ELSE lk_moment >= b END)`,
  `lk_sequence_time(a, b, s) AS CASE WHEN (b > a AND a + s <= a) OR (b < a AND a + s >= a) THEN lk_raise_order(CAST(a AS VARCHAR) || CAST(b AS VARCHAR) || CAST(s AS VARCHAR))
    WHEN abs(epoch_ms(CAST(b AS TIMESTAMP)) - epoch_ms(CAST(a AS TIMESTAMP))) // greatest(1, abs(epoch_ms(s))) >= 10000 THEN lk_raise_long(CAST(a AS VARCHAR) || CAST(b AS VARCHAR) || CAST(s AS VARCHAR))
    ELSE lk_sequence_steps(CAST(a AS TIMESTAMP), CAST(b AS TIMESTAMP), s) END`,
  `lk_sequence_date(a, b, s) AS list_transform(lk_sequence_time(a, b, s), lambda lk_day: CAST(lk_day AS DATE))`,
  // Rows {v, w}: the smallest value up to which there is the wanted share of all weight, as without weights.
  `lk_weighted_rows(l) AS list_sort(list_filter(l, lambda lk_w1: lk_w1.v IS NOT NULL AND lk_w1.w > 0))`,
  `lk_weighted_at(l, target) AS list_reduce(list_transform(l, lambda lk_w2: {'sum': CAST(lk_w2.w AS DOUBLE), 'v': lk_w2.v}),
    lambda lk_w3, lk_w4: CASE WHEN lk_w3.sum >= target THEN lk_w3 ELSE {'sum': lk_w3.sum + lk_w4.sum, 'v': lk_w4.v} END).v`,
  `lk_weighted_percentile(l, p) AS CASE WHEN len(lk_weighted_rows(l)) > 0
    THEN lk_weighted_at(lk_weighted_rows(l), p * list_sum(list_transform(lk_weighted_rows(l), lambda lk_w5: CAST(lk_w5.w AS DOUBLE)))) END`,
  `lk_weighted_percentiles(l, ps) AS CASE WHEN len(lk_weighted_rows(l)) > 0 THEN list_transform(ps, lambda lk_p: lk_weighted_percentile(l, lk_p)) END`,
  `lk_shuffle(l) AS list_transform(list_sort(list_transform(l, lambda lk_card: {'r': random(), 'v': lk_card})), lambda lk_shuffled: lk_shuffled.v)`,
  `lk_ngrams(l, n) AS CASE WHEN n <= 0 THEN lk_raise('N must be positive' || left(CAST(n AS VARCHAR), 0)) WHEN len(l) <= n THEN [l]
    ELSE list_transform(range(1, len(l) - n + 2), lambda lk_from: l[lk_from:lk_from + n - 1]) END`,
  // What any_match, all_match and none_match make of the predicate's answers.
  `lk_any(l) AS CASE WHEN list_position(l, true) IS NOT NULL THEN true WHEN list_position(l, NULL) IS NOT NULL THEN NULL WHEN l IS NOT NULL THEN false END`,
  `lk_all(l) AS CASE WHEN list_position(l, false) IS NOT NULL THEN false WHEN list_position(l, NULL) IS NOT NULL THEN NULL WHEN l IS NOT NULL THEN true END`,
  `lk_combinations_count(l, n) AS CASE n WHEN 0 THEN 1 WHEN 1 THEN len(l) WHEN 2 THEN len(l) * (len(l) - 1) / 2
    ELSE CAST(round(list_product(list_transform(range(0, n), lambda lk_c1: (len(l) - lk_c1) / CAST(n - lk_c1 AS DOUBLE)))) AS BIGINT) END`,
  `lk_combinations(l, n) AS CASE WHEN n < 0 OR n > 5 THEN lk_raise('combination size must not be negative or exceed 5: ' || n)
    WHEN n * lk_combinations_count(l, n) >= 100000 THEN lk_raise('combinations exceed max size: ' || len(l) || ' over ' || n)
    ELSE list_transform(lk_js_combinations(CAST(len(l) AS BIGINT), CAST(n AS BIGINT)), lambda lk_c2: list_transform(lk_c2, lambda lk_c3: l[lk_c3])) END`,
  `lk_map_dot(a, b) AS list_sum(list_transform(map_keys(a), lambda lk_d1: coalesce(CAST(a[lk_d1] AS DOUBLE) * b[lk_d1], 0)))`,
  `lk_map_cosine(a, b) AS lk_map_dot(a, b) / (sqrt(lk_map_dot(a, a)) * sqrt(lk_map_dot(b, b)))`,
  `lk_flatten(l) AS flatten(list_filter(l, lambda lk_inner: lk_inner IS NOT NULL))`,
  `lk_histogram(l) AS CASE WHEN l IS NOT NULL THEN map_from_entries(list_transform(list_distinct(l),
    lambda lk_key: {'key': lk_key, 'value': CAST(len(list_filter(l, lambda lk_same: lk_same = lk_key)) AS BIGINT)})) END`,
];
