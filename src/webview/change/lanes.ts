/** Items, compliance and events of a resource on one axis of time: zoom, move, and choose by pointer or keyboard. */
import type { CandidateEvent, Evaluation, ResourceHistory } from '../../core/configuration/model.js';
import { fill, h, setAria } from '../ui/dom.js';
import { epoch } from '../ui/format.js';
import type { Strings } from '../ui/strings.js';
import { button } from '../ui/toolkit.js';
import type { Moment } from './history.js';
import { axisElements } from './axis.js';
import { clusters, moved, wholeRange, within, zoomed, type Cluster, type TimeRange } from './timeRange.js';
import type { Choice } from './timeline.js';
import { changeWord, complianceWord, shortPrincipal, shortTime } from './words.js';

export interface LaneActions {
  choose(moment: Moment): void;
  compareWith(moment: Moment): void;
  /** The change that an event may have made. */
  chooseEvent(moment: Moment, eventId: string): void;
}

export interface Lanes {
  readonly element: HTMLElement;
  update(history: ResourceHistory, moments: readonly Moment[], choice: Choice | undefined): void;
}

interface Mark {
  readonly time: number;
  readonly text: string;
  readonly className: string;
  readonly sign: string;
  readonly moment: Moment | undefined;
  readonly eventId?: string;
}

/** Marks nearer than this share of the width are drawn as one. */
const nearest = 0.014;
/** A mark is about this wide, in pixels. */
const markWidth = 14;

