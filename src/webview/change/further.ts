/** Where else the events behind a change can be looked for, what it asks of whom, and what came of it. */
import { eventHistoryReach, questionAbout } from '../../core/configuration/furtherEvents.js';
import type { FurtherSource, ResourceChange, ResourceHistory } from '../../core/configuration/model.js';
import { timestampText } from '../../core/result/scalarText.js';
import type { FurtherWays } from '../../protocol/changes.js';
import { h, type Child } from '../ui/dom.js';
import { icon } from '../ui/icons.js';
import type { Strings } from '../ui/strings.js';
import { asking, whoseProfile } from './asking.js';
import { said } from './sayings.js';

export interface FurtherActions {
  /** Resolve when the answer is there; a history with it has come by then, or the user stepped back. */
  askEventHistory(stateId: string): Promise<unknown>;
  askJoin(stateId: string): Promise<unknown>;
}

export function furtherSection(
  strings: Strings,
  change: ResourceChange,
  history: ResourceHistory,
  ways: FurtherWays,
  actions: FurtherActions,
): HTMLElement | undefined {
  const question = questionAbout(history, change.to);
  if (!question || change.from === change.to) return undefined;
  const answers = (history.further ?? []).filter(({ to }) => to === change.to);
  const isTooOld = question.to < Date.now() - eventHistoryReach;
  // Where the stores gave candidates, that nothing more can be asked needs no saying.
  if (isTooOld && !ways.join && answers.length === 0 && change.candidates.length > 0) return undefined;
  const isAsked = (source: FurtherSource): boolean => answers.some((answer) => answer.source === source);
  const parts: readonly Child[] = [
    ...answers.map(({ saying }) => h('p', { class: 'further-told' }, icon('history'), said(strings, saying))),
    isAsked('eventHistory') ? undefined : eventHistory(),
    ways.join && !isAsked('join') ? join() : undefined,
  ];
  return h('div', { class: 'further' }, h('h3', {}, strings('More places to look')), ...parts);

  function eventHistory(): HTMLElement {
    const { accountId, region, names, from, to } = question as NonNullable<typeof question>;
    if (isTooOld)
      return h(
        'p',
        { class: 'none-found' },
        strings('The event history of CloudTrail keeps 90 days; this change is older.'),
      );
    const [start, end] = [from, to].map((time) => timestampText(time)?.slice(0, 19) ?? '');
    const what = strings(
      'LookupEvents of CloudTrail, free of charge: calls that name {0}, {1} to {2} UTC, of account {3} in {4}.',
      ...[names.join(', '), start ?? '', end ?? '', accountId || '?', region || '?'],
    );
    const about = `${what} ${whoseProfile(strings, ways)}`;
    return asking(strings, strings('Ask the event history'), about, () => actions.askEventHistory(change.to));
  }

  function join(): HTMLElement {
    return asking(
      strings,
      strings('Run the JOIN on CloudTrail Lake'),
      strings(
        'Joins both stores around this change. Billed by the data it scans: how much is not known before, and told afterwards. You are asked first.',
      ),
      () => actions.askJoin(change.to),
    );
  }
}

/** Where a candidate was found, when that is not the stores alone. */
export function foundByText(strings: Strings, foundBy: readonly FurtherSource[] | undefined): string | undefined {
  if (!foundBy || foundBy.length === 0) return undefined;
  const words = {
    eventHistory: strings('from the event history'),
    join: strings('from the JOIN'),
  } satisfies Record<FurtherSource, string>;
  return foundBy.map((source) => words[source]).join(', ');
}
