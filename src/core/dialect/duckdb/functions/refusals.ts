/** Functions of Trino that the local engine does not have, with the reason where it is worth telling. */

const reasons: Readonly<Record<string, string>> = {
  'checksum crc32 murmur3 xxhash64 spooky_hash_v2_32 spooky_hash_v2_64 sha512':
    'there is no such hash in it; md5(), sha1() and sha256() are there',
  'hmac_md5 hmac_sha1 hmac_sha256 hmac_sha512': 'there is no keyed hash in it',
  'soundex word_stem': 'it knows no English',
  'normal_cdf inverse_normal_cdf beta_cdf inverse_beta_cdf t_cdf t_pdf wilson_interval_lower wilson_interval_upper':
    'it has no statistical distributions',
  'approx_set empty_approx_set merge hash_counts intersection_cardinality jaccard_index make_set_digest merge_set_digest qdigest_agg tdigest_agg value_at_quantile values_at_quantiles quantile_at_value theta_sketch_cardinality theta_sketch_union':
    'it has no sketches and digests; use count(DISTINCT ...) or approx_percentile()',
  'reduce_agg numeric_histogram skewness': 'there is no such aggregate in it',
  'to_char to_date to_timestamp': 'use date_format() or date_parse()',
  'classify features regress learn_classifier learn_regressor learn_libsvm_classifier learn_libsvm_regressor evaluate_classifier_predictions':
    'it has no machine learning',
  'objectid objectid_timestamp timestamp_objectid': 'it knows no MongoDB IDs',
  'bar color render rgb': 'it has no colours for terminals',
  'classifier match_number first last next prev permute': 'it has no MATCH_RECOGNIZE',
  'version current_groups': 'it would not tell what Lake tells',
  'combinations cosine_distance cosine_similarity parse_duration parse_data_size from_unixtime_nanos timezone':
    'nobody has needed it yet',
};

export const refusals: ReadonlyMap<string, string> = new Map(
  Object.entries(reasons).flatMap(([names, reason]) => names.split(/\s+/).map((name) => [name, reason] as const)),
);
