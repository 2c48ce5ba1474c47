import type { Waiting } from '../../core/query/backend.js';
import type { Command } from './registerCommands.js';

/** A query that waits for its turn goes before, or behind, the one next to it. */
export const runEarlier: Command = (node) => {
  waitingOf(node)?.earlier();
  return Promise.resolve();
};

export const runLater: Command = (node) => {
  waitingOf(node)?.later();
  return Promise.resolve();
};

function waitingOf(node: unknown): Waiting | undefined {
  if (typeof node !== 'object' || node === null || !('run' in node)) return undefined;
  return (node as { readonly run: { readonly waiting?: Waiting } }).run.waiting;
}
