import * as vscode from 'vscode';
import type { AwsProfile } from '../../backends/lake/lakeBackend.js';

const pollMilliseconds = 1_500;

/**
 * Asks to sign in when a session has expired; true = signed in, try again. One button: with IAM Identity Center it runs
 * the AWS CLI of the user in a terminal, and only for names that no shell reads as anything else. As soon as there are
 * other credentials, wherever they came from, what was under way goes on by itself.
 */
export const signIn =
  (profileName: string, profileOf: () => Promise<AwsProfile | undefined>) =>
  async (reason: string, renewed: () => Promise<boolean>, signal: AbortSignal): Promise<boolean> => {
    const profile = await profileOf();
    const inTerminal = profile?.sso === true && /^[\w.@+-]+$/.test(profileName);
    const button = inTerminal ? vscode.l10n.t('Sign In') : vscode.l10n.t('Try Again');
    const ended = new AbortController();
    const either = AbortSignal.any([signal, ended.signal]);
    try {
      // A program would run, or a code be asked for, with every look: those wait for the button.
      const quiet = profile === undefined || (profile.programs.length === 0 && profile.mfaSerial === undefined);
      const came = quiet ? whenRenewed(renewed, either) : new Promise<boolean>(() => undefined);
      const answer = await Promise.race([
        came.then(() => 'renewed' as const),
        vscode.window.showWarningMessage(
          vscode.l10n.t('Sign in to AWS with profile "{0}": {1}', profileName, oneLine(reason)),
          button,
        ),
        whenAborted(signal),
      ]);
      if (answer === undefined || signal.aborted) return false;
      if (answer === 'renewed' || !inTerminal) return true;
      const terminal = vscode.window.createTerminal({ name: `aws sso login (${profileName})` });
      terminal.show();
      terminal.sendText(`aws sso login --profile ${profileName}`);
      return await waitWithProgress(profileName, came, signal);
    } finally {
      ended.abort();
    }
  };

/** The message of the wait has the way out. */
function waitWithProgress(profileName: string, came: Promise<boolean>, signal: AbortSignal): Thenable<boolean> {
  return vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Waiting for the sign-in with profile "{0}"', profileName),
      cancellable: true,
    },
    (_, token) =>
      Promise.race([
        came,
        whenAborted(signal).then(() => false),
        new Promise<boolean>((resolve) => token.onCancellationRequested(() => resolve(false))),
      ]),
  );
}

/** Resolves when there are other credentials; never when aborted before. */
async function whenRenewed(renewed: () => Promise<boolean>, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    await new Promise((resolve) => setTimeout(resolve, pollMilliseconds));
    if (!signal.aborted && (await renewed())) return true;
  }
  return new Promise(() => undefined);
}

const whenAborted = (signal: AbortSignal): Promise<undefined> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').slice(0, 300);
