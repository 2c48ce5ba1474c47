/** The point index never changes an answer: random statements with and without it, and it is used where it can be. */
import fc from 'fast-check';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { makeEvents } from '../../../bench/engine/events.mjs';
import type { EngineClient } from '../../../src/backends/local/engineClient.js';
import { runOnEngine } from '../../../src/backends/local/localResultSet.js';
import { translateToDuckDb } from '../../../src/core/dialect/duckdb/translate.js';
import type { Translation } from '../../../src/core/dialect/translation.js';
import { analyze } from '../../../src/core/lang/analyze.js';
import { parseText } from '../../../src/core/lang/parser.js';
import type { EventDataStore } from '../../../src/core/query/eventDataStore.js';
import { finish, importInto, newLake, never } from './engine.js';

/** Values that stand inside of longer ones, beside escapes, in keys and in user agents. */
const hostile = [
  { requestParameters: { note: 'x33333333-aaaa-4bbb-8ccc-444444444444y', 'alice-key-0abc1234': 'v' } },
  { requestParameters: { note: 'line\nnfoo-0abc1234 tail\\nbar', path: 'C:\\nfoo\\x' } },
  { userAgent: 'agent 33333333-aaaa-4bbb-8ccc-444444444444 AKIAEXAMPLE000000000' },
  { requestParameters: { list: ['203.0.113.77', '1203.0.113.7', 'ip-203.0.113.7.internal', 3306, 79100.5] } },
  {
    requestParameters: {
      token: 'prefixAKIAEXAMPLE000000000suffix',
      quote: '"quoted-value"',
      text: 'é日本vpc-0abc12345',
    },
  },
  { errorMessage: 'true story of arn:aws:iam::111122223333:role/Ops and i-0abc1234', readOnly: 'true' },
];

async function lakeOfEvents(): Promise<{ client: EngineClient; store: EventDataStore; texts: string[] }> {
  const { folder, client } = await newLake();
  const texts: string[] = [];
  makeEvents({ count: 2_500, seed: 11, onRecord: (text) => texts.push(text) });
  hostile.forEach((members, index) => {
    const base = JSON.parse(texts[index * 7]!) as Record<string, unknown>;
    texts.push(JSON.stringify({ ...base, ...members, eventID: `00000000-bbbb-4bbb-8ccc-00000000000${index}` }));
  });
  const source = path.join(folder, 'files');
  await mkdir(source);
  // In two imports, of which the second meets what the first has learnt; the last lines come the careful way.
  const write = (name: string, list: readonly string[], head = ''): Promise<void> =>
    writeFile(path.join(source, name), gzipSync(`{${head}"Records":[${list.join(',')}]}`));
  await write('1.json.gz', texts.slice(0, 1_500));
  await importInto(client, [source]);
  await write('2.json.gz', texts.slice(1_500, 2_400));
  await write('3.json.gz', texts.slice(2_400), '"careful":true,');
  await importInto(client, [source]);
  const [store] = await client.request('listStores', null);
  expect(store!.rowCount).toBe(texts.length);
  return { client, store: store!, texts };
}

function translated(text: string, store: EventDataStore): Translation {
  const { statements } = parseText(text);
  const analysis = analyze(text, statements[0]!, { stores: [store] });
  return translateToDuckDb({ text, statement: statements[0]!, analysis, parameters: {} });
}

async function answer(
  client: EngineClient,
  { sql, lookups }: Translation,
  indexed: boolean,
): Promise<{ rows: unknown[]; access: string }> {
  const explain = (message: string): { message: string; problems: [] } => ({ message, problems: [] });
  const run = { statement: sql, sql, columnNames: [], parameters: [], lookups: indexed ? lookups : [], explain };
  const result = await runOnEngine(client, run, never);
  const state = await finish(result);
  if (state.status !== 'finished') throw new Error(`${sql}: ${state.failure?.message ?? state.status}`);
  const page = await result.read({ from: 0, count: state.rowCount }, never);
  await result.dispose();
  return { rows: page.rows.map((row) => JSON.stringify(row)).sort(), access: state.statistics.access ?? '' };
}

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const equalColumns = [
  'eventID',
  'requestID',
  'sourceIPAddress',
  'eventName',
  'errorMessage',
  'userIdentity.arn',
  'userIdentity.accessKeyId',
  'userIdentity.principalId',
  'userIdentity.sessionContext.sessionIssuer.userName',
  "element_at(requestParameters, 'bucketName')",
  "element_at(requestParameters, 'note')",
  "element_at(requestParameters, 'groupId')",
  "element_at(responseElements, 'requestId')",
];

