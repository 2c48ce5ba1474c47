import * as vscode from 'vscode';
import {
  signInThroughBrowser,
  type AwsProfile,
  type DeviceQuestion,
  type SsoSession,
} from '../../backends/lake/lakeBackend.js';

const pollMilliseconds = 1_500;

/**
 * Asks to sign in when a session has expired; true = signed in, try again. One button: with IAM Identity Center it opens
 * the browser, and needs no other tool. As soon as there are other credentials, wherever they came from, what was under
 * way goes on by itself.
 */
export const signIn =
  (profileName: string, profileOf: () => Promise<AwsProfile | undefined>) =>
  async (reason: string, renewed: () => Promise<boolean>, signal: AbortSignal): Promise<boolean> => {
    const profile = await profileOf();
    const session = profile?.sso;
    const button = session ? vscode.l10n.t('Sign In') : vscode.l10n.t('Try Again');
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
      if (answer === 'renewed' || !session) return true;
      return await throughBrowser(profileName, session, came, signal);
    } finally {
      ended.abort();
    }
  };

/** The message of the wait has the code to compare, and the way out. */
async function throughBrowser(
  profileName: string,
  session: SsoSession,
  came: Promise<boolean>,
  signal: AbortSignal,
): Promise<boolean> {
  const ended = new AbortController();
  const either = AbortSignal.any([signal, ended.signal]);
  try {
    return await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t('Sign in with profile "{0}"', profileName),
        cancellable: true,
      },
      (progress, token) => {
        token.onCancellationRequested(() => ended.abort());
        const ask = ({ code, url }: DeviceQuestion): void => {
          progress.report({ message: vscode.l10n.t('Confirm in the browser if it shows the code {0}.', code) });
          void vscode.env.openExternal(vscode.Uri.parse(url, true));
        };
        const signedIn = signInThroughBrowser(session, ask, either).then(() => true);
        return Promise.race([came, signedIn, whenAborted(either).then(() => false)]);
      },
    );
  } catch (error) {
    if (either.aborted) return false;
    // What was under way fails with its own error, and keeps its query ID.
    void vscode.window.showErrorMessage(oneLine(error instanceof Error ? error.message : String(error)));
    return false;
  } finally {
    ended.abort();
  }
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
