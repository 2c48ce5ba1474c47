import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import type { AwsProfile } from '../../backends/lake/lakeBackend.js';
import { hostErrors } from '../hostErrors.js';

const confirmedKey = 'lakesql.confirmedCredentialProcesses';

/**
 * `credential_process` of a profile runs a program of the user's own AWS configuration. It is shown before its first
 * run, and again when it has changed. Programs that other files than those of the home folder name never run.
 */
export class CredentialPrograms {
  private asking: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly state: vscode.Memento,
    private readonly listProfiles: () => Promise<readonly AwsProfile[]>,
  ) {}

  /**
   * Whether the profile may be used, with the profiles it takes its credentials from. One question at a time: several
   * views may want the same profile at once. Rejects for a program that is not of the home configuration.
   */
  confirm(profileName: string): Promise<boolean> {
    const answer = this.asking.then(async () => {
      // `default` stands for the usual chain, and that follows AWS_PROFILE.
      const wanted = profileName === 'default' ? (process.env['AWS_PROFILE'] ?? profileName) : profileName;
      const profile = (await this.listProfiles()).find(({ name }) => name === wanted);
      for (const { profile: name, command, isHome } of profile?.programs ?? []) {
        if (!isHome) throw hostErrors.programNotAtHome(name);
        if (!(await this.ask(name, command))) return false;
      }
      return true;
    });
    this.asking = answer.catch(() => undefined);
    return answer;
  }

  private async ask(name: string, program: string): Promise<boolean> {
    const hash = createHash('sha256').update(program).digest('hex');
    const confirmed = this.state.get<readonly string[]>(confirmedKey, []);
    if (confirmed.includes(hash)) return true;
    const run = vscode.l10n.t('Run Program');
    const answer = await vscode.window.showWarningMessage(
      vscode.l10n.t('The profile "{0}" gets its credentials from a program.', name),
      { modal: true, detail: program },
      run,
    );
    if (answer !== run) return false;
    await this.state.update(confirmedKey, [...confirmed, hash]);
    return true;
  }
}
