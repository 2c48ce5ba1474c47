import { errors } from '../core/errors.js';
import { askLine, canAsk } from './ask.js';
import type { Terminal } from './terminal.js';

/** Asks on the terminal. Rejects as cancelled for anything but yes, and with `Usage` where nobody can be asked. */
export async function confirm(question: string, withoutTerminal: string, { signal }: Terminal): Promise<void> {
  if (!canAsk()) throw errors.usage(withoutTerminal);
  const answer = await askLine(`${question} [y/N] `, signal);
  if (!/^y(es)?$/i.test(answer)) throw new DOMException('Not confirmed.', 'AbortError');
}
