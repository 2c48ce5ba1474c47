import { createInterface } from 'node:readline/promises';

/** Whether somebody sits before the terminal. */
export const canAsk = (): boolean => process.stdin.isTTY && process.stderr.isTTY;

/** Asks on stderr, so that stdout stays data. Rejects with the signal's reason when aborted. */
export async function askLine(question: string, signal?: AbortSignal): Promise<string> {
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await (signal ? reader.question(question, { signal }) : reader.question(question))).trim();
  } finally {
    reader.close();
  }
}
