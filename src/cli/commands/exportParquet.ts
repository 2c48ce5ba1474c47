import type { AddCommand } from '../context.js';
import { notBuiltYet } from '../context.js';
import { withLocalOption } from '../connection.js';

export const addExportCommand: AddCommand = (program) => {
  withLocalOption(program.command('export'))
    .description('write a partitioned Parquet set that other engines read (not built yet)')
    .requiredOption('--parquet <dir>', 'folder to write to')
    .option('--store <name>', 'store to export')
    .action(() => notBuiltYet('lakesql export', 'Until then: lakesql query FILE --format csv -o FILE.'));
};
