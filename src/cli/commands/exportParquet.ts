import path from 'node:path';
import type { ParquetReport } from '../../protocol/engine.js';
import type { AddCommand, CommandContext } from '../context.js';
import { openLocalLake, withLocalOption, type ConnectionOptions } from '../connection.js';
import { safeText } from '../terminal.js';

interface ExportOptions extends ConnectionOptions {
  readonly parquet: string;
  readonly store?: string;
  readonly json?: boolean;
}

export const addExportCommand: AddCommand = (program, context) => {
  withLocalOption(program.command('export'))
    .description('write local event data stores as Parquet files that Athena, Trino and Spark read')
    .requiredOption('--parquet <dir>', 'folder to write to; a store replaces what was exported of it before')
    .option('--store <name>', 'store to export; every one that holds something otherwise')
    .option('--json', 'print the report as JSON')
    .action(async (options: ExportOptions) => exportStores(options, context));
};

async function exportStores(options: ExportOptions, context: CommandContext): Promise<void> {
  const { terminal } = context;
  const lake = openLocalLake(options, context.env);
  try {
    const report = await lake.exportParquet(options.parquet, options.store, terminal.signal);
    await terminal.print(options.json ? `${JSON.stringify(report)}\n` : reportText(report, options.parquet));
  } finally {
    await lake.dispose();
  }
}

function reportText({ stores }: ParquetReport, folder: string): string {
  if (stores.length === 0) return 'There is nothing to export: no local event data store holds a row.\n';
  const lines = stores.map(({ name, rows, files, bytes }) => {
    const size = (bytes / 1e6).toFixed(1);
    const place = safeText(path.join(folder, name));
    return `${place}: ${rows.toLocaleString('en')} rows in ${files.toLocaleString('en')} ${files === 1 ? 'file' : 'files'}, ${size} MB; its table for Athena is in ${place}.sql`;
  });
  return `${lines.join('\n')}\n`;
}
