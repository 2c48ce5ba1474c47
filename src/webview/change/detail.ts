/** What lies between two chosen moments: what changed, who, compliance, neighbours, and every property. */
import type { ConfigurationItem, ResourceChange, ResourceHistory } from '../../core/configuration/model.js';
import { h, type Child } from '../ui/dom.js';
import { count } from '../ui/format.js';
import { icon } from '../ui/icons.js';
import type { Strings } from '../ui/strings.js';
import { complianceSection, whoSection, type WhoWays } from './causes.js';
import { neighbourhoodSection, type NeighbourActions } from './neighbourhood.js';
import { changeParts } from './parts.js';
import { propertySections, type PropertyActions } from './properties.js';
import { rulesSection, type RuleActions } from './rules.js';
import { changeWord, statusWord } from './words.js';

export interface DetailActions extends RuleActions, PropertyActions, NeighbourActions {
  showNoise(show: boolean): void;
}

export interface Detail extends WhoWays {
  readonly history: ResourceHistory;
  readonly change: ResourceChange;
  /** The later one. */
  readonly item: ConfigurationItem | undefined;
  readonly showNoise: boolean;
}

export function changeDetail(
  strings: Strings,
  { history, change, item, showNoise, free, ways }: Detail,
  actions: DetailActions,
): HTMLElement {
  const conflicts = (history.conflicts ?? []).filter(({ stateId }) => stateId === change.to || stateId === change.from);
  const lead = h(
    'section',
    { class: 'lead' },
    h('h2', {}, strings('What changed'), ...kindCounts(strings, change)),
    conflicts.length > 0 ? conflictBanner(strings, conflicts) : undefined,
    changeParts(strings, change, showNoise, (wanted) => actions.showNoise(wanted)),
    change.properties.length === 0 ? h('p', { class: 'none-found' }, nothingText(strings, change, item)) : undefined,
  );
  const what = h(
    'div',
    { class: 'what' },
    neighbourhoodSection(strings, change, item, actions),
    ...propertySections(strings, change, actions),
  );
  const side = h(
    'div',
    { class: 'side' },
    whoSection(strings, change, history, actions, { free, ways }),
    complianceSection(strings, change, actions),
    rulesSection(strings, history, actions),
  );
  return h('div', { class: 'columns' }, lead, side, what);
}

/** Two sources say different things of the same state: neither is taken for the truth in silence. */
function conflictBanner(strings: Strings, conflicts: readonly ConfigurationItem[]): HTMLElement {
  return h(
    'div',
    { class: 'banner conflict', role: 'note' },
    icon('warning'),
    h(
      'span',
      {},
      strings(
        'Another item has the state ID {0} and says something else. The first one found is shown; a query shows both.',
        conflicts.map(({ stateId }) => stateId).join(', '),
      ),
    ),
  );
}

function nothingText(strings: Strings, change: ResourceChange, item: ConfigurationItem | undefined): string {
  const status = statusWord(strings, item?.status ?? 'OK');
  if (change.changeType === 'DELETE') return strings('The resource was deleted.');
  if (change.changeType === 'CREATE') return status ?? strings('first item');
  return strings('The two items are alike.');
}

function kindCounts(strings: Strings, change: ResourceChange): readonly Child[] {
  return (['CREATE', 'UPDATE', 'DELETE'] as const).flatMap((type) => {
    const found = change.properties.filter(({ changeType }) => changeType === type).length;
    const { word, sign, className } = changeWord(strings, type);
    return found === 0 ? [] : [h('span', { class: `kind-count ${className}` }, `${sign}${count(found)} ${word}`)];
  });
}
