/** A bar between two panes that the mouse drags and the arrow keys move. */
import { h, setAria } from './dom.js';

/** `horizontal`: panes side by side, the bar sets a width; `vertical`: one above the other, it sets a height. */
export type SplitAxis = 'horizontal' | 'vertical';

/**
 * `onSize` gets the wanted size in pixels of the pane after the bar, already within bounds; `current` tells the size now.
 * `axis` is asked at every use: panes may be laid out anew.
 */
export function splitter(
  label: string,
  bounds: { readonly minimum: number; readonly maximum: () => number },
  current: () => number,
  onSize: (size: number) => void,
  axis: () => SplitAxis = () => 'horizontal',
): HTMLElement {
  const bar = h('div', { class: 'splitter', role: 'separator', tabIndex: 0, aria: { label, orientation: 'vertical' } });
  const set = (width: number): void => {
    const bounded = Math.round(Math.max(bounds.minimum, Math.min(bounds.maximum(), width)));
    onSize(bounded);
    tell();
  };
  const tell = (): void => {
    setAria(bar, 'orientation', axis() === 'horizontal' ? 'vertical' : 'horizontal');
    setAria(bar, 'valuenow', Math.round(current()));
    setAria(bar, 'valuemin', bounds.minimum);
    setAria(bar, 'valuemax', Math.round(bounds.maximum()));
  };
  bar.addEventListener('pointerdown', (event) => {
    const along = (at: PointerEvent): number => (axis() === 'horizontal' ? at.clientX : at.clientY);
    const start = along(event);
    const startWidth = current();
    bar.setPointerCapture(event.pointerId);
    const onMove = (move: PointerEvent): void => set(startWidth + start - along(move));
    const onEnd = (): void => {
      bar.removeEventListener('pointermove', onMove);
      bar.removeEventListener('lostpointercapture', onEnd);
    };
    bar.addEventListener('pointermove', onMove);
    bar.addEventListener('lostpointercapture', onEnd);
  });
  bar.addEventListener('keydown', (event) => {
    const [grow, shrink] = axis() === 'horizontal' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
    const step = event.key === grow ? 24 : event.key === shrink ? -24 : 0;
    if (step === 0) return;
    event.preventDefault();
    set(current() + step);
  });
  bar.addEventListener('focus', tell);
  tell();
  return bar;
}
