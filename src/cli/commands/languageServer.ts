import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { errors } from '../../core/errors.js';
import type { AddCommand, CommandContext } from '../context.js';

export const addLanguageServerCommand: AddCommand = (program, context) => {
  program
    .command('lsp')
    .description('run the language server for other editors')
    .requiredOption('--stdio', 'speak the Language Server Protocol on standard input and output')
    .action(async () => runServer(context));
};

async function runServer(context: CommandContext): Promise<void> {
  const server = path.join(__dirname, 'languageServer.js');
  if (!existsSync(server))
    throw errors.usage(`The language server is missing: ${server}. Build or install LakeSQL again.`);
  const child = spawn(process.execPath, [server, '--stdio'], { stdio: 'inherit' });
  const stop = (): void => {
    child.kill('SIGTERM');
  };
  context.terminal.signal.addEventListener('abort', stop, { once: true });
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (exitCode, signal) => resolve(exitCode ?? (signal ? 3 : 0)));
  });
  context.exitCode = code === 0 ? 0 : 3;
}
