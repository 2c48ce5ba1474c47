/**
 * JSON. Trino gives NULL for malformed text and for missing paths, and NULL for objects and arrays where a scalar is
 * asked for; DuckDB raises. Paths arrive in DuckDB's notation (see `paths.ts`).
 */

const scalarKinds = `'VARCHAR', 'BIGINT', 'UBIGINT', 'DOUBLE', 'BOOLEAN', 'HUGEINT', 'UHUGEINT'`;
const raise = (j: string, type: string): string =>
  `lk_raise('Cannot cast ''' || left(CAST(${j} AS VARCHAR), 200) || ''' to ${type}')`;
/** The text of a number as it stands: DuckDB would make 2.5 of 2.50 and 1000.0 of 1e3. */
const asWritten = (json: string): string => `json_extract_string(lk_js_fractions_as_texts(${json}), p)`;
const cast = (name: string, type: string, lake: string): string =>
  `lk_json_to_${name}(j) AS CASE WHEN json_type(j) = 'NULL' THEN NULL WHEN json_type(j) IN (${scalarKinds})
    THEN CAST(CASE WHEN json_type(j) = 'BOOLEAN' THEN CAST(CAST((j->>'$') = 'true' AS INTEGER) AS VARCHAR) ELSE j->>'$' END AS ${type})
    WHEN j IS NOT NULL THEN ${raise('j', lake)} END`;

