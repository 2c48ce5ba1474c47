import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { fetchKeys, parseKeys, verifyDelivery } from '../../backends/lake/verifyDelivery.js';
import { abortSignalOf } from '../cancellation.js';
import type { ConnectionPrompts } from '../connections/connectionPrompts.js';
import type { ServiceAccess } from './serviceAccess.js';
import { hostErrors } from '../hostErrors.js';
import type { ReportDocuments } from '../reports/reportDocuments.js';
import { deliveryText, digestsText } from './verificationText.js';
import type { Command } from '../commands/registerCommands.js';

export interface VerifyParts {
  readonly prompts: ConnectionPrompts;
  readonly access: ServiceAccess;
  readonly reports: ReportDocuments;
}

interface Keys {
  readonly fetchKeys: typeof fetchKeys;
  readonly parseKeys: typeof parseKeys;
}
type KeySource = Parameters<typeof verifyDelivery>[1];

/** Checks delivered results against their sign file, or trail files against their digests; the report is a document. */
export const verifyFolder =
  ({ prompts, access, reports }: VerifyParts): Command =>
  async (clicked) => {
    const folder = clicked instanceof vscode.Uri ? clicked : await askFolder();
    if (!folder) return;
    if (folder.scheme !== 'file') throw hostErrors.notAFile(folder.toString(true));
    const backend = await import('../../backends/lake/verifyDelivery.js');
    const controller = new AbortController();
    const keys = await askKeys(backend, { prompts, access }, controller.signal);
    if (keys === 'back') return;
    const text = await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t('Verifying {0}', path.basename(folder.fsPath)),
        cancellable: true,
      },
      async (_, token) => {
        const signal = abortSignalOf(token);
        signal.addEventListener('abort', () => controller.abort(signal.reason), { once: true });
        if (existsSync(path.join(folder.fsPath, 'result_sign.json')))
          return deliveryText(folder.fsPath, await backend.verifyDelivery(folder.fsPath, keys));
        const { verifyDigests } = await import('../../backends/local/digests/verifyDigests.js');
        return digestsText(folder.fsPath, await verifyDigests(folder.fsPath, keys, signal));
      },
    );
    await reports.show(vscode.l10n.t('Verification'), text);
  };

async function askFolder(): Promise<vscode.Uri | undefined> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Verify Folder'),
      openLabel: vscode.l10n.t('Verify'),
      canSelectFiles: false,
      canSelectFolders: true,
    })) ?? [];
  return folder;
}

/** Where the public keys come from; hashes can be checked without them. */
async function askKeys(
  keys: Keys,
  { prompts, access }: Pick<VerifyParts, 'prompts' | 'access'>,
  signal: AbortSignal,
): Promise<KeySource | 'back'> {
  const picked = await vscode.window.showQuickPick(
    [
      {
        label: `$(cloud) ${vscode.l10n.t('Ask AWS for the keys')}`,
        detail: vscode.l10n.t('With a profile of yours; free of charge'),
        what: 'aws',
      },
      {
        label: `$(file) ${vscode.l10n.t('Keys from a file')}`,
        detail: vscode.l10n.t('As "aws cloudtrail list-public-keys" prints them'),
        what: 'file',
      },
      {
        label: `$(circle-slash) ${vscode.l10n.t('Without keys')}`,
        detail: vscode.l10n.t('Checks the hashes, not who signed them'),
        what: 'none',
      },
    ],
    { title: vscode.l10n.t('Public keys of the signatures') },
  );
  switch (picked?.what) {
    case 'none':
      return undefined;
    case 'file': {
      const [file] = (await vscode.window.showOpenDialog({ title: vscode.l10n.t('Keys from a file') })) ?? [];
      if (!file) return 'back';
      const known = keys.parseKeys(new TextDecoder().decode(await vscode.workspace.fs.readFile(file)), file.fsPath);
      return () => Promise.resolve(known);
    }
    case 'aws': {
      const profile = await prompts.pickProfile();
      const region = profile && (await prompts.pickRegion(profile));
      if (!profile || region === undefined) return 'back';
      const connection = await access(profile.name, region);
      return (time) => keys.fetchKeys(connection, time, signal);
    }
    default:
      return 'back';
  }
}
