/** Many files in one import: the statement that stores them asks for the next ones itself. */
import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createStoredKeys } from '../../../src/backends/local/engine/events/storedKeys.js';
import { createThreads } from '../../../src/backends/local/engine/events/threadTurns.js';
import type { EngineClient } from '../../../src/backends/local/engineClient.js';
import { importInto, newLake, rows, storeId } from './engine.js';

/** A trail file's text; `padding` makes records longer, so that few of them make a large import. */
function trail(count: number, from: number, padding = 0): string {
  const record = (id: number): object => ({
    eventVersion: '1.08',
    eventTime: new Date(1_770_000_000_000 + id * 1000).toISOString().replace('.000', ''),
    eventSource: 'ec2.amazonaws.com',
    eventName: id % 2 === 0 ? 'RunInstances' : 'StopInstances',
    awsRegion: 'eu-central-1',
    eventID: `0f0f0f0f-0000-4000-8000-${String(id).padStart(12, '0')}`,
    recipientAccountId: '111122223333',
    requestParameters: { instanceId: `i-${String(id).padStart(17, '0')}`, text: 'x'.repeat(padding) },
  });
  return JSON.stringify({ Records: Array.from({ length: count }, (_, id) => record(id + from)) });
}

/** Files of many kinds, in the order of their names. */
async function mixedFolder(folder: string, padding: number): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const insight = {
    eventVersion: '1.07',
    eventTime: '2026-02-03T04:05:06Z',
    eventType: 'AwsCloudTrailInsight',
    eventCategory: 'Insight',
    awsRegion: 'eu-central-1',
    recipientAccountId: '111122223333',
    sharedEventID: 'aaaaaaaa-0000-4000-8000-000000000001',
    insightDetails: { state: 'Start', eventSource: 'ec2.amazonaws.com', eventName: 'RunInstances' },
  };
  const withInsight = JSON.parse(trail(40, 9_000)) as { Records: object[] };
  withInsight.Records.push(insight);
  const odd = trail(30, 9_500).replace('"eventID"', '"eventId"').replace('"awsRegion"', '"awsRegion":1,"awsRegion"');
  const files: readonly (readonly [name: string, content: string | Buffer])[] = [
    ['a-large.json', trail(2_500, 0, padding)],
    ['b-packed.json.gz', gzipSync(trail(700, 2_500))],
    ['b-packed-copy.json.gz', gzipSync(trail(700, 2_500))],
    ['c-overlap.json', trail(900, 2_800)],
    ['d-broken.json.gz', gzipSync(trail(400, 4_000)).subarray(0, 900)],
    ['e-empty.json', ''],
    ['f-mixed.json', JSON.stringify(withInsight)],
    ['g-odd.json', odd],
    [
      'h-lines.ndjson',
      (JSON.parse(trail(50, 10_000)) as { Records: object[] }).Records.map((r) => JSON.stringify(r)).join('\n'),
    ],
    ['i-none.json', '{"Records":[]}'],
    ['j-nothing.json', '{"Records":[{"a":1}]}'],
    ...Array.from({ length: 12 }, (_, index): [string, string] => [
      `k-${index}.json`,
      trail(600, 20_000 + index * 600, padding),
    ]),
  ];
  for (const [name, content] of files) await writeFile(path.join(folder, name), content);
  return files.map(([name]) => path.join(folder, name)).sort();
}

async function stored(client: EngineClient): Promise<unknown> {
  const id = await storeId(client, 'cloudtrail');
  return rows(
    client,
    `SELECT count(*), count(DISTINCT eventID), sum(hash(eventID, eventName, eventTime, eventJson)), sum(length(eventJson)) FROM "${id}"`,
  );
}