export const jsonMacros: readonly string[] = [
  `lk_json_or_null(j) AS CASE WHEN json_valid(CAST(j AS VARCHAR)) THEN CAST(CAST(j AS VARCHAR) AS JSON) END`,
  // Trino sorts the keys; the other macro is for where nobody can see them.
  `lk_json_parse(t) AS CASE WHEN json_valid(t) THEN CAST(lk_js_sorted_json(t) AS JSON)
    WHEN t IS NOT NULL THEN lk_raise('Cannot convert value to JSON: ''' || left(t, 200) || '''') END`,
  `lk_json_sorted(j) AS CAST(lk_js_sorted_json(CAST(j AS VARCHAR)) AS JSON)`,
  `lk_json_read(t) AS CASE WHEN json_valid(t) THEN CAST(json(t) AS JSON)
    WHEN t IS NOT NULL THEN lk_raise('Cannot convert value to JSON: ''' || left(t, 200) || '''') END`,
  `lk_json_format(j) AS CAST(j AS VARCHAR)`,
  `lk_json_extract(j, p) AS CASE WHEN json_valid(CAST(j AS VARCHAR)) THEN json_extract(CAST(j AS VARCHAR), p) END`,
  `lk_json_extract_wild(j, p) AS CASE WHEN json_valid(CAST(j AS VARCHAR)) THEN to_json(json_extract(CAST(j AS VARCHAR), p)) END`,
  `lk_json_scalar_of(j) AS CASE WHEN json_type(j) IN (${scalarKinds}) THEN j->>'$' END`,
  `lk_json_extract_scalar(j, p) AS CASE WHEN json_valid(CAST(j AS VARCHAR))
    AND json_type(CAST(j AS VARCHAR), p) NOT IN ('OBJECT', 'ARRAY')
    THEN CASE WHEN json_type(CAST(j AS VARCHAR), p) = 'DOUBLE' THEN ${asWritten('CAST(j AS VARCHAR)')} ELSE json_extract_string(CAST(j AS VARCHAR), p) END END`,
  `lk_json_exists(j, p) AS CASE WHEN j IS NOT NULL THEN json_valid(CAST(j AS VARCHAR)) AND json_type(CAST(j AS VARCHAR), p) IS NOT NULL END`,
  // Steps of lax paths: lists of JSON, NULL where the input is not JSON.
  `lk_path_start(j) AS CASE WHEN json_valid(CAST(j AS VARCHAR)) THEN [CAST(CAST(j AS VARCHAR) AS JSON)] END`,
  `lk_path_elements(l) AS flatten(list_transform(l, lambda lk_p1: CASE WHEN json_type(lk_p1) = 'ARRAY' THEN json_extract(lk_p1, '$[*]') ELSE [lk_p1] END))`,
  `lk_path_member(l, p) AS list_filter(list_transform(lk_path_elements(l), lambda lk_p2: json_extract(lk_p2, p)), lambda lk_p3: lk_p3 IS NOT NULL)`,
  `lk_path_index(l, p) AS list_filter(list_transform(l, lambda lk_p4: json_extract(CASE WHEN json_type(lk_p4) = 'ARRAY' THEN lk_p4 ELSE to_json([lk_p4]) END, p)),
    lambda lk_p5: lk_p5 IS NOT NULL)`,
  `lk_path_members(l) AS flatten(list_transform(lk_path_elements(l), lambda lk_p6: CASE WHEN json_type(lk_p6) = 'OBJECT' THEN json_extract(lk_p6, '$.*') END))`,
  `lk_path_strict(j, p) AS CASE WHEN json_valid(CAST(j AS VARCHAR)) AND json_type(CAST(j AS VARCHAR), p) IS NOT NULL THEN [json_extract(CAST(j AS VARCHAR), p)] END`,
  // One item as a value of a type; NULL where it is none.
  `lk_item_to_bigint(i) AS CASE WHEN json_type(i) = 'BOOLEAN' THEN CAST((i->>'$') = 'true' AS BIGINT) WHEN json_type(i) = 'DOUBLE' THEN TRY_CAST(round(CAST(i->>'$' AS DOUBLE)) AS BIGINT)
    WHEN json_type(i) IN ('BIGINT', 'UBIGINT', 'HUGEINT', 'UHUGEINT') OR (json_type(i) = 'VARCHAR' AND regexp_full_match(i->>'$', '[+-]?[0-9]+')) THEN TRY_CAST(i->>'$' AS BIGINT) END`,
  `lk_item_to_double(i) AS CASE WHEN json_type(i) = 'BOOLEAN' THEN CAST((i->>'$') = 'true' AS DOUBLE) WHEN json_type(i) IN (${scalarKinds}) THEN TRY_CAST(i->>'$' AS DOUBLE) END`,
  `lk_item_to_boolean(i) AS CASE WHEN json_type(i) = 'VARCHAR' THEN CASE WHEN lower(i->>'$') IN ('true', 't', '1') THEN true WHEN lower(i->>'$') IN ('false', 'f', '0') THEN false END
    WHEN json_type(i) = 'BOOLEAN' THEN (i->>'$') = 'true' WHEN json_type(i) IN (${scalarKinds}) THEN TRY_CAST(i->>'$' AS DOUBLE) <> 0 END`,
  `lk_path_exists(l, j) AS CASE WHEN j IS NOT NULL THEN coalesce(len(l) > 0, false) END`,
  `lk_path_value(l) AS CASE WHEN len(l) = 1 THEN lk_json_scalar_of(l[1]) END`,
  `lk_path_query(l) AS CASE WHEN len(l) = 1 THEN CAST(l[1] AS VARCHAR) END`,
  `lk_path_query_wrapped(l) AS CASE WHEN len(l) > 0 THEN CAST(to_json(l) AS VARCHAR) END`,
  `lk_path_query_conditional(l) AS CASE WHEN len(l) = 1 AND json_type(l[1]) IN ('OBJECT', 'ARRAY') THEN CAST(l[1] AS VARCHAR)
    WHEN len(l) > 0 THEN CAST(to_json(l) AS VARCHAR) END`,
  `lk_json_array_of(l) AS CAST(to_json(list_filter(l, lambda lk_item: lk_item IS NOT NULL)) AS VARCHAR)`,
  // The first character spares most values the second look.
  `lk_json_scalar_at(j, p) AS CASE WHEN left(json_extract_string(j, p), 1) IN ('{', '[') AND json_type(j, p) IN ('OBJECT', 'ARRAY') THEN NULL
    WHEN left(json_extract_string(j, p), 1) <= '9' AND json_type(j, p) = 'DOUBLE' THEN ${asWritten('j')} ELSE json_extract_string(j, p) END`,
  // What is of type JSON has been parsed: its doubles are printed as Java prints them.
  `lk_json_scalar_in(j, p) AS CASE WHEN json_type(j, p) NOT IN ('OBJECT', 'ARRAY') THEN CASE WHEN json_type(j, p) = 'DOUBLE'
    THEN json_extract_string(lk_js_doubles_as_texts(CAST(j AS VARCHAR)), p) ELSE json_extract_string(j, p) END END`,
  `lk_json_array_length(j) AS CASE WHEN json_valid(CAST(j AS VARCHAR)) AND json_type(CAST(j AS VARCHAR)) = 'ARRAY'
    THEN CAST(json_array_length(CAST(j AS VARCHAR)) AS BIGINT) END`,
  `lk_json_array_get(j, i) AS CASE WHEN json_valid(CAST(j AS VARCHAR)) AND json_type(CAST(j AS VARCHAR)) = 'ARRAY'
    THEN CASE WHEN json_type(json_extract(CAST(j AS VARCHAR), '$[' || CASE WHEN i < 0 THEN '#' ELSE '' END || i || ']')) <> 'NULL'
      THEN json_extract(CAST(j AS VARCHAR), '$[' || CASE WHEN i < 0 THEN '#' ELSE '' END || i || ']') END END`,
  `lk_json_array_contains(j, x) AS CASE WHEN json_valid(CAST(j AS VARCHAR)) AND json_type(CAST(j AS VARCHAR)) = 'ARRAY' AND x IS NOT NULL
    THEN list_contains(json_extract(CAST(j AS VARCHAR), '$[*]'), to_json(x)) END`,
  `lk_json_size(j, p) AS CASE WHEN json_valid(CAST(j AS VARCHAR)) THEN CASE json_type(CAST(j AS VARCHAR), p)
    WHEN 'OBJECT' THEN CAST(len(json_keys(CAST(j AS VARCHAR), p)) AS BIGINT)
    WHEN 'ARRAY' THEN CAST(json_array_length(CAST(j AS VARCHAR), p) AS BIGINT)
    ELSE CASE WHEN json_type(CAST(j AS VARCHAR), p) IS NOT NULL THEN CAST(0 AS BIGINT) END END END`,
  `lk_is_json_scalar(j) AS CASE WHEN j IS NULL THEN NULL WHEN json_valid(CAST(j AS VARCHAR)) THEN json_type(CAST(j AS VARCHAR)) NOT IN ('OBJECT', 'ARRAY')
    ELSE lk_raise('Invalid JSON value: ' || left(CAST(j AS VARCHAR), 200)) END`,
  `lk_json_to_varchar(j) AS CASE WHEN json_type(j) IN (${scalarKinds}) THEN j->>'$'
    WHEN json_type(j) <> 'NULL' THEN ${raise('j', 'varchar')} END`,
  // Inside arrays and maps objects stay as they are cast in turn; this one is for their text.
  `lk_json_to_boolean(j) AS CASE WHEN json_type(j) = 'BOOLEAN' THEN (j->>'$') = 'true'
    WHEN json_type(j) = 'VARCHAR' AND lower(j->>'$') IN ('true', 'false') THEN lower(j->>'$') = 'true'
    WHEN json_type(j) IN ('BIGINT', 'UBIGINT', 'DOUBLE') THEN CAST(j->>'$' AS DOUBLE) <> 0
    WHEN json_type(j) <> 'NULL' THEN ${raise('j', 'boolean')} END`,
  cast('double', 'DOUBLE', 'double'),
  cast('bigint', 'BIGINT', 'bigint'),
  cast('integer', 'INTEGER', 'integer'),
  `lk_json_elements(j) AS CASE WHEN json_type(j) = 'ARRAY' THEN json_extract(j, '$[*]')
    WHEN json_type(j) <> 'NULL' THEN ${raise('j', 'array')} END`,
  `lk_json_members(j) AS CASE WHEN json_type(j) = 'OBJECT' THEN list_transform(list_zip(json_keys(j), json_extract(j, '$.*')),
      lambda lk_member: {'key': lk_member[1], 'value': lk_member[2]})
    WHEN json_type(j) <> 'NULL' THEN ${raise('j', 'map')} END`,
  // Members are found by name in any case, as Trino does for rows.
  `lk_json_member(j, name) AS list_filter(lk_json_members(j), lambda lk_named: lower(lk_named.key) = lower(name))[1].value`,
  // A row is made of an object by names, of an array by places.
  `lk_json_field(j, name, place) AS CASE WHEN json_type(j) = 'ARRAY' THEN json_extract(j, '$[' || place || ']') ELSE lk_json_member(j, name) END`,
  `lk_json_is_row(j, n) AS CASE WHEN json_type(j) = 'OBJECT' OR (json_type(j) = 'ARRAY' AND json_array_length(j) = n) THEN true
    WHEN json_type(j) <> 'NULL' THEN ${raise('j', 'row')} ELSE false END`,
];
