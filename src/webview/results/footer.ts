/** Under the grid: what the selection adds up to, and in which time zone times are shown. */
import type { Aggregates } from '../../core/query/resultView.js';
import { fill, h } from '../ui/dom.js';
import { count, epoch, span } from '../ui/format.js';
import type { Strings } from '../ui/strings.js';
import type { ZoneWriter } from './timeZone.js';

export interface Footer {
  readonly element: HTMLElement;
  /** Undefined: one cell or none is selected. */
  tell(aggregates: Aggregates | undefined | 'counting'): void;
  setZone(zone: ZoneWriter): void;
}

export function createFooter(
  strings: Strings,
  zone: ZoneWriter,
  actions: { zoneMenu(owner: HTMLElement): void; heightMenu(owner: HTMLElement): void },
): Footer {
  let shown = zone;
  let last: Aggregates | undefined | 'counting';
  const facts = h('div', { class: 'aggregates', role: 'status', aria: { label: strings('Selection') } });
  const zoneButton = h('button', {
    class: 'link footer-button zone',
    title: strings('Times are shown in this zone; results, copies and exports are in UTC'),
    onClick: () => actions.zoneMenu(zoneButton),
  });
  const height = h(
    'button',
    { class: 'link footer-button', onClick: () => actions.heightMenu(height) },
    strings('Row height'),
  );
  const element = h('footer', { class: 'footer' }, facts, height, zoneButton);
  const paintZone = (): void => {
    zoneButton.textContent = strings('Time: {0}', shown.label);
  };
  paintZone();
  const tell = (aggregates: Aggregates | undefined | 'counting'): void => {
    last = aggregates;
    if (aggregates === 'counting') return fill(facts, strings('Adding up'));
    const parts = aggregates ? aggregateParts(strings, aggregates, shown) : [];
    fill(
      facts,
      ...parts.map(([name, value]) =>
        h('span', { class: 'aggregate' }, h('span', { class: 'aggregate-name' }, name), ' ', value),
      ),
    );
  };
  return {
    element,
    tell,
    setZone: (next) => {
      shown = next;
      paintZone();
      tell(last);
    },
  };
}

function aggregateParts(
  strings: Strings,
  { cells, values, distinct, numbers, times }: Aggregates,
  zone: ZoneWriter,
): readonly (readonly [string, string])[] {
  return [
    [strings('Count'), count(values)] as const,
    ...(values < cells ? [[strings('NULL'), count(cells - values)] as const] : []),
    ...(distinct === undefined ? [] : [[strings('Different'), count(distinct)] as const]),
    ...(numbers
      ? [
          [strings('Sum'), grouped(numbers.sum)] as const,
          [strings('Average'), grouped(rounded(numbers.average))] as const,
          [strings('Minimum'), grouped(numbers.minimum)] as const,
          [strings('Maximum'), grouped(numbers.maximum)] as const,
        ]
      : []),
    ...(times
      ? [
          [strings('First'), `${zone.write(times.from)} ${zone.label}`] as const,
          [strings('Last'), `${zone.write(times.to)} ${zone.label}`] as const,
          [strings('Span'), span(epoch(times.to) - epoch(times.from))] as const,
        ]
      : []),
  ];
}

const rounded = (value: number): string => String(Number(value.toPrecision(12)));

/** Digits in groups of three; every digit stays. */
function grouped(text: string): string {
  const match = /^(-?\d+)(\.\d+)?$/.exec(text);
  return match ? `${(match[1] ?? '').replace(/\B(?=(\d{3})+$)/g, ',')}${match[2] ?? ''}` : text;
}
