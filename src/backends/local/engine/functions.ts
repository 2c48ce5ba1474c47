/**
 * Functions that DuckDB lacks and that its macros cannot make: computed here, a chunk of rows at a time, on the engine's
 * own thread. They are named `lk_js_...`; the macros of the translation call them, nobody else should. NULL gives NULL.
 */
import {
  BIGINT,
  BLOB,
  INTEGER,
  LIST,
  listValue,
  DuckDBBlobValue,
  DuckDBScalarFunction,
  VARCHAR,
  type DuckDBConnection,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api';
import { createHash, createHmac } from 'node:crypto';
import { combinations, fromBase32, levenshtein, textOf, toBase32 } from './algorithms.js';
import { re2PatternFor } from '../../../core/dialect/duckdb/patterns.js';
import { javaDouble } from '../../../core/result/scalarText.js';
import { isList, isObject, JsonNumber, parseJson, type Json } from '../readers/json.js';

/** Registers them for every connection of the database. To be called before the macros are made. */
export function registerFunctions(connection: DuckDBConnection): void {
  for (const { name, parameters, result, compute } of functions) {
    connection.registerScalarFunction(
      DuckDBScalarFunction.create({
        name,
        parameterTypes: parameters,
        returnType: result,
        mainFunction: (_, input, output) => {
          const columns = parameters.map((_parameter, index) => input.getColumnVector(index));
          for (let row = 0; row < input.rowCount; row++) {
            const values = columns.map((column) => column.getItem(row));
            output.setItem(row, values.includes(null) ? null : compute(values));
          }
          output.flush();
        },
      }),
    );
  }
}

interface EngineFunction {
  readonly name: string;
  readonly parameters: readonly DuckDBType[];
  readonly result: DuckDBType;
  readonly compute: (values: readonly DuckDBValue[]) => DuckDBValue;
}

const functions: readonly EngineFunction[] = [
  {
    name: 'lk_js_sorted_json',
    parameters: [VARCHAR],
    result: VARCHAR,
    compute: ([text]) => sortedJson(parseJson(String(text))),
  },
  {
    name: 'lk_js_fractions_as_texts',
    parameters: [VARCHAR],
    result: VARCHAR,
    compute: ([text]) => fractionsAsTexts(parseJson(String(text)), (number) => number),
  },
  {
    name: 'lk_js_doubles_as_texts',
    parameters: [VARCHAR],
    result: VARCHAR,
    compute: ([text]) => fractionsAsTexts(parseJson(String(text)), numberText),
  },
  {
    name: 'lk_js_sha512',
    parameters: [BLOB],
    result: BLOB,
    compute: ([data]) => blob(createHash('sha512').update(bytesOf(data)).digest()),
  },
  {
    name: 'lk_js_hmac',
    parameters: [VARCHAR, BLOB, BLOB],
    result: BLOB,
    compute: ([algorithm, data, key]) =>
      blob(createHmac(String(algorithm), bytesOf(key)).update(bytesOf(data)).digest()),
  },
  {
    name: 'lk_js_pattern',
    parameters: [VARCHAR, VARCHAR, VARCHAR, INTEGER],
    result: VARCHAR,
    compute: ([text, pattern, use, group]) =>
      re2PatternFor(String(text), String(pattern), use === 'tests', Number(group)),
  },
  {
    name: 'lk_js_levenshtein',
    parameters: [VARCHAR, VARCHAR],
    result: BIGINT,
    compute: ([left, right]) => BigInt(levenshtein([...String(left)], [...String(right)])),
  },
  {
    name: 'lk_js_normalize',
    parameters: [VARCHAR, VARCHAR],
    result: VARCHAR,
    compute: ([text, form]) => String(text).normalize(String(form)),
  },
  {
    name: 'lk_js_text',
    parameters: [BLOB, VARCHAR],
    result: VARCHAR,
    compute: ([data, replacement]) => textOf(bytesOf(data), String(replacement)),
  },
  {
    name: 'lk_js_to_base32',
    parameters: [BLOB],
    result: VARCHAR,
    compute: ([data]) => toBase32(bytesOf(data)),
  },
  {
    name: 'lk_js_from_base32',
    parameters: [VARCHAR],
    result: BLOB,
    compute: ([text]) => new DuckDBBlobValue(fromBase32(String(text)) ?? new Uint8Array()),
  },
  {
    name: 'lk_js_reverse',
    parameters: [BLOB],
    result: BLOB,
    compute: ([data]) => new DuckDBBlobValue(bytesOf(data).slice().reverse()),
  },
  {
    name: 'lk_js_combinations',
    parameters: [BIGINT, BIGINT],
    result: LIST(LIST(BIGINT)),
    compute: ([length, count]) =>
      listValue(combinations(Number(length), Number(count)).map((places) => listValue(places.map(BigInt)))),
  },
  {
    name: 'lk_js_url_decode',
    parameters: [VARCHAR],
    result: VARCHAR,
    compute: ([text]) => decodeUrl(String(text)),
  },
  { name: 'lk_js_crc32', parameters: [BLOB], result: BIGINT, compute: ([data]) => BigInt(crc32(bytesOf(data))) },
];

/** What `json_parse` makes of a text in Trino: keys in order, of equal keys the last, doubles as Java prints them. */
export function sortedJson(value: Json): string {
  if (value instanceof JsonNumber) return numberText(value.text);
  if (isList(value)) return `[${value.map(sortedJson).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = [...value].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${sortedJson(member)}`).join(',')}}`;
}

/** The JSON with its numbers that are not whole as texts, which DuckDB hands on as they are written. */
function fractionsAsTexts(value: Json, spell: (number: string) => string): string {
  if (value instanceof JsonNumber) return /^-?\d+$/.test(value.text) ? value.text : JSON.stringify(spell(value.text));
  if (isList(value)) return `[${value.map((each) => fractionsAsTexts(each, spell)).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = [...value].map(([key, member]) => `${JSON.stringify(key)}:${fractionsAsTexts(member, spell)}`);
  return `{${members.join(',')}}`;
}

/** Whole numbers keep all digits; others go through a double. */
function numberText(text: string): string {
  const number = Number(text);
  return /^-?\d+$/.test(text) || !Number.isFinite(number) ? text : javaDouble(number);
}

const bytesOf = (value: DuckDBValue | undefined): Uint8Array =>
  value instanceof DuckDBBlobValue ? value.bytes : new Uint8Array();

const blob = (buffer: Buffer): DuckDBBlobValue => new DuckDBBlobValue(new Uint8Array(buffer));

/** What is not UTF-8 becomes U+FFFD. Precondition: two hexadecimal digits stand after each percent sign. */
const decodeUrl = (text: string): string =>
  text.replaceAll(/(?:%[0-9A-Fa-f]{2})+/g, (run) => textOf(Buffer.from(run.replaceAll('%', ''), 'hex'), '\ufffd'));

/** CRC-32 of IEEE 802.3, as in zip files; Node 20 has none. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
