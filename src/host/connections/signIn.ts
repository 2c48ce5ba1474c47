import * as vscode from 'vscode';

/**
 * Asks to sign in when a session has expired; true = signed in, try again. The terminal runs the AWS CLI of the user, and
 * only for names that no shell reads as anything else.
 */
export const signIn =
  (profile: string) =>
  async (reason: string, signal: AbortSignal): Promise<boolean> => {
    const open = vscode.l10n.t('Open Sign-In Terminal');
    const again = vscode.l10n.t('Try Again');
    const safe = /^[\w.@+-]+$/.test(profile);
    let choices = safe ? [open, again] : [again];
    for (;;) {
      const answer = await vscode.window.showWarningMessage(
        vscode.l10n.t('Sign in to AWS with profile "{0}": {1}', profile, reason.replace(/\s+/g, ' ').slice(0, 300)),
        ...choices,
      );
      if (signal.aborted || answer === undefined) return false;
      if (answer === again) return true;
      const terminal = vscode.window.createTerminal({ name: `aws sso login (${profile})` });
      terminal.show();
      terminal.sendText(`aws sso login --profile ${profile}`);
      choices = [again];
    }
  };
