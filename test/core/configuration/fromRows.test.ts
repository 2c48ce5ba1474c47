import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { configItemsIn } from '../../../src/core/configuration/configJson.js';
import { configurationItemDiff } from '../../../src/core/configuration/diff.js';
import { itemFromConfigJson, itemFromLakeRow, lakeItemType } from '../../../src/core/configuration/fromRows.js';
import { readRowText, writeRowText } from '../../../src/core/result/rowText.js';
import type { Value } from '../../../src/core/result/types.js';
import { lakeRowFromConfigJson } from './lakeRows.js';

const fileItem = {
  relatedEvents: [],
  relationships: [{ resourceId: 'vpc-0bbb', resourceType: 'AWS::EC2::VPC', name: 'Is contained in Vpc' }],
  configuration: {
    groupId: 'sg-0aaa',
    isDefault: false,
    n: 22,
    none: null,
    ipPermissions: [{ fromPort: 22, toPort: 22 }],
    tags: [],
  },
  supplementaryConfiguration: {},
  tags: { Name: 'web' },
  configurationItemVersion: '1.3',
  configurationItemCaptureTime: '2026-02-03T04:05:30.123Z',
  configurationStateId: 1770091530123,
  awsAccountId: '111122223333',
  configurationItemStatus: 'OK',
  resourceType: 'AWS::EC2::SecurityGroup',
  resourceId: 'sg-0aaa',
  resourceName: 'web',
  ARN: 'arn:aws:ec2:ap-northeast-1:111122223333:security-group/sg-0aaa',
  awsRegion: 'ap-northeast-1',
  availabilityZone: 'Not Applicable',
  configurationStateMd5Hash: '',
};
const apiItem = {
  version: '1.3',
  accountId: '111122223333',
  configurationItemCaptureTime: 1770091530.123,
  configurationItemStatus: 'OK',
  configurationStateId: '1770091530123',
  arn: fileItem.ARN,
  resourceType: fileItem.resourceType,
  resourceId: 'sg-0aaa',
  resourceName: 'web',
  awsRegion: 'ap-northeast-1',
  tags: { Name: 'web' },
  relationships: [{ resourceType: 'AWS::EC2::VPC', resourceId: 'vpc-0bbb', relationshipName: 'Is contained in Vpc' }],
  configuration: JSON.stringify(fileItem.configuration),
  supplementaryConfiguration: {},
};

describe('itemFromConfigJson', () => {
  it('reads the spellings of files and of the API alike', () => {
    const item = itemFromConfigJson(fileItem);
    expect(item).toMatchObject({
      resource: { accountId: '111122223333', region: 'ap-northeast-1', type: 'AWS::EC2::SecurityGroup', id: 'sg-0aaa' },
      captureTime: '2026-02-03 04:05:30.123',
      stateId: '1770091530123',
      relationships: [{ name: 'Is contained in Vpc', resourceId: 'vpc-0bbb' }],
    });
    expect(itemFromConfigJson(apiItem)).toEqual(item);
    expect(itemFromConfigJson({ ...apiItem, configurationItemCaptureTime: '2026-02-03T13:05:30.123+09:00' })).toEqual(
      item,
    );
  });

  it('reads the spelling of old documents', () => {
    const { configurationStateId: _, ...rest } = apiItem;
    const item = itemFromConfigJson({
      ...rest,
      configurationStateID: '3e660fdf-4e34-4f32-afeb-0ace5bf3d63a',
      availibilityZone: 'x',
    });
    expect(item?.stateId).toBe('3e660fdf-4e34-4f32-afeb-0ace5bf3d63a');
  });

  it.each([null, 1, 'x', [], {}, { resourceType: 'T' }, { resourceType: 'T', resourceId: 'i' }])(
    '%j is no item',
    (json) => {
      expect(itemFromConfigJson(json)).toBeUndefined();
      expect(lakeRowFromConfigJson(json)).toBeUndefined();
    },
  );

  it('finds items in notifications, rule events and files', () => {
    const notification = { configurationItem: fileItem, messageType: 'ConfigurationItemChangeNotification' };
    for (const json of [
      fileItem,
      { fileVersion: '1.0', configurationItems: [fileItem] },
      notification,
      { Type: 'Notification', Message: JSON.stringify(notification) },
      { Records: [{ Sns: { Message: JSON.stringify(notification) } }] },
      { 'detail-type': 'Config Configuration Item Change', detail: notification },
      { invokingEvent: JSON.stringify(notification) },
    ]) {
      expect(configItemsIn(json)).toEqual([fileItem]);
    }
    expect(configItemsIn({ configurationItem: null, messageType: 'ScheduledNotification' })).toEqual([]);
  });

  it('never throws on any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...Object.keys(fileItem)), (value, name) => {
        const changed = { ...fileItem, [name]: value };
        const item = itemFromConfigJson(changed);
        if (item) expect(configurationItemDiff(itemFromConfigJson(fileItem), item)).toBeDefined();
        lakeRowFromConfigJson(changed);
      }),
      { numRuns: 5_000 },
    );
  });

  it('survives depth', () => {
    const deep = JSON.parse('['.repeat(3_000) + ']'.repeat(3_000)) as Value;
    const item = itemFromConfigJson({ ...fileItem, configuration: { deep } });
    expect(configurationItemDiff(itemFromConfigJson(fileItem), item!).properties.map(({ path }) => path)).toContain(
      'Configuration.Deep',
    );
  });
});

