import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import type { AwsProfile } from '../../backends/lake/lakeBackend.js';

const confirmedKey = 'lakesql.confirmedCredentialProcesses';

/**
 * `credential_process` of a profile runs a program of the user's own AWS configuration. It is shown before its first
 * run, and again when it has changed.
 */
export class CredentialPrograms {
  private asking: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly state: vscode.Memento,
    private readonly listProfiles: () => Promise<readonly AwsProfile[]>,
  ) {}

  /** Whether the profile may be used. One question at a time: several views may want the same profile at once. */
  confirm(profileName: string): Promise<boolean> {
    const answer = this.asking.then(async () => {
      const profile = (await this.listProfiles()).find(({ name }) => name === profileName);
      return profile?.credentialProcess === undefined || this.ask(profile.name, profile.credentialProcess);
    });
    this.asking = answer.catch(() => undefined);
    return answer;
  }

  private async ask(name: string, program: string): Promise<boolean> {
    const hash = createHash('sha256').update(`${name}\n${program}`).digest('hex');
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
