/** What the command line writes with: data to stdout, words to stderr. */
import { once } from 'node:events';
import { LakeSqlError } from '../core/errors.js';

export interface Terminal {
  /** Data; waits when the reader is slower. */
  readonly print: (text: string) => Promise<void>;
  /** One line of words for people. Control characters are made visible. */
  readonly say: (line: string) => void;
  /** A line that replaces itself; nothing when stderr is not a terminal. Empty = clear. */
  readonly progress: (line: string) => void;
  /** Coloured for stderr, unless NO_COLOR is set or it is not a terminal. */
  readonly paint: Record<'red' | 'yellow' | 'bold' | 'dim', (text: string) => string>;
  /** Aborted by Ctrl+C. */
  readonly signal: AbortSignal;
}

export function createTerminal(signal: AbortSignal, env: NodeJS.ProcessEnv): Terminal {
  const isTerminal = process.stderr.isTTY;
  const colours = isTerminal && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
  const painted = (code: number) => (text: string) => (colours ? `\u001b[${code}m${text}\u001b[0m` : text);
  let progressShown = false;
  const clear = (): void => {
    if (progressShown) process.stderr.write('\r\u001b[K');
    progressShown = false;
  };
  return {
    print: async (text) => {
      clear();
      if (!process.stdout.write(text)) await once(process.stdout, 'drain');
    },
    say: (line) => {
      clear();
      process.stderr.write(`${line}\n`);
    },
    progress: (line) => {
      if (!isTerminal) return;
      clear();
      if (line === '') return;
      process.stderr.write(safeText(line).slice(0, Math.max(20, (process.stderr.columns || 80) - 1)));
      progressShown = true;
    },
    paint: { red: painted(31), yellow: painted(33), bold: painted(1), dim: painted(2) },
    signal,
  };
}

/**
 * Text that cannot steer a terminal or change the order of what is read: control characters and direction marks as
 * escapes. Names, paths, cells and service messages may come from anybody.
 */
export function safeText(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g, (character) => {
    const known = escapes.get(character);
    return known ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** A found problem (a mistake in a file) that has been printed already: only the exit code is left to give. */
export class Found extends LakeSqlError {
  constructor(
    readonly lines: readonly string[],
    code: string,
    message: string,
    exitCode: 1 | 2 | 3 = 1,
  ) {
    super(code, message, exitCode);
  }
}
