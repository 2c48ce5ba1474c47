/** What a change panel ran, as a `.lakesql` document that people can read, change and run. */
import { usualWindow } from './correlate.js';
import { joinStatement } from './historyStatements.js';
import type { ResourceHistory } from './model.js';
import { captureMilliseconds } from './timeline.js';

const day = 24 * 60 * 60_000;

export function queriesText(
  { resource, items, queries = [], daily }: ResourceHistory,
  configStoreIds: readonly string[],
  trailStoreIds: readonly string[],
): string {
  const [configStore] = configStoreIds;
  const [trailStore] = trailStoreIds;
  const times = items.map(captureMilliseconds);
  const search = {
    ...{ type: resource.type, id: resource.id, from: Math.min(...times), to: Math.max(...times) + 60 * 60_000 },
    ...(resource.accountId === '' ? {} : { accountId: resource.accountId }),
  };
  const join =
    configStore !== undefined && trailStore !== undefined && items.length > 0
      ? [
          '-- Items and the calls that name the resource around each capture, in one JOIN. The panel runs the statements',
          '-- above instead: they scan less, and also find calls that use another name of the resource.',
          `${joinStatement(configStore, trailStore, search, daily ? day : usualWindow)};`,
        ]
      : [];
  return [
    ...queries.flatMap((text, index) => [
      `-- Statement ${index + 1} of ${queries.length}, as it was run.`,
      `${text};`,
      '',
    ]),
    ...join,
    '',
  ].join('\n');
}
