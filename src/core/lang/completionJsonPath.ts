/** JSON paths as they stand in texts: `$.a.b[0]["c d"]`. */

/** Characters. Nothing known lies deeper, and what is pasted there may be of any length. */
const longestPath = 2_000;

/** The steps of a whole path, `[]` for any position; undefined for what is no plain path. */
export function jsonSteps(path: string): readonly string[] | undefined {
  if (path.length > longestPath) return undefined;
  const text = path.trim().replace(/^(?:lax|strict)\s+/i, '');
  if (!text.startsWith('$')) return undefined;
  const steps: string[] = [];
  let at = 1;
  while (at < text.length) {
    const step = /^(?:\.([\w:@/-]+)|\[(?:\d+|\*)\]|\["([^"\\]*)"\]|\['([^'\\]*)'\])/.exec(text.slice(at));
    if (!step) return undefined;
    steps.push(step[1] ?? step[2] ?? step[3] ?? '[]');
    at += step[0].length;
  }
  return steps;
}

export interface HalfPath {
  /** Before the step that is being written. */
  readonly steps: readonly string[];
  /** Where that step begins in the text, with the dot or bracket before it left out. */
  readonly from: number;
  /** Nothing stands before it that a path begins with. */
  readonly isEmpty: boolean;
}

/** A path up to the caret; undefined where the caret is not at the end of a name. */
export function halfPath(text: string): HalfPath | undefined {
  if (text.length > longestPath) return undefined;
  if (/^\s*\$?$/.test(text)) return { steps: [], from: 0, isEmpty: true };
  const name = /\.[\w:@/-]*$/.exec(text);
  if (!name) return undefined;
  const steps = jsonSteps(text.slice(0, name.index));
  return steps && { steps, from: name.index + 1, isEmpty: false };
}

/** A name as a step after a dot can be; others need brackets and quotes. */
export const isPlainStep = (name: string): boolean => /^[A-Za-z_]\w*$/.test(name);