export function createLanes(strings: Strings, actions: LaneActions): Lanes {
  const laneNames = ['items', 'compliance', 'events'] as const;
  type LaneName = (typeof laneNames)[number];
  const titles: Record<LaneName, string> = {
    items: strings('Items'),
    compliance: strings('Compliance'),
    events: strings('Events'),
  };
  const tracks = new Map(laneNames.map((name) => [name, h('div', { class: `lane-track ${name}` })]));
  const axis = h('div', { class: 'lane-axis', aria: { hidden: true } });
  const band = h('div', { class: 'lane-band', aria: { hidden: true } });
  const plot = h('div', { class: 'lane-plot' }, band, ...tracks.values(), axis);
  const names = h(
    'div',
    { class: 'lane-names', aria: { hidden: true } },
    ...laneNames.map((name) => h('span', {}, titles[name])),
  );
  const tools = h(
    'div',
    { class: 'lane-tools', role: 'toolbar', aria: { label: strings('Time shown') } },
    tool('\u2212', strings('Show more time (-)'), () => zoom(2)),
    tool('+', strings('Show less time (+)'), () => zoom(0.5)),
    tool('\u2190', strings('Earlier'), () => show(moved(range, -0.5, whole))),
    tool('\u2192', strings('Later'), () => show(moved(range, 0.5, whole))),
    tool(strings('All'), strings('Show all time (0)'), () => show(whole)),
  );
  const element = h(
    'section',
    { class: 'lanes', aria: { label: strings('Items, compliance and events over time') } },
    names,
    plot,
    tools,
  );
  let marks: Record<LaneName, readonly Mark[]> = { items: [], compliance: [], events: [] };
  let whole: TimeRange = { from: 0, to: 1 };
  let range = whole;
  let chosen: Choice | undefined;
  let known: ResourceHistory | undefined;
  /** Of the plot, in pixels; until it is laid out, a guess. */
  let width = 800;
  new ResizeObserver(() => {
    const now = plot.clientWidth;
    if (now === 0 || now === width) return;
    width = now;
    draw();
  }).observe(plot);

  function tool(text: string, label: string, act: () => void): HTMLElement {
    const made = button(text, act);
    made.title = label;
    made.setAttribute('aria-label', label);
    return made;
  }

  function show(next: TimeRange): void {
    range = next;
    draw();
  }

  const zoom = (factor: number, around = focusedTime() ?? middle()): void => show(zoomed(range, factor, around, whole));
  /** Of the chosen moment where it is in sight, else of what is shown. */
  const middle = (): number => {
    const time = marks.items.find(({ moment }) => moment?.item.stateId === chosen?.to)?.time;
    return time !== undefined && time >= range.from && time <= range.to ? time : (range.from + range.to) / 2;
  };
  const focusedTime = (): number | undefined => {
    const at = (document.activeElement as HTMLElement | null)?.dataset['time'];
    return at === undefined ? undefined : Number(at);
  };

  plot.addEventListener(
    'wheel',
    (event) => {
      if (!event.ctrlKey && event.deltaX === 0 && !event.shiftKey) return;
      event.preventDefault();
      if (!event.ctrlKey) return show(moved(range, Math.sign(event.deltaX || event.deltaY) * 0.1, whole));
      const box = plot.getBoundingClientRect();
      const around = range.from + ((event.clientX - box.left) / box.width) * (range.to - range.from);
      zoom(event.deltaY > 0 ? 1.25 : 0.8, around);
    },
    { passive: false },
  );
  element.addEventListener('keydown', (event) => {
    const track = (event.target as HTMLElement).closest<HTMLElement>('.lane-track');
    if (event.key === '+' || event.key === '=') zoom(0.5);
    else if (event.key === '-') zoom(2);
    else if (event.key === '0') show(whole);
    else if (track && event.key in keySteps) focusNext(track, event.key as keyof typeof keySteps);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  function focusNext(track: HTMLElement, key: keyof typeof keySteps): void {
    const options = [...track.children] as HTMLElement[];
    const at = options.indexOf(document.activeElement as HTMLElement);
    const to = options[Math.min(options.length - 1, Math.max(0, keySteps[key](at, options.length)))];
    for (const option of options) option.tabIndex = option === to ? 0 : -1;
    to?.focus();
  }

  function draw(): void {
    const kept = (document.activeElement as HTMLElement | null)?.dataset['key'];
    for (const name of laneNames) {
      const track = tracks.get(name);
      if (!track) continue;
      const found = clusters(marks[name], ({ time }) => time, range, Math.max(nearest, markWidth / width));
      fill(track, ...found.map((cluster) => markElement(name, cluster)));
      track.dataset['empty'] = found.length === 0 ? strings('none in sight') : '';
      setAria(track, 'label', found.length === 0 ? undefined : titles[name]);
      setAria(track, 'orientation', found.length === 0 ? undefined : 'horizontal');
      if (found.length === 0) track.removeAttribute('role');
      else track.setAttribute('role', 'listbox');
      const options = [...track.children] as HTMLElement[];
      const stop = options.find((option) => option.ariaSelected === 'true') ?? options[0];
      if (stop) stop.tabIndex = 0;
    }
    fill(axis, ...axisElements(range, width));
    drawBand();
    if (kept) element.querySelector<HTMLElement>(`[data-key="${CSS.escape(kept)}"]`)?.focus();
  }

  /** From the one chosen moment to the other. */
  function drawBand(): void {
    const timeOf = (stateId: string | undefined): number | undefined =>
      marks.items.find(({ moment }) => moment?.item.stateId === stateId)?.time;
    const [from, to] = [timeOf(chosen?.from), timeOf(chosen?.to)];
    band.hidden = from === undefined || to === undefined;
    if (from === undefined || to === undefined) return;
    const share = (time: number): number => Math.min(1, Math.max(0, (time - range.from) / (range.to - range.from)));
    band.style.left = `${share(Math.min(from, to)) * 100}%`;
    band.style.width = `${Math.abs(share(to) - share(from)) * 100}%`;
  }

  function markElement(name: LaneName, { at, members }: Cluster<Mark>): HTMLElement {
    const last = members.at(-1);
    const isChosen = members.some(({ moment }) => name === 'items' && moment && isEnd(moment));
    const text =
      members.length === 1
        ? (last?.text ?? '')
        : strings('{0} in this place, the last: {1}', members.length, last?.text ?? '');
    const worst = members.find(({ className }) => className.includes('bad')) ?? last;
    const made = h(
      'div',
      {
        class: `lane-mark ${worst?.className ?? ''}${isChosen ? ' chosen' : ''}${members.length > 1 ? ' several' : ''}`,
        role: 'option',
        title: text,
        tabIndex: -1,
        aria: { label: text, selected: isChosen },
        data: { time: String(last?.time ?? 0), key: `${name} ${last?.time ?? 0} ${members.length}` },
      },
      members.length > 1 ? String(members.length) : (last?.sign ?? ''),
    );
    const act = (compares: boolean): void => {
      if (members.length > 1 && range.to - range.from > 60_000) {
        const times = members.map(({ time }) => time);
        const inner = wholeRange(times);
        if (inner.to - inner.from < (range.to - range.from) * 0.8) return show(within(inner, whole));
      }
      if (!last?.moment) return;
      if (last.eventId !== undefined) actions.chooseEvent(last.moment, last.eventId);
      else if (compares) actions.compareWith(last.moment);
      else actions.choose(last.moment);
    };
    made.addEventListener('click', (event) => act(event.shiftKey || event.ctrlKey || event.metaKey));
    made.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      event.stopPropagation();
      act(event.shiftKey);
    });
    return placed(made, at);
  }

  const isEnd = ({ item }: Moment): boolean => item.stateId === chosen?.to || item.stateId === chosen?.from;

  return {
    element,
    update: (history, moments, choice) => {
      chosen = choice;
      if (known !== history) {
        known = history;
        marks = {
          items: moments.map((moment) => itemMark(strings, moment)),
          compliance: complianceMarks(strings, history.evaluations ?? [], moments),
          events: eventMarks(moments),
        };
        range = whole = wholeRange(laneNames.flatMap((name) => marks[name].map(({ time }) => time)));
      }
      draw();
    },
  };
}

