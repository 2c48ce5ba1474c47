/** Tags, event configuration and Insights of a store. */
import * as vscode from 'vscode';
import type { EventConfiguration } from '../../backends/lake/storeAdministration.js';
import type { Tag } from '../../core/stores/storeRequest.js';
import type { Command } from '../commands/registerCommands.js';
import { plain } from '../connections/pickStore.js';
import { storeErrors } from './storeErrors.js';
import { changeStore, confirmChange } from './changeStore.js';
import { storePlaceOf, type LakeParts, type StorePlace } from './lakePlace.js';

const unaborted = (): AbortSignal => new AbortController().signal;

/** A list of the tags: one is added, or the one picked is removed, and the list is shown again. */
export const editStoreTags =
  (parts: LakeParts): Command =>
  async (node) => {
    const place = await storePlaceOf(node, parts);
    if (!place) return;
    const { administration } = place.backend;
    for (;;) {
      const tags = await administration.tags(place.arn, unaborted());
      const add = { label: `$(add) ${vscode.l10n.t('Add Tag')}`, tag: undefined };
      const picked = await vscode.window.showQuickPick(
        [add, ...tags.map((tag) => ({ label: plain(tag.Key), description: plain(tag.Value ?? ''), tag }))],
        {
          title: vscode.l10n.t('Tags of "{0}"', place.store.name),
          placeHolder: vscode.l10n.t('Add one, or choose one to remove it'),
        },
      );
      if (!picked) return;
      if (picked.tag) await removeTag(place, picked.tag);
      else await addTag(place);
    }
  };

async function addTag({ backend, arn, store }: StorePlace): Promise<void> {
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('New tag of "{0}"', store.name),
    prompt: vscode.l10n.t('Key and value, as key=value. A tag with the same key is replaced.'),
    placeHolder: 'owner=security',
    ignoreFocusOut: true,
    validateInput: (text) =>
      readTag(text) ? undefined : vscode.l10n.t('Write key=value; keys that begin with aws: are kept for AWS.'),
  });
  const tag = typed === undefined ? undefined : readTag(typed);
  if (tag) await backend.administration.addTags(arn, [tag], unaborted());
}

async function removeTag(place: StorePlace, tag: Tag): Promise<void> {
  const sure = await confirmChange(
    place,
    vscode.l10n.t('Remove the tag "{0}" from "{1}"?', tag.Key, place.store.name),
    vscode.l10n.t('What is decided by this tag, such as permissions and cost reports, changes with it.'),
    vscode.l10n.t('Remove Tag'),
  );
  if (sure) await place.backend.administration.removeTags(place.arn, [tag], unaborted());
}

/** `key=value`; the value may be empty and hold `=`. */
function readTag(text: string): Tag | undefined {
  const [, key = '', value = ''] = /^([^=]+)=?(.*)$/su.exec(text.trim()) ?? [];
  const taken = key === '' || /^aws:/i.test(key) || key.length > 128 || value.length > 256;
  return taken ? undefined : { Key: key.trim(), ...(value === '' ? {} : { Value: value }) };
}

/** How large events may be, and which tags and request keys are written into them. */
export const editEventConfiguration =
  (parts: LakeParts): Command =>
  async (node) => {
    const place = await storePlaceOf(node, parts, { category: 'CloudTrail' });
    if (!place) return;
    const before = await place.backend.administration.eventConfiguration(place.arn, unaborted());
    const wanted = await askConfiguration(place, before);
    if (!wanted) return;
    const keys = wanted.contextKeys.map(({ type, keys: names }) => `${type}: ${names.join(', ')}`);
    const sure = await confirmChange(
      place,
      vscode.l10n.t('Change the event configuration of "{0}"?', place.store.name),
      [vscode.l10n.t('Largest event: {0}', wanted.maxEventSize), ...keys].join('\n'),
      vscode.l10n.t('Change'),
    );
    if (!sure) return;
    await changeStore(place, parts.registry, vscode.l10n.t('Changing "{0}"', place.store.name), (signal) =>
      place.backend.administration.putEventConfiguration(place.arn, wanted, signal),
    );
  };

