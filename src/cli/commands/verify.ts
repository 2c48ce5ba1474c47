import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fetchDelivered, listDelivered, type DeliveredObjects } from '../../backends/lake/s3/deliveredObjects.js';
import { openS3 } from '../../backends/lake/s3/s3Client.js';
import { fetchKeys, parseKeys, verifyDelivery, type DeliveryCheck } from '../../backends/lake/verifyDelivery.js';
import { verifyDigests } from '../../backends/local/digests/verifyDigests.js';
import { errors } from '../../core/errors.js';
import { parseS3Url } from '../../core/import/deliveryLayout.js';
import { fetchCost } from '../../core/import/remoteObject.js';
import { confirm } from '../confirm.js';
import type { AddCommand, CommandContext } from '../context.js';
import { digestsText } from '../digestsText.js';
import { lakeConnectionOf, type ConnectionOptions } from '../connection.js';
import { safeText } from '../terminal.js';

interface VerifyOptions extends ConnectionOptions {
  readonly keys?: string;
  readonly json?: boolean;
  readonly s3EndpointUrl?: string;
}

export const addVerifyCommand: AddCommand = (program, context) => {
  program
    .command('verify')
    .description(
      'check delivered results against their sign file, or trail files against their digests; exit code 1 unless all is verified',
    )
    .argument(
      '<place>',
      'folder with result_sign.json and the result files, or with digest and log files below it; or s3://BUCKET/PREFIX/ of one delivered result',
    )
    .option('--keys <file>', 'public keys, as "aws cloudtrail list-public-keys" prints them')
    .option('--profile <name>', 'ask the service for the keys with this profile')
    .option('--region <region>', 'Region of the query or trail, for the service')
    .option('--endpoint-url <url>', 'endpoint of AWS, or one on this machine')
    .option('--s3-endpoint-url <url>', 'endpoint of S3 at AWS, or one on this machine')
    .option('-y, --yes', 'fetch from S3 without a question')
    .option('--json', 'print JSON')
    .action(async (place: string, options: VerifyOptions) =>
      place.startsWith('s3://') ? verifyInS3(place, options, context) : verifyFolder(place, options, context),
    );
};

async function verifyFolder(folder: string, options: VerifyOptions, context: CommandContext): Promise<void> {
  const keys = await keySource(options, context);
  if (!existsSync(path.join(folder, 'result_sign.json')) && existsSync(folder)) {
    const check = await verifyDigests(folder, keys, context.terminal.signal);
    await context.terminal.print(options.json ? `${JSON.stringify(check)}\n` : digestsText(check));
    if (check.verdict !== 'verified') context.exitCode = 1;
    return;
  }
  await verifyDelivered(folder, keys, options, context);
}

async function verifyDelivered(
  folder: string,
  keys: Parameters<typeof verifyDelivery>[1],
  options: VerifyOptions,
  context: CommandContext,
): Promise<void> {
  const check = await verifyDelivery(folder, keys);
  await context.terminal.print(options.json ? `${JSON.stringify(check)}\n` : checkText(check));
  if (!check.verified) context.exitCode = 1;
}

/** Fetched into a folder of its own, which is gone when it is checked. */
async function verifyInS3(url: string, options: VerifyOptions, context: CommandContext): Promise<void> {
  const { terminal, env } = context;
  const place = parseS3Url(url);
  if (!place) throw errors.usage(`"${url}" names no bucket. Write s3://bucket/prefix/ of one delivered result.`);
  const keys = await keySource(options, context);
  const { endpointUrl: _, s3EndpointUrl, ...others } = options;
  const s3Options = s3EndpointUrl === undefined ? others : { ...others, endpointUrl: s3EndpointUrl };
  const log = (line: string): void => terminal.say(safeText(line));
  const s3 = openS3(await lakeConnectionOf(s3Options, env, log, 's3', 'us-east-1'), 4);
  const folder = await mkdtemp(path.join(tmpdir(), 'lakesql-delivered-'));
  try {
    const delivered = await listDelivered(s3, place, terminal.signal);
    if (!delivered.objects.some(({ key }) => path.posix.basename(key) === 'result_sign.json'))
      throw errors.inputWrong(
        `There is no result_sign.json directly below ${delivered.url}: nothing says what was signed.`,
      );
    terminal.say(safeText(planLine(delivered)));
    if (options.yes !== true)
      await confirm(
        'Fetch and check?',
        'Nothing was fetched: nobody can be asked here. Add --yes to fetch it.',
        terminal,
      );
    let fetched = 0;
    const onBytes = (bytes: number): void => terminal.progress(`${megabytes((fetched += bytes))} fetched`);
    await fetchDelivered(s3, delivered, folder, onBytes, terminal.signal);
    terminal.progress('');
    await verifyDelivered(folder, keys, options, context);
  } finally {
    s3.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}

function planLine({ url, objects, listRequests }: DeliveredObjects): string {
  const { bytes, requests, requestDollars, retrieval } = fetchCost(objects, listRequests);
  const dearer = Object.keys(retrieval).length > 0 ? ' AWS bills what is read of its storage class besides.' : '';
  return `To fetch from ${url}: ${objects.length.toLocaleString('en')} file${objects.length === 1 ? '' : 's'}, ${megabytes(bytes)}; ${requests.toLocaleString('en')} GET, about $${requestDollars.toFixed(4)} at us-east-1's price. What leaves the bucket's Region is billed by AWS as data transfer besides.${dearer}`;
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

async function keySource(
  options: VerifyOptions,
  { env, terminal }: CommandContext,
): Promise<Parameters<typeof verifyDelivery>[1]> {
  const { keys } = options;
  if (keys !== undefined) {
    const text = await readFile(keys, 'utf8').catch((error: Error) => {
      throw errors.usage(`${keys} cannot be read: ${error.message}`);
    });
    const known = parseKeys(text, keys);
    return () => Promise.resolve(known);
  }
  if (options.profile === undefined && options.region === undefined && options.endpointUrl === undefined)
    return undefined;
  const connection = await lakeConnectionOf(options, env, (line) => terminal.say(safeText(line)));
  return (time) => fetchKeys(connection, time, terminal.signal);
}

const fileWords = {
  intact: 'intact',
  altered: 'ALTERED: its hash differs from the one in the sign file',
  missing: 'MISSING',
  outside: 'REFUSED: the name leads out of the folder',
} satisfies Record<DeliveryCheck['files'][number]['state'], string>;

const signatureWords = {
  valid: 'The signature is valid.',
  invalid: 'The signature is NOT valid: the sign file was changed.',
  keyUnknown: 'The signature could not be checked: no key given has the fingerprint of the sign file.',
  notChecked:
    'The signature was not checked: give the keys with --keys FILE (aws cloudtrail list-public-keys), or --profile and --region to ask AWS.',
} satisfies Record<DeliveryCheck['signature'], string>;

function checkText(check: DeliveryCheck): string {
  const lines = [
    ...check.files.map(({ name, state }) => `${safeText(name)}: ${fileWords[state]}`),
    ...check.unsigned.map((name) => `${safeText(name)}: NOT SIGNED: the sign file does not name it`),
    signatureWords[check.signature],
    `Signed are the hashes and their order. Names, Region (${safeText(check.region ?? 'none')}) and time (${safeText(check.queryCompleteTime ?? 'none')}) in the sign file are not, nor whether another delivery was removed or is newer.`,
    check.verified ? 'Verified.' : 'Not verified.',
  ];
  return `${lines.join('\n')}\n`;
}
