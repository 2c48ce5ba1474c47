import * as vscode from 'vscode';
import { readParameter } from '../../core/query/parameters.js';
import type { Connections } from '../connections/connections.js';
import type { StoreRegistry } from '../connections/storeRegistry.js';
import { eventsText } from '../counted.js';
import type { Command } from '../commands/registerCommands.js';
import { storeOfNode } from '../commands/stores.js';

/** Takes old events out of one local store, after their number was shown. */
export const pruneLocalStore =
  (registry: StoreRegistry, connections: Connections): Command =>
  async (node) => {
    const store = storeOfNode(node, registry);
    if (store?.backend !== 'local') return;
    const read = (text: string): string | undefined => {
      const time = readParameter('time', text.trim(), new Date());
      return typeof time === 'string' ? time : undefined;
    };
    const typed = await vscode.window.showInputBox({
      title: vscode.l10n.t('Remove old events of "{0}"', store.name),
      prompt: vscode.l10n.t('Events before this time (UTC) leave the store; the files they came from stay.'),
      placeHolder: '2026-01-01, -90d',
      ignoreFocusOut: true,
      validateInput: (text) =>
        text === '' || read(text) !== undefined ? undefined : vscode.l10n.t('Write a time such as 2026-01-01 or -90d.'),
    });
    const before = typed === undefined ? undefined : read(typed);
    if (before === undefined) return;
    const lake = await connections.openLocal();
    const { signal } = new AbortController();
    const events = await lake.eventsBefore(store.id, before, signal);
    if (events === 0) {
      void vscode.window.showInformationMessage(vscode.l10n.t('No event of "{0}" is before {1}.', store.name, before));
      return;
    }
    const remove = vscode.l10n.t('Remove');
    const answer = await vscode.window.showWarningMessage(
      vscode.l10n.t('Remove {0} before {1} (UTC) from "{2}"?', eventsText(events), before, store.name),
      {
        modal: true,
        detail: vscode.l10n.t(
          'The files they came from are not touched: adding those again brings the events back. The file of the lake does not become smaller; its room is used for what comes next.',
        ),
      },
      remove,
    );
    if (answer !== remove) return;
    const { removed } = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Removing old events') },
      () => lake.pruneStore(store.id, before, signal),
    );
    await registry.refresh(connections.local());
    void vscode.window.showInformationMessage(
      vscode.l10n.t('Removed from "{0}": {1}.', store.name, eventsText(removed)),
    );
  };
