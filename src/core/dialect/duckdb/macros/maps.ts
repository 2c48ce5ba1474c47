/** Maps. A missing key is NULL with element_at and an error in brackets. */
export const mapMacros: readonly string[] = [
  `lk_map_subscript(m, k) AS CASE WHEN m IS NOT NULL AND k IS NOT NULL AND NOT map_contains(m, k)
    THEN lk_raise('Key not present in map: ' || CAST(k AS VARCHAR) || left(CAST(cardinality(m) AS VARCHAR), 0)) ELSE m[k] END`,
  `lk_map_keys(m) AS CASE WHEN m IS NOT NULL THEN map_keys(m) END`,
  `lk_map_values(m) AS CASE WHEN m IS NOT NULL THEN map_values(m) END`,
  `lk_map_cardinality(m) AS CASE WHEN m IS NOT NULL THEN CAST(cardinality(m) AS BIGINT) END`,
  `lk_map(k, v) AS CASE WHEN len(k) <> len(v) THEN lk_raise('Key and value arrays must be the same length' || left(CAST(len(k) + len(v) AS VARCHAR), 0))
    WHEN len(k) <> len(list_distinct(k)) THEN lk_raise('Duplicate map keys are not allowed' || left(CAST(len(k) AS VARCHAR), 0))
    WHEN k IS NOT NULL AND v IS NOT NULL THEN map(k, v) END`,
  // Pairs {key, value}; of equal keys the first stays, pairs without a key are left out.
  `lk_map_first(p) AS CASE WHEN p IS NOT NULL THEN map_from_entries(list_filter(p, lambda lk_pair, lk_pair_i: lk_pair.key IS NOT NULL
    AND list_position(list_transform(p, lambda lk_keyed: lk_keyed.key), lk_pair.key) = lk_pair_i)) END`,
  `lk_map_agg(p) AS CASE WHEN len(list_distinct(list_transform(p, lambda lk_own: lk_own.key))) = len(p) THEN map_from_entries(p) ELSE lk_map_first(p) END`,
  `lk_map_unique(p) AS CASE WHEN len(list_distinct(list_transform(p, lambda lk_single: lk_single.key))) <> len(p)
    THEN lk_raise('Duplicate map keys are not allowed' || left(CAST(len(p) AS VARCHAR), 0)) ELSE map_from_entries(p) END`,
  `lk_map_of_entries(e) AS CASE WHEN len(list_filter(e, lambda lk_e1: lk_e1 IS NULL)) > 0
    THEN lk_raise('map entry cannot be null' || left(CAST(len(e) AS VARCHAR), 0))
    ELSE lk_map_unique(list_transform(e, lambda lk_e2: {'key': lk_e2.field0, 'value': lk_e2.field1})) END`,
  `lk_multimap(p) AS CASE WHEN p IS NOT NULL THEN map_from_entries(list_transform(
    lk_array_distinct(list_filter(list_transform(p, lambda lk_k1: lk_k1.key), lambda lk_k2: lk_k2 IS NOT NULL)),
    lambda lk_k3: {'key': lk_k3, 'value': list_transform(list_filter(p, lambda lk_k4: lk_k4.key = lk_k3), lambda lk_k5: lk_k5.value)})) END`,
  `lk_map_concat(a, b) AS CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN map_concat(a, b) END`,
  `lk_map_union(l) AS lk_map_agg(flatten(list_transform(list_filter(l, lambda lk_m1: lk_m1 IS NOT NULL), lambda lk_m2: map_entries(lk_m2))))`,
  `lk_map_sorted(m) AS map_from_entries(list_sort(map_entries(m)))`,
  `lk_counts(m) AS CASE WHEN m IS NOT NULL THEN map_from_entries(list_transform(map_entries(m), lambda lk_c: {'key': lk_c.key, 'value': CAST(lk_c.value AS BIGINT)})) END`,
  `lk_most_frequent(n, m) AS CASE WHEN m IS NOT NULL THEN map_from_entries(list_transform(list_slice(list_reverse_sort(list_transform(map_entries(m),
    lambda lk_f1: {'value': CAST(lk_f1.value AS BIGINT), 'key': lk_f1.key})), 1, n), lambda lk_f2: {'key': lk_f2.key, 'value': lk_f2.value})) END`,
  `lk_zip_padded(a, b) AS CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN list_zip(a, b) END`,
];
