import { createInterface } from 'node:readline/promises';
import { errors } from '../core/errors.js';
import type { Terminal } from './terminal.js';

/** Asks on the terminal. Rejects as cancelled for anything but yes, and with `Usage` where nobody can be asked. */
export async function confirm(question: string, withoutTerminal: string, { signal }: Terminal): Promise<void> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) throw errors.usage(withoutTerminal);
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await asking.question(`${question} [y/N] `, { signal });
    if (!/^y(es)?$/i.test(answer.trim())) throw new DOMException('Not confirmed.', 'AbortError');
  } finally {
    asking.close();
  }
}
