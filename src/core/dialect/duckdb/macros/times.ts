/** Dates and times. All zones but UTC are told by the translation; the session's zone is UTC. */

const units = ['millisecond', 'second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'] as const;

/** An interval of `n` units. A number of intervals must fit into 32 bits in DuckDB, which seconds since 1970 do not. */
function amountOf(unit: string): string {
  const small: Readonly<Record<string, string>> = {
    millisecond: '1000',
    second: '1000000',
    minute: '60000000',
    hour: '3600000000',
  };
  const microseconds = small[unit];
  if (microseconds !== undefined) return `to_microseconds(CAST(n AS BIGINT) * ${microseconds})`;
  return `CAST(n AS BIGINT) * INTERVAL ${unit === 'quarter' ? '3 month' : `1 ${unit}`}`;
}

export const timeMacros: readonly string[] = [
  ...units.map((unit) => `lk_date_add_${unit}(n, t) AS t + ${amountOf(unit)}`),
  ...(['day', 'week', 'month', 'quarter', 'year'] as const).map(
    (unit) => `lk_date_add_${unit}_date(n, t) AS CAST(lk_date_add_${unit}(n, t) AS DATE)`,
  ),
  ...units.map((unit) => `lk_date_diff_${unit}(a, b) AS date_sub('${unit}', a, b)`),
  ...(['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'] as const).map(
    (unit) => `lk_date_trunc_${unit}(t) AS date_trunc('${unit}', t)`,
  ),
  `lk_now() AS date_trunc('millisecond', CAST(current_timestamp AS TIMESTAMP))`,
  `lk_date(t) AS CAST(t AS DATE)`,
  // A date that was moved: DuckDB makes a time of it, Trino takes whole days only.
  `lk_whole_date(t) AS CASE WHEN CAST(t AS DATE) <> t THEN lk_raise('Cannot add hour, minutes or seconds to a date. Cast the date to timestamp first'
    || left(CAST(t AS VARCHAR), 0)) ELSE CAST(t AS DATE) END`,
  `lk_date_difference(a, b) AS CAST(a AS TIMESTAMP) - CAST(b AS TIMESTAMP)`,
  `lk_timestamp_text(t, p) AS strftime(t, '%Y-%m-%d %H:%M:%S') || CASE WHEN p > 0 THEN '.' || left(strftime(t, '%f') || '000000', p) ELSE '' END`,
  `lk_instant_text(t, p, z) AS lk_timestamp_text(t, p) || ' ' || z`,
  `lk_iso8601(t) AS strftime(t, '%Y-%m-%dT%H:%M:%S.%g')`,
  `lk_to_unixtime(t) AS epoch_us(t) / CAST(1000000 AS DOUBLE)`,
  `lk_from_unixtime(s) AS make_timestamp(CAST(round(CAST(s AS DOUBLE) * 1000) AS BIGINT) * 1000)`,
  `lk_from_unixtime_nanos(n) AS make_timestamp(CAST(n AS BIGINT) / 1000)`,
  `lk_millisecond(t) AS CAST(millisecond(t) % 1000 AS BIGINT)`,
  `lk_second(t) AS CAST(second(t) AS BIGINT)`,
  `lk_date_parse(t, f) AS strptime(t, f)`,
  `lk_duration_unit(u) AS CASE u WHEN 'ns' THEN 1e-6 WHEN 'us' THEN 1e-3 WHEN 'ms' THEN 1.0 WHEN 's' THEN 1e3 WHEN 'm' THEN 6e4 WHEN 'h' THEN 3.6e6 WHEN 'd' THEN 8.64e7 END`,
  `lk_parse_duration(t) AS CASE WHEN regexp_full_match(t, '\\s*\\d+(\\.\\d+)?\\s*(ns|us|ms|s|m|h|d)\\s*')
    THEN to_milliseconds(round(CAST(regexp_extract(t, '[0-9.]+') AS DOUBLE) * CAST(lk_duration_unit(regexp_extract(t, '[a-z]+')) AS DOUBLE)))
    WHEN t IS NOT NULL THEN lk_raise('Invalid duration: ' || left(t, 100)) END`,
  `lk_interval_milliseconds(i) AS CAST(epoch_ms(i) AS BIGINT)`,
  `lk_from_iso8601_date(t) AS CASE
    WHEN regexp_full_match(t, '\\d{4}-\\d{2}-\\d{2}') THEN CAST(t AS DATE)
    WHEN regexp_full_match(t, '\\d{4}-\\d{2}') THEN CAST(t || '-01' AS DATE)
    WHEN regexp_full_match(t, '\\d{4}') THEN CAST(t || '-01-01' AS DATE)
    WHEN regexp_full_match(t, '\\d{4}-W\\d{2}(-\\d)?') THEN CAST(strptime(CASE WHEN length(t) = 8 THEN t || '-1' ELSE t END, '%G-W%V-%u') AS DATE)
    WHEN regexp_full_match(t, '\\d{4}-\\d{3}') THEN CAST(strptime(t, '%Y-%j') AS DATE)
    WHEN t IS NOT NULL THEN lk_raise('Invalid format: "' || t || '"') END`,
  `lk_from_iso8601_timestamp(t) AS CASE
    WHEN regexp_full_match(t, '\\d{4}(-\\d{2})?') THEN CAST(t || right('-01-01', 10 - length(t)) AS TIMESTAMP)
    WHEN regexp_full_match(t, '\\d{4}-\\d{2}-\\d{2}(T\\d{2}(:\\d{2}(:\\d{2}([.,]\\d+)?)?)?(Z|[+-]\\d{2}(:?\\d{2})?)?)?')
    THEN CAST(CAST(regexp_replace(regexp_replace(replace(t, ',', '.'), '^(.{13})(Z|[+-].*)?$', '\\1:00:00\\2'),
      '^(.{16})(Z|[+-].*)?$', '\\1:00\\2') AS TIMESTAMPTZ) AS TIMESTAMP)
    WHEN t IS NOT NULL THEN lk_raise('Invalid format: "' || t || '"') END`,
  `lk_human_unit(n, word) AS CASE WHEN n = 0 THEN NULL WHEN n = 1 THEN '1 ' || word ELSE n || ' ' || word || 's' END`,
  `lk_human_parts(s) AS list_filter([lk_human_unit(s // 604800, 'week'), lk_human_unit(s % 604800 // 86400, 'day'),
    lk_human_unit(s % 86400 // 3600, 'hour'), lk_human_unit(s % 3600 // 60, 'minute'), lk_human_unit(s % 60, 'second')], lambda lk_part: lk_part IS NOT NULL)`,
  `lk_human_readable_seconds(s) AS CASE WHEN round(abs(s)) = 0 THEN '0 seconds'
    ELSE array_to_string(lk_human_parts(CAST(round(abs(s)) AS BIGINT)), ', ') END`,
];
