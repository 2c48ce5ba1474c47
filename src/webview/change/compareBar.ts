/** Two dropdowns that name the moments being compared, and the way to VS Code's own text diff. */
import { h } from '../ui/dom.js';
import type { Strings } from '../ui/strings.js';
import { button, dropdown } from '../ui/toolkit.js';
import type { Moment } from './history.js';
import type { Choice } from './timeline.js';
import { shortTime } from './words.js';

/** Beyond this many items the timeline is the better place to choose. */
const choicesOffered = 100;

export interface CompareActions {
  before(stateId: string): void;
  after(stateId: string): void;
  textDiff(): void;
}

export function makeCompareBar(
  strings: Strings,
  moments: readonly Moment[],
  choice: Choice | undefined,
  actions: CompareActions,
): HTMLElement {
  const options = nearby(moments, choice).map(({ item }) => ({
    value: item.stateId,
    label: `${shortTime(item.captureTime)} UTC`,
  }));
  // "Nothing" stands before the first item only.
  const earlier = choice?.from === undefined ? [...options, { value: '', label: strings('nothing') }] : options;
  const before = dropdown(strings('Before'), earlier, choice?.from ?? '', (value) => {
    if (value !== '') actions.before(value);
  });
  const after = dropdown(strings('After'), options, choice?.to ?? '', (value) => actions.after(value));
  return h(
    'div',
    { class: 'compare' },
    h('span', {}, strings('Compare')),
    before,
    h('span', {}, strings('with')),
    after,
    button(strings('Open text diff'), () => actions.textDiff()),
  );
}

function nearby(all: readonly Moment[], choice: Choice | undefined): readonly Moment[] {
  const at = all.findIndex(({ item }) => item.stateId === choice?.to);
  const start = Math.max(0, Math.min(all.length - choicesOffered, at - choicesOffered / 2));
  const some = all.slice(start, start + choicesOffered);
  const from = all.find(({ item }) => item.stateId === choice?.from);
  return from && !some.includes(from) ? [...some, from] : some;
}
