/** Functions of Trino that the local engine does not have, with the reason where it is worth telling. */

const reasons: Readonly<Record<string, string>> = {
  'checksum murmur3 xxhash64 spooky_hash_v2_32 spooky_hash_v2_64':
    'there is no such hash in it; md5(), sha1(), sha256(), sha512() and crc32() are there',
  'from_ieee754_32 from_ieee754_64 to_ieee754_32 to_ieee754_64': 'it does not show how numbers are stored',
  'collect element fusion intersection set': 'it has no multisets; use array_agg()',
  'convex_hull_agg geometry_collect_agg geometry_union_agg spatial_partitioning': 'it has no geometry',
  random_string: 'it belongs to a connector that Lake does not have',
  'soundex word_stem': 'it knows no English',
  'normal_cdf inverse_normal_cdf beta_cdf inverse_beta_cdf t_cdf t_pdf wilson_interval_lower wilson_interval_upper':
    'it has no statistical distributions',
  'approx_set empty_approx_set merge hash_counts intersection_cardinality jaccard_index make_set_digest merge_set_digest qdigest_agg tdigest_agg value_at_quantile values_at_quantiles quantile_at_value theta_sketch_cardinality theta_sketch_union':
    'it has no sketches and digests; use count(DISTINCT ...) or approx_percentile()',
  'reduce_agg numeric_histogram': 'there is no such aggregate in it',
  'to_char to_date to_timestamp': 'use date_format() or date_parse()',
  'classify features regress learn_classifier learn_regressor learn_libsvm_classifier learn_libsvm_regressor evaluate_classifier_predictions':
    'it has no machine learning',
  'objectid objectid_timestamp timestamp_objectid': 'it knows no MongoDB IDs',
  'bar color render rgb': 'it has no colours for terminals',
  'classifier match_number first last next prev permute': 'it has no MATCH_RECOGNIZE',
  'version current_groups': 'it would not tell what Lake tells',
  from_unixtime_nanos: 'its times have no nanoseconds; use from_unixtime()',
  timezone: 'it keeps times in UTC',
};

export const refusals: ReadonlyMap<string, string> = new Map(
  Object.entries(reasons).flatMap(([names, reason]) => names.split(/\s+/).map((name) => [name, reason] as const)),
);
