import path from 'node:path';
import type { Command } from 'commander';
import { errors } from '../../core/errors.js';
import type { ImportProgress } from '../../protocol/engine.js';
import type { AddCommand, CommandContext } from '../context.js';
import { openLocalLake, withLocalOption, type ConnectionOptions } from '../connection.js';
import { importReportText } from '../importReportText.js';
import { importFromS3, type S3Options } from './importFromS3.js';
import { importFromService, type ServiceOptions } from './importFromService.js';

interface ImportOptions extends ConnectionOptions, S3Options, ServiceOptions {
  readonly store?: string;
  readonly json?: boolean;
}

export const addImportCommand: AddCommand = (program, context) => {
  const command = withLocalOption(program.command('import'))
    .description(
      'read files and folders, objects of S3, or what the service tells into local event data stores; what they are is found by content',
    )
    .argument('[path...]', 'files, folders (with all below), s3://bucket/prefix, or - for standard input')
    .option('--store <name>', 'store to import into; made when it is not there')
    .option('--json', 'print the report as JSON');
  withSourceOptions(command).action(async (paths: readonly string[], options: ImportOptions) =>
    importPaths(paths, options, context),
  );
};

const withSourceOptions = (command: Command): Command =>
  command
    .option('--account <id>', 'of S3: only this account; may be repeated', repeated, [])
    .option('--region-filter <region>', 'of S3: only files of this Region; may be repeated', repeated, [])
    .option('--from <time>', 'of S3: files delivered since; of the service: since, such as 2026-02-01 or -7d (UTC)')
    .option('--to <time>', 'until, as --from; a day counts to its end')
    .option('--yes', 'fetch from S3 without asking')
    .option('--lookup-events', 'the event history of one account and Region: management events of 90 days, free')
    .option('--attribute <key=value>', 'with --lookup-events: only these, such as ResourceName=sg-0abc')
    .option('--config-history <type/id>', 'what AWS Config keeps of a resource, such as AWS::EC2::Instance/i-0abc')
    .option('--profile <name>', 'profile of the AWS configuration, for S3 and the service')
    .option('--region <region>', 'Region to ask')
    .option('--endpoint-url <url>', 'endpoint of AWS, or one on this machine');

const repeated = (value: string, all: readonly string[]): readonly string[] => [...all, value];

async function importPaths(paths: readonly string[], options: ImportOptions, context: CommandContext): Promise<void> {
  const fromBucket = paths.filter((each) => each.startsWith('s3://'));
  const asksService = options.lookupEvents === true || options.configHistory !== undefined;
  if (asksService) {
    if (paths.length > 0)
      throw errors.usage('--lookup-events and --config-history take no path. Import files by a command of its own.');
    return importFromService(options, context);
  }
  if (paths.length === 0)
    throw errors.usage('Name files, folders or s3://bucket/prefix, or give --lookup-events or --config-history.');
  if (fromBucket.length === paths.length) return importFromS3(fromBucket, options, context);
  if (fromBucket.length > 0)
    throw errors.usage('Objects of S3 and files of this machine are imported by two commands: give one kind of path.');
  refuseSourceOptions(options);
  return importLocal(paths, options, context);
}

/** An option that has no effect is a mistake of who gave it. */
function refuseSourceOptions(options: ImportOptions): void {
  const given = [
    ...((options.account ?? []).length > 0 ? ['--account'] : []),
    ...((options.regionFilter ?? []).length > 0 ? ['--region-filter'] : []),
    ...(['from', 'to', 'profile', 'region'] as const).flatMap((name) =>
      options[name] === undefined ? [] : [`--${name}`],
    ),
    ...(options.endpointUrl === undefined ? [] : ['--endpoint-url']),
    ...(options.attribute === undefined ? [] : ['--attribute']),
  ];
  if (given.length > 0)
    throw errors.usage(`${given.join(', ')}: only for S3 and the service, not for files of this machine.`);
}

async function importLocal(paths: readonly string[], options: ImportOptions, context: CommandContext): Promise<void> {
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
    await terminal.print(options.json ? `${JSON.stringify(report)}\n` : importReportText(report));
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
