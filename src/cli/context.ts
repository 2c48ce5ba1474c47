import type { Command } from 'commander';
import { errors } from '../core/errors.js';
import type { Terminal } from './terminal.js';

export interface CommandContext {
  readonly terminal: Terminal;
  readonly env: NodeJS.ProcessEnv;
  /** Errors are one JSON document on stderr. */
  readonly jsonErrors: boolean;
  /** The exit code when nothing is thrown; 0 unless set. */
  exitCode: number;
}

/** Adds one command to the program. */
export type AddCommand = (program: Command, context: CommandContext) => void;

/** For commands whose names are promised and whose work is not built yet. */
export function notBuiltYet(what: string, instead: string): never {
  throw errors.usage(`${what} is not built yet. ${instead}`);
}
