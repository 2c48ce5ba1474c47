/** A small dialog at a place of the page: one at a time; Escape or a press elsewhere closes it. */
import { h } from './dom.js';

export interface Popover {
  close(): void;
}

/** Takes the focus; gives it back to `owner` at the end. */
export function openPopover(
  label: string,
  content: HTMLElement,
  at: { readonly x: number; readonly y: number },
  owner: HTMLElement | undefined,
): Popover {
  for (const open of document.querySelectorAll<HTMLElement>('.popover')) open.remove();
  const box = h('div', { class: 'popover', role: 'dialog', tabIndex: -1, aria: { label, modal: false } }, content);
  const close = (giveBack = true): void => {
    if (!box.isConnected) return;
    document.removeEventListener('pointerdown', onOutside, true);
    box.remove();
    if (giveBack) owner?.focus({ preventScroll: true });
  };
  const onOutside = (event: Event): void => {
    if (!event.composedPath().includes(box)) close(false);
  };
  box.addEventListener('keydown', (event) => {
    // Keys typed here are not for the grid below, nor for VS Code.
    event.stopPropagation();
    if (event.key === 'Tab') return keepInside(event, box);
    if (event.key !== 'Escape') return;
    event.preventDefault();
    close();
  });
  (document.querySelector('main') ?? document.body).append(box);
  const { width, height } = box.getBoundingClientRect();
  box.style.left = `${Math.max(4, Math.min(at.x, innerWidth - width - 4))}px`;
  box.style.top = `${Math.max(4, Math.min(at.y, innerHeight - height - 4))}px`;
  document.addEventListener('pointerdown', onOutside, true);
  (focusable(box)[0] ?? box).focus({ preventScroll: true });
  return { close: () => close() };
}

const focusable = (box: HTMLElement): HTMLElement[] =>
  [...box.querySelectorAll<HTMLElement>('button, input, select, textarea, [tabindex="0"], vscode-button')].filter(
    (each) => !each.hidden && !each.hasAttribute('disabled'),
  );

function keepInside(event: KeyboardEvent, box: HTMLElement): void {
  const items = focusable(box);
  const at = items.indexOf(document.activeElement as HTMLElement);
  const next = event.shiftKey ? (at <= 0 ? items.at(-1) : undefined) : at === items.length - 1 ? items[0] : undefined;
  if (!next) return;
  event.preventDefault();
  next.focus();
}
