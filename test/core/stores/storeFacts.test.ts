import { describe, expect, test } from 'vitest';
import { parseText } from '../../../src/core/lang/parser.js';
import { dashboardText, fillMarks } from '../../../src/core/stores/dashboard.js';
import { bucketPolicy, deliveryPrefix, deliveryStatusOf, parseS3Uri } from '../../../src/core/stores/delivery.js';
import { categoryOfSelectors } from '../../../src/core/stores/storeCategory.js';
import { daysLeft, selectorLines } from '../../../src/core/stores/storeDetails.js';

test('days left until a deleted store is gone', () => {
  const now = new Date('2026-03-08T12:00:00Z');
  expect(daysLeft('2026-03-08T11:59:00Z', now)).toBe(7);
  expect(daysLeft('2026-03-05T12:00:00Z', now)).toBe(4);
  expect(daysLeft('2026-03-01T12:30:00Z', now)).toBe(1);
  expect(daysLeft('2026-02-01T00:00:00Z', now)).toBe(0);
  // A clock that goes slow.
  expect(daysLeft('2026-03-09T12:00:00Z', now)).toBe(7);
  expect(daysLeft(undefined, now)).toBeUndefined();
  expect(daysLeft('yesterday', now)).toBeUndefined();
});

test('selectors in words, and the schema they lead to', () => {
  const selectors = [
    {
      FieldSelectors: [
        { Field: 'eventCategory', Equals: ['Data'] },
        { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
        { Field: 'resources.ARN', NotStartsWith: ['arn:aws:s3:::a/', 'arn:aws:s3:::b/'] },
      ],
    },
  ];
  expect(selectorLines(selectors)).toEqual([
    'Data: resources.type = AWS::S3::Object, resources.ARN does not start with arn:aws:s3:::a/ or arn:aws:s3:::b/',
  ]);
  expect(categoryOfSelectors(selectors)).toBe('CloudTrail');
  expect(categoryOfSelectors([])).toBeUndefined();
});

describe('delivery', () => {
  test.each([
    ['s3://bucket', { bucket: 'bucket', prefix: '' }],
    ['s3://bucket/', { bucket: 'bucket', prefix: '' }],
    ['s3://my.bucket-1/a/b/', { bucket: 'my.bucket-1', prefix: 'a/b' }],
    ['s3://B/a', undefined],
    ['https://bucket/a', undefined],
    ['s3://ab', undefined],
  ])('%s', (uri, expected) => expect(parseS3Uri(uri)).toEqual(expected));

  test('the folder of a query', () => {
    expect(deliveryPrefix('p/q', '111122223333', new Date('2026-01-02T23:59:59Z'), 'id')).toBe(
      'p/q/AWSLogs/111122223333/CloudTrail-Lake/Query/2026/01/02/id/',
    );
  });

  test('a policy for one account and Region alone', () => {
    const to = { bucket: 'b-1', accountId: '111122223333', region: 'us-gov-west-1', partition: 'aws-us-gov' };
    const { Statement: statements } = JSON.parse(bucketPolicy(to)) as { Statement: Record<string, unknown>[] };
    expect(statements).toHaveLength(2);
    for (const statement of statements) {
      expect(statement).toMatchObject({
        Effect: 'Allow',
        Principal: { Service: 'cloudtrail.amazonaws.com' },
        Condition: {
          StringLike: { 'aws:sourceAccount': '111122223333' },
          ArnLike: { 'aws:sourceArn': 'arn:aws-us-gov:cloudtrail:us-gov-west-1:111122223333:eventdatastore/*' },
        },
      });
    }
    expect(statements[0]?.['Resource']).toEqual(['arn:aws-us-gov:s3:::b-1', 'arn:aws-us-gov:s3:::b-1/*']);
  });

  test('a status of tomorrow is unknown, not none', () => {
    expect(deliveryStatusOf('NEW_ONE')).toBe('UNKNOWN');
    expect(deliveryStatusOf(undefined)).toBeUndefined();
  });
});

describe('dashboards', () => {
  test('marks in texts, names and comments stay; AWS wants quotes around those of times', () => {
    const given = `SELECT '?' AS a, '%?%' b, "c?" -- ?\n FROM t /* ? */ WHERE x > '?' AND y = ?`;
    const filled: number[] = [];
    expect(fillMarks(given, (index) => (filled.push(index), `<${index}>`))).toBe(
      `SELECT <0> AS a, '%?%' b, "c?" -- ?\n FROM t /* ? */ WHERE x > <1> AND y = <2>`,
    );
    expect(filled).toEqual([0, 1, 2]);
  });

  test('each widget is one statement with parameters; titles and values of others cannot break out', () => {
    const text = dashboardText({
      name: 'ours\n; DROP',
      widgets: [
        {
          title: 'By hour\u2028x */',
          statement:
            "SELECT date_trunc(?, eventTime) h, count(*) n FROM e WHERE eventTime > '?' AND awsRegion = ? GROUP BY 1;",
          parameters: ['$Period$', '$StartTime$', "'; DELETE"],
        },
        { title: undefined, statement: 'SELECT eventName FROM e WHERE eventID = ?', parameters: [] },
      ],
    });
    expect(text).toMatchInlineSnapshot(`
      "-- ours ; DROP

      -- 1. By hour x */
      SELECT date_trunc(:period, eventTime) h, count(*) n FROM e WHERE eventTime > :start_time AND awsRegion = '''; DELETE' GROUP BY 1;

      -- 2. Widget
      SELECT eventName FROM e WHERE eventID = :value;
      "
    `);
    const { statements, problems } = parseText(text);
    expect(problems).toEqual([]);
    expect(statements).toHaveLength(2);
  });

  test('a dashboard without widgets says so', () => {
    expect(dashboardText({ name: 'none', widgets: [] })).toBe('-- none\n-- This dashboard has no widgets.\n');
  });
});
