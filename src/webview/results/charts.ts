/** Small charts in the theme's colours, each with its figures as a table. */
import { displayText } from '../../core/result/text.js';
import type { Column, Value } from '../../core/result/types.js';
import { h } from '../ui/dom.js';
import { epoch } from '../ui/format.js';
import type { Strings } from '../ui/strings.js';
import { valueWord } from './filterText.js';
import type { ZoneWriter } from './timeZone.js';

export interface Point {
  readonly label: Value;
  readonly value: Value;
}

const namespace = 'http://www.w3.org/2000/svg';

export function svg(tag: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const made = document.createElementNS(namespace, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

/** For screen readers: the figures behind a picture. */
export function dataTable(
  caption: string,
  names: readonly string[],
  rows: readonly (readonly string[])[],
): HTMLElement {
  return h(
    'div',
    { class: 'only-read' },
    h(
      'table',
      {},
      h('caption', {}, caption),
      h('thead', {}, h('tr', {}, ...names.map((name) => h('th', {}, name)))),
      h('tbody', {}, ...rows.map((row) => h('tr', {}, ...row.map((cell) => h('td', {}, cell))))),
    ),
  );
}

const numberOf = (value: Value): number =>
  typeof value === 'number' || typeof value === 'string' ? Number(value) : NaN;

/** One bar per row, as a table whose bars are painted: readable by anything. */
export function barChart(strings: Strings, label: Column, number: Column, points: readonly Point[]): HTMLElement {
  const most = Math.max(...points.map(({ value }) => Math.abs(numberOf(value)) || 0), 0) || 1;
  const line = ({ label: text, value }: Point): HTMLElement => {
    const bar = h('span', { class: `chart-bar${numberOf(value) < 0 ? ' negative' : ''}` });
    bar.style.width = `${((Math.abs(numberOf(value)) || 0) / most) * 100}%`;
    const name = text === null ? 'NULL' : valueWord(strings, displayText(text, label.type));
    return h(
      'tr',
      {},
      h('th', { title: name }, name),
      h('td', { class: 'chart-cell' }, bar),
      h('td', { class: 'chart-number' }, value === null ? 'NULL' : displayText(value, number.type)),
    );
  };
  return h(
    'div',
    {
      class: 'chart-scroll',
      tabIndex: 0,
      role: 'group',
      aria: { label: strings('{0} for each {1}', number.name, label.name) },
    },
    h(
      'table',
      { class: 'bar-chart' },
      h('caption', { class: 'only-read' }, strings('{0} for each {1}', number.name, label.name)),
      h('tbody', {}, ...points.map(line)),
    ),
  );
}

/** A number over time. Rows without either are left out. */
export function lineChart(
  strings: Strings,
  label: Column,
  number: Column,
  points: readonly Point[],
  zone: ZoneWriter,
): HTMLElement {
  const known = points
    .map(({ label: at, value }) => {
      const text = typeof at === 'string' ? at : '';
      return { time: epoch(text), value: numberOf(value), text };
    })
    .filter(({ time, value }) => Number.isFinite(time) && Number.isFinite(value))
    .sort((a, b) => a.time - b.time);
  const [first, last] = [known[0], known.at(-1)];
  if (!first || !last) return h('div', { class: 'timeline-note' }, strings('There are no rows to draw.'));
  const values = known.map(({ value }) => value);
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const x = (time: number): number =>
    last.time === first.time ? 50 : ((time - first.time) / (last.time - first.time)) * 100;
  const y = (value: number): number => (high === low ? 50 : 98 - ((value - low) / (high - low)) * 96);
  const picture = svg('svg', {
    class: 'line-chart',
    viewBox: '0 0 100 100',
    preserveAspectRatio: 'none',
    'aria-hidden': 'true',
  });
  picture.append(
    svg('line', { class: 'zero', x1: '0', x2: '100', y1: String(y(0)), y2: String(y(0)) }),
    svg('polyline', { class: 'line', points: known.map(({ time, value }) => `${x(time)},${y(value)}`).join(' ') }),
  );
  const name = strings('{0} for each {1}', number.name, label.name);
  return h(
    'div',
    { class: 'histogram' },
    h('div', { class: 'histogram-bars still' }, picture),
    h(
      'div',
      { class: 'histogram-axis', aria: { hidden: true } },
      h('span', {}, `${zone.write(first.text).slice(0, 16)} ${zone.label}`),
      h('span', {}, `${low} \u2013 ${high}`),
      h('span', {}, `${zone.write(last.text).slice(0, 16)} ${zone.label}`),
    ),
    dataTable(
      name,
      [`${label.name}, ${zone.label}`, number.name],
      known.map(({ text, value }) => [zone.write(text), String(value)]),
    ),
  );
}