test(
  'random point statements give the same with and without the index, which is often used',
  { timeout: 300_000 },
  async () => {
    const { client, store, texts } = await lakeOfEvents();
    const record = fc.nat(texts.length - 1).chain((index) => {
      // The hostile ones more often.
      const text = texts[index % 3 === 0 ? texts.length - 1 - (index % hostile.length) : index]!;
      return fc.constant(text);
    });
    const piece = fc
      .tuple(record, fc.nat(2_000), fc.integer({ min: 3, max: 60 }))
      .map(([text, from, length]) => text.slice(from % text.length, (from % text.length) + length));
    const value = record.chain((text) =>
      fc.constantFrom(...([...text.matchAll(/"([^"\\]{4,60})"/g)].map(([, found]) => found!) as [string, ...string[]])),
    );
    const known = fc.constantFrom(
      '33333333-aaaa-4bbb-8ccc-444444444444',
      'AKIAEXAMPLE000000000',
      '0abc1234',
      'vpc-0abc1234',
      'i-0abc1234',
      '203.0.113.7',
      '"203.0.113.7',
      'nfoo-0abc1234',
      '\\nfoo',
      ':true,',
      '3306',
      '[3306,',
      ' 79100.5',
      'arn:aws:iam::111122223333:role/Ops',
      '"Records"',
      'requestParameters',
    );
    const needle = fc.oneof(
      piece,
      value,
      known,
      value.map((text) => `"${text}"`),
    );
    const condition = fc.oneof(
      needle.map((text) => `strpos(eventJson, ${literal(text)}) > 0`),
      needle.map((text) => `eventJson LIKE ${literal(`%${text}%`)}`),
      needle.map((text) => `position(${literal(text)} IN eventJson) >= 1`),
      fc
        .tuple(fc.constantFrom(...equalColumns), fc.oneof(value, known))
        .map(([column, text]) => `${column} = ${literal(text)}`),
      fc
        .tuple(fc.constantFrom(...equalColumns), value, value)
        .map(([column, one, other]) => `${column} IN (${literal(one)}, ${literal(other)})`),
    );
    const where = fc.oneof(
      condition,
      fc.tuple(condition, condition).map(([one, other]) => `(${one}) AND (${other})`),
      fc.tuple(condition, condition).map(([one, other]) => `(${one}) OR (${other})`),
      condition.map((one) => `NOT (${one})`),
      condition.map((one) => `${one} AND eventTime > TIMESTAMP '2026-01-10 00:00:00'`),
    );
    let narrowed = 0;
    await fc.assert(
      fc.asyncProperty(where, async (text) => {
        const translation = translated(`SELECT eventID, eventName FROM ${store.id} WHERE ${text}`, store);
        expect(translation.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
        const withIndex = await answer(client, translation, true);
        if (withIndex.access.includes('by index')) narrowed += 1;
        expect(withIndex.rows, text).toEqual((await answer(client, translation, false)).rows);
      }),
      { numRuns: 150, seed: 3 },
    );
    expect(narrowed).toBeGreaterThan(30);
  },
);

test('the index answers what it can, and says why where it cannot', async () => {
  const { client, store, texts } = await lakeOfEvents();
  const event = JSON.parse(texts[77]!) as { eventID: string };
  const access = async (from: string): Promise<string> => (await answer(client, translated(from, store), true)).access;
  const of = (where: string): string => `SELECT eventID FROM ${store.id} WHERE ${where}`;
  expect(await access(of(`eventID = '${event.eventID}'`))).toBe('looked at 1 event by index');
  expect(await access(of(`strpos(eventJson, '${event.eventID}') > 0`))).toBe('looked at 1 event by index');
  expect(await access(of(`eventJson LIKE '%"203.0.113.77"%'`))).toBe('looked at 1 event by index');
  expect(await access(of(`strpos(eventJson, '203.0.113.7') > 0`))).toBe('looked at 1 event by index');
  expect(await access(of(`eventID = 'none-0abcdef12'`))).toBe('looked at 0 events by index');
  expect(await access(of(`strpos(eventJson, 'alice') > 0`))).toMatch(/^read every event: no whole word/);
  expect(await access(of(`strpos(eventJson, '"userIdentity"') > 0`))).toMatch(/^read every event: .* field's name/);
  // In a user agent, where the index does not look.
  expect(await access(of(`strpos(eventJson, ' HashiCorp/1.0 ') > 0`))).toMatch(/^read every event/);
  expect(await access(of(`requestParameters['groupId'] = 'sg-0123456789abcdef0'`)).catch(() => 'fails')).toBe('fails');
  expect(await access(of(`eventID = '${event.eventID}' OR true`))).toBe('');
  // Little time is scanned faster than some hundred events are unpacked for each that the index finds.
  const within = (hours: string): number =>
    translated(of(`eventID = '${event.eventID}' AND ${hours}`), store).lookups.length;
  expect(within(`eventTime BETWEEN '2026-01-01 00:00:00' AND '2026-01-01 06:00:00'`)).toBe(0);
  expect(within(`eventTime BETWEEN '2026-01-01 00:00:00' AND '2026-01-03 06:00:00'`)).toBe(1);
  expect(within(`eventTime NOT BETWEEN '2026-01-01 00:00:00' AND '2026-01-01 06:00:00'`)).toBe(1);
  const alias = `SELECT e.eventID, (SELECT count(*) FROM ${store.id} AS f WHERE e.eventID = '${event.eventID}') FROM ${store.id} AS e WHERE e.eventID = '${event.eventID}'`;
  const {
    rows: [row],
  } = await answer(client, translated(alias, store), true);
  expect(row).toBe(JSON.stringify([event.eventID, texts.length]));
});
