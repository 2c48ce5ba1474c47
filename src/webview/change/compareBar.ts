/** Two dropdowns that name the moments being compared, and the way to VS Code's own text diff. */
import { h } from '../ui/dom.js';
import type { Strings } from '../ui/strings.js';
import { button, dropdown, textField } from '../ui/toolkit.js';
import type { Moment } from './history.js';
import type { Choice } from './timeline.js';
import { readTime } from './timeRange.js';
import { shortTime } from './words.js';

/** Beyond this many items the timeline is the better place to choose. */
const choicesOffered = 100;

export interface CompareActions {
  before(stateId: string): void;
  after(stateId: string): void;
  /** The moment in force at a time; undefined = there was none yet. */
  asOf(time: number, side: 'before' | 'after'): void;
  textDiff(): void;
  openItem(): void;
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
    asOfField(strings, actions),
    h(
      'span',
      { class: 'compare-open' },
      button(strings('Open item'), () => actions.openItem()),
      button(strings('Open text diff'), () => actions.textDiff()),
    ),
  );
}

/** A time typed: Enter takes it for the later side, Shift+Enter for the earlier one. */
function asOfField(strings: Strings, actions: CompareActions): HTMLElement {
  const field = textField(strings('As of, such as 2026-02-01 12:30 (UTC)'), () => field.classList.remove('wrong'));
  // The control library names a field without text of its own "Text field" once it is in the page.
  setTimeout(() => field.setAttribute('aria-label', field.getAttribute('placeholder') ?? ''), 0);
  const message = h('span', { class: 'as-of-wrong', role: 'alert' });
  const use = (side: 'before' | 'after'): void => {
    const time = readTime(field.value);
    message.textContent = time === undefined ? strings('Write a time such as 2026-02-01 or 2026-02-01 12:30.') : '';
    field.classList.toggle('wrong', time === undefined);
    if (time !== undefined) actions.asOf(time, side);
  };
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    use(event.shiftKey ? 'before' : 'after');
  });
  return h(
    'span',
    { class: 'as-of' },
    field,
    button(strings('as Before'), () => use('before')),
    button(strings('as After'), () => use('after')),
    message,
  );
}

function nearby(all: readonly Moment[], choice: Choice | undefined): readonly Moment[] {
  const at = all.findIndex(({ item }) => item.stateId === choice?.to);
  const start = Math.max(0, Math.min(all.length - choicesOffered, at - choicesOffered / 2));
  const some = all.slice(start, start + choicesOffered);
  const from = all.find(({ item }) => item.stateId === choice?.from);
  return from && !some.includes(from) ? [...some, from] : some;
}