async function askConfiguration(
  place: StorePlace,
  before: EventConfiguration,
): Promise<EventConfiguration | undefined> {
  const title = vscode.l10n.t('Event configuration of "{0}"', place.store.name);
  const size = await vscode.window.showQuickPick(
    [
      { label: 'Standard', description: '256 KB', detail: vscode.l10n.t('Longer events are cut.') },
      { label: 'Large', description: '1 MB', detail: vscode.l10n.t('Needed for tags and request keys in events.') },
    ].sort((a, b) => Number(b.label === before.maxEventSize) - Number(a.label === before.maxEventSize)),
    { title, placeHolder: vscode.l10n.t('How large an event may be') },
  );
  if (!size) return undefined;
  if (size.label === 'Standard') return { maxEventSize: 'Standard', contextKeys: [] };
  const tagKeys = await askKeys(
    title,
    vscode.l10n.t('Keys of tags to write into events, with commas; or none'),
    'TagContext',
    before,
  );
  if (!tagKeys) return undefined;
  const requestKeys = await askKeys(
    title,
    vscode.l10n.t('Global condition keys to write into events, with commas; or none'),
    'RequestContext',
    before,
  );
  if (!requestKeys) return undefined;
  const contextKeys = [
    { type: 'TagContext', keys: tagKeys } as const,
    { type: 'RequestContext', keys: requestKeys } as const,
  ].filter(({ keys }) => keys.length > 0);
  return { maxEventSize: 'Large', contextKeys };
}

const mostKeys = 50;

async function askKeys(
  title: string,
  prompt: string,
  type: 'TagContext' | 'RequestContext',
  before: EventConfiguration,
): Promise<readonly string[] | undefined> {
  const read = (text: string): readonly string[] =>
    text
      .split(',')
      .map((key) => key.trim())
      .filter((key) => key !== '');
  const typed = await vscode.window.showInputBox({
    title,
    prompt,
    value: before.contextKeys.find((selector) => selector.type === type)?.keys.join(', ') ?? '',
    ignoreFocusOut: true,
    validateInput: (text) =>
      read(text).length <= mostKeys && read(text).every((key) => key.length <= 128)
        ? undefined
        : vscode.l10n.t('At most {0} keys of 128 characters.', mostKeys),
  });
  return typed === undefined ? undefined : read(typed);
}

/** Insights of a store's management events go to another store, of the category Insight. */
export const turnOnInsights =
  (parts: LakeParts): Command =>
  async (node) => {
    const place = await storePlaceOf(node, parts, { category: 'CloudTrail' });
    if (!place) return;
    const { store, connection, backend, arn } = place;
    const targets = parts.registry.storesOf(connection.id).filter(({ category }) => category === 'Insight');
    if (targets.length === 0) throw storeErrors.noStoreOfKind('Insight');
    const before = await backend.administration.insights(arn, unaborted());
    const title = vscode.l10n.t('Insights of "{0}"', store.name);
    const types = await vscode.window.showQuickPick(
      [
        { label: vscode.l10n.t('Unusual rates of calls'), type: 'ApiCallRateInsight' },
        { label: vscode.l10n.t('Unusual rates of errors'), type: 'ApiErrorRateInsight' },
      ].map((item) => ({ ...item, picked: before?.types.includes(item.type) ?? true })),
      { title, canPickMany: true, placeHolder: vscode.l10n.t('None turns Insights off') },
    );
    if (!types) return;
    const target = await vscode.window.showQuickPick(
      targets.map((one) => ({ label: `$(database) ${plain(one.name)}`, description: one.id, arn: one.arn })),
      { title, placeHolder: vscode.l10n.t('Store that takes the Insights events') },
    );
    if (target?.arn === undefined) return;
    const effect =
      types.length === 0
        ? vscode.l10n.t('No Insights events are made from it any more.')
        : vscode.l10n.t('CloudTrail looks for unusual activity and bills the events that it looks at.');
    if (
      !(await confirmChange(
        place,
        vscode.l10n.t('Change the Insights of "{0}"?', store.name),
        effect,
        vscode.l10n.t('Change'),
      ))
    )
      return;
    const settings = { types: types.map(({ type }) => type), destination: target.arn };
    await changeStore(place, parts.registry, vscode.l10n.t('Changing "{0}"', store.name), (signal) =>
      backend.administration.putInsights(arn, settings, signal),
    );
  };
