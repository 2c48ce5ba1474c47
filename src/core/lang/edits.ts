/** Edits on a text with a two-way map of offsets; translation, parameters and quick fixes are all made of these. */
import type { Range } from './range.js';

export interface Edit {
  readonly range: Range;
  readonly text: string;
}

export interface EditedText {
  readonly text: string;
  /** Offset in the new text -> offset in the old one. Inside inserted text: the start of what was replaced. */
  readonly toSource: (offset: number) => number;
  /** Offset in the old text -> offset in the new one. */
  readonly toTarget: (offset: number) => number;
  /** Whether the offset in the new text lies in inserted text. */
  readonly isInserted: (offset: number) => boolean;
}

/** Applies edits that do not overlap; several insertions at one place keep the order given. */
export function applyEdits(source: string, edits: readonly Edit[]): EditedText {
  const ordered = edits
    .map((edit, index) => ({ edit, index }))
    .sort((a, b) => a.edit.range.start - b.edit.range.start || a.edit.range.end - b.edit.range.end || a.index - b.index)
    .map(({ edit }) => edit);
  const parts: string[] = [];
  const spans: { source: Range; target: Range }[] = [];
  let at = 0;
  let length = 0;
  for (const edit of ordered) {
    if (edit.range.start < at) throw new RangeError(`Edits overlap at ${edit.range.start}.`);
    parts.push(source.slice(at, edit.range.start), edit.text);
    length += edit.range.start - at;
    spans.push({ source: edit.range, target: { start: length, end: length + edit.text.length } });
    length += edit.text.length;
    at = edit.range.end;
  }
  parts.push(source.slice(at));

  const map = (offset: number, from: 'source' | 'target', to: 'source' | 'target'): number => {
    let shift = 0;
    for (const span of spans) {
      if (offset < span[from].start) break;
      if (offset < span[from].end) return span[to].start;
      shift = span[to].end - span[from].end;
    }
    return offset + shift;
  };
  return {
    text: parts.join(''),
    toSource: (offset) => map(offset, 'target', 'source'),
    toTarget: (offset) => map(offset, 'source', 'target'),
    isInserted: (offset) => spans.some(({ target }) => offset >= target.start && offset < target.end),
  };
}