const keySteps = {
  ArrowLeft: (at: number) => at - 1,
  ArrowRight: (at: number) => at + 1,
  Home: () => 0,
  End: (_: number, length: number) => length - 1,
} satisfies Record<string, (at: number, length: number) => number>;

function placed<T extends HTMLElement>(element: T, at: number): T {
  element.style.left = `${at * 100}%`;
  return element;
}

function itemMark(strings: Strings, moment: Moment): Mark {
  const { item, change } = moment;
  const type = /Deleted/.test(item.status) ? 'DELETE' : (change?.changeType ?? 'UPDATE');
  const { word, sign, className } = changeWord(strings, type);
  const quiet = moment.relationshipsOnly ? ' quiet' : '';
  const what = change?.summary?.[0] ?? word;
  return {
    time: epoch(item.captureTime),
    text: `${shortTime(item.captureTime)} UTC, ${what}`,
    className: className + quiet,
    sign,
    moment,
  };
}

function complianceMarks(
  strings: Strings,
  evaluations: readonly Evaluation[],
  moments: readonly Moment[],
): readonly Mark[] {
  return evaluations.map(({ captureTime, state }) => {
    const { word, className } = complianceWord(strings, state);
    const bad = state === 'NON_COMPLIANT';
    const moment = moments.find(({ item }) => item.captureTime <= captureTime);
    return {
      time: epoch(captureTime),
      text: `${shortTime(captureTime)} UTC, ${word}`,
      className: `${className}${bad ? ' bad' : ''}`,
      sign: bad ? '!' : state === 'COMPLIANT' ? '\u2713' : '\u00b7',
      moment,
    };
  });
}

/** Each event once, with the change that it fits best. */
function eventMarks(moments: readonly Moment[]): readonly Mark[] {
  const best = new Map<string, { readonly event: CandidateEvent; readonly moment: Moment }>();
  for (const moment of moments) {
    for (const event of moment.change?.candidates ?? []) {
      const known = best.get(event.eventId);
      if (!known || known.event.score < event.score) best.set(event.eventId, { event, moment });
    }
  }
  return [...best.values()].map(({ event, moment }) => ({
    time: epoch(event.eventTime),
    text: `${shortTime(event.eventTime)} UTC, ${event.eventName}, ${shortPrincipal(event.principal ?? '?')}`,
    className: event.score >= 0.6 ? 'event likely' : 'event',
    sign: '',
    moment,
    eventId: event.eventId,
  }));
}
