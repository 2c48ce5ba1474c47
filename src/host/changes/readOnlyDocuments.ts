import * as vscode from 'vscode';

export const itemScheme = 'lakesql-item';
const keptTexts = 200;

/** Texts that are looked at and not edited: configuration items, events. Nothing of them is written to disk. */
export class ReadOnlyDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(itemScheme, this);

  /**
   * A URI whose document has this text. `name` is shown as the file name; `key` tells apart texts of one name.
   */
  add(name: string, key: string, text: string): vscode.Uri {
    // Names hold ARNs and whatever people called their resources: one path segment, nothing that climbs.
    const file = name.replace(/[/\\?#:%]+/g, '_').replace(/^\.+/, '') || 'item';
    const uri = vscode.Uri.from({ scheme: itemScheme, path: `/${file}.json`, query: key });
    this.texts.delete(uri.toString());
    this.texts.set(uri.toString(), text);
    for (const oldest of [...this.texts.keys()].slice(0, Math.max(0, this.texts.size - keptTexts))) {
      this.texts.delete(oldest);
    }
    return uri;
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return (
      this.texts.get(uri.toString()) ??
      `// ${vscode.l10n.t('This text is no longer here. Open it again from the panel.')}\n`
    );
  }

  dispose(): void {
    this.registration.dispose();
    this.texts.clear();
  }
}
