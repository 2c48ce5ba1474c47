// Makes `examples/`: one account over three days, in the shapes that AWS delivers. Fictional throughout: the account,
// IDs and names are those that documentation reserves, addresses come from the documentation ranges. Deterministic.
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { events, noise, story } from './examples/events.mjs';
import { bucketItem, delivered, history, subnetItem } from './examples/items.mjs';
import { lakeRow } from './examples/lakeText.mjs';
import { account, at, region, uuid } from './examples/world.mjs';

const out = path.resolve(import.meta.dirname, '../examples');

const write = (name, content) => {
  const file = path.join(out, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
};
const gz = (value) => {
  const bytes = gzipSync(JSON.stringify(value), { level: 9 });
  bytes[9] = 255; // "unknown" operating system, so that the bytes are the same everywhere
  return bytes;
};
const compact = (time) => new Date(time).toISOString().replace(/[-:]/g, '').slice(0, 15) + 'Z';

for (const folder of ['AWSLogs', 'lake-results']) rmSync(path.join(out, folder), { recursive: true, force: true });
story();
noise();
events.sort((a, b) => (a.eventTime < b.eventTime ? -1 : a.eventTime > b.eventTime ? 1 : 0));
const six = 6 * 3600e3;
const groups = Map.groupBy
  ? Map.groupBy(events, groupKey)
  : events.reduce((map, e) => map.set(groupKey(e), [...(map.get(groupKey(e)) ?? []), e]), new Map());
function groupKey(e) {
  return `${e.awsRegion} ${Math.floor(Date.parse(e.eventTime) / six) * six}`;
}
for (const [key, records] of groups) {
  const [where, start] = key.split(' ');
  const delivery = Number(start) + six;
  const day = new Date(delivery - 1).toISOString().slice(0, 10).replaceAll('-', '/');
  const stamp = compact(delivery).slice(0, 13) + 'Z';
  write(
    `AWSLogs/${account}/CloudTrail/${where}/${day}/${account}_CloudTrail_${where}_${stamp}_${createHash('sha256').update(key).digest('base64url').replace(/[-_]/g, 'x').slice(0, 16)}.json.gz`,
    gz({ Records: records }),
  );
}
for (const [type, items] of Object.entries(history)) {
  const first = items[0].configurationStateId;
  const last = items.at(-1).configurationStateId;
  const day = new Date(last);
  write(
    `AWSLogs/${account}/Config/${region}/${day.getUTCFullYear()}/${day.getUTCMonth() + 1}/${day.getUTCDate()}/ConfigHistory/${account}_Config_${region}_ConfigHistory_${type.replaceAll('::', '__')}_${compact(first)}_${compact(last)}_1.json.gz`,
    gz({ fileVersion: '1.0', configurationItems: items }),
  );
}
const snapshotTime = at('2026-02-04T12:00:00Z');
write(
  `AWSLogs/${account}/Config/${region}/2026/2/4/ConfigSnapshot/${account}_Config_${region}_ConfigSnapshot_${compact(snapshotTime)}_${uuid('snapshot')}.json.gz`,
  gz({
    fileVersion: '1.0',
    configSnapshotId: uuid('snapshot'),
    configurationItems: [
      history['AWS::EC2::SecurityGroup'].at(-1),
      history['AWS::EC2::Instance'].at(-1),
      subnetItem,
      bucketItem,
    ],
  }),
);
const lakeStore = uuid('configuration item store');
const statement = `SELECT * FROM ${lakeStore} WHERE eventTime >= '2026-02-03 01:13:00' AND eventTime <= '2026-02-03 01:16:00' ORDER BY eventTime ASC`;
const delays = [1000, 1000, 63000, 66000];
write(
  'lake-results/result_1.csv',
  [
    `# Execution Time: 2026-02-03T02:31:17.418203Z Query Statement: ${statement}`,
    'eventVersion,eventCategory,eventType,eventID,eventTime,awsRegion,recipientAccountId,addendum,metadata,eventData',
    ...delivered.map((source, index) => lakeRow(source, delays[index])),
    '',
  ].join('\r\n'),
);
process.stdout.write(
  `${events.length} events in ${groups.size} files, ${Object.values(history).flat().length} history items, ${delivered.length} delivered rows\n`,
);
