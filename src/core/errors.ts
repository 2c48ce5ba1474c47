/**
 * Every error that a person may see, one factory each, with a stable code. Messages say what failed, with what, and
 * what to do next. `exitCode` is what the command line answers with.
 */
import type { Problem } from './lang/problem.js';

export class LakeSqlError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly exitCode: 1 | 2 | 3 = 1,
    readonly problems: readonly Problem[] = [],
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'LakeSqlError';
  }
}

export const errors = {
  invalidStatement: (problems: readonly Problem[]) =>
    new LakeSqlError('InvalidStatement', problems[0]?.message ?? 'The statement is not valid.', 1, problems),
  eventDataStoreNotFound: (name: string, known: readonly string[]) =>
    new LakeSqlError(
      'EventDataStoreNotFound',
      `There is no event data store "${name}" here.${known.length > 0 ? ` Known: ${known.slice(0, 8).join(', ')}.` : ' Import files first: lakesql import PATH.'}`,
    ),
  /** Files or a folder are not what they should be; the message names which and what to do. */
  inputWrong: (message: string) => new LakeSqlError('InputWrong', message, 1),
  unsearchableText: () =>
    new LakeSqlError(
      'InvalidResource',
      'A resource type, ID or name with a NUL character cannot be searched for. Give it without that character.',
      2,
    ),
  notAStoreId: (id: string) =>
    new LakeSqlError(
      'InvalidEventDataStore',
      `"${id}" is not the ID of an event data store. Give the UUID of the store.`,
      2,
    ),
  usage: (message: string) => new LakeSqlError('Usage', message, 2),
  budgetExceeded: (reason: string) =>
    new LakeSqlError(
      'BudgetExceeded',
      `The query was not sent. ${reason} Narrow the statement, wait for the next day (UTC), or raise the budget.`,
      3,
    ),
  budgetNotKept: (limit: number, reason: string) =>
    new LakeSqlError(
      'BudgetNotKept',
      `The query was not sent. The budget of $${limit} a day cannot be kept, because the ledger of this machine cannot be written: ${reason} Make its folder writable, name another with LAKESQL_SERVICE_FOLDER, or take the budget back.`,
      3,
    ),
  mfaNeeded: (serial: string) =>
    new LakeSqlError(
      'MfaNeeded',
      `The role wants a code of the MFA device ${serial}, and nobody can be asked for it here. Run in a terminal or in the editor, or use a profile without mfa_serial.`,
      3,
    ),
  signInFailed: (reason: string) =>
    new LakeSqlError(
      'SignInFailed',
      `Signing in through IAM Identity Center failed. Check sso_start_url and sso_region of the profile, and try again. AWS says: ${reason}`,
      3,
    ),
  confirmationNeeded: (reasons: readonly string[]) =>
    new LakeSqlError(
      'ConfirmationNeeded',
      `The query was not sent: it needs a yes. ${reasons.join(' ')} Add --yes, or narrow the statement.`,
      2,
    ),
  engineFailed: (message: string, problems: readonly Problem[] = [], cause?: unknown) =>
    new LakeSqlError('EngineFailed', message, 3, problems, { cause }),
  engineStopped: (reason: string) =>
    new LakeSqlError(
      'EngineStopped',
      `The local engine stopped (${reason}). Stored data is safe; run the statement again to start it anew.`,
      3,
    ),
  rowsUnreadable: (folder: string, cause?: unknown) =>
    new LakeSqlError(
      'RowsUnreadable',
      `Rows of this result that were kept in ${folder} can no longer be read. Run the statement again.`,
      3,
      [],
      { cause },
    ),
  serviceError: (name: string, message: string, cause?: unknown) => new LakeSqlError(name, message, 3, [], { cause }),
} as const;

export function isCancellation(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'CancellationError');
}
