import * as vscode from 'vscode';

/** Says in the status bar, and no louder, that reads of a connection wait. True = they do, false = no longer. */
export function throttledProgress(): (isWaiting: boolean) => void {
  let end: (() => void) | undefined;
  return (isWaiting) => {
    end?.();
    end = undefined;
    if (!isWaiting) return;
    const title = vscode.l10n.t('Waiting: the service limits requests.');
    void vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title },
      () => new Promise<void>((resolve) => (end = resolve)),
    );
  };
}
