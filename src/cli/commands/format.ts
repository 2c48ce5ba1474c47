import { applyEdits } from '../../core/lang/edits.js';
import { formatEdits } from '../../core/lang/format.js';
import { errors } from '../../core/errors.js';
import type { AddCommand, CommandContext } from '../context.js';
import { readSource, writeSource } from '../sourceText.js';

interface FormatOptions {
  readonly check?: boolean;
  readonly write?: boolean;
}

export const addFormatCommand: AddCommand = (program, context) => {
  program
    .command('format')
    .description('lay statements out evenly; prints the text unless --write or --check is given')
    .argument('<file...>', 'files of statements, or - for standard input')
    .option('--check', 'only tell which files would change; exit code 1 when there is one')
    .option('--write', 'write the files')
    .action(async (files: readonly string[], options: FormatOptions) => formatFiles(files, options, context));
};

async function formatFiles(files: readonly string[], options: FormatOptions, context: CommandContext): Promise<void> {
  if (options.check && options.write) throw errors.usage('Give --check or --write, not both.');
  if (options.write && files.includes('-')) throw errors.usage('Standard input cannot be written: leave --write away.');
  for (const file of files) {
    const source = await readSource(file);
    const formatted = applyEdits(source.text, await formatEdits(source.text)).text;
    if (!options.check && !options.write) {
      await context.terminal.print(formatted);
      continue;
    }
    if (formatted === source.text) continue;
    if (options.write) await writeSource(source, formatted);
    else context.exitCode = 1;
    await context.terminal.print(`${source.name}\n`);
  }
}
