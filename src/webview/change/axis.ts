/** The labels of a time axis: as many as there is room for, none cut. */
import { h } from '../ui/dom.js';
import { ticks, type TimeRange } from './timeRange.js';

/** About what a sign of a label takes, and the space after a label; in pixels. */
const signWidth = 6.6;
const labelSpace = 12;
const mostTicks = 8;

export interface AxisLabel {
  /** 0 to 1 from the left. */
  readonly at: number;
  /** Empty: there is a line, but no room for words. */
  readonly text: string;
  /** The words stand to the left of the line, since they would be cut on its right. */
  readonly before: boolean;
}

/** `width` in pixels. */
export function axisLabels(range: TimeRange, width: number): readonly AxisLabel[] {
  const most = Math.min(mostTicks, Math.max(2, Math.floor(width / 110)));
  let taken = 0;
  return ticks(range, most).map(({ at, text }): AxisLabel => {
    const [line, size] = [at * width, text.length * signWidth + labelSpace];
    const before = line + size > width;
    const start = before ? line - size : line;
    if (start < taken) return { at, text: '', before: false };
    taken = start + size;
    return { at, text, before };
  });
}

export function axisElements(range: TimeRange, width: number): readonly HTMLElement[] {
  return axisLabels(range, width).map(({ at, text, before }) => {
    const made = h('span', { class: before ? 'lane-tick before' : 'lane-tick' }, text);
    if (before) made.style.right = `${(1 - at) * 100}%`;
    else made.style.left = `${at * 100}%`;
    return made;
  });
}
