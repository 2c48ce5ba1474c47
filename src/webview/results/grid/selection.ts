/** What is selected: rectangles over (row, position of the visible column), as data. */
export interface CellPlace {
  /** -1 is the header. */
  readonly row: number;
  /** -1 is the row number. */
  readonly position: number;
}

export interface CellRange {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

export interface Selection {
  /** The moving end: it has the focus, and the inspector follows it. */
  readonly active: CellPlace;
  readonly anchor: CellPlace;
  /** Oldest first; the last one belongs to anchor and active. */
  readonly ranges: readonly CellRange[];
}

export interface Extent {
  readonly rows: number;
  readonly columns: number;
}

export const nothingSelected: Selection = {
  active: { row: 0, position: 0 },
  anchor: { row: 0, position: 0 },
  ranges: [],
};

/** A range from any two corners; a place on the row number takes whole rows, one on the header whole columns. */
export function rangeBetween(a: CellPlace, b: CellPlace, { rows, columns }: Extent): CellRange {
  const wholeRows = a.position < 0;
  const wholeColumns = a.row < 0;
  return {
    top: wholeColumns ? 0 : Math.min(a.row, Math.max(0, b.row)),
    bottom: wholeColumns ? rows - 1 : Math.max(a.row, b.row),
    left: wholeRows ? 0 : Math.min(a.position, Math.max(0, b.position)),
    right: wholeRows ? columns - 1 : Math.max(a.position, b.position),
  };
}

export function select(place: CellPlace, extent: Extent): Selection {
  return { active: place, anchor: place, ranges: [rangeBetween(place, place, extent)] };
}

/** Shift: the last range now reaches from its anchor to `place`. */
export function extend(selection: Selection, place: CellPlace, extent: Extent): Selection {
  const last = rangeBetween(selection.anchor, place, extent);
  return { active: place, anchor: selection.anchor, ranges: [...selection.ranges.slice(0, -1), last] };
}

/** Ctrl or Command: one more range. */
export function add(selection: Selection, place: CellPlace, extent: Extent): Selection {
  return { active: place, anchor: place, ranges: [...selection.ranges, rangeBetween(place, place, extent)] };
}

export function selectAll(selection: Selection, extent: Extent): Selection {
  const whole = { top: 0, left: 0, bottom: extent.rows - 1, right: extent.columns - 1 };
  return { ...selection, anchor: { row: 0, position: 0 }, ranges: [whole] };
}

export const isSelected = ({ ranges }: Selection, row: number, position: number): boolean =>
  ranges.some(({ top, bottom, left, right }) => row >= top && row <= bottom && position >= left && position <= right);

export const hasRow = ({ ranges }: Selection, row: number): boolean =>
  ranges.some(({ top, bottom }) => row >= top && row <= bottom);

/** Rows and positions that any range touches, ascending; the clipboard gets this box with gaps left empty. */
export function selectedBox({ ranges }: Selection): { rows: readonly number[]; positions: readonly number[] } {
  return {
    rows: union(ranges.map(({ top, bottom }) => [top, bottom])),
    positions: union(ranges.map(({ left, right }) => [left, right])),
  };
}

export const cellCount = ({ ranges }: Selection): number =>
  ranges.reduce((sum, { top, bottom, left, right }) => sum + (bottom - top + 1) * (right - left + 1), 0);

/** The ranges without overlaps: a cell in two of them is in the first only. */
export function disjoint(ranges: readonly CellRange[]): readonly CellRange[] {
  const found: CellRange[] = [];
  for (const range of ranges) {
    let parts: readonly CellRange[] = [range];
    for (const known of found.slice()) parts = parts.flatMap((part) => without(part, known));
    found.push(...parts);
  }
  return found;
}

function without(range: CellRange, hole: CellRange): readonly CellRange[] {
  const top = Math.max(range.top, hole.top);
  const bottom = Math.min(range.bottom, hole.bottom);
  const left = Math.max(range.left, hole.left);
  const right = Math.min(range.right, hole.right);
  if (top > bottom || left > right) return [range];
  return [
    { ...range, bottom: top - 1 },
    { ...range, top: bottom + 1 },
    { top, bottom, left: range.left, right: left - 1 },
    { top, bottom, left: right + 1, right: range.right },
  ].filter((part) => part.top <= part.bottom && part.left <= part.right);
}

function union(intervals: readonly (readonly [number, number])[]): readonly number[] {
  const values = new Set<number>();
  for (const [from, to] of intervals) for (let value = from; value <= to; value++) values.add(value);
  return [...values].sort((a, b) => a - b);
}
