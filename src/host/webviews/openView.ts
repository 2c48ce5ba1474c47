import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { PageWords } from '../../protocol/messages.js';
import { pageHtml } from './html.js';

/** Options for every webview panel: scripts by nonce, files of the extension's own two folders only. */
export function webviewOptions(extensionUri: vscode.Uri): vscode.WebviewPanelOptions & vscode.WebviewOptions {
  return {
    enableScripts: true,
    enableForms: false,
    enableCommandUris: false,
    retainContextWhenHidden: true,
    enableFindWidget: false,
    localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist'), vscode.Uri.joinPath(extensionUri, 'media')],
  };
}

export function panelIcon(extensionUri: vscode.Uri): { readonly light: vscode.Uri; readonly dark: vscode.Uri } {
  const media = vscode.Uri.joinPath(extensionUri, 'media');
  return { light: vscode.Uri.joinPath(media, 'file-light.svg'), dark: vscode.Uri.joinPath(media, 'file-dark.svg') };
}

/** Fills a panel with the page of a bundle of `dist`. */
export function fillPanel(
  panel: vscode.WebviewPanel,
  extensionUri: vscode.Uri,
  view: 'results' | 'change' | 'createStore',
): void {
  const { webview } = panel;
  webview.options = webviewOptions(extensionUri);
  webview.html = pageHtml({
    language: vscode.env.language,
    title: panel.title,
    cspSource: webview.cspSource,
    nonce: randomBytes(18).toString('base64url'),
    script: webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', `${view}.js`)).toString(),
    styles: [],
    view,
  });
}

/** The bundle of the user's language; its keys are the English texts. */
export function pageWords(): PageWords {
  const strings = new Map<string, string>();
  for (const [english, translated] of Object.entries(vscode.l10n.bundle ?? {})) {
    const text: unknown = typeof translated === 'string' ? translated : (translated as { message?: unknown }).message;
    if (typeof text === 'string') strings.set(english, text);
  }
  return { language: vscode.env.language, strings: Object.fromEntries(strings) };
}
