/** Ctrl, or Command on a Mac. */
export const isPrimary = (event: { readonly ctrlKey: boolean; readonly metaKey: boolean }): boolean =>
  event.ctrlKey || event.metaKey;

/** True when the key press belongs to a field being typed into. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** Moves focus among `items` with the arrow keys, Home and End; the focused one alone has `tabindex` 0. */
export function rove(items: readonly HTMLElement[], event: KeyboardEvent, axis: 'horizontal' | 'vertical'): void {
  const [back, forth] = axis === 'horizontal' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const to =
    event.key === back
      ? at - 1
      : event.key === forth
        ? at + 1
        : event.key === 'Home'
          ? 0
          : event.key === 'End'
            ? items.length - 1
            : undefined;
  const next = to === undefined || at < 0 ? undefined : items[to];
  if (!next) return;
  event.preventDefault();
  for (const item of items) item.tabIndex = item === next ? 0 : -1;
  next.focus();
}

/** The name of a key press as this platform writes it: `Ctrl+F` or `\u2318F`. */
export function shortcut(key: string, shift = false): string {
  const mac = /Mac/.test(navigator.userAgent);
  return mac ? `${shift ? '\u21e7' : ''}\u2318${key}` : `Ctrl+${shift ? 'Shift+' : ''}${key}`;
}
