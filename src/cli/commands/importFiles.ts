import path from 'node:path';
import { errors } from '../../core/errors.js';
import type { ImportProgress, ImportReport } from '../../protocol/engine.js';
import type { AddCommand, CommandContext } from '../context.js';
import { openLocalLake, withLocalOption, type ConnectionOptions } from '../connection.js';
import { safeText } from '../terminal.js';

interface ImportOptions extends ConnectionOptions {
  readonly store?: string;
  readonly json?: boolean;
}

export const addImportCommand: AddCommand = (program, context) => {
  withLocalOption(program.command('import'))
    .description('read files and folders into local event data stores; what they are is found by content')
    .argument('<path...>', 'files, folders (with all below), or - for standard input')
    .option('--store <name>', 'store to import into; made when it is not there')
    .option('--json', 'print the report as JSON')
    .action(async (paths: readonly string[], options: ImportOptions) => importPaths(paths, options, context));
};

async function importPaths(paths: readonly string[], options: ImportOptions, context: CommandContext): Promise<void> {
  const { terminal } = context;
  const lake = openLocalLake(options, context.env);
  try {
    const report = await lake.import(
      paths,
      {
        ...(options.store === undefined ? {} : { store: options.store }),
        onProgress: (progress) => terminal.progress(progressText(progress)),
      },
      terminal.signal,
    );
    terminal.progress('');
    await terminal.print(options.json ? `${JSON.stringify(report)}\n` : reportText(report));
    if (report.files === 0 || (report.records === 0 && report.skipped.length > 0)) {
      throw errors.inputWrong(`Nothing was imported: no record of CloudTrail or AWS Config is in ${paths.join(', ')}.`);
    }
  } finally {
    await lake.dispose();
  }
}

function progressText({ filesDone, filesTotal, records, current }: ImportProgress): string {
  return `${filesDone.toLocaleString('en')} of ${filesTotal.toLocaleString('en')} files, ${records.toLocaleString('en')} records  ${path.basename(current)}`;
}

function reportText(report: ImportReport): string {
  const count = (number: number, one: string, many: string): string =>
    `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
  const lines = [
    `Read ${count(report.files, 'file', 'files')} with ${count(report.records, 'record', 'records')} in ${(report.elapsedMilliseconds / 1000).toFixed(1)} s.`,
    ...report.stores.map(
      ({ name, category, added, id }) =>
        `  ${safeText(name)} (${category}): ${added.toLocaleString('en')} added, ID ${id}`,
    ),
    ...(report.duplicates > 0 ? [`${count(report.duplicates, 'duplicate was', 'duplicates were')} left out.`] : []),
    ...(report.conflicts > 0
      ? [
          `${count(report.conflicts, 'record has', 'records have')} the key of another with other content; both are kept and flagged.`,
        ]
      : []),
  ];
  const kinds = Object.entries(report.kinds);
  if (kinds.length > 0)
    lines.push(`Kinds: ${kinds.map(([kind, number]) => `${kind} ${number.toLocaleString('en')}`).join(', ')}.`);
  if (report.skipped.length > 0) {
    lines.push(`${count(report.skipped.length, 'place was', 'places were')} skipped:`);
    lines.push(
      ...report.skipped.map(
        ({ file, position, reason }) =>
          `  ${safeText(file)}${position === undefined ? '' : `, ${position}`}: ${safeText(reason)}`,
      ),
    );
  }
  if (report.notes.length > 0) {
    lines.push(`${count(report.notes.length, 'remark', 'remarks')} about kept records:`);
    lines.push(
      ...report.notes.map(({ file, position, remark }) => `  ${safeText(file)}, ${position}: ${safeText(remark)}`),
    );
  }
  return `${lines.join('\n')}\n`;
}
