/** A DuckDB with the tables of local event data stores, for tests of the translation. */
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { registerFunctions } from '../../../src/backends/local/engine/functions.js';
import { eventDataStoreSchemas } from '../../../src/core/catalog/schemas.js';
import { macroStatements, settingStatements } from '../../../src/core/dialect/duckdb/macros.js';
import { translateToDuckDb } from '../../../src/core/dialect/duckdb/translate.js';
import type { Translation, TranslationInput } from '../../../src/core/dialect/translation.js';
import { analyze } from '../../../src/core/lang/analyze.js';
import type { Problem } from '../../../src/core/lang/problem.js';
import { parseText } from '../../../src/core/lang/parser.js';
import type { EventCategory, EventDataStore } from '../../../src/core/query/eventDataStore.js';
import type { LakeType, Value } from '../../../src/core/result/types.js';

const ids: Readonly<Record<EventCategory, string>> = {
  CloudTrail: '5e471234-0000-4000-8000-000000000001',
  ConfigurationItem: '12345678-0000-4000-8000-000000000002',
  Insight: 'aaaaaaaa-0000-4000-8000-000000000003',
  Evidence: 'bbbbbbbb-0000-4000-8000-000000000004',
  ActivityAuditLog: 'cccccccc-0000-4000-8000-000000000005',
};

export const stores = Object.fromEntries(
  Object.entries(ids).map(([category, id]) => [
    category,
    { id, name: `${category} events`, category, backend: 'local', connectionId: 'local:test' } as EventDataStore,
  ]),
) as Readonly<Record<EventCategory, EventDataStore>>;

export interface Translated {
  readonly problems: readonly Problem[];
  readonly translation: Translation;
  readonly input: TranslationInput;
}

/** Parses, resolves and translates the first statement of a text. */
export function translate(
  text: string,
  parameters: Readonly<Record<string, Value>> = {},
  chosen: EventCategory = 'CloudTrail',
): Translated {
  const parsed = parseText(text);
  const [statement] = parsed.statements;
  if (!statement) throw new Error(`No statement in ${text}`);
  const analysis = analyze(text, statement, { stores: Object.values(stores), chosenStore: stores[chosen] });
  const input: TranslationInput = { text, statement, analysis, parameters };
  const translation = translateToDuckDb(input);
  return { problems: [...parsed.problems, ...analysis.problems, ...translation.problems], translation, input };
}

export interface World {
  readonly connection: DuckDBConnection;
  /** Rows as JSON values: numbers beyond 2^53 as texts, structs and maps as objects. */
  run(sql: string, parameters?: readonly Value[]): Promise<unknown[][]>;
  close(): void;
}

export async function createWorld(): Promise<World> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  registerFunctions(connection);
  for (const statement of [...settingStatements, ...macroStatements]) await connection.run(statement);
  await connection.run('CREATE SCHEMA base; CREATE SCHEMA whole');
  for (const { category, columns } of Object.values(eventDataStoreSchemas)) {
    const list = columns.map(({ sourceName, type }) => `"${sourceName}" ${duckdbType(type)}`).join(', ');
    const shown = columns.filter(({ hidden }) => !hidden).map(({ sourceName }) => `"${sourceName}"`);
    await connection.run(`CREATE TABLE base."${ids[category]}" (${list}, lk_helper UINTEGER)`);
    await connection.run(`CREATE VIEW "${ids[category]}" AS SELECT ${shown.join(', ')} FROM base."${ids[category]}"`);
    await connection.run(
      `CREATE VIEW whole."${ids[category]}" AS SELECT * EXCLUDE (lk_helper) FROM base."${ids[category]}"`,
    );
  }
  await connection.run('SET enable_external_access = false');
  return {
    connection,
    run: async (sql, parameters = []) => {
      const prepared = await connection.prepare(sql);
      prepared.bind(parameters as never);
      const reader = await prepared.runAndReadAll();
      return reader.getRowsJson().map((row) => row.map(plain));
    },
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** Loads records as they come in files; members are put to their columns by the schema's source names. */
export async function load(world: World, category: EventCategory, records: readonly object[]): Promise<void> {
  const { columns } = eventDataStoreSchemas[category];
  for (let from = 0; from < records.length; from += 200) {
    const rows = records.slice(from, from + 200).map((record) => {
      const values = columns.map(({ sourceName, type }) =>
        sourceName === 'eventJson'
          ? quote(JSON.stringify(record))
          : literal((record as Record<string, unknown>)[sourceName], type),
      );
      return `(${values.join(', ')}, NULL)`;
    });
    await world.connection.run(`INSERT INTO base."${ids[category]}" VALUES ${rows.join(', ')}`);
  }
}

/** The published sample of real events; undefined where the conformance data is not at hand. */
export function sampleRecords(): readonly object[] | undefined {
  const file = '../shared/data/cloudtrail/mixed-sample.json.gz';
  if (!existsSync(file)) return undefined;
  return (JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as { Records: object[] }).Records;
}

function duckdbType(type: LakeType): string {
  switch (type.kind) {
    case 'scalar':
      return type.name.toUpperCase();
    case 'array':
      return `${duckdbType(type.element)}[]`;
    case 'map':
      return `MAP(${duckdbType(type.key)}, ${duckdbType(type.value)})`;
    case 'row':
      return `STRUCT(${type.fields.map((field) => `"${field.name}" ${duckdbType(field.type)}`).join(', ')})`;
    case 'unknown':
      return 'VARCHAR';
  }
}

function literal(value: unknown, type: LakeType): string {
  if (value === undefined || value === null) return 'NULL';
  if (type.kind === 'row') {
    if (typeof value !== 'object') return 'NULL';
    const members = new Map(Object.entries(value).map(([key, member]) => [key.toLowerCase(), member as unknown]));
    return `{${type.fields.map((field) => `${quote(field.name)}: ${literal(members.get(field.name.toLowerCase()), field.type)}`).join(', ')}}`;
  }
  if (type.kind === 'array') {
    return Array.isArray(value) ? `[${value.map((item) => literal(item, type.element)).join(', ')}]` : 'NULL';
  }
  if (type.kind === 'map') {
    if (typeof value !== 'object') return 'NULL';
    const pairs = Object.entries(value).map(
      ([key, item]) => `${quote(key)}: ${item === null ? 'NULL' : quote(asText(item))}`,
    );
    return `MAP {${pairs.join(', ')}}`;
  }
  if (type.kind === 'scalar' && type.name === 'boolean') return value === true || value === 'true' ? 'true' : 'false';
  return quote(asText(value));
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** `getRowsJson` gives maps as lists of entries. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) {
    const isMap = value.length > 0 && value.every(isEntry);
    return isMap
      ? Object.fromEntries(value.map(({ key, value: item }) => [String(key), plain(item)]))
      : value.map(plain);
  }
  if (typeof value !== 'object' || value === null) return numberOf(value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

const isEntry = (value: unknown): value is { key: unknown; value: unknown } =>
  typeof value === 'object' && value !== null && Object.keys(value).join() === 'key,value';

const numberOf = (value: unknown): unknown => value;
