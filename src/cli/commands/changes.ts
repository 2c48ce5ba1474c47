import { createHash } from 'node:crypto';
import { Option } from 'commander';
import { loadResourceHistory, type HistoryRequest } from '../../core/configuration/history.js';
import { historyJson, historyText, type ChangeText } from '../../core/configuration/historyOutput.js';
import type { RunRows } from '../../core/configuration/historyRows.js';
import { itemText } from '../../core/configuration/itemText.js';
import type { ResourceHistory } from '../../core/configuration/model.js';
import { report, reportFormats } from '../../core/configuration/report.js';
import { errors, LakeSqlError } from '../../core/errors.js';
import { whenDone, type Backend } from '../../core/query/backend.js';
import type { EventDataStore } from '../../core/query/eventDataStore.js';
import { readParameter } from '../../core/query/parameters.js';
import { runQuery } from '../../core/query/runQuery.js';
import { timestampText } from '../../core/result/scalarText.js';
import type { Value } from '../../core/result/types.js';
import type { AddCommand, CommandContext } from '../context.js';
import { openBackend, withConnectionOptions, type ConnectionOptions } from '../connection.js';
import { safeText, type Terminal } from '../terminal.js';

type ReportKind = (typeof reportFormats)[number];

interface ChangesOptions extends ConnectionOptions {
  readonly from?: string;
  readonly to?: string;
  readonly account?: string;
  readonly resourceRegion?: string;
  readonly json?: boolean;
  readonly report?: ReportKind;
}

export const addChangesCommand: AddCommand = (program, context) => {
  withConnectionOptions(program.command('changes'))
    .description('how one resource changed, who probably did it, and what it means for compliance')
    .argument('<type>', 'resource type, such as AWS::EC2::SecurityGroup')
    .argument('<id>', 'resource ID')
    .option('--from <time>', 'earliest capture time (UTC), such as 2026-02-01 or -7d')
    .option('--to <time>', 'latest capture time (UTC)')
    .option('--account <id>', 'account of the resource, when several have one of this ID')
    .option('--resource-region <region>', 'Region of the resource, when several have one of this ID')
    .option('--json', 'print JSON')
    .addOption(
      new Option('--report <format>', 'print a report with the evidence').choices(reportFormats).conflicts('json'),
    )
    .action(async (type: string, id: string, options: ChangesOptions) => showChanges(type, id, options, context));
};

async function showChanges(type: string, id: string, options: ChangesOptions, context: CommandContext): Promise<void> {
  const { terminal, env } = context;
  const [from, to] = [timeOf(options.from, '--from'), timeOf(options.to, '--to')];
  const backend = await openBackend(options, env, (line) => terminal.say(safeText(line)));
  try {
    const stores = await backend.listEventDataStores(terminal.signal);
    const request: HistoryRequest = {
      type,
      id,
      ...(options.account === undefined ? {} : { accountId: options.account }),
      ...(options.resourceRegion === undefined ? {} : { region: options.resourceRegion }),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      configStoreIds: idsOf(stores, 'ConfigurationItem'),
      trailStoreIds: idsOf(stores, 'CloudTrail'),
      localStoreIds: stores.filter(({ backend: owner }) => owner === 'local').map(({ id }) => id),
      digest: sha256,
    };
    if (request.configStoreIds.length === 0) {
      throw errors.inputWrong(
        `No event data store here holds configuration items. ${backend.kind === 'local' ? 'Import files of AWS Config first: lakesql import PATH.' : 'Choose a profile and Region whose store collects them.'}`,
      );
    }
    const history = await loadResourceHistory(request, rowsFrom(backend, stores, terminal), terminal.signal);
    terminal.progress('');
    await terminal.print(printed(history, options));
    if (history.items.length === 0)
      throw errors.inputWrong(
        `No configuration item of ${type} ${id} is here. Check type and ID${(from ?? to) ? ', and the times' : ''}.`,
      );
  } finally {
    await backend.dispose();
  }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

function printed(history: ResourceHistory, { json, report: format }: ChangesOptions): string {
  if (json) return `${JSON.stringify(historyJson(history))}\n`;
  if (format === undefined) return textOf(historyText(history));
  return report(history, format, { exportedAt: timestampText(Date.now()) ?? '', digest: sha256, itemText });
}

const idsOf = (stores: readonly EventDataStore[], category: EventDataStore['category']): readonly string[] =>
  stores.filter((store) => store.category === category).map(({ id }) => id);

function timeOf(typed: string | undefined, option: string): string | undefined {
  if (typed === undefined) return undefined;
  const time = readParameter('time', typed, new Date());
  if (typeof time !== 'string')
    throw errors.usage(`${option} takes a time such as 2026-02-01, "2026-02-01 12:30" or -24h, not "${typed}".`);
  return time;
}

/** Runs one statement to its end and reads every row. */
function rowsFrom(backend: Backend, stores: readonly EventDataStore[], terminal: Terminal): RunRows {
  let count = 0;
  return async (text, signal) => {
    terminal.progress(`Running statement ${++count} ...`);
    const result = await runQuery({ text, catalog: { stores } }, backend, signal);
    try {
      const state = await whenDone(result, signal);
      if (state.status === 'failed' || state.status === 'cancelled') {
        throw new LakeSqlError(
          state.failure?.code ?? 'QueryFailed',
          state.failure?.message ?? `The query was ${state.status}.`,
          3,
        );
      }
      if (state.failure) terminal.say(safeText(state.failure.message));
      const rows: (readonly Value[])[] = [];
      while (rows.length < state.rowCount) {
        const page = await result.read({ from: rows.length, count: 1000 }, signal);
        if (page.rows.length === 0) break;
        rows.push(...page.rows);
      }
      return { columns: result.columns, rows };
    } finally {
      await result.dispose();
    }
  };
}

function textOf({ heading, changes, notes }: ReturnType<typeof historyText>): string {
  const lines = [heading, '', ...changes.flatMap(changeLines), ...notes.map((note) => `Note: ${note}`)];
  return `${lines.join('\n').trimEnd()}\n`;
}

function changeLines({ heading, sentences, candidates, compliance }: ChangeText): readonly string[] {
  return [
    heading,
    ...sentences.map((sentence) => `  ${sentence}`),
    ...candidates.flatMap(({ line, reasons }) => [
      `  who   ${line}`,
      ...reasons.map((reason) => `          ${reason}`),
    ]),
    ...compliance.map((line) => `  rule  ${line}`),
    '',
  ];
}
