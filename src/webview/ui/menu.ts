/** A popup menu: context menu of the grid, Columns, Export. One at a time; Escape, a click elsewhere or blur closes. */
import { h, type Child } from './dom.js';

export interface MenuItem {
  readonly label: string;
  readonly act: () => void;
  readonly disabled?: boolean;
  /** Makes it a check item, which leaves the menu open. */
  readonly checked?: boolean;
  /** Shown at the right: a key. */
  readonly hint?: string;
}

export type MenuEntry = MenuItem | 'separator';

/** Opens at client coordinates and focuses the first item; focus goes back to `owner` at the end. */
export function openMenu(
  label: string,
  entries: readonly MenuEntry[],
  at: { readonly x: number; readonly y: number },
  owner: HTMLElement | undefined,
): void {
  for (const open of document.querySelectorAll<HTMLElement>('.menu')) open.remove();
  const menu = h('div', { class: 'menu', role: 'menu', tabIndex: -1, aria: { label } });
  const close = (giveBack: boolean): void => {
    if (!menu.isConnected) return;
    removeEventListener('blur', onLeave);
    document.removeEventListener('pointerdown', onOutside, true);
    menu.remove();
    if (giveBack) owner?.focus({ preventScroll: true });
  };
  const onLeave = (): void => close(false);
  const onOutside = (event: Event): void => {
    if (!menu.contains(event.target as Node)) close(false);
  };
  for (const entry of entries) menu.append(entry === 'separator' ? separator() : item(entry, close));
  menu.addEventListener('keydown', (event) => onKey(event, menu, close));
  // Within the page's landmark, where assistive technology looks for content.
  (document.querySelector('main') ?? document.body).append(menu);
  place(menu, at);
  addEventListener('blur', onLeave);
  document.addEventListener('pointerdown', onOutside, true);
  (enabledItems(menu)[0] ?? menu).focus({ preventScroll: true });
}

/** Opens below a button. */
export function openMenuBelow(label: string, entries: readonly MenuEntry[], owner: HTMLElement): void {
  const { left, bottom } = owner.getBoundingClientRect();
  openMenu(label, entries, { x: left, y: bottom + 2 }, owner);
}

const separator = (): HTMLElement => h('div', { class: 'menu-separator', role: 'separator' });

function item(entry: MenuItem, close: (giveBack: boolean) => void): HTMLElement {
  const isCheck = entry.checked !== undefined;
  const children: Child[] = [
    h('span', { class: 'menu-check', aria: { hidden: true } }, entry.checked ? '\u2713' : ''),
    h('span', { class: 'menu-label' }, entry.label),
    entry.hint === undefined ? undefined : h('span', { class: 'menu-hint', aria: { hidden: true } }, entry.hint),
  ];
  const made = h(
    'div',
    {
      class: 'menu-item',
      role: isCheck ? 'menuitemcheckbox' : 'menuitem',
      tabIndex: -1,
      aria: { disabled: entry.disabled ? true : undefined, checked: entry.checked },
    },
    ...children,
  );
  made.addEventListener('click', () => {
    if (entry.disabled) return;
    if (isCheck) {
      const now = made.getAttribute('aria-checked') !== 'true';
      made.setAttribute('aria-checked', String(now));
      made.firstElementChild?.replaceChildren(now ? '\u2713' : '');
    } else {
      close(true);
    }
    entry.act();
  });
  made.addEventListener('pointerenter', () => made.focus({ preventScroll: true }));
  return made;
}

function onKey(event: KeyboardEvent, menu: HTMLElement, close: (giveBack: boolean) => void): void {
  const items = enabledItems(menu);
  const at = items.indexOf(document.activeElement as HTMLElement);
  const go = (index: number): void => items[(index + items.length) % items.length]?.focus();
  switch (event.key) {
    case 'ArrowDown':
      go(at + 1);
      break;
    case 'ArrowUp':
      go(at < 0 ? items.length - 1 : at - 1);
      break;
    case 'Home':
      go(0);
      break;
    case 'End':
      go(items.length - 1);
      break;
    case 'Enter':
    case ' ':
      items[at]?.click();
      break;
    case 'Escape':
    case 'Tab':
      close(true);
      break;
    default: {
      const letter = event.key.length === 1 ? event.key.toLowerCase() : undefined;
      const found = items.findIndex((_, i) => {
        const candidate = items[(at + 1 + i) % items.length];
        return letter !== undefined && labelOf(candidate).startsWith(letter);
      });
      if (found < 0) return;
      go(at + 1 + found);
    }
  }
  event.preventDefault();
  event.stopPropagation();
}

const labelOf = (element: HTMLElement | undefined): string =>
  element?.querySelector('.menu-label')?.textContent?.toLowerCase() ?? '';

const enabledItems = (menu: HTMLElement): readonly HTMLElement[] =>
  [...menu.querySelectorAll<HTMLElement>('.menu-item')].filter((each) => each.getAttribute('aria-disabled') !== 'true');

function place(menu: HTMLElement, at: { readonly x: number; readonly y: number }): void {
  const { width, height } = menu.getBoundingClientRect();
  menu.style.left = `${Math.max(4, Math.min(at.x, innerWidth - width - 4))}px`;
  menu.style.top = `${Math.max(4, Math.min(at.y, innerHeight - height - 4))}px`;
}
