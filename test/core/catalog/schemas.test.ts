import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  categoryOfEvent,
  eventCategories,
  lookupColumn,
  lookupMember,
  lookupPath,
  schemaOf,
  selectAllColumns,
  typeFromHive,
  type SchemaField,
} from '../../../src/core/catalog/schemas.js';
import { typeText } from '../../../src/core/result/types.js';

describe('schemas', () => {
  it.each([
    ['CloudTrail', 34],
    ['ConfigurationItem', 10],
    ['Insight', 16],
    ['Evidence', 9],
    ['ActivityAuditLog', 10],
  ] as const)('%s has %i columns in SELECT *', (category, count) => {
    expect(selectAllColumns(category)).toHaveLength(count);
  });

  it('gives the header that Lake printed for configuration items', () => {
    expect(
      selectAllColumns('ConfigurationItem')
        .map(({ sourceName }) => sourceName)
        .join(','),
    ).toBe(
      'eventVersion,eventCategory,eventType,eventID,eventTime,awsRegion,recipientAccountId,addendum,metadata,eventData',
    );
  });

  it('prints the members of eventData in the order of real results', () => {
    const names = lookupColumn('ConfigurationItem', 'EVENTDATA')?.fields.map(({ name }) => name);
    expect(names?.slice(0, 9)).toEqual([
      'configurationitemversion',
      'configurationitemcapturetime',
      'configurationitemstatus',
      'configurationstateid',
      'accountid',
      'resourceid',
      'resourcetype',
      'resourcename',
      'arn',
    ]);
  });

  it.each([
    ['CloudTrail', 'USERIDENTITY.SessionContext.sessionIssuer.arn', 'varchar'],
    ['CloudTrail', 'userIdentity.inScopeOf.credentialsIssuedTo', 'varchar'],
    ['CloudTrail', 'eventContext.tagContext.principalTags', 'map(varchar, varchar)'],
    ['CloudTrail', 'resources', 'array(row(accountid varchar, type varchar, arn varchar, arnprefix varchar))'],
    ['ConfigurationItem', 'eventData.configurationItemStateId', 'varchar'],
    ['ConfigurationItem', 'eventJson', 'varchar'],
    ['ActivityAuditLog', 'eventData.errormssage', 'varchar'],
    ['Insight', 'insightcontext.attributions.insight.average', 'double'],
    ['CloudTrail', 'userIdentity.sessionContext.attributes.creationDate', 'timestamp'],
  ] as const)('%s: %s is %s', (category, text, type) => {
    const found = lookupPath(category, text.split('.'));
    expect(found && typeText(found.type)).toBe(type);
  });

  it('knows nothing by names of Object.prototype', () => {
    expect(lookupColumn('CloudTrail', '__proto__')).toBeUndefined();
    expect(lookupMember(lookupColumn('CloudTrail', 'userIdentity')!, 'constructor')).toBeUndefined();
    expect(categoryOfEvent('toString')).toBeUndefined();
  });

  it('describes every field in one line', () => {
    const walk = (fields: readonly SchemaField[]): void => {
      for (const field of fields) {
        expect(field.description, field.name).toMatch(/^[^\n]{4,}\.$/);
        walk(field.fields);
      }
    };
    for (const category of eventCategories) walk(schemaOf(category).columns);
  });
});

describe('typeFromHive', () => {
  it.each([
    ['string', 'varchar'],
    ['struct<a:string,b:array<map<string,string>>>', 'row(a varchar, b array(map(varchar, varchar)))'],
    ['array<struct<x:bigint>>', 'array(row(x bigint))'],
    ['decimal(10,2)', 'decimal'],
    ['struct<a:string', 'unknown'],
    ['map<string>', 'unknown'],
    ['string>', 'unknown'],
    ['', 'unknown'],
    ['__proto__', 'unknown'],
  ])('%s is %s', (text, type) => expect(typeText(typeFromHive(text))).toBe(type));
});

const published = path.resolve('../shared/data/schemas/lake-eds-schemas.json');
describe.runIf(existsSync(published))('against the published schemas (conformance data, where present)', () => {
  const { schemas } = JSON.parse(readFileSync(published, 'utf8')) as {
    schemas: Record<string, { columns: { name: string; type: string }[] }>;
  };
  it('finds every published column and member', () => {
    const categories = Object.keys(schemas);
    expect(categories).toHaveLength(5);
    for (const title of categories) {
      const category = eventCategories.find((name) =>
        title
          .replaceAll(/[^A-Za-z]/g, '')
          .toLowerCase()
          .includes(name.toLowerCase().replace('configurationitem', 'config')),
      );
      expect(category, title).toBeDefined();
      for (const column of schemas[title]!.columns) {
        const found = lookupColumn(category!, column.name);
        expect(found, `${title} ${column.name}`).toBeDefined();
        const type = typeFromHive(column.type);
        if (type.kind === 'row') {
          for (const { name } of type.fields)
            expect(lookupMember(found!, name), `${column.name}.${name}`).toBeDefined();
        }
      }
    }
  });
});
