/** The timeline: moments newest first on a line whose gaps grow with the time between them. */
import { fill, h, setAria } from '../ui/dom.js';
import { count, epoch, span } from '../ui/format.js';
import { icon } from '../ui/icons.js';
import type { Strings } from '../ui/strings.js';
import { checkbox } from '../ui/toolkit.js';
import { becameNonCompliant, type Moment } from './history.js';
import { changeWord, shortPrincipal, shortTime, statusWord } from './words.js';

export interface Choice {
  /** State IDs; `from` undefined = nothing before. */
  readonly from: string | undefined;
  readonly to: string;
}

export interface Timeline {
  readonly element: HTMLElement;
  update(moments: readonly Moment[], choice: Choice | undefined, showFolded: boolean): void;
}

export interface TimelineActions {
  /** A moment by itself: compared with the one before. */
  choose(moment: Moment): void;
  /** A second moment: compared with the one chosen. */
  compareWith(moment: Moment): void;
  showFolded(show: boolean): void;
}

const longestGap = 44;

export function createTimeline(strings: Strings, actions: TimelineActions): Timeline {
  const list = h('div', {
    class: 'moments',
    role: 'listbox',
    aria: { label: strings('Timeline, newest first'), multiselectable: true },
  });
  const hint = h('p', { class: 'timeline-hint' }, strings('Shift+click or Shift+arrow compares with a second moment.'));
  const fold = h('div', { class: 'timeline-fold' });
  const element = h('nav', { class: 'timeline', aria: { label: strings('Timeline') } }, fold, list, hint);
  let shown: readonly Moment[] = [];
  let following: ReadonlyMap<Moment, Moment | undefined> = new Map();
  let chosen: Choice | undefined;

  const options = (): HTMLElement[] => [...list.children] as HTMLElement[];
  const indexOf = (stateId: string | undefined): number => shown.findIndex(({ item }) => item.stateId === stateId);

  list.addEventListener('keydown', (event) => {
    const at = options().indexOf(document.activeElement as HTMLElement);
    const to = destination(event.key, at, shown.length);
    const moment = to === undefined ? shown[at] : shown[to];
    if (to === undefined && event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    if (!moment) return;
    if (event.shiftKey) actions.compareWith(moment);
    else actions.choose(moment);
    options()[shown.indexOf(moment)]?.focus();
  });

  function option(moment: Moment): HTMLElement {
    const { item, change } = moment;
    const status = statusWord(strings, item.status);
    const made = h(
      'div',
      { role: 'option', data: { state: item.stateId } },
      mark(moment),
      h(
        'span',
        { class: 'moment-time', title: `${item.captureTime} UTC` },
        shortTime(item.captureTime),
        h('span', { class: 'unit' }, ' UTC'),
      ),
      h('span', { class: 'moment-side' }),
      h('span', { class: 'moment-text' }, ...momentText(moment, status)),
    );
    const principal = change?.candidates[0]?.principal;
    if (principal) made.append(h('span', { class: 'moment-who', title: principal }, shortPrincipal(principal)));
    const gap = gapAfter(moment);
    if (gap) {
      made.style.paddingBottom = `${8 + gap.pixels}px`;
      const text = gap.pixels > 12 ? span(gap.milliseconds) : '';
      made.append(h('span', { class: 'moment-gap', aria: { hidden: true } }, text));
    }
    made.addEventListener('click', (event) => {
      if (event.shiftKey || event.ctrlKey || event.metaKey) actions.compareWith(moment);
      else actions.choose(moment);
    });
    return made;
  }

  /** What depends on the choice, so that choosing among thousands rebuilds nothing. */
  function markChosen(element: HTMLElement, moment: Moment, isStop: boolean): void {
    const isTo = moment.item.stateId === chosen?.to;
    const isFrom = moment.item.stateId === chosen?.from;
    const side = isTo ? strings('after') : isFrom ? strings('before') : '';
    element.className = `moment${isTo ? ' to' : ''}${isFrom ? ' from' : ''}${moment.relationshipsOnly ? ' quiet' : ''}`;
    element.tabIndex = isStop ? 0 : -1;
    setAria(element, 'selected', isTo || isFrom);
    const told = element.querySelector('.moment-side');
    if (told && told.textContent !== side) told.textContent = side;
  }

  function mark({ change, item }: Moment): HTMLElement {
    const bad = change?.compliance.some(becameNonCompliant);
    const word = changeWord(strings, /Deleted/.test(item.status) ? 'DELETE' : (change?.changeType ?? 'UPDATE'));
    return h('span', { class: `mark ${word.className}${bad ? ' bad' : ''}`, aria: { hidden: true } }, word.sign);
  }

  function momentText({ change, previous, conflict }: Moment, status: string | undefined): (Node | string)[] {
    const parts: (Node | string)[] = [];
    if (status !== undefined) parts.push(h('span', { class: 'moment-status' }, status));
    if (change && change.changeType === 'UPDATE') {
      const { length } = change.properties;
      parts.push(
        h(
          'span',
          {},
          length === 0
            ? strings('nothing changed')
            : length === 1
              ? strings('1 property')
              : strings('{0} properties', count(length)),
        ),
      );
    } else if (!previous && status === undefined) parts.push(h('span', {}, strings('first item')));
    if (conflict) parts.push(h('span', { class: 'moment-conflict' }, icon('warning'), strings('two versions')));
    const worse = change?.compliance.filter(becameNonCompliant).length ?? 0;
    if (worse > 0) parts.push(h('span', { class: 'moment-bad' }, icon('error'), strings('{0} noncompliant', worse)));
    return parts;
  }

  /** Room below a moment, down to the one before it in time: logarithmic, so that minutes and months both show. */
  function gapAfter(moment: Moment): { readonly pixels: number; readonly milliseconds: number } | undefined {
    const older = following.get(moment);
    const milliseconds = older ? epoch(moment.item.captureTime) - epoch(older.item.captureTime) : NaN;
    if (!(milliseconds > 0)) return undefined;
    return { milliseconds, pixels: Math.min(longestGap, Math.round(5 * Math.log10(1 + milliseconds / 60_000))) };
  }

  return {
    element,
    update: (moments, choice, showFolded) => {
      chosen = choice;
      const folded = new Set(
        moments.filter(
          ({ relationshipsOnly, item }) =>
            relationshipsOnly && item.stateId !== choice?.to && item.stateId !== choice?.from,
        ),
      );
      const next = showFolded ? moments : moments.filter((moment) => !folded.has(moment));
      const focused = list.contains(document.activeElement);
      if (next.length !== shown.length || next.some((moment, index) => moment !== shown[index])) {
        shown = next;
        following = new Map(shown.map((moment, index) => [moment, shown[index + 1]]));
        fill(list, ...shown.map(option));
      }
      const stop = Math.max(0, indexOf(choice?.to));
      options().forEach((element, index) => markChosen(element, shown[index] as Moment, index === stop));
      if (focused) options()[stop]?.focus();
      const all = moments.filter(({ relationshipsOnly }) => relationshipsOnly).length;
      fold.hidden = all === 0;
      if (all > 0 && fold.dataset.count !== String(all)) {
        fold.dataset.count = String(all);
        fill(
          fold,
          checkbox(strings('Relationship-only changes ({0})', count(all)), showFolded, (checked) =>
            actions.showFolded(checked),
          ),
        );
      }
      setAria(list, 'label', strings('Timeline, newest first'));
      hint.hidden = moments.length < 3;
    },
  };
}

function destination(key: string, at: number, length: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return Math.min(length - 1, at + 1);
    case 'ArrowUp':
      return Math.max(0, at - 1);
    case 'Home':
      return 0;
    case 'End':
      return length - 1;
    default:
      return undefined;
  }
}
