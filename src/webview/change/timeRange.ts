/** The part of time that the lanes show, and marks gathered so that none hides another. Pure. */

export interface TimeRange {
  /** Epoch milliseconds. */
  readonly from: number;
  readonly to: number;
}

export interface Cluster<T> {
  /** 0 to 1 from the left. */
  readonly at: number;
  readonly members: readonly T[];
}

const shortest = 2_000;

/** All times with a margin of 3 % on both sides. */
export function wholeRange(times: readonly number[]): TimeRange {
  let from = Infinity;
  let to = -Infinity;
  for (const time of times) {
    if (time < from) from = time;
    if (time > to) to = time;
  }
  if (!Number.isFinite(from)) return { from: 0, to: 1 };
  const margin = Math.max((to - from) * 0.03, 30_000);
  return { from: from - margin, to: to + margin };
}

/** `factor` below 1 shows less time; the moment at `around` stays where it is; never beyond `whole`. */
export function zoomed(range: TimeRange, factor: number, around: number, whole: TimeRange): TimeRange {
  const length = Math.min(whole.to - whole.from, Math.max(shortest, (range.to - range.from) * factor));
  const share = (around - range.from) / (range.to - range.from);
  return within({ from: around - share * length, to: around + (1 - share) * length }, whole);
}

/** Moved by a share of what is shown. */
export function moved(range: TimeRange, share: number, whole: TimeRange): TimeRange {
  const by = (range.to - range.from) * share;
  return within({ from: range.from + by, to: range.to + by }, whole);
}

/** Moved and shortened until it lies in the whole. */
export function within({ from, to }: TimeRange, whole: TimeRange): TimeRange {
  const length = Math.min(to - from, whole.to - whole.from);
  const start = Math.min(Math.max(from, whole.from), whole.to - length);
  return { from: start, to: start + length };
}

/** Marks in the range, in order of time; those nearer than `nearest` (a share of the width) are one. */
export function clusters<T>(
  marks: readonly T[],
  timeOf: (mark: T) => number,
  { from, to }: TimeRange,
  nearest: number,
): readonly Cluster<T>[] {
  const found: { at: number; members: T[] }[] = [];
  const placed = marks
    .map((mark) => ({ mark, at: (timeOf(mark) - from) / (to - from) }))
    .filter(({ at }) => at >= 0 && at <= 1)
    .sort((a, b) => a.at - b.at);
  for (const { mark, at } of placed) {
    const last = found.at(-1);
    if (last && at - last.at < nearest) last.members.push(mark);
    else found.push({ at, members: [mark] });
  }
  return found;
}

const steps = [
  ...[1, 5, 15, 30].map((seconds) => seconds * 1_000),
  ...[1, 5, 15, 30].map((minutes) => minutes * 60_000),
  ...[1, 3, 6, 12].map((hours) => hours * 3_600_000),
  ...[1, 2, 7, 14, 30, 91, 182, 365, 730, 1825].map((days) => days * 86_400_000),
] as const;

/** Places of an axis with their words (UTC), at most `most`. */
export function ticks(
  { from, to }: TimeRange,
  most: number,
): readonly { readonly at: number; readonly text: string }[] {
  const length = to - from;
  const step = steps.find((each) => length / each <= most) ?? length;
  const found: { at: number; text: string }[] = [];
  for (let time = Math.ceil(from / step) * step; time <= to; time += step) {
    found.push({ at: (time - from) / length, text: tickText(time, step) });
  }
  return found;
}

function tickText(time: number, step: number): string {
  const iso = new Date(time).toISOString();
  if (step >= 86_400_000) return iso.slice(0, 10);
  const clock = step >= 60_000 ? iso.slice(11, 16) : iso.slice(11, 19);
  return `${iso.slice(5, 10)} ${clock}`;
}

/** UTC unless the text names a zone. */
export function readTime(typed: string): number | undefined {
  const text = typed.trim().replace(/\s+UTC$/i, '');
  const [, date, clock = '00:00', zone = 'Z'] =
    /^(\d{4}-\d{2}-\d{2})(?:[T ]+(\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?))?\s*(Z|[+-]\d{2}:\d{2})?$/.exec(text) ?? [];
  const time = date === undefined ? NaN : Date.parse(`${date}T${clock}${zone}`);
  return Number.isNaN(time) ? undefined : time;
}
