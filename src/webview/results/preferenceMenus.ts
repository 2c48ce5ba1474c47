/** What is chosen for all results: the time zone and the height of rows. */
import { fill, h } from '../ui/dom.js';
import type { MenuEntry } from '../ui/menu.js';
import { openPopover } from '../ui/popover.js';
import type { Strings } from '../ui/strings.js';
import { commonZones, zoneWriter } from './timeZone.js';

export function heightEntries(strings: Strings, lines: number, choose: (lines: number) => void): readonly MenuEntry[] {
  return [1, 2, 4, 8].map((each) => ({
    label: each === 1 ? strings('One line') : strings('{0} lines, wrapped', each),
    hint: each === lines ? '\u2713' : '',
    act: () => choose(each),
  }));
}

const zonesShown = 30;

/** Common zones first; typing searches every zone that the browser knows. */
export function openZones(
  strings: Strings,
  chosen: string,
  owner: HTMLElement,
  choose: (timeZone: string) => void,
): void {
  const known = [...new Set([...commonZones, ...Intl.supportedValuesOf('timeZone')])];
  const field = h('input', { class: 'plain-input', aria: { label: strings('Search time zones') } });
  field.type = 'text';
  field.placeholder = strings('Search time zones');
  const list = h('div', { class: 'zone-list', role: 'group', aria: { label: strings('Time zones') } });
  const paint = (): void => {
    const wanted = field.value.trim().toLowerCase().replaceAll(' ', '_');
    const found = wanted === '' ? commonZones : known.filter((name) => name.toLowerCase().includes(wanted));
    fill(list, ...found.slice(0, zonesShown).map(zoneLine));
  };
  const zoneLine = (name: string): HTMLElement => {
    const { label } = zoneWriter(name);
    const word = name === 'local' ? strings('Local time') : name.replaceAll('_', ' ');
    return h(
      'button',
      {
        class: `zone-line${name === chosen ? ' chosen' : ''}`,
        aria: { pressed: name === chosen },
        onClick: () => {
          popover.close();
          choose(name);
        },
      },
      word,
      h('span', { class: 'zone-label' }, label === name ? '' : label),
    );
  };
  field.addEventListener('input', paint);
  paint();
  const content = h('div', { class: 'zone-panel' }, field, list);
  content.addEventListener('keydown', (event) => {
    const lines = [...list.querySelectorAll('button')];
    const at = lines.indexOf(document.activeElement as HTMLButtonElement);
    if (event.key === 'ArrowDown') lines[at + 1]?.focus();
    else if (event.key === 'ArrowUp') (lines[at - 1] ?? field).focus();
    else if (event.key === 'Enter' && at < 0) lines[0]?.click();
    else return;
    event.preventDefault();
  });
  const { left, top } = owner.getBoundingClientRect();
  const popover = openPopover(strings('Time zone'), content, { x: left, y: top - 280 }, owner);
}
