import { statSync } from 'node:fs';
import path from 'node:path';
import { startEndpoint, type Endpoint } from '../../endpoint/startEndpoint.js';
import { errors, isCancellation } from '../../core/errors.js';
import type { AddCommand, CommandContext } from '../context.js';
import { localFolder, openLocalLake, withLocalOption, type ConnectionOptions } from '../connection.js';
import { safeText } from '../terminal.js';

interface ServeOptions extends ConnectionOptions {
  readonly host: string;
  readonly port: number;
  readonly json?: boolean;
  readonly region: string;
  readonly accountId: string;
  readonly allowChanges?: boolean;
  readonly s3?: string;
  readonly throttle?: boolean;
  readonly faults?: string;
}

export const addServeCommand: AddCommand = (program, context) => {
  withLocalOption(program.command('serve'))
    .description('offer the local event data stores through the API of CloudTrail, for SDKs and the AWS CLI')
    .option('--host <address>', 'address of this machine to listen on', '127.0.0.1')
    .option('--port <number>', 'port to listen on; 0 = any free one', readPort, 0)
    .option('--region <region>', 'Region shown in ARNs', 'us-east-1')
    .option('--account-id <digits>', 'account shown in ARNs', '000000000000')
    .option('--allow-changes', 'take operations that create, change and delete, such as CreateEventDataStore')
    .option('--s3 <dir>', 'folder that stands for S3: s3://BUCKET/KEY is DIR/BUCKET/KEY, for deliveries and imports')
    .option('--throttle', "refuse requests beyond the service's rates, as the service does")
    .option('--faults <file>', 'answer with the faults that this JSON file lists, for tests of clients')
    .option('--json', 'print one line of JSON')
    .action(async (options: ServeOptions) => serve(options, context));
};

async function serve(options: ServeOptions, { terminal, env }: CommandContext): Promise<void> {
  if (!/^\d{12}$/.test(options.accountId)) throw errors.usage('--account-id takes twelve digits.');
  if (!/^[a-z]{2,5}(?:-[a-z]+)+-\d{1,2}$/.test(options.region))
    throw errors.usage(`"${options.region}" is not an AWS Region. Write one like us-east-1.`);
  const s3 = options.s3 === undefined ? undefined : folderOf(options.s3);
  const lake = openLocalLake(options, env);
  try {
    const endpoint = await startEndpoint({
      backend: lake,
      folder: localFolder(options, env),
      host: options.host,
      port: options.port,
      region: options.region,
      accountId: options.accountId,
      allowChanges: options.allowChanges ?? false,
      throttle: options.throttle ?? false,
      ...(s3 === undefined ? {} : { s3 }),
      ...(options.faults === undefined ? {} : { faults: path.resolve(options.faults) }),
      log: (line) => terminal.say(safeText(line)),
    });
    try {
      await terminal.print(options.json ? `${asJson(endpoint)}\n` : asText(endpoint));
      if (options.host !== '127.0.0.1')
        terminal.say(
          `Others who reach ${options.host} can reach this endpoint; the key pair is what keeps them out, and nothing is encrypted.`,
        );
      await untilStopped(terminal.signal);
    } finally {
      await endpoint.close();
    }
  } finally {
    await lake.dispose();
  }
}

function folderOf(given: string): string {
  const folder = path.resolve(given);
  if (given === '' || !statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw errors.usage(`--s3 takes a folder that exists, with one folder for each bucket in it; "${given}" is none.`);
  return folder;
}

/** Ctrl+C is how a server ends: no error, and no query is cut short that anybody waits for. */
async function untilStopped(signal: AbortSignal): Promise<void> {
  const alive = setInterval(() => undefined, 60_000);
  try {
    await new Promise((_, reject) => {
      if (signal.aborted) reject(signal.reason as Error);
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
  } catch (error) {
    if (!isCancellation(error)) throw error;
  } finally {
    clearInterval(alive);
  }
}

function asJson({ url, accessKeyId, secretAccessKey, region, accountId }: Endpoint): string {
  return JSON.stringify({ url, accessKeyId, secretAccessKey, region, accountId });
}

function asText({ url, accessKeyId, secretAccessKey, region }: Endpoint): string {
  return [
    `# CloudTrail's API over the local event data stores, until Ctrl+C. In another terminal:`,
    `export AWS_ENDPOINT_URL_CLOUDTRAIL=${url}`,
    `export AWS_ACCESS_KEY_ID=${accessKeyId}`,
    `export AWS_SECRET_ACCESS_KEY=${secretAccessKey}`,
    `export AWS_DEFAULT_REGION=${region}`,
    `# aws cloudtrail list-event-data-stores`,
    '',
  ].join('\n');
}

function readPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw errors.usage(`--port takes a number from 0 to 65535, not "${text}".`);
  return port;
}
