/**
 * What the engine installs before the first statement: settings, and macros named `lk_...` for the functions of Trino
 * that DuckDB lacks or that answer differently there. The translation writes calls of them; nobody else should.
 */
import { arrayMacros } from './macros/arrays.js';
import { binaryMacros } from './macros/binary.js';
import { jsonMacros } from './macros/json.js';
import { mapMacros } from './macros/maps.js';
import { networkMacros } from './macros/network.js';
import { numberMacros } from './macros/numbers.js';
import { regexpMacros } from './macros/regexp.js';
import { textMacros } from './macros/text.js';
import { timeMacros } from './macros/times.js';
import { urlMacros } from './macros/urls.js';

/**
 * What a macro's own errors begin with: DuckDB's `error()` counts as volatile and so cannot stand inside `TRY`,
 * a failing cast can. `explainDuckDbError` takes the words out again.
 */
export const raisedMark = 'lk: ';

/** Settings that the macros and the translated text rely on. Hardening is the engine's own matter. */
export const duckdbSettings: Readonly<Record<string, string>> = {
  integer_division: 'true',
  TimeZone: "'UTC'",
  errors_as_json: 'true',
  default_null_order: "'NULLS_LAST'",
  default_order: "'ASC'",
  ieee_floating_point_ops: 'true',
};

/** `SET ...`, to be run before `macroStatements`. */
export const settingStatements: readonly string[] = Object.entries(duckdbSettings).map(
  ([name, value]) => `SET ${name} = ${value}`,
);

/**
 * `CREATE OR REPLACE MACRO lk_...`, each after those it uses. They call the `lk_js_...` functions that the engine has
 * registered before, need no tables, and work as temporary macros too
 * (`MACRO` -> `TEMP MACRO`). Lambda parameters in them are `lk_` and unique, since arguments are put in as text and
 * must not be captured.
 */
export const macroStatements: readonly string[] = [
  // The cast fails at run time, and only in rows that come here. The message must hang on every value that the
  // condition hangs on: DuckDB computes constants beforehand, in whatever branch they stand.
  `lk_raise(message) AS CASE WHEN CAST('${raisedMark}' || message AS BOOLEAN) THEN NULL END`,
  `lk_offset(n, least, message) AS CASE WHEN n < least THEN lk_raise(message || ': ' || n) ELSE n END`,
  ...numberMacros,
  ...textMacros,
  ...regexpMacros,
  ...urlMacros,
  ...binaryMacros,
  ...arrayMacros,
  ...mapMacros,
  ...jsonMacros,
  ...timeMacros,
  ...networkMacros,
].map((definition) => `CREATE OR REPLACE MACRO ${definition}`);
