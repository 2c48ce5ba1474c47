/** The statement with which Athena (or Hive, Spark) sees an exported store. */
import { schemaOf } from '../../../../core/catalog/schemas.js';
import type { EventCategory } from '../../../../core/query/eventDataStore.js';
import type { LakeType } from '../../../../core/result/types.js';

/** `store` is the folder's name; bucket and database are for the user to fill in. */
export function tableStatement(store: string, category: EventCategory): string {
  const columns = schemaOf(category).columns.map(
    ({ sourceName, type }) => `  \`${sourceName.toLowerCase()}\` ${hive(type)}`,
  );
  const table = store.toLowerCase().replaceAll(/[^a-z0-9_]/g, '_');
  return `-- Copy the folder ${store}/ to S3, put its place below, and run this in Athena.
CREATE EXTERNAL TABLE ${table} (
${columns.join(',\n')}
)
PARTITIONED BY (eventdate string)
STORED AS PARQUET
LOCATION 's3://YOUR-BUCKET/${store}/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.eventdate.type' = 'date',
  'projection.eventdate.format' = 'yyyy-MM-dd',
  'projection.eventdate.range' = '2013-01-01,NOW',
  'storage.location.template' = 's3://YOUR-BUCKET/${store}/eventdate=\${eventdate}'
);
`;
}

function hive(type: LakeType): string {
  switch (type.kind) {
    case 'scalar':
      return scalars.get(type.name) ?? 'string';
    case 'array':
      return `array<${hive(type.element)}>`;
    case 'map':
      return `map<${hive(type.key)},${hive(type.value)}>`;
    case 'row':
      return `struct<${type.fields.map((field) => `${field.name.toLowerCase()}:${hive(field.type)}`).join(',')}>`;
    case 'unknown':
      return 'string';
  }
  return type satisfies never;
}

const scalars: ReadonlyMap<string, string> = new Map([
  ['boolean', 'boolean'],
  ['integer', 'int'],
  ['bigint', 'bigint'],
  ['double', 'double'],
  ['timestamp', 'timestamp'],
  ['date', 'date'],
]);
