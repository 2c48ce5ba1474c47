import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fetchKeys, parseKeys, verifyDelivery, type DeliveryCheck } from '../../backends/lake/verifyDelivery.js';
import { verifyDigests } from '../../backends/local/digests/verifyDigests.js';
import { errors } from '../../core/errors.js';
import type { AddCommand, CommandContext } from '../context.js';
import { digestsText } from '../digestsText.js';
import { lakeConnectionOf, type ConnectionOptions } from '../connection.js';
import { safeText } from '../terminal.js';

interface VerifyOptions extends ConnectionOptions {
  readonly keys?: string;
  readonly json?: boolean;
}

export const addVerifyCommand: AddCommand = (program, context) => {
  program
    .command('verify')
    .description(
      'check delivered results against their sign file, or trail files against their digests; exit code 1 unless all is verified',
    )
    .argument('<dir>', 'folder with result_sign.json and the result files, or with digest and log files below it')
    .option('--keys <file>', 'public keys, as "aws cloudtrail list-public-keys" prints them')
    .option('--profile <name>', 'ask the service for the keys with this profile')
    .option('--region <region>', 'Region of the query or trail, for the service')
    .option('--endpoint-url <url>', 'endpoint of AWS, or one on this machine')
    .option('--json', 'print JSON')
    .action(async (folder: string, options: VerifyOptions) => verifyFolder(folder, options, context));
};

async function verifyFolder(folder: string, options: VerifyOptions, context: CommandContext): Promise<void> {
  const keys = await keySource(options, context);
  if (!existsSync(path.join(folder, 'result_sign.json')) && existsSync(folder)) {
    const check = await verifyDigests(folder, keys, context.terminal.signal);
    await context.terminal.print(options.json ? `${JSON.stringify(check)}\n` : digestsText(check));
    if (check.verdict !== 'verified') context.exitCode = 1;
    return;
  }
  const check = await verifyDelivery(folder, keys);
  await context.terminal.print(options.json ? `${JSON.stringify(check)}\n` : checkText(check));
  if (!check.verified) context.exitCode = 1;
}

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
    signatureWords[check.signature],
    `Signed are the hashes and their order. Names, Region (${safeText(check.region ?? 'none')}) and time (${safeText(check.queryCompleteTime ?? 'none')}) in the sign file are not.`,
    check.verified ? 'Verified.' : 'Not verified.',
  ];
  return `${lines.join('\n')}\n`;
}
