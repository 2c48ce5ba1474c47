/** A name for a result, in place of its statement. */
import { h } from '../ui/dom.js';
import { openPopover } from '../ui/popover.js';
import type { Strings } from '../ui/strings.js';
import { button } from '../ui/toolkit.js';

/** An empty name takes it away. */
export function openRename(strings: Strings, name: string, owner: HTMLElement, rename: (name: string) => void): void {
  const field = h('input', { class: 'plain-input', aria: { label: strings('Name of the result') } });
  field.type = 'text';
  field.value = name;
  field.maxLength = 200;
  field.placeholder = strings('Name of the result');
  const done = (): void => {
    popover.close();
    rename(field.value);
  };
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    done();
  });
  const { left, bottom } = owner.getBoundingClientRect();
  const content = h('div', { class: 'rename-panel' }, field, button(strings('Rename'), done, 'primary'));
  const popover = openPopover(strings('Name of the result'), content, { x: left, y: bottom + 2 }, owner);
  field.select();
}
