/** Above the grid, when asked for: rows over time with bins to choose from, or the figures of a grouped result as bars or a line. */
import type { Filter, Histogram } from '../../core/query/resultView.js';
import type { Column, Value } from '../../core/result/types.js';
import { fill, h, show } from '../ui/dom.js';
import { isAbort } from '../ui/rpc.js';
import type { Strings } from '../ui/strings.js';
import { barChart, lineChart } from './charts.js';
import { isNumeric } from './filterText.js';
import { createHistogram } from './histogram.js';
import { isTimeType, type ZoneWriter } from './timeZone.js';

export interface TimelineHost {
  readonly columns: readonly Column[];
  /** How many of them are the result's own. */
  readonly ownColumns: number;
  zone(): ZoneWriter;
  histogram(column: number, bins: number, signal: AbortSignal): Promise<Histogram | null>;
  /** The first rows of the view. */
  rows(signal: AbortSignal): Promise<readonly (readonly Value[])[]>;
  filter(filter: Filter): void;
  /** Both ends inclusive, UTC. */
  bounds(column: number, from: string, to: string): void;
  changed(): void;
}

export interface Timeline {
  readonly element: HTMLElement;
  isUseful(): boolean;
  isOpen(): boolean;
  toggle(open: boolean): void;
  /** Other rows, or another zone. */
  refresh(): void;
  dispose(): void;
}

/** What can be drawn: rows over a column of times, or numbers by a label. */
type Picture =
  | { readonly kind: 'histogram'; readonly column: number }
  | { readonly kind: 'figures'; readonly label: number; readonly number: number };

const pixelsPerBin = 9;

export function createTimeline(strings: Strings, host: TimelineHost): Timeline {
  const pictures = picturesOf(host.columns);
  let chosen = pictures[0];
  let running: AbortController | undefined;
  const body = h('div', { class: 'timeline-body' });
  const chooser = h('select', { class: 'plain-select', aria: { label: strings('What is drawn') } });
  pictures.forEach((picture, index) => {
    const option = h('option', {}, pictureWords(strings, host.columns, picture));
    option.value = String(index);
    chooser.append(option);
  });
  chooser.addEventListener('change', () => {
    chosen = pictures[Number(chooser.value)];
    void draw();
  });
  const element = h(
    'section',
    { class: 'timeline', aria: { label: strings('Chart') } },
    h('div', { class: 'timeline-head' }, chooser),
    body,
  );
  element.hidden = true;

  async function draw(): Promise<void> {
    if (element.hidden || !chosen) return;
    running?.abort(new DOMException('Drawn anew', 'AbortError'));
    const controller = (running = new AbortController());
    try {
      const drawn = await picture(chosen, controller.signal);
      if (!controller.signal.aborted) fill(body, drawn);
    } catch (error) {
      if (!isAbort(error)) fill(body, note(error instanceof Error ? error.message : String(error)));
    }
  }

  async function picture(wanted: Picture, signal: AbortSignal): Promise<HTMLElement> {
    if (wanted.kind === 'figures') return figures(wanted, await host.rows(signal));
    const bins = Math.max(12, Math.floor((body.clientWidth || 600) / pixelsPerBin));
    const histogram = await host.histogram(wanted.column, bins, signal);
    if (!histogram) return note(strings('No row has a time in this column.'));
    return createHistogram(strings, histogram, host.zone(), {
      filter: (from, to) => host.filter({ column: wanted.column, kind: 'range', from, to }),
      bounds: wanted.column < host.ownColumns ? (from, to) => host.bounds(wanted.column, from, to) : undefined,
    });
  }

  function figures(
    { label, number }: Extract<Picture, { kind: 'figures' }>,
    rows: readonly (readonly Value[])[],
  ): HTMLElement {
    const [labelColumn, numberColumn] = [host.columns[label], host.columns[number]];
    if (!labelColumn || !numberColumn || rows.length === 0) return note(strings('There are no rows to draw.'));
    const points = rows.map((row) => ({ label: row[label] ?? null, value: row[number] ?? null }));
    return isTimeType(labelColumn.type)
      ? lineChart(strings, labelColumn, numberColumn, points, host.zone())
      : barChart(strings, labelColumn, numberColumn, points);
  }

  const note = (text: string): HTMLElement => h('div', { class: 'timeline-note' }, text);

  return {
    element,
    isUseful: () => pictures.length > 0,
    isOpen: () => !element.hidden,
    toggle: (open) => {
      const wanted = open && pictures.length > 0;
      if (wanted === !element.hidden) return;
      show(element, wanted);
      // The width decides how many bins there are.
      if (wanted) requestAnimationFrame(() => void draw());
      host.changed();
    },
    refresh: () => void draw(),
    dispose: () => running?.abort(new DOMException('Closed', 'AbortError')),
  };
}

/** A result with one number and few other columns is a grouping: its figures come first. */
function picturesOf(columns: readonly Column[]): readonly Picture[] {
  const numbers = columns.flatMap(({ type }, index) => (isNumeric(type) ? [index] : []));
  const times = columns.flatMap((column, index) => (isTime(column) ? [index] : []));
  const labels = columns.flatMap(({ type }, index) => (!isNumeric(type) && type.kind === 'scalar' ? [index] : []));
  const isGrouping = numbers.length > 0 && labels.length > 0 && columns.length <= 4;
  const [label] = times.length > 0 ? times : labels;
  const figures: readonly Picture[] =
    isGrouping && label !== undefined ? numbers.map((number) => ({ kind: 'figures', label, number })) : [];
  return [...figures, ...times.map((column): Picture => ({ kind: 'histogram', column }))];
}

/** Capture times of configuration items are texts that are times. */
const isTime = ({ name, type }: Column): boolean =>
  isTimeType(type) || (type.kind === 'scalar' && type.name === 'varchar' && /time$/i.test(name));

function pictureWords(strings: Strings, columns: readonly Column[], picture: Picture): string {
  const nameOf = (index: number): string => (columns[index]?.name ?? '').slice(0, 60);
  return picture.kind === 'histogram'
    ? strings('Rows over {0}', nameOf(picture.column))
    : strings('{0} for each {1}', nameOf(picture.number), nameOf(picture.label));
}
