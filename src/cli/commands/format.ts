import type { AddCommand } from '../context.js';
import { notBuiltYet } from '../context.js';

export const addFormatCommand: AddCommand = (program) => {
  program
    .command('format')
    .description('lay statements out evenly (not built yet)')
    .argument('<file...>', 'files of statements')
    .option('--check', 'only tell which files would change')
    .option('--write', 'write the files')
    .action(() => notBuiltYet('lakesql format', 'Until then lakesql check FILE finds mistakes.'));
};
