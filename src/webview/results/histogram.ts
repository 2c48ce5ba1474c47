/** Rows over time: bins to drag over or to walk with the arrow keys, and what to do with the bins that are chosen. */
import type { Histogram } from '../../core/query/resultView.js';
import { fill, h, setAria, show } from '../ui/dom.js';
import { count, span } from '../ui/format.js';
import type { Strings } from '../ui/strings.js';
import { button } from '../ui/toolkit.js';
import { dataTable, svg } from './charts.js';
import { utcText } from './filterText.js';
import type { ZoneWriter } from './timeZone.js';

export interface HistogramActions {
  /** Exact texts in UTC, both inclusive. */
  filter(from: string, to: string): void;
  bounds: ((from: string, to: string) => void) | undefined;
}

export function createHistogram(
  strings: Strings,
  { start, binMilliseconds, counts, without }: Histogram,
  zone: ZoneWriter,
  actions: HistogramActions,
): HTMLElement {
  const most = Math.max(...counts, 1);
  const beginOf = (bin: number): string => utcText(start + bin * binMilliseconds);
  const endOf = (bin: number): string => utcText(start + (bin + 1) * binMilliseconds - 1);
  const word = (from: number, to: number): string =>
    `${zone.write(beginOf(from)).slice(0, 19)} \u2013 ${zone.write(endOf(to)).slice(0, 19)} ${zone.label}`;
  const rowsIn = (from: number, to: number): number => counts.slice(from, to + 1).reduce((sum, rows) => sum + rows, 0);
  let anchor = 0;
  let head = 0;
  let chosen = false;

  const picture = svg('svg', {
    viewBox: `0 0 ${counts.length} 100`,
    preserveAspectRatio: 'none',
    'aria-hidden': 'true',
  });
  counts.forEach((rows, bin) => {
    // A bin with one row among millions stays to be seen.
    const height = rows === 0 ? 0 : Math.max(3, (rows / most) * 100);
    picture.append(
      svg('rect', {
        class: 'bar',
        x: String(bin + 0.06),
        width: '0.88',
        y: String(100 - height),
        height: String(height),
      }),
    );
  });
  const mark = svg('rect', { class: 'chosen-bins', y: '0', height: '100', x: '0', width: '0' });
  picture.append(mark);
  const bars = h(
    'div',
    {
      class: 'histogram-bars',
      role: 'slider',
      tabIndex: 0,
      aria: {
        label: strings('Rows over time; arrow keys walk, Shift chooses more, Enter filters'),
        valuemin: 0,
        valuemax: counts.length - 1,
      },
    },
    picture,
  );
  const told = h('span', { class: 'histogram-told' });
  const tools = h(
    'span',
    { class: 'histogram-tools' },
    button(strings('Show only these rows'), () => act('filter'), 'primary'),
    actions.bounds ? button(strings('Put into the statement'), () => act('bounds')) : undefined,
  );
  tools.hidden = true;

  const ends = (): readonly [number, number] => [Math.min(anchor, head), Math.max(anchor, head)];
  function act(what: 'filter' | 'bounds'): void {
    const [from, to] = ends();
    if (what === 'filter') actions.filter(beginOf(from), endOf(to));
    else actions.bounds?.(beginOf(from), endOf(to));
  }
  function paint(): void {
    const [from, to] = ends();
    mark.setAttribute('x', String(from));
    mark.setAttribute('width', chosen ? String(to - from + 1) : '0');
    show(tools, chosen);
    const rows = count(rowsIn(from, to));
    told.textContent = chosen
      ? strings('{0}: {1} rows', word(from, to), rows)
      : strings(
          'One bar is {0}. Drag over bars to choose a time.{1}',
          span(binMilliseconds),
          without > 0 ? ` ${strings('{0} rows have no time.', count(without))}` : '',
        );
    setAria(bars, 'valuenow', head);
    setAria(bars, 'valuetext', strings('{0}: {1} rows', word(from, to), rows));
  }
  function choose(bin: number, extend: boolean): void {
    head = Math.max(0, Math.min(counts.length - 1, bin));
    if (!extend) anchor = head;
    chosen = true;
    paint();
  }

  const binAt = (clientX: number): number => {
    const { left, width } = bars.getBoundingClientRect();
    return Math.floor(((clientX - left) / Math.max(1, width)) * counts.length);
  };
  bars.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    bars.setPointerCapture(event.pointerId);
    choose(binAt(event.clientX), event.shiftKey);
    const onMove = (move: PointerEvent): void => choose(binAt(move.clientX), true);
    bars.addEventListener('pointermove', onMove);
    bars.addEventListener('lostpointercapture', () => bars.removeEventListener('pointermove', onMove), { once: true });
  });
  bars.addEventListener('pointermove', (event) => {
    const bin = Math.max(0, Math.min(counts.length - 1, binAt(event.clientX)));
    bars.title = strings('{0}: {1} rows', word(bin, bin), count(counts[bin] ?? 0));
  });
  bars.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 }[event.key];
    if (step !== undefined) choose(head + (chosen ? step : 0), event.shiftKey);
    else if (event.key === 'Home') choose(0, event.shiftKey);
    else if (event.key === 'End') choose(counts.length - 1, event.shiftKey);
    else if (event.key === 'Enter' && chosen) act('filter');
    else if (event.key === 'Escape' && chosen) {
      chosen = false;
      paint();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  paint();

  const table = dataTable(
    strings('Rows over time'),
    [strings('From, {0}', zone.label), strings('Rows')],
    counts.flatMap((rows, bin) => (rows === 0 ? [] : [[zone.write(beginOf(bin)), count(rows)]])),
  );
  const axis = h('div', { class: 'histogram-axis', aria: { hidden: true } });
  fill(
    axis,
    h('span', {}, `${zone.write(beginOf(0)).slice(0, 16)} ${zone.label}`),
    h('span', {}, strings('at most {0} in a bar', count(most))),
    h('span', {}, `${zone.write(endOf(counts.length - 1)).slice(0, 16)} ${zone.label}`),
  );
  return h(
    'div',
    { class: 'histogram' },
    bars,
    axis,
    h('div', { class: 'histogram-line', role: 'status' }, told, tools),
    table,
  );
}
