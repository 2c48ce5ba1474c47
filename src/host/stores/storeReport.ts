/** All that the service tells about one store, as a text to read, search and keep. */
import * as vscode from 'vscode';
import { abortSignalOf } from '../cancellation.js';
import type { Command } from '../commands/registerCommands.js';
import { oneLine } from '../reports/importReportText.js';
import type { ReportDocuments } from '../reports/reportDocuments.js';
import { storePlaceOf, type LakeParts, type StorePlace } from './lakePlace.js';
import { storeFacts } from './storeFacts.js';

export const showStoreDetails =
  (parts: LakeParts, reports: ReportDocuments): Command =>
  async (node) => {
    const place = await storePlaceOf(node, parts);
    if (!place) return;
    const title = vscode.l10n.t('Asking about "{0}"', place.store.name);
    const text = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title, cancellable: true },
      (_, token) => reportOf(place, abortSignalOf(token)),
    );
    await reports.show(place.store.name, text);
  };

async function reportOf({ backend, arn }: StorePlace, signal: AbortSignal): Promise<string> {
  const store = await backend.stores.read(arn, signal);
  const { administration } = backend;
  const parts = await Promise.all([
    part(vscode.l10n.t('Tags'), async () =>
      (await administration.tags(arn, signal)).map(({ Key, Value = '' }) => `${Key} = ${Value}`),
    ),
    part(vscode.l10n.t('Event configuration'), async () => {
      const { maxEventSize, contextKeys } = await administration.eventConfiguration(arn, signal);
      return [
        vscode.l10n.t('Largest event: {0}', maxEventSize === 'Large' ? 'Large (1 MB)' : 'Standard (256 KB)'),
        ...contextKeys.map(({ type, keys }) => `${type}: ${keys.join(', ')}`),
      ];
    }),
    part(vscode.l10n.t('Insights'), async () => {
      const insights = await administration.insights(arn, signal);
      return insights ? [insights.types.join(', '), `→ ${insights.destination ?? vscode.l10n.t('unknown')}`] : [];
    }),
    part(vscode.l10n.t('Resource policy'), async () => {
      const policy = await administration.resourcePolicy(arn, signal);
      return [policy?.policy, policy?.delegatedAdminPolicy].flatMap((text) => (text === undefined ? [] : pretty(text)));
    }),
  ]);
  const facts = storeFacts(store).map(({ name, value }) => `${name}: ${oneLine(value)}`);
  return `${[arn, '', ...facts, ...parts.flat()].join('\n')}\n`;
}

/** What cannot be had says why: the rest of the report is still worth reading. */
async function part(title: string, ask: () => Promise<readonly string[]>): Promise<readonly string[]> {
  const lines = await ask().catch((error: unknown) => [
    vscode.l10n.t('Not told: {0}', error instanceof Error ? error.message : String(error)),
  ]);
  return ['', title, ...(lines.length === 0 ? [vscode.l10n.t('none')] : lines).map((line) => `  ${oneLine(line)}`)];
}

function pretty(policy: string): readonly string[] {
  try {
    return JSON.stringify(JSON.parse(policy), undefined, 2).split('\n');
  } catch {
    return policy.split('\n');
  }
}
