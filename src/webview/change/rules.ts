/** How each rule judged the resource over time: since when it fails, after which change, and who made that. */
import type { ResourceHistory, RuleTrack } from '../../core/configuration/model.js';
import { h, type Child } from '../ui/dom.js';
import { count } from '../ui/format.js';
import { icon } from '../ui/icons.js';
import type { Strings } from '../ui/strings.js';
import { complianceWord, likelihood, shortPrincipal, shortTime } from './words.js';
import type { CauseActions } from './causes.js';

export interface RuleActions extends CauseActions {
  /** Shows the change with this state ID. */
  chooseState(stateId: string): void;
}

export function rulesSection(
  strings: Strings,
  history: ResourceHistory,
  actions: RuleActions,
): HTMLElement | undefined {
  const rules = history.rules ?? [];
  if (rules.length === 0) return undefined;
  const failing = rules.filter((rule) => rule.periods.at(-1)?.state === 'NON_COMPLIANT');
  const rest = rules.filter((rule) => !failing.includes(rule));
  return h(
    'section',
    { class: 'rule-tracks' },
    h(
      'h2',
      {},
      strings('Compliance now'),
      h('span', { class: 'count' }, strings('{0} of {1} rules fail', failing.length, rules.length)),
    ),
    failing.length > 0 ? h('ul', { class: 'rules' }, ...failing.map(track)) : undefined,
    rest.length > 0 ? holding(rest, failing.length === 0) : undefined,
  );

  function holding(held: readonly RuleTrack[], open: boolean): HTMLElement {
    const details = h(
      'details',
      { class: 'section' },
      h(
        'summary',
        {},
        icon('right'),
        strings('Rules that do not fail'),
        h('span', { class: 'count' }, count(held.length)),
      ),
      h('ul', { class: 'rules' }, ...held.map(track)),
    );
    details.open = open;
    return details;
  }

  function track(rule: RuleTrack): HTMLElement {
    const last = rule.periods.at(-1);
    const { word, icon: sign, className } = complianceWord(strings, last?.state);
    const since =
      last &&
      (last.fromStart
        ? strings('since {0} UTC or before', shortTime(last.from))
        : strings('since {0} UTC', shortTime(last.from)));
    return h(
      'li',
      { class: 'rule' },
      h('div', { class: 'rule-name' }, rule.configRuleName),
      h(
        'div',
        { class: 'rule-states' },
        h('span', { class: `compliance-state ${className}` }, sign && icon(sign), word),
        since === undefined ? undefined : h('span', { class: 'since' }, since),
      ),
      ...(last?.state === 'NON_COMPLIANT' ? brokenBy(last.change) : []),
      rule.controls.length > 0
        ? h(
            'div',
            { class: 'controls' },
            ...rule.controls.map(({ id, title, severity }) =>
              h(
                'button',
                { class: 'chip', title: strings('Open the control {0}', id), onClick: () => actions.openControl(id) },
                h('b', {}, id),
                ` ${title} (${severity})`,
              ),
            ),
          )
        : undefined,
    );
  }

  /** The latest change before the rule turned, with the first candidate of that change as what it is: a likelihood. */
  function brokenBy(stateId: string | undefined): readonly Child[] {
    const item = history.items.find((one) => one.stateId === stateId);
    if (!item) return [];
    const change = history.changes.find(({ to }) => to === item.stateId);
    const [who] = change?.candidates ?? [];
    return [
      h(
        'div',
        { class: 'broken-by' },
        h(
          'button',
          { class: 'link', onClick: () => actions.chooseState(item.stateId) },
          icon('history'),
          strings('after the change of {0} UTC', shortTime(item.captureTime)),
        ),
        who
          ? h(
              'span',
              { title: who.principal },
              strings(
                '{0} by {1}, {2}',
                who.eventName,
                who.principal === undefined ? strings('principal unknown') : shortPrincipal(who.principal),
                likelihood(strings, who.score),
              ),
            )
          : h('span', {}, strings('no event found')),
      ),
    ];
  }
}
