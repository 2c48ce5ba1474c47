/** `lakesql import s3://bucket/prefix`: lists, says what fetching takes, asks, and fetches. */
import { parseS3Url, type DeliverySelection } from '../../core/import/deliveryLayout.js';
import { fetchCost, type ObjectsFound, type RemoteObject } from '../../core/import/remoteObject.js';
import { errors } from '../../core/errors.js';
import { fetchObject } from '../../backends/lake/s3/fetchObject.js';
import { listObjects } from '../../backends/lake/s3/listObjects.js';
import { openS3, type S3Reader } from '../../backends/lake/s3/s3Client.js';
import { importObjects, objectsToFetch } from '../../backends/local/importObjects.js';
import { lakeConnectionOf, openLocalLake, type ConnectionOptions } from '../connection.js';
import { confirm } from '../confirm.js';
import type { CommandContext } from '../context.js';
import { importReportText } from '../importReportText.js';
import { safeText } from '../terminal.js';
import { timeOption } from '../timeOption.js';

export interface S3Options extends ConnectionOptions {
  readonly account?: readonly string[];
  readonly regionFilter?: readonly string[];
  readonly from?: string;
  readonly to?: string;
  readonly yes?: boolean;
}

const parallel = 8;

export async function importFromS3(
  urls: readonly string[],
  options: S3Options & { readonly store?: string; readonly json?: boolean },
  context: CommandContext,
): Promise<void> {
  const { terminal, env } = context;
  const places = urls.map(placeOf);
  const selection = selectionOf(options);
  const connection = await lakeConnectionOf(options, env, (line) => terminal.say(safeText(line)), 's3', 'us-east-1');
  const s3 = openS3(connection, parallel);
  const lake = openLocalLake(options, env);
  try {
    const found: ObjectsFound[] = [];
    for (const place of places) {
      const listing = { ...place, selection };
      found.push(
        await listObjects(
          s3,
          listing,
          (objects) => terminal.progress(`Listing: ${count(objects, 'object')}`),
          terminal.signal,
        ),
      );
    }
    terminal.progress('');
    const all = distinct(found.flatMap(({ objects }) => objects));
    const wanted = await objectsToFetch(lake, all, options.store, terminal.signal);
    for (const line of planLines(found, all, wanted)) terminal.say(line);
    if (all.length === 0)
      throw errors.inputWrong(
        `Nothing to import is in ${urls.join(', ')}${isFiltered(options) ? ' with these filters' : ''}.`,
      );
    if (wanted.length > 0 && options.yes !== true)
      await confirm(
        'Fetch and import?',
        'Nothing was fetched: nobody can be asked here. Add --yes to fetch it.',
        terminal,
      );
    const report = await importObjects(
      lake,
      {
        objects: wanted,
        ...(options.store === undefined ? {} : { store: options.store }),
        fetch: (object, path, onBytes, signal) => fetchObject(s3, object, path, onBytes, signal),
        onProgress: ({ objectsImported, bytesFetched, records }) =>
          terminal.progress(
            `${objectsImported.toLocaleString('en')} of ${count(wanted.length, 'object')} imported, ${megabytes(bytesFetched)} fetched, ${records.toLocaleString('en')} records`,
          ),
      },
      terminal.signal,
    );
    terminal.progress('');
    const alreadyImported = all.length - wanted.length;
    await terminal.print(
      options.json ? `${JSON.stringify({ ...report, alreadyImported })}\n` : importReportText(report),
    );
    if (wanted.length > 0 && report.records === 0 && report.skipped.length > 0)
      throw errors.inputWrong(`Nothing was imported: no record of CloudTrail or AWS Config is in ${urls.join(', ')}.`);
  } finally {
    await close(s3, lake);
  }
}

async function close(s3: S3Reader, lake: { dispose(): Promise<void> }): Promise<void> {
  s3.dispose();
  await lake.dispose();
}

function placeOf(url: string): { readonly bucket: string; readonly prefix: string } {
  const place = parseS3Url(url);
  if (!place) throw errors.usage(`"${url}" names no bucket. Write s3://bucket or s3://bucket/prefix.`);
  return place;
}

function selectionOf({ account = [], regionFilter = [], from, to }: S3Options): DeliverySelection {
  for (const id of account)
    if (!/^\d{12}$/.test(id)) throw errors.usage(`"${id}" is not an account. --account takes twelve digits.`);
  for (const region of regionFilter)
    if (!/^[a-z]{2,5}(?:-[a-z]+)+-\d{1,2}$/.test(region))
      throw errors.usage(`"${region}" is not a Region. --region-filter takes one like us-east-1.`);
  const [start, end] = [timeOption(from, '--from'), timeOption(to, '--to', true)];
  if (start !== undefined && end !== undefined && start > end) throw errors.usage('--from is later than --to.');
  return {
    accounts: account,
    regions: regionFilter,
    ...(start === undefined ? {} : { from: start }),
    ...(end === undefined ? {} : { to: end }),
  };
}

const isFiltered = ({ account = [], regionFilter = [], from, to }: S3Options): boolean =>
  account.length > 0 || regionFilter.length > 0 || from !== undefined || to !== undefined;

/** Prefixes given may overlap. */
function distinct(objects: readonly RemoteObject[]): readonly RemoteObject[] {
  return [...new Map(objects.map((object) => [object.url, object])).values()];
}

function planLines(
  found: readonly ObjectsFound[],
  all: readonly RemoteObject[],
  wanted: readonly RemoteObject[],
): readonly string[] {
  const listRequests = found.reduce((sum, each) => sum + each.listRequests, 0);
  const cost = fetchCost(wanted, listRequests);
  const leftOut = new Map<string, number>();
  for (const each of found)
    for (const [reason, number] of Object.entries(each.leftOut))
      leftOut.set(reason, (leftOut.get(reason) ?? 0) + number);
  return [
    ...[...leftOut].map(([reason, number]) => `Left out: ${number.toLocaleString('en')} ${reason}.`),
    ...(all.length > wanted.length
      ? [`${count(all.length - wanted.length, 'object')} imported before, not fetched again.`]
      : []),
    `To fetch: ${count(cost.objects, 'object')}, ${megabytes(cost.bytes)}.`,
    `Requests: ${listRequests.toLocaleString('en')} LIST (done), ${cost.requests.toLocaleString('en')} GET; about $${cost.requestDollars.toFixed(cost.requestDollars < 0.01 ? 4 : 2)} at us-east-1's price. What leaves the bucket's Region is billed by AWS as data transfer besides.`,
    ...Object.entries(cost.retrieval).map(
      ([storageClass, number]) =>
        `${count(number, 'object')} in class ${storageClass}: AWS bills what is read of them besides.`,
    ),
  ];
}

const count = (number: number, one: string): string =>
  `${number.toLocaleString('en')} ${one}${number === 1 ? '' : 's'}`;
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
