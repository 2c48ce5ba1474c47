import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { errors } from '../../core/errors.js';
import type { EventDataStore } from '../../core/query/eventDataStore.js';
import {
  catalogNotification,
  type CatalogParameters,
  type VocabularyParameters,
} from '../../protocol/languageServer.js';
import { knownStores, localFolder, openLocalLake, withLocalOption, type ConnectionOptions } from '../connection.js';
import type { AddCommand, CommandContext } from '../context.js';
import { safeText } from '../terminal.js';

export const addLanguageServerCommand: AddCommand = (program, context) => {
  withLocalOption(program.command('lsp'))
    .description('run the language server for other editors; it knows the local event data stores')
    .requiredOption('--stdio', 'speak the Language Server Protocol on standard input and output')
    .action(async (options: ConnectionOptions) => runServer(options, context));
};

async function runServer(options: ConnectionOptions, context: CommandContext): Promise<void> {
  const server = path.join(__dirname, 'languageServer/main.mjs');
  if (!existsSync(server))
    throw errors.usage(`The language server is missing: ${server}. Build or install LakeSQL again.`);
  const child = spawn(process.execPath, [server, '--stdio'], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  const stop = (): void => {
    child.kill('SIGTERM');
  };
  context.terminal.signal.addEventListener('abort', stop, { once: true });
  tellStores(child, options, context);
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (exitCode, signal) => resolve(exitCode ?? (signal ? 3 : 0)));
  });
  // The protocol's own: 1 where the editor left without a shutdown request.
  context.exitCode = code;
}

/** Milliseconds between two looks at the local lake, each of which may start its engine. */
const leastTime = 10_000;
/** Milliseconds between two looks at its folder, while there is no store in it yet. */
const waitForStores = 2_000;

/**
 * Tells the server of the local event data stores, and again when it asks because a document was opened or saved. As
 * long as there are none, the folder is watched for the first import. Nothing is made: a folder that is not there has
 * no stores.
 */
function tellStores(child: ChildProcess, options: ConnectionOptions, { env, terminal }: CommandContext): void {
  const folder = localFolder(options, env);
  let lastLook = -Infinity;
  let later: NodeJS.Timeout | undefined;
  let saidNone = false;
  const counted = new Map<string, number | undefined>();
  const tell = (parameters: CatalogParameters & Partial<VocabularyParameters>): void => {
    if (child.connected) child.send({ method: catalogNotification, parameters }, () => undefined);
  };
  const lookLater = (wait: number): void => {
    later ??= setTimeout(() => {
      later = undefined;
      void look();
    }, wait).unref();
  };
  const look = async (): Promise<void> => {
    if (!existsSync(folder)) {
      if (!saidNone) tell({ stores: [], chosen: {} });
      if (!saidNone && options.local !== undefined) {
        terminal.say(`There are no local event data stores in ${safeText(folder)}.`);
      }
      saidNone = true;
      return lookLater(waitForStores);
    }
    const sinceLast = performance.now() - lastLook;
    if (sinceLast < leastTime) return lookLater(leastTime - sinceLast);
    lastLook = performance.now();
    try {
      const stores = (await knownStores(options, env, terminal.signal)) ?? [];
      tell({ stores, chosen: {} });
      if (stores.length === 0) lookLater(3 * leastTime);
      const changed = stores.filter((store) => store.rowCount !== 0 && counted.get(store.id) !== store.rowCount);
      if (changed.length === 0) return;
      tell({ stores, chosen: {}, vocabularies: await vocabulariesOf(changed, options, env, terminal.signal) });
      for (const { id, rowCount } of changed) counted.set(id, rowCount);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      terminal.say(`The local event data stores in ${safeText(folder)} are not known: ${safeText(reason)}`);
    }
  };
  child.on('message', (message: unknown) => {
    if (isQuestion(message)) void look();
  });
}

/** What the stores hold, for completion. */
async function vocabulariesOf(
  stores: readonly EventDataStore[],
  options: ConnectionOptions,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<VocabularyParameters['vocabularies']> {
  const lake = openLocalLake(options, env);
  try {
    const entries: [string, VocabularyParameters['vocabularies'][string]][] = [];
    for (const { id } of stores) entries.push([id, await lake.vocabulary(id, signal)]);
    return Object.fromEntries(entries);
  } finally {
    await lake.dispose();
  }
}

const isQuestion = (message: unknown): boolean =>
  typeof message === 'object' && message !== null && 'method' in message && message.method === catalogNotification;
