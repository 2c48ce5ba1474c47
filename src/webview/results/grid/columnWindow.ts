/** Which centre columns are in view: TanStack's virtualizer, driven by our own scroll position. */
import { Virtualizer } from '@tanstack/virtual-core';
import type { ColumnLayout } from './columns.js';

export interface ColumnWindow {
  /** Positions among the visible columns; `last` < `first` when there are none. */
  readonly first: number;
  readonly last: number;
  readonly layout: ColumnLayout;
  readonly virtualizer: Virtualizer<HTMLElement, HTMLElement>;
  setView(left: number, width: number): void;
}

/** `previous` is reused while the layout is the same. */
export function columnWindow(
  layout: ColumnLayout,
  left: number,
  width: number,
  previous: ColumnWindow | undefined,
): ColumnWindow {
  const kept = previous?.layout === layout ? previous : makeWindow(layout, left, width);
  kept.setView(left, width);
  const items = kept.virtualizer.getVirtualIndexes();
  const first = layout.pinnedCount + (items[0] ?? 0);
  return { ...kept, first, last: layout.pinnedCount + (items.at(-1) ?? -1) };
}

function makeWindow(layout: ColumnLayout, left: number, width: number): ColumnWindow {
  const centre = layout.visible.slice(layout.pinnedCount);
  let setWidth = (_width: number): void => undefined;
  let setLeft = (_left: number): void => undefined;
  const anchor = document.createElement('div');
  const virtualizer = new Virtualizer<HTMLElement, HTMLElement>({
    horizontal: true,
    count: centre.length,
    estimateSize: (index) => centre[index]?.width ?? 0,
    getScrollElement: () => anchor,
    scrollToFn: () => undefined,
    observeElementRect: (_, tell) => {
      setWidth = (now) => tell({ width: now, height: 0 });
      setWidth(width);
    },
    observeElementOffset: (_, tell) => {
      setLeft = (now) => tell(now, false);
      setLeft(left);
    },
    overscan: 1,
    initialRect: { width, height: 0 },
    initialOffset: left,
  });
  virtualizer._willUpdate();
  let seen = { left, width };
  return {
    first: 0,
    last: -1,
    layout,
    virtualizer,
    setView: (nextLeft, nextWidth) => {
      if (nextWidth !== seen.width) setWidth(nextWidth);
      if (nextLeft !== seen.left) setLeft(nextLeft);
      seen = { left: nextLeft, width: nextWidth };
    },
  };
}
