/** The text under construction: pieces of the original and generated text, with the way back to the original. */
import type { Range } from '../../lang/range.js';

export interface Output {
  /** Takes over a stretch of the original text. */
  copy(range: Range): void;
  /** Adds generated text. `at` is the offset in the original that it stands for. */
  text(generated: string, at?: number): void;
  readonly length: number;
  /** `end` is the offset in the original that the end of the text stands for. */
  finish(end: number): WrittenText;
}

export interface WrittenText {
  readonly text: string;
  toSource(offset: number): number | undefined;
}

interface Piece {
  /** Offset in the new text. */
  readonly start: number;
  /** Offset in the original; undefined for text that stands for nothing. */
  readonly source: number | undefined;
  readonly copied: boolean;
}

export function createOutput(source: string): Output {
  const parts: string[] = [];
  const pieces: Piece[] = [];
  let length = 0;
  const add = (text: string, from: number | undefined, copied: boolean): void => {
    if (text === '') return;
    pieces.push({ start: length, source: from, copied });
    parts.push(text);
    length += text.length;
  };
  return {
    copy: ({ start, end }) => add(source.slice(start, end), start, true),
    text: (generated, at) => add(generated, at, false),
    get length() {
      return length;
    },
    finish: (end) => ({
      text: parts.join(''),
      toSource: (offset) => (offset === length ? end : sourceOf(pieces, length, offset)),
    }),
  };
}

function sourceOf(pieces: readonly Piece[], length: number, offset: number): number | undefined {
  if (offset < 0 || offset > length) return undefined;
  let low = 0;
  let high = pieces.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((pieces[middle]?.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  const piece = pieces[low];
  if (piece?.source === undefined) return undefined;
  return piece.copied ? piece.source + offset - piece.start : piece.source;
}
