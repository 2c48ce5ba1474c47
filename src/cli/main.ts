/** `lakesql`: the command line. One file per command; this one turns what they throw into words and exit codes. */
import { Command, CommanderError } from 'commander';
import { isCancellation, LakeSqlError } from '../core/errors.js';
import { addChangesCommand } from './commands/changes.js';
import { addCheckCommand } from './commands/check.js';
import { addExportCommand } from './commands/exportParquet.js';
import { addFormatCommand } from './commands/format.js';
import { addImportCommand } from './commands/importFiles.js';
import { addLanguageServerCommand } from './commands/languageServer.js';
import { addQueryCommand } from './commands/query.js';
import { addServeCommand } from './commands/serve.js';
import { addStoresCommand } from './commands/stores.js';
import { addTranslateCommand } from './commands/translate.js';
import { addVerifyCommand } from './commands/verify.js';
import type { AddCommand, CommandContext } from './context.js';
import { createTerminal, Found, safeText } from './terminal.js';

/** Put in by the build. */
declare const LAKESQL_VERSION: string;

const commands: readonly AddCommand[] = [
  addImportCommand,
  addStoresCommand,
  addQueryCommand,
  addCheckCommand,
  addFormatCommand,
  addTranslateCommand,
  addChangesCommand,
  addVerifyCommand,
  addServeCommand,
  addExportCommand,
  addLanguageServerCommand,
];

const cancelled = 130;

async function main(args: readonly string[]): Promise<number> {
  // The SDK's notice about coming Node versions is for its developers; the variable is its own switch.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const context: CommandContext = {
    terminal: createTerminal(cancelledByUser(), process.env),
    env: process.env,
    jsonErrors: wantsJson(args),
    exitCode: 0,
  };
  const program = new Command('lakesql')
    .description('Query AWS CloudTrail Lake, and CloudTrail and AWS Config files without any account.')
    .version(LAKESQL_VERSION)
    .exitOverride()
    .showHelpAfterError('(lakesql --help, or lakesql COMMAND --help, tells what there is)')
    .configureOutput({
      writeErr: (text) => {
        if (!context.jsonErrors) process.stderr.write(text);
      },
    });
  for (const add of commands) add(program, context);
  for (const command of program.commands) command.copyInheritedSettings(program);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return context.exitCode;
  } catch (error) {
    return report(error, context);
  }
}

/** Data goes to stdout and words to stderr, so that a script reads the one without the other. */
function report(error: unknown, context: CommandContext): number {
  const { terminal } = context;
  terminal.progress('');
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    if (context.jsonErrors) sayJson('Usage', error.message.replace(/^error: /, ''));
    return 2;
  }
  if (isCancellation(error)) {
    if (context.jsonErrors) sayJson('Cancelled', 'Cancelled.');
    return cancelled;
  }
  if (!(error instanceof LakeSqlError)) {
    const message = error instanceof Error ? error.message : String(error);
    if (context.jsonErrors) sayJson('Unexpected', message);
    else terminal.say(`${terminal.paint.red('error')} Unexpected: ${safeText(message)}`);
    if (context.env['LAKESQL_DEBUG'] && error instanceof Error) terminal.say(error.stack ?? '');
    return 3;
  }
  if (context.jsonErrors) sayJson(error.code, error.message);
  else if (error instanceof Found) for (const line of error.lines) terminal.say(line);
  else terminal.say(`${terminal.paint.red('error')} ${error.code}: ${safeText(error.message)}`);
  return error.exitCode;
}

const sayJson = (code: string, message: string): void => {
  process.stderr.write(`${JSON.stringify({ error: { code, message } })}\n`);
};

/** `--json`, or rows as JSON: then errors are JSON too. */
function wantsJson(args: readonly string[]): boolean {
  const isJson = (format: string | undefined): boolean => format === 'json' || format === 'jsonl';
  return args.some(
    (arg, index) =>
      arg === '--json' ||
      ((arg === '--format' || arg === '-f') && isJson(args[index + 1])) ||
      (arg.startsWith('--format=') && isJson(arg.slice(9))),
  );
}

/** The first Ctrl+C cancels and lets the query be cancelled at its engine; the second ends at once. */
function cancelledByUser(): AbortSignal {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(cancelled);
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return controller.signal;
}

// A reader that has seen enough (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  process.stderr.write(`error Usage: standard output cannot be written: ${error.message}\n`);
  process.exit(2);
});

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 3;
  },
);
