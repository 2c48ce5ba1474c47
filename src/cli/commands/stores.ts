import { isLocalBackend } from '../../backends/local/localBackend.js';
import type { EventDataStore } from '../../core/query/eventDataStore.js';
import type { StoreSize } from '../../protocol/engine.js';
import type { AddCommand } from '../context.js';
import { coverageText } from '../coverageText.js';
import { openBackend, withConnectionOptions, type ConnectionOptions } from '../connection.js';
import { renderTable } from '../table.js';
import { addPruneCommand } from './storesPrune.js';
import { safeText } from '../terminal.js';

interface StoresOptions extends ConnectionOptions {
  readonly json?: boolean;
}

export const addStoresCommand: AddCommand = (program, context) => {
  const { terminal, env } = context;
  const stores = withConnectionOptions(program.command('stores'));
  addPruneCommand(stores, context);
  stores
    .description('list event data stores; of local ones also what was imported, and what is missing')
    .option('--json', 'print JSON')
    .action(async (options: StoresOptions) => {
      const backend = await openBackend(options, env, (line) => terminal.say(safeText(line)));
      try {
        const listed = await backend.listEventDataStores(terminal.signal);
        const coverage = isLocalBackend(backend) ? await backend.coverage(undefined, terminal.signal) : undefined;
        const sizes = isLocalBackend(backend) ? await backend.storeSizes(terminal.signal) : [];
        const stores = listed.map((store) => ({ ...store, ...sizeOf(store, sizes) }));
        if (options.json) {
          await terminal.print(`${JSON.stringify({ stores, ...(coverage ? { coverage } : {}) })}\n`);
        } else if (stores.length === 0) {
          terminal.say(
            `No event data store in ${safeText(backend.label)}.${backend.kind === 'local' ? ' Import files first: lakesql import PATH.' : ''}`,
          );
        } else {
          await terminal.print(coverage ? `${localTable(stores)}${coverageText(coverage)}` : serviceTable(stores));
        }
      } finally {
        await backend.dispose();
      }
    });
};

const sizeOf = ({ id }: EventDataStore, sizes: readonly StoreSize[]): { readonly bytes?: number } => {
  const bytes = sizes.find((size) => size.id === id)?.bytes;
  return bytes === undefined ? {} : { bytes };
};

const column = (name: string, right = false) => ({ name, right });

function localTable(stores: readonly (EventDataStore & { readonly bytes?: number })[]): string {
  const columns = [
    column('Name'),
    column('Category'),
    column('Rows', true),
    column('Size', true),
    column('Oldest event'),
    column('Newest event'),
    column('ID'),
  ];
  const rows = stores.map((store) => [
    store.name,
    store.category ?? 'unknown',
    store.rowCount?.toLocaleString('en') ?? '',
    store.bytes === undefined ? '' : `${(store.bytes / 1e6).toFixed(1)} MB`,
    store.oldestEventTime ?? '',
    store.newestEventTime ?? '',
    store.id,
  ]);
  return renderTable(columns, rows, 128).text;
}

function serviceTable(stores: readonly EventDataStore[]): string {
  const columns = [
    column('Name'),
    column('Category'),
    column('Status'),
    column('Days kept', true),
    column('Account'),
    column('Region'),
    column('ID'),
  ];
  const rows = stores.map((store) => [
    store.name,
    store.category ?? 'unknown',
    store.status ?? 'unknown',
    store.retentionDays?.toString() ?? '',
    store.accountId ?? '',
    store.region ?? '',
    store.id,
  ]);
  return renderTable(columns, rows, 128).text;
}
