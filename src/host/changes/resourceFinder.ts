import * as vscode from 'vscode';
import type { Backend } from '../../core/query/backend.js';
import type { EventDataStore } from '../../core/query/eventDataStore.js';
import { plain } from '../connections/pickStore.js';
import { itemsText } from '../counted.js';
import { hostErrors } from '../hostErrors.js';
import type { FoundResource } from './findResources.js';
import { pickByType, type PickedResource } from './pickResource.js';
import { judgedResources, mostChangedResources, resourcesMatching } from './searchResources.js';

interface Entry extends vscode.QuickPickItem {
  /** Undefined: stands for a list or for a way of choosing. */
  readonly resource?: PickedResource;
  readonly list?: 'mostChanged' | 'compliance' | 'byType';
}

const quiet = 250;

/**
 * Finds a resource while it is typed: by type, ID, name, ARN or tag; or the most changed ones, those by compliance, or
 * type by type. For the local lake only: every key press is a query. Undefined when the user steps back.
 */
export async function findResource(
  backend: Backend,
  stores: readonly EventDataStore[],
): Promise<PickedResource | undefined> {
  const pick = vscode.window.createQuickPick<Entry>();
  pick.title = vscode.l10n.t('Show Changes of a Resource');
  pick.placeholder = vscode.l10n.t('Type, ID, name, ARN or tag of the resource');
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  let searching = new AbortController();
  let waiting: ReturnType<typeof setTimeout> | undefined;

  /** The latest request wins; what fails is said in the list's own title. */
  async function fill(entries: (signal: AbortSignal) => Promise<readonly Entry[]>): Promise<void> {
    searching.abort();
    const { signal } = (searching = new AbortController());
    pick.busy = true;
    try {
      const found = await entries(signal);
      if (!signal.aborted) pick.items = found;
    } catch (error) {
      if (!signal.aborted)
        pick.items = [{ label: plain(error instanceof Error ? error.message : String(error)), alwaysShow: true }];
    } finally {
      if (!signal.aborted) pick.busy = false;
    }
  }
  const search = (typed: string): Promise<void> =>
    fill(async (signal) => {
      const found = await resourcesMatching(backend, stores, typed, signal);
      if (found.length === 0 && typed.trim() === '') throw hostErrors.noResources();
      // The engine has matched already: VS Code's own matching must not hide what matches by a tag.
      const entries = found.map((each) => ({ ...entryOf(each), alwaysShow: true }));
      return typed.trim() === '' ? [...ways(), heading(vscode.l10n.t('changed last')), ...entries] : entries;
    });

  try {
    return await new Promise<PickedResource | undefined>((resolve) => {
      let byType = false;
      pick.onDidChangeValue((typed) => {
        clearTimeout(waiting);
        waiting = setTimeout(() => void search(typed), quiet);
      });
      pick.onDidAccept(() => {
        const [chosen] = pick.selectedItems;
        if (chosen?.resource) resolve(chosen.resource);
        else if (chosen?.list === 'mostChanged')
          void fill(async (signal) => (await mostChangedResources(backend, stores, signal)).map(entryOf));
        else if (chosen?.list === 'compliance') void fill((signal) => judgedEntries(backend, stores, signal));
        else if (chosen?.list === 'byType') {
          byType = true;
          resolve(pickByType(backend, stores));
        }
      });
      pick.onDidHide(() => {
        if (!byType) resolve(undefined);
      });
      pick.show();
      void search('');
    });
  } finally {
    clearTimeout(waiting);
    searching.abort();
    pick.dispose();
  }
}

const heading = (label: string): Entry => ({ label, kind: vscode.QuickPickItemKind.Separator });

const ways = (): readonly Entry[] => [
  { label: `$(flame) ${vscode.l10n.t('Most changed resources')}`, list: 'mostChanged' },
  { label: `$(shield) ${vscode.l10n.t('Resources by compliance')}`, list: 'compliance' },
  { label: `$(list-tree) ${vscode.l10n.t('Choose a type first')}`, list: 'byType' },
];

export function entryOf(found: FoundResource): Entry {
  const { type, id, accountId, region, name, items, latest } = found;
  return {
    label: plain(name ?? id),
    description: plain([type, name === undefined ? '' : id].filter((fact) => fact !== '').join(' · ')),
    detail: plain([latest, accountId, region, itemsText(items)].filter((fact) => fact !== '').join(' · ')),
    resource: { type, id, ...(accountId ? { accountId } : {}), ...(region ? { region } : {}) },
  };
}

async function judgedEntries(
  backend: Backend,
  stores: readonly EventDataStore[],
  signal: AbortSignal,
): Promise<readonly Entry[]> {
  const judged = await judgedResources(backend, stores, signal);
  if (judged.length === 0) return [{ label: vscode.l10n.t('No compliance items are here.'), alwaysShow: true }];
  return judged.map(({ type, id, accountId, region, state }) => ({
    label: `${state === 'NON_COMPLIANT' ? '$(error)' : '$(pass)'} ${plain(id)}`,
    description: plain(type),
    detail: plain([state, accountId, region].filter((fact) => fact !== '').join(' · ')),
    resource: { type, id, ...(accountId ? { accountId } : {}), ...(region ? { region } : {}) },
  }));
}
