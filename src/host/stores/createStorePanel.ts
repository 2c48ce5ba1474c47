/** The form for a new event data store, and what it sends. */
import * as vscode from 'vscode';
import { planProblems } from '../../core/stores/planProblems.js';
import { createRequest, readWriteChoices, storeKinds, type StorePlan } from '../../core/stores/storeRequest.js';
import type {
  CreateStoreNotifications,
  CreateStoreRequests,
  CreateStoreViewNotifications,
} from '../../protocol/createStore.js';
import type { Command } from '../commands/registerCommands.js';
import { storeErrors } from './storeErrors.js';
import { Channel } from '../webviews/channel.js';
import type { Fields } from '../webviews/fields.js';
import { fillPanel, pageWords, panelIcon, webviewOptions } from '../webviews/openView.js';
import { waitForStatus } from './changeStore.js';
import { lakePlaceOf, placeAccount, type LakeParts, type LakePlace } from './lakePlace.js';

export interface CreateStoreParts extends LakeParts {
  readonly extensionUri: vscode.Uri;
  openQuery(storeId: string, connectionId: string): Promise<void>;
  logUnknown(error: unknown): void;
  onRefused(error: unknown): void;
}

const viewType = 'lakesql.createStore';

/** A store that takes no events at once is there when it is created. */
const endsOf = ({ startIngestion }: StorePlan): readonly string[] =>
  startIngestion ? ['ENABLED'] : ['STOPPED_INGESTION', 'ENABLED', 'CREATED'];

export const createStore =
  (parts: CreateStoreParts): Command =>
  async (node) => {
    const place = await lakePlaceOf(node, parts);
    if (!place) return;
    await parts.registry.ensure(place.connection);
    open(place, await placeAccount(place, parts.registry), parts);
  };

function open(place: LakePlace, accountId: string | undefined, parts: CreateStoreParts): void {
  const { connection } = place;
  const { registry, extensionUri } = parts;
  const panel = vscode.window.createWebviewPanel(
    viewType,
    vscode.l10n.t('New Event Data Store'),
    vscode.ViewColumn.Active,
    webviewOptions(extensionUri),
  );
  panel.iconPath = panelIcon(extensionUri);
  const closed = new AbortController();
  const channel = new Channel<CreateStoreRequests, CreateStoreNotifications, CreateStoreViewNotifications>({
    requests: {
      create: async (fields) =>
        create(planOf(fields), place, parts, (status) => channel.notify('progress', { status }), closed.signal),
      copy: async (fields) => {
        await vscode.env.clipboard.writeText(fields.text('text'));
        return null;
      },
      openQuery: async (fields) => {
        await parts.openQuery(fields.text('id', 100), connection.id);
        return null;
      },
    },
    notifications: {
      ready: () =>
        channel.notify('page', {
          ...pageWords(),
          profile: connection.profile,
          region: connection.region,
          accountId: accountId ?? null,
          names: registry.storesOf(connection.id).map(({ name }) => name),
        }),
    },
    post: (message) => void panel.webview.postMessage(message),
    logUnknown: (error) => parts.logUnknown(error),
  });
  const listening = panel.webview.onDidReceiveMessage((message: unknown) => void channel.receive(message));
  panel.onDidDispose(() => {
    closed.abort();
    listening.dispose();
    channel.dispose();
  });
  fillPanel(panel, extensionUri, 'createStore');
}

/** Asks once, then looks until the store can be used; closing the form ends the looking, not the store. */
async function create(
  plan: StorePlan,
  place: LakePlace,
  { registry, onRefused }: Pick<CreateStoreParts, 'registry' | 'onRefused'>,
  onStatus: (status: string) => void,
  signal: AbortSignal,
): Promise<CreateStoreRequests['create'][1]> {
  if (planProblems(plan).length > 0) throw storeErrors.planRefused();
  const { backend, connection } = place;
  try {
    const arn = await backend.administration.create(createRequest(plan), new AbortController().signal);
    const progress = { report: ({ message = '' }) => onStatus(message) };
    const store = await waitForStatus(place, arn, endsOf(plan), progress, signal);
    return { id: arn.split('/').at(-1) ?? arn, status: store?.status ?? null };
  } catch (error) {
    onRefused(error);
    throw error;
  } finally {
    backend.stores.forget();
    await registry.refresh(connection);
  }
}

/** The page is not trusted: every field is read as what it must be. */
function planOf(fields: Fields): StorePlan {
  return {
    name: fields.text('name', 200),
    kind: fields.oneOf('kind', storeKinds),
    management: fields.oneOf('management', [...readWriteChoices, 'none']),
    excludeNoisy: fields.flag('excludeNoisy'),
    dataTypes: fields.texts('dataTypes', 500, 2_048),
    dataReadWrite: fields.oneOf('dataReadWrite', readWriteChoices),
    networkSources: fields.texts('networkSources', 500, 2_048),
    networkDeniedOnly: fields.flag('networkDeniedOnly'),
    selectorsText: fields.text('selectorsText', 200_000),
    multiRegion: fields.flag('multiRegion'),
    organization: fields.flag('organization'),
    retentionDays: fields.count('retentionDays', 10_000),
    billingMode: fields.oneOf('billingMode', ['EXTENDABLE_RETENTION_PRICING', 'FIXED_RETENTION_PRICING']),
    kmsKeyId: fields.text('kmsKeyId', 400),
    terminationProtection: fields.flag('terminationProtection'),
    startIngestion: fields.flag('startIngestion'),
    tags: fields.list('tags', 200).map((tag) => {
      const value = tag.optionalText('Value');
      return { Key: tag.text('Key', 400), ...(value === undefined ? {} : { Value: value }) };
    }),
  };
}
