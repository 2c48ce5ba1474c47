/** What the tests in the extension host share: documents with a caret, waiting, and the page around the editor. */
import * as vscode from 'vscode';

interface Stores {
  readonly trail: string;
  readonly items: string;
}
export const stores = JSON.parse(process.env['LAKESQL_TEST_STORES'] ?? '{}') as Stores;

/** Opens a new document; `|` in the text is where the caret goes, else its end. */
export async function openDocument(
  text: string,
): Promise<{ readonly document: vscode.TextDocument; readonly caret: vscode.Position }> {
  const at = text.indexOf('|');
  const content = at < 0 ? text : text.slice(0, at) + text.slice(at + 1);
  const document = await vscode.workspace.openTextDocument({ language: 'lakesql', content });
  const caret = document.positionAt(at < 0 ? content.length : at);
  const editor = await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
  editor.selection = new vscode.Selection(caret, caret);
  // The editor that commands ask for may lag behind the one that was shown.
  await eventually(
    () => vscode.window.activeTextEditor,
    (active) => active?.document === document && active.selection.active.isEqual(caret),
    'the editor is not active',
  );
  return { document, caret };
}

/** Waits until `read` gives something that passes, or fails with what it gave last. */
export async function eventually<T>(
  read: () => T | Thenable<T>,
  passes: (value: T) => boolean,
  what: string,
): Promise<T> {
  // The first list of stores, and the first answer of a language server, take long on a busy machine.
  const deadline = Date.now() + 45_000;
  let last: T | undefined;
  while (Date.now() < deadline) {
    last = await read();
    if (passes(last)) return last;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${what}: ${JSON.stringify(last)}`);
}

export const errorsOf = (document: vscode.TextDocument): readonly vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(document.uri).filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error);

/** The page that shows the editor; undefined in a desktop VS Code, which has none that tests can reach. */
export const page = process.env['LAKESQL_TEST_PAGE'];

async function ask<Answer>(action: string, text?: string): Promise<Answer> {
  const response = await fetch(page ?? '', { method: 'POST', body: JSON.stringify({ do: action, text }) });
  const answer = await response.text();
  if (!response.ok) throw new Error(`${action}: ${answer}`);
  return (JSON.parse(answer) as { readonly answer: Answer }).answer;
}

export interface OpenInput {
  readonly title: string;
  readonly message: string;
  readonly rows: readonly string[];
}

export const screen = {
  /** Read in the notification center: VS Code shows no toasts while it runs tests. */
  notifications: async () => {
    await vscode.commands.executeCommand('notifications.showList');
    return ask<readonly string[]>('notifications');
  },
  clearNotifications: () => vscode.commands.executeCommand('notifications.clearAll'),
  input: () => ask<OpenInput | null>('input'),
  type: (text: string) => ask<null>('type', text),
  press: (key: string) => ask<null>('press', key),
  /** Rows of the results view that is shown; null when none is. */
  grid: () => ask<readonly (readonly string[])[] | null>('grid'),
};

/** The input box or list with this title, once it is open. */
export const inputNamed = (title: RegExp): Promise<OpenInput | null> =>
  eventually(screen.input, (input) => title.test(input?.title ?? ''), `no input ${title.source}`);
