import * as vscode from 'vscode';
import { isCancellation, LakeSqlError } from '../core/errors.js';
import type { CommandId } from './commands/commandIds.js';

/** Says failures to people: one line, with the button that helps; stacks go to the log. */
export class FailureReporter {
  constructor(private readonly log: vscode.LogOutputChannel) {}

  /** Cancellation is silent. Returns at once; a button pressed later runs its command. */
  report(error: unknown): void {
    if (isCancellation(error)) return;
    const known = error instanceof LakeSqlError;
    if (known) this.log.warn(`${error.code}: ${error.message}`, error.cause ?? '');
    else this.logUnknown(error);
    const message = known
      ? oneLine(error.message)
      : vscode.l10n.t(
          'LakeSQL failed unexpectedly: {0}',
          oneLine(error instanceof Error ? error.message : String(error)),
        );
    const remedies = known ? remediesOf(error) : [logRemedy()];
    void vscode.window.showErrorMessage(message, ...remedies.map(({ title }) => title)).then((chosen) => {
      const remedy = remedies.find(({ title }) => title === chosen);
      if (remedy) void vscode.commands.executeCommand(remedy.command, ...(remedy.parameters ?? []));
    });
  }

  /** Of a failed run, which its result shows: only where there is a button that helps. */
  offerRemedy(error: unknown): void {
    const codes = ['AccessDenied', 'ClosedToNewCustomers', 'BudgetExceeded'];
    if (error instanceof LakeSqlError && codes.includes(error.code)) this.report(error);
  }

  logUnknown(error: unknown): void {
    if (!isCancellation(error)) this.log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}

interface Remedy {
  readonly title: string;
  readonly command: CommandId | 'workbench.trust.manage';
  readonly parameters?: readonly unknown[];
}

const logRemedy = (): Remedy => ({ title: vscode.l10n.t('Show Log'), command: 'lakesql.showLog' });

function remediesOf({ code, message }: LakeSqlError): readonly Remedy[] {
  const addFiles: Remedy = { title: vscode.l10n.t('Add Local Files'), command: 'lakesql.addLocalFiles' };
  const choose: Remedy = { title: vscode.l10n.t('Choose Connection'), command: 'lakesql.chooseConnection' };
  const example: Remedy = { title: vscode.l10n.t('Open Example'), command: 'lakesql.openExample' };
  switch (code) {
    case 'EventDataStoreNotFound':
      return [addFiles, choose];
    case 'NoEventDataStore':
      return [addFiles, example, choose];
    case 'TrustNeeded':
      return [{ title: vscode.l10n.t('Manage Workspace Trust'), command: 'workbench.trust.manage' }];
    case 'ClosedToNewCustomers':
      return [addFiles, example];
    case 'BudgetExceeded':
      return [{ title: vscode.l10n.t('Change Budget'), command: 'lakesql.openBudgetSettings' }];
    case 'AccessDenied': {
      const operation = /\bcloudtrail:(\w+)/.exec(message)?.[1] ?? '';
      const parameters = [{ message, operation }];
      return [
        { title: vscode.l10n.t('Show Missing Permission'), command: 'lakesql.showPermissions', parameters },
        choose,
      ];
    }
    case 'EngineFailed':
    case 'EngineStopped':
      return [logRemedy()];
    case 'Usage':
    case 'InvalidStatement':
    case 'ResourceNotFound':
    case 'EventNotFound':
    case 'ItemNotFound':
    case 'ResultGone':
      return [];
    case 'ConnectionGone':
    case 'ProgramRefused':
      return [choose];
    default:
      // Names of service errors: a wrong profile, an expired session, a missing permission.
      return /credential|token|access|profile|region|endpoint|network|connect/i.test(code) ? [choose] : [logRemedy()];
  }
}

/** Messages may quote text that attackers wrote: one line, no markdown links, a sane length. */
function oneLine(message: string): string {
  const line = message.replace(/\s+/g, ' ').replaceAll('](', '] (').trim();
  return line.length > 400 ? `${line.slice(0, 399)}…` : line;
}
