/** Small slips that the parser names: each is told from the text at the place. */
import type { Fix } from '../problem.js';
import { replacement, source, type Fixing } from './fixing.js';

export function syntaxFixes({ problem, ...fixing }: Pick<Fixing, 'problem' | 'text'>): readonly Fix[] {
  const { range } = problem;
  const written = source(fixing, range);
  if (written === '==') return [replacement('Write =', range, '=', true)];
  if (/^`[^`"]+`$/.test(written))
    return [replacement('Put the name in double quotes', range, `"${written.slice(1, -1)}"`, true)];
  if (/^[^\S\r\n\t ]+$/.test(written)) return [replacement('Write an ordinary space', range, ' ', true)];
  if (problem.message.startsWith('A second statement starts here'))
    return [
      replacement('End the statement before it with a semicolon', { start: range.start, end: range.start }, '; '),
    ];
  const reserved = /write ("[\w]+") in double quotes/.exec(problem.message)?.[1];
  if (reserved && reserved.toLowerCase() === `"${written.toLowerCase()}"`)
    return [replacement(`Write ${reserved}`, range, reserved)];
  return [];
}
