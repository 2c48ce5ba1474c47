/** A bar between two panes that the mouse drags and the arrow keys move. */
import { h, setAria } from './dom.js';

/**
 * `onSize` gets the wanted width in pixels of the pane at the bar's right, already within bounds; `current` tells the
 * width now.
 */
export function splitter(
  label: string,
  bounds: { readonly minimum: number; readonly maximum: () => number },
  current: () => number,
  onSize: (width: number) => void,
): HTMLElement {
  const bar = h('div', { class: 'splitter', role: 'separator', tabIndex: 0, aria: { label, orientation: 'vertical' } });
  const set = (width: number): void => {
    const bounded = Math.round(Math.max(bounds.minimum, Math.min(bounds.maximum(), width)));
    onSize(bounded);
    tell();
  };
  const tell = (): void => {
    setAria(bar, 'valuenow', Math.round(current()));
    setAria(bar, 'valuemin', bounds.minimum);
    setAria(bar, 'valuemax', Math.round(bounds.maximum()));
  };
  bar.addEventListener('pointerdown', (event) => {
    const startX = event.clientX;
    const startWidth = current();
    bar.setPointerCapture(event.pointerId);
    const onMove = (move: PointerEvent): void => set(startWidth + startX - move.clientX);
    const onEnd = (): void => {
      bar.removeEventListener('pointermove', onMove);
      bar.removeEventListener('lostpointercapture', onEnd);
    };
    bar.addEventListener('pointermove', onMove);
    bar.addEventListener('lostpointercapture', onEnd);
  });
  bar.addEventListener('keydown', (event) => {
    const step = event.key === 'ArrowLeft' ? 24 : event.key === 'ArrowRight' ? -24 : 0;
    if (step === 0) return;
    event.preventDefault();
    set(current() + step);
  });
  bar.addEventListener('focus', tell);
  tell();
  return bar;
}