describe('lakeRowFromConfigJson', () => {
  const row = lakeRowFromConfigJson(fileItem)!;
  it('renames, flattens and makes up what Lake adds', () => {
    expect(row).toMatchObject({
      eventVersion: '1.08',
      eventCategory: 'ConfigurationItem',
      eventType: 'AwsConfigurationItem',
      eventTime: '2026-02-03 04:05:30.000',
      awsRegion: 'ap-northeast-1',
      recipientAccountId: '111122223333',
      eventData: {
        configurationitemcapturetime: '2026-02-03 04:05:30.000',
        configurationstateid: '1770091530123',
        configuration: {
          groupId: 'sg-0aaa',
          isDefault: 'false',
          n: '22',
          none: null,
          ipPermissions: '[{"fromPort":22,"toPort":22}]',
          tags: '[]',
        },
        tags: { Name: 'web' },
        relationships: [{ name: 'Is contained in Vpc', resourcetype: 'AWS::EC2::VPC', resourceid: 'vpc-0bbb' }],
      },
    });
    // What is empty is NULL in Lake, and left out of the row here.
    const known = new Set(lakeItemType.kind === 'row' ? lakeItemType.fields.map(({ name }) => name) : []);
    const members = Object.keys(row['eventData'] as object);
    expect(members.filter((name) => !known.has(name))).toEqual([]);
    expect(members).not.toContain('supplementaryconfiguration');
    expect(members).not.toContain('relatedevents');
  });

  it('gives the same item the same event ID, and others another one', () => {
    expect(row['eventID']).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(lakeRowFromConfigJson(apiItem)?.['eventID']).toBe(row['eventID']);
    expect(lakeRowFromConfigJson({ ...apiItem, configurationStateId: '1' })?.['eventID']).not.toBe(row['eventID']);
  });

  it('comes back through Lake as an item without differences', () => {
    const item = itemFromConfigJson(fileItem)!;
    const { value } = readRowText(writeRowText(row['eventData'] ?? null, lakeItemType), lakeItemType);
    const back = itemFromLakeRow({ ...row, eventData: value })!;
    expect(back.resource).toEqual(item.resource);
    expect(back.eventTime).toBe('2026-02-03 04:05:30.000');
    expect(configurationItemDiff(item, back).properties).toEqual([]);
    expect(configurationItemDiff(back, item).properties).toEqual([]);
  });

  it('reads an item from single columns in any case', () => {
    const columns = Object.fromEntries(
      Object.entries(row['eventData'] as Record<string, Value>).map(([name, value]) => [name.toUpperCase(), value]),
    );
    expect(itemFromLakeRow({ ...columns, EventTime: '2026-02-03 04:05:31.000' })).toMatchObject({
      stateId: '1770091530123',
      eventTime: '2026-02-03 04:05:31.000',
      tags: { Name: 'web' },
    });
    expect(itemFromLakeRow({ eventData: writeRowText(row['eventData'] ?? null, lakeItemType) })?.name).toBe('web');
    expect(itemFromLakeRow({ eventName: 'x' })).toBeUndefined();
  });
});

const folder = '../shared/data/config';
describe.skipIf(!existsSync(folder))('published items (conformance data, where present)', () => {
  it('all become items and rows, and rows give items without differences', () => {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\.json(\.gz)?$/.test(name),
    );
    let count = 0;
    for (const name of files) {
      const bytes = readFileSync(join(folder, name));
      const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
      let json: unknown;
      try {
        json = JSON.parse(text);
      } catch {
        continue;
      }
      const versions = (json as { versions?: unknown[] }).versions;
      for (const found of configItemsIn(versions ? { Records: versions as Value[] } : json)) {
        const item = itemFromConfigJson(found);
        if (!item) continue;
        count += 1;
        const back = itemFromLakeRow(lakeRowFromConfigJson(found)!);
        expect([name, configurationItemDiff(item, back!).properties]).toEqual([name, []]);
      }
    }
    expect(count).toBeGreaterThan(90);
  });
});