describe('a folder of many kinds', () => {
  // 16 MB and more: the keys that a store has are then read before the import.
  for (const [title, padding] of [
    ['a small one', 0],
    ['a large one', 2_600],
  ] as const) {
    test(`${title} gives what its files give one by one, in whatever store`, { timeout: 120_000 }, async () => {
      const [one, all, half] = [await newLake(), await newLake(), await newLake()];
      const folder = path.join(one.folder, 'files');
      const files = await mixedFolder(folder, padding);
      const totals = { records: 0, duplicates: 0, conflicts: 0, skipped: 0, added: 0 };
      for (const file of files) {
        const report = await importInto(one.client, [file]);
        totals.records += report.records;
        totals.duplicates += report.duplicates;
        totals.conflicts += report.conflicts;
        totals.skipped += report.skipped.length;
        totals.added += report.stores.reduce((sum, { added }) => sum + added, 0);
      }
      expect(totals.added).toBeGreaterThan(10_000);
      expect(totals.duplicates).toBeGreaterThan(900);
      const report = await importInto(all.client, [folder]);
      expect({
        records: report.records,
        duplicates: report.duplicates,
        conflicts: report.conflicts,
        skipped: report.skipped.length,
        added: report.stores.reduce((sum, { added }) => sum + added, 0),
      }).toEqual(totals);
      expect(await stored(all.client)).toEqual(await stored(one.client));

      const before = await importInto(
        half.client,
        files.filter((_, index) => index % 2 === 0),
      );
      const after = await importInto(half.client, [folder]);
      const added = [before, after].flatMap(({ stores }) => stores).reduce((sum, store) => sum + store.added, 0);
      expect(added).toBe(totals.added);
      expect(after.records).toBe(totals.records);
      expect(await stored(half.client)).toEqual(await stored(one.client));
    });
  }

  test('cancelled at whatever moment, files are there wholly or not at all, and the rest comes later', async () => {
    const { folder, client } = await newLake();
    const files = path.join(folder, 'files');
    await mkdir(files);
    for (let index = 0; index < 30; index += 1)
      await writeFile(path.join(files, `${String(index).padStart(2, '0')}.json`), trail(1_000, index * 1_000, 900));
    await cp(path.join(files, '03.json'), path.join(files, '17-copy.json'));
    await importInto(client, [path.join(files, '00.json')]);
    for (const after of [5, 60, 150, 300, 500]) {
      const cancel = new AbortController();
      const importing = importInto(client, [files], undefined, cancel.signal).catch((error: Error) => error.name);
      setTimeout(() => cancel.abort(), after);
      await importing;
      const id = await storeId(client, 'cloudtrail');
      const [[count, distinct]] = (await rows(client, `SELECT count(*), count(DISTINCT eventID) FROM "${id}"`)) as [
        [number, number],
      ];
      expect(distinct).toBe(count);
      expect(count % 1_000).toBe(0);
    }
    await importInto(client, [files]);
    const id = await storeId(client, 'cloudtrail');
    expect(await rows(client, `SELECT count(*), count(DISTINCT eventID) FROM "${id}"`)).toEqual([[30_000, 30_000]]);
  });
});

test('stored keys: none is missed, and few others are taken for one', () => {
  const keys = createStoredKeys(40_000);
  let state = 7;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    const mixed = Math.imul(state ^ (state >>> 15), state | 1);
    return (mixed ^ (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61))) >>> 0;
  };
  const known = Array.from({ length: 40_000 }, (): [number, number] => [next(), next()]);
  for (const [high, low] of known) keys.add(high, low);
  expect(known.filter(([high, low]) => !keys.mayHave(high, low))).toEqual([]);
  let taken = 0;
  for (let round = 0; round < 40_000; round += 1) if (keys.mayHave(next(), next())) taken += 1;
  expect(taken).toBeLessThan(800);
  expect(createStoredKeys(0).mayHave(1, 2)).toBe(false);
});

describe('threads of a statement', () => {
  test('one gathers while the other waits or packs', () => {
    const threads = createThreads();
    const [first, second] = [threads.add(), threads.add()];
    expect(first.share(2_048)).toBe(2_048);
    first.took(2_048);
    expect(second.share(2_048)).toBe(64);
    second.took(64);
    for (let rows = 2_048; rows < 122_880; rows += 2_048) {
      expect(first.share(2_048)).toBe(2_048);
      first.took(2_048);
    }
    // The first row of the next group: the group before is packed now.
    expect(first.share(2_048)).toBe(2_048);
    first.took(2_048);
    expect(second.share(2_048)).toBe(2_048);
    second.took(2_048);
    expect(first.share(2_048)).toBe(64);
  });

  test('one alone gets everything', () => {
    const alone = createThreads().add();
    for (let round = 0; round < 200; round += 1) {
      expect(alone.share(2_048)).toBe(2_048);
      alone.took(2_048);
    }
  });
});
