/** `lakesql stores prune --before T`: old events leave local stores. */
import type { EventDataStore } from '../../core/query/eventDataStore.js';
import type { PruneReport } from '../../protocol/engine.js';
import { confirm } from '../confirm.js';
import { openLocalLake, withLocalOption, type ConnectionOptions } from '../connection.js';
import type { AddCommand, CommandContext } from '../context.js';
import { findStore } from '../statements.js';
import { safeText } from '../terminal.js';
import { timeOption } from '../timeOption.js';

interface PruneOptions extends ConnectionOptions {
  readonly before: string;
  readonly store?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

export const addPruneCommand: AddCommand = (stores, context) => {
  withLocalOption(stores.command('prune'))
    .description('take events before a time out of local stores; the files they came from stay')
    .requiredOption('--before <time>', 'events before this time go, such as 2026-02-01 or -90d (UTC)')
    .option('--store <name>', 'store to prune; every local one otherwise')
    .option('--yes', 'prune without asking')
    .option('--json', 'print the report as JSON')
    // Options of `stores` that stand before the word `prune` belong to both.
    .action(async (own: PruneOptions) => prune({ ...stores.opts<ConnectionOptions>(), ...own }, context));
};

async function prune(options: PruneOptions, { terminal, env }: CommandContext): Promise<void> {
  const before = timeText(timeOption(options.before, '--before') ?? 0);
  const lake = openLocalLake(options, env);
  try {
    const listed = await lake.listEventDataStores(terminal.signal);
    const chosen = options.store === undefined ? listed : [findStore(listed, options.store)];
    const counted: { readonly store: EventDataStore; readonly events: number }[] = [];
    for (const store of chosen) {
      const events = await lake.eventsBefore(store.id, before, terminal.signal);
      if (events > 0) counted.push({ store, events });
    }
    for (const { store, events } of counted)
      terminal.say(
        `${safeText(store.name)}: ${events.toLocaleString('en')} of ${(store.rowCount ?? events).toLocaleString('en')} events are before ${before} (UTC).`,
      );
    if (counted.length > 0 && options.yes !== true)
      await confirm('Take them out?', 'Nothing was taken out: nobody can be asked here. Add --yes to do it.', terminal);
    const stores: PruneReport[] = [];
    for (const { store } of counted) stores.push(await lake.pruneStore(store.id, before, terminal.signal));
    await terminal.print(options.json ? `${JSON.stringify({ stores })}\n` : reportText(stores, before));
  } finally {
    await lake.dispose();
  }
}

function reportText(stores: readonly PruneReport[], before: string): string {
  if (stores.length === 0) return `No event is before ${before} (UTC).\n`;
  return stores
    .map(({ name, removed }) => `${safeText(name)}: ${removed.toLocaleString('en')} events taken out.\n`)
    .join('');
}

const timeText = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace('T', ' ').replace('Z', '');
