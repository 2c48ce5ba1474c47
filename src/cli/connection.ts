/** Which backend a command talks to: a local lake, or the service. */
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import type { Command } from 'commander';
import { createLakeBackend, followedLimits, listProfiles, type LakeConnection } from '../backends/lake/lakeBackend.js';
import { machineFolder, ratesFolder } from '../backends/lake/machineFiles.js';
import { checkEndpoint, type AwsService } from '../backends/lake/endpointSafety.js';
import { createLocalBackend } from '../backends/local/localBackend.js';
import { errors } from '../core/errors.js';
import type { Backend } from '../core/query/backend.js';
import type { EventDataStore } from '../core/query/eventDataStore.js';
import { askLine, canAsk } from './ask.js';
import { safeText } from './terminal.js';
import { spendingPolicy, withSpendingOptions, type SpendingOptions } from './spending.js';

export interface ConnectionOptions extends SpendingOptions {
  readonly local?: string;
  readonly profile?: string;
  readonly region?: string;
  readonly endpointUrl?: string;
}

export const withLocalOption = (command: Command): Command =>
  command.option('--local <dir>', 'folder of the local event data stores (else LAKESQL_LOCAL, else your data folder)');

export const withConnectionOptions = (command: Command): Command =>
  withSpendingOptions(withLocalOption(command))
    .option('--profile <name>', 'run on CloudTrail Lake with this profile of the AWS configuration')
    .option('--region <region>', 'run on CloudTrail Lake in this Region')
    .option('--endpoint-url <url>', 'run on this endpoint: one of AWS, or one on this machine (lakesql serve)');

/** The local lake of a command; the folder is made when it is not there. */
export function openLocalLake(
  options: ConnectionOptions,
  env: NodeJS.ProcessEnv,
): ReturnType<typeof createLocalBackend> {
  const folder = localFolder(options, env);
  try {
    makeFolder(folder);
  } catch (error) {
    throw errors.usage(
      `The folder ${folder} cannot be used for local event data stores: ${(error as Error).message}. Choose another with --local.`,
    );
  }
  return createLocalBackend({ folder, enginePath: path.join(__dirname, 'engine.js') });
}

/** With the folders above it. Node's own recursive mkdir never returns where the system makes no folders (`/proc`). */
function makeFolder(folder: string): void {
  if (existsSync(folder) && statSync(folder).isDirectory()) return;
  const above = path.dirname(folder);
  if (above !== folder && !existsSync(above)) makeFolder(above);
  mkdirSync(folder);
}

/** `--profile`, `--region` or `--endpoint-url` choose the service; else the local lake. */
export async function openBackend(
  options: ConnectionOptions,
  env: NodeJS.ProcessEnv,
  log: (message: string) => void,
): Promise<Backend> {
  const service = options.profile !== undefined || options.region !== undefined || options.endpointUrl !== undefined;
  if (!service) return openLocalLake(options, env);
  if (options.local !== undefined)
    throw errors.usage('--local and --profile, --region or --endpoint-url exclude each other.');
  const connection = await lakeConnectionOf(options, env, log);
  const rates = ratesFolder(machineFolder(env));
  const shared = followedLimits(rates, options.profile ?? 'default', connection.region, log);
  return createLakeBackend({ ...connection, ...shared, spending: spendingPolicy(options, env, log) });
}

/**
 * The service that `--profile`, `--region` and `--endpoint-url` choose. `fallbackRegion`: where no Region is known, for a
 * service that answers everywhere.
 */
export async function lakeConnectionOf(
  options: ConnectionOptions,
  env: NodeJS.ProcessEnv,
  log: (message: string) => void,
  service: AwsService = 'cloudtrail',
  fallbackRegion?: string,
): Promise<LakeConnection> {
  const { profile, endpointUrl } = options;
  const credentials = loopbackKeys(options, env, service);
  return {
    region: options.region ?? (await regionOf(options, env, service, fallbackRegion)),
    ...(profile === undefined ? {} : { profile }),
    ...(endpointUrl === undefined ? {} : { endpointUrl }),
    ...(credentials ? { credentials } : {}),
    ...(canAsk() ? { mfaCode: (serial: string) => askLine(`Code of the MFA device ${safeText(serial)}: `) } : {}),
    log,
  };
}

/**
 * The stores that statements can be checked against; undefined when there is no local lake, or nothing in it: then
 * no store is known, and none is missing.
 */
export async function knownStores(
  options: ConnectionOptions,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<readonly EventDataStore[] | undefined> {
  if (options.local === undefined && !existsSync(localFolder(options, env))) return undefined;
  const lake = openLocalLake(options, env);
  try {
    const stores = await lake.listEventDataStores(signal);
    return stores.length > 0 ? stores : undefined;
  } finally {
    await lake.dispose();
  }
}

/** Where local event data stores live without `--local`. */
export function localFolder({ local }: ConnectionOptions, env: NodeJS.ProcessEnv): string {
  const named = local ?? env['LAKESQL_LOCAL'];
  if (named !== undefined && named !== '') return path.resolve(named);
  switch (process.platform) {
    case 'win32':
      return path.join(env['LOCALAPPDATA'] ?? path.join(homedir(), 'AppData', 'Local'), 'lakesql');
    case 'darwin':
      return path.join(homedir(), 'Library', 'Application Support', 'lakesql');
    default:
      return path.join(env['XDG_DATA_HOME'] ?? path.join(homedir(), '.local', 'share'), 'lakesql');
  }
}

/** For an endpoint on this machine the keys of the environment count as given by hand; the chain is not asked. */
function loopbackKeys({ endpointUrl, profile }: ConnectionOptions, env: NodeJS.ProcessEnv, service: AwsService) {
  if (endpointUrl === undefined || profile !== undefined || checkEndpoint(endpointUrl, service).trust !== 'loopback')
    return undefined;
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = env;
  if (!accessKeyId || !secretAccessKey) return undefined;
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}

async function regionOf(
  { profile, endpointUrl }: ConnectionOptions,
  env: NodeJS.ProcessEnv,
  service: AwsService,
  fallbackRegion: string | undefined,
): Promise<string> {
  const named = profile ?? env['AWS_PROFILE'] ?? 'default';
  const fromProfile = async (): Promise<string | undefined> =>
    (await listProfiles()).find(({ name }) => name === named)?.region;
  const region = env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? (await fromProfile()) ?? fallbackRegion;
  if (region) return region;
  if (endpointUrl !== undefined && checkEndpoint(endpointUrl, service).trust === 'loopback') return 'us-east-1';
  throw errors.usage(`No Region is known for profile ${named}. Add --region, or set one with "aws configure".`);
}
