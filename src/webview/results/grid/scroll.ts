/**
 * A scroll position in "virtual" pixels that may be far beyond the height a browser gives to an element (33 M px at
 * ratio 1, half of it at ratio 2). Up to `limit` both are the same; beyond it the scroll bar is a scaled picture of the
 * position, and the wheel moves the position itself so that its steps stay small.
 */
const limit = 8_000_000;

export interface Scroll {
  readonly top: number;
  readonly left: number;
  /** Size of the content and of the visible part, in virtual pixels. */
  setSize(size: { contentWidth: number; contentHeight: number; viewHeight: number }): void;
  setTop(top: number): void;
  setLeft(left: number): void;
}

/** `spacer` is the child of `scroller` whose size makes the scroll bars; `onMove` is called after every move. */
export function createScroll(scroller: HTMLElement, spacer: HTMLElement, onMove: () => void): Scroll {
  let top = 0;
  let left = 0;
  let maximum = 0;
  let realMaximum = 0;
  /** Where the scroll bar was put by us: an event that reports it brings no news. */
  let placed = -1;
  const scaled = (): boolean => realMaximum < maximum;

  const moveTo = (wanted: number): void => {
    top = Math.max(0, Math.min(maximum, wanted));
    placed = scaled() ? (maximum === 0 ? 0 : (top * realMaximum) / maximum) : top;
    scroller.scrollTop = placed;
  };

  scroller.addEventListener(
    'scroll',
    () => {
      left = scroller.scrollLeft;
      const real = scroller.scrollTop;
      if (!scaled()) top = Math.min(real, maximum);
      else if (Math.abs(real - placed) >= 1) {
        placed = real;
        top = (real / realMaximum) * maximum;
      }
      onMove();
    },
    { passive: true },
  );
  scroller.addEventListener(
    'wheel',
    (event) => {
      if (!scaled() || event.ctrlKey || event.shiftKey || event.deltaY === 0) return;
      event.preventDefault();
      const unit =
        event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 40 : event.deltaMode === WheelEvent.DOM_DELTA_PAGE ? 800 : 1;
      moveTo(top + event.deltaY * unit);
      if (event.deltaX !== 0) scroller.scrollLeft += event.deltaX * unit;
      onMove();
    },
    { passive: false },
  );

  return {
    get top() {
      return top;
    },
    get left() {
      return left;
    },
    setSize: ({ contentWidth, contentHeight, viewHeight }) => {
      spacer.style.width = `${contentWidth}px`;
      spacer.style.height = `${Math.min(contentHeight, limit)}px`;
      maximum = Math.max(0, contentHeight - viewHeight);
      realMaximum = Math.max(0, Math.min(contentHeight, limit) - viewHeight);
      if (top > maximum || (top > 0 && scaled())) moveTo(top);
    },
    setTop: (wanted) => {
      moveTo(wanted);
      onMove();
    },
    setLeft: (wanted) => {
      scroller.scrollLeft = wanted;
      left = scroller.scrollLeft;
      onMove();
    },
  };
}
