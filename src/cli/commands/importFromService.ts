/** `lakesql import --lookup-events` and `--config-history TYPE/ID`: what the service keeps, into a local store. */
import { configHistory, readResource } from '../../backends/lake/configHistory.js';
import { eventHistory, readAttribute } from '../../backends/lake/eventHistory.js';
import { importPages, type PagesImport } from '../../backends/local/importPages.js';
import { errors } from '../../core/errors.js';
import { lakeConnectionOf, openLocalLake, type ConnectionOptions } from '../connection.js';
import type { CommandContext } from '../context.js';
import { importReportText } from '../importReportText.js';
import { safeText } from '../terminal.js';
import { timeOption } from '../timeOption.js';

export interface ServiceOptions extends ConnectionOptions {
  readonly lookupEvents?: boolean;
  readonly attribute?: string;
  readonly configHistory?: string;
  readonly from?: string;
  readonly to?: string;
}

type Named = ServiceOptions & {
  readonly store?: string;
  readonly json?: boolean;
  readonly account?: readonly string[];
  readonly regionFilter?: readonly string[];
};

export async function importFromService(options: Named, context: CommandContext): Promise<void> {
  const { terminal, env } = context;
  const source = await sourceOf(options, context);
  const lake = openLocalLake(options, env);
  try {
    const report = await importPages(
      lake,
      {
        ...source,
        ...(options.store === undefined ? {} : { store: options.store }),
        onProgress: (records) => terminal.progress(`${records.toLocaleString('en')} records received`),
      },
      terminal.signal,
    );
    terminal.progress('');
    await terminal.print(options.json ? `${JSON.stringify(report)}\n` : importReportText(report));
    if (report.records === 0)
      throw errors.inputWrong(`Nothing was imported: the service has no record for ${source.label}.`);
  } finally {
    await lake.dispose();
  }
}

async function sourceOf(options: Named, { terminal, env }: CommandContext): Promise<Omit<PagesImport, 'store'>> {
  const { lookupEvents, attribute, configHistory: resource, account = [], regionFilter = [] } = options;
  if (account.length > 0 || regionFilter.length > 0)
    throw errors.usage(
      '--account and --region-filter choose among files of S3. The service answers for one account and Region: --profile, --region.',
    );
  if (lookupEvents && resource !== undefined) throw errors.usage('Give either --lookup-events or --config-history.');
  const [from, to] = [timeOption(options.from, '--from'), timeOption(options.to, '--to', true)];
  if (from !== undefined && to !== undefined && from > to) throw errors.usage('--from is later than --to.');
  const times = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  const log = (line: string): void => terminal.say(safeText(line));
  if (resource === undefined) {
    const only = attribute === undefined ? undefined : readAttribute(attribute);
    const connection = await lakeConnectionOf(options, env, log);
    const label = `lookup-events ${connection.region}${only ? ` ${only.key}=${only.value}` : ''}`;
    const request = { ...times, ...(only ? { attribute: only } : {}) };
    return { member: 'Events', label, pages: eventHistory(connection, request, terminal.signal) };
  }
  if (attribute !== undefined) throw errors.usage('--attribute goes with --lookup-events.');
  const { type, id } = readResource(resource);
  const connection = await lakeConnectionOf(options, env, log, 'config');
  const label = `get-resource-config-history ${connection.region} ${type} ${id}`;
  return {
    member: 'configurationItems',
    label,
    pages: configHistory(connection, { type, id, ...times }, terminal.signal),
  };
}
