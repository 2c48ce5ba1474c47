/** A delivered result from its folder or bucket: verified, then its statement in an editor and its rows in the grid. */
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { DeliveredResult } from '../../backends/lake/deliveredResult.js';
import { deliveryVerdict } from '../../backends/lake/deliveryVerdict.js';
import type { DeliveryCheck } from '../../backends/lake/verifyDelivery.js';
import { checkStatement } from '../../core/query/runQuery.js';
import type { Column } from '../../core/result/types.js';
import { abortSignalOf } from '../cancellation.js';
import type { Command } from '../commands/registerCommands.js';
import { connectionLabel } from '../connections/connection.js';
import type { ConnectionPrompts } from '../connections/connectionPrompts.js';
import { plain } from '../connections/pickStore.js';
import type { ServiceAccess } from '../imports/serviceAccess.js';
import { QueryRun } from '../running/queryRun.js';
import { askDeliveredUrl, withDeliveredFromS3 } from './deliveredFromS3.js';
import type { LakeConnection, LakeParts } from './lakePlace.js';

export interface OpenDeliveredParts extends LakeParts {
  readonly prompts: ConnectionPrompts;
  readonly access: ServiceAccess;
  /** The extension's own folder for data. */
  readonly storageUri: vscode.Uri;
  show(run: QueryRun): void;
}

export const openDelivered =
  (parts: OpenDeliveredParts): Command =>
  async (node) => {
    const place = await deliveredPlace(node);
    if (!place) return;
    const keys = await pickKeys(parts);
    if (!keys) return;
    const opened =
      place.kind === 'folder'
        ? await verifyAndRead(place.folder, keys, parts)
        : await fetchVerifyAndRead(place.url, keys, parts);
    if (opened) await show(place.kind === 'folder' ? place.folder : place.url, opened, parts);
  };

const verifyAndRead = (folder: string, keys: KeySource, parts: LakeParts): Thenable<Opened | undefined> =>
  vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Verifying and reading the delivered result'),
      cancellable: true,
    },
    (_, token) => read(folder, keys, parts, abortSignalOf(token)),
  );

/** With the credentials of the connection that the keys come from, or of a profile that the user picks. */
async function fetchVerifyAndRead(
  url: string,
  keys: KeySource,
  parts: OpenDeliveredParts,
): Promise<Opened | undefined> {
  const { prompts, access, storageUri } = parts;
  const profile = keys.kind === 'connection' ? keys.connection.profile : (await prompts.pickProfile())?.name;
  if (profile === undefined) return undefined;
  const connection = await access(profile, keys.kind === 'connection' ? keys.connection.region : 'us-east-1');
  return withDeliveredFromS3(url, connection, storageUri, async (folder) => verifyAndRead(folder, keys, parts));
}

interface Opened {
  /** A text instead of a check: why there is none. */
  readonly check: DeliveryCheck | string;
  readonly delivered: DeliveredResult;
}

/** Undefined: cancelled. A result without a sign file can be read; that it is not verified is said. */
async function read(
  folder: string,
  keys: KeySource,
  { connections, registry }: LakeParts,
  signal: AbortSignal,
): Promise<Opened | undefined> {
  try {
    const [{ verifyDelivery }, { readDelivered }] = await Promise.all([
      import('../../backends/lake/verifyDelivery.js'),
      import('../../backends/lake/deliveredResult.js'),
    ]);
    const backend = keys.kind === 'connection' ? await connections.openLake(keys.connection) : undefined;
    const check = await verifyDelivery(
      folder,
      backend && ((time) => backend.assistance.publicKeys(time, signal)),
    ).catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
    signal.throwIfAborted();
    const columnsOf = (statement: string): readonly Column[] =>
      checkStatement(statement, { stores: registry.stores() }).analysis?.columns ?? [];
    return { check, delivered: await readDelivered(folder, { columnsOf }, signal) };
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

/** The statement of the head line, under comments that say what was verified; the rows belong to that document. */
async function show(place: string, { check, delivered }: Opened, parts: OpenDeliveredParts): Promise<void> {
  const { head, files, problems, result } = delivered;
  const verdict = verdictText(check);
  const comments = [
    vscode.l10n.t('Delivered result of {0}', place),
    ...(head
      ? [vscode.l10n.t('Executed {0} (not signed by itself; the first line of the file says so)', head.executionTime)]
      : []),
    verdict,
    ...problems.slice(0, 20),
  ].map((text) => `-- ${text.replace(/\p{C}+|[\u2028\u2029]/gu, ' ')}`);
  const statement = head?.statement.trim() ?? '';
  const document = await vscode.workspace.openTextDocument({
    language: 'lakesql',
    content: `${comments.join('\n')}\n${statement === '' ? '' : `${statement};\n`}`,
  });
  await vscode.window.showTextDocument(document);
  const run = new QueryRun({
    id: randomUUID(),
    document: document.uri.toString(),
    statement,
    source: statement === '' ? (files[0] ?? '') : statement,
    offset: 0,
    line: comments.length + 1,
    connectionId: '',
    storeId: undefined,
    origin: { stores: [...(head?.storeIds ?? [])], backend: 'lake' },
    parameters: {},
    startedAt: head && !Number.isNaN(Date.parse(head.executionTime)) ? new Date(head.executionTime) : new Date(),
  });
  run.attach(result);
  parts.show(run);
  // Names in a sign file are anybody's text, and notifications make links of some.
  const plainVerdict = verdict.replaceAll('](', '] (');
  if (typeof check !== 'string' && check.verified) void vscode.window.showInformationMessage(plainVerdict);
  else void vscode.window.showWarningMessage(plainVerdict);
}

function verdictText(check: Opened['check']): string {
  if (typeof check === 'string') return vscode.l10n.t('NOT verified: {0}', check);
  const verdict = deliveryVerdict(check);
  switch (verdict.kind) {
    case 'verified':
      return vscode.l10n.t(
        'Verified: the files and their order are as CloudTrail signed them. Names, Region and time are not signed.',
      );
    case 'notAsSigned':
      return vscode.l10n.t('NOT verified: not as they were signed: {0}', verdict.names.join(', '));
    case 'unsignedFiles':
      return vscode.l10n.t('NOT verified: the sign file does not name {0}.', verdict.names.join(', '));
    case 'signFileChanged':
      return vscode.l10n.t('NOT verified: the sign file was changed.');
    case 'keyUnknown':
      return vscode.l10n.t(
        'NOT verified: this connection has no key with the fingerprint of the sign file. Choose one to the Region of the query.',
      );
    case 'notChecked':
      return vscode.l10n.t('The hashes fit, but the signature was not checked: anyone could have written both.');
  }
  return verdict satisfies never;
}

type KeySource = { readonly kind: 'connection'; readonly connection: LakeConnection } | { readonly kind: 'none' };

type DeliveredPlace =
  { readonly kind: 'folder'; readonly folder: string } | { readonly kind: 's3'; readonly url: string };

/** The folder of the file that the command was called on, or what the user picks. Undefined: stepped back. */
async function deliveredPlace(node: unknown): Promise<DeliveredPlace | undefined> {
  if (node instanceof vscode.Uri) return folderOf(node);
  const picked = await vscode.window.showQuickPick(
    [
      { label: `$(folder) ${vscode.l10n.t('Folder on this machine')}`, what: 'folder' as const },
      {
        label: `$(cloud-download) ${vscode.l10n.t('Bucket in S3')}`,
        detail: vscode.l10n.t('Shows how much is to be fetched, and asks'),
        what: 's3' as const,
      },
    ],
    { title: vscode.l10n.t('Where is the delivered result?') },
  );
  if (!picked) return undefined;
  if (picked.what === 's3') {
    const url = await askDeliveredUrl();
    return url === undefined ? undefined : { kind: 's3', url };
  }
  const [folder] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Folder of a delivered result'),
      openLabel: vscode.l10n.t('Open'),
      canSelectFiles: false,
      canSelectFolders: true,
    })) ?? [];
  return folder && folderOf(folder);
}

async function folderOf(picked: vscode.Uri): Promise<DeliveredPlace> {
  const { type } = await vscode.workspace.fs.stat(picked);
  const isFolder = (type & vscode.FileType.Directory) !== 0;
  return { kind: 'folder', folder: isFolder ? picked.fsPath : path.dirname(picked.fsPath) };
}

/** ListPublicKeys is free. Undefined: the user stepped back. */
async function pickKeys({ connections }: Pick<LakeParts, 'connections'>): Promise<KeySource | undefined> {
  const lakes = connections.list().filter((connection) => connection.kind === 'lake');
  const items: readonly (vscode.QuickPickItem & { readonly source: KeySource })[] = [
    ...lakes.map((connection) => ({
      label: `$(key) ${plain(connectionLabel(connection))}`,
      detail: vscode.l10n.t('Asks CloudTrail for its public keys; free of charge'),
      source: { kind: 'connection', connection } as const,
    })),
    {
      label: `$(circle-slash) ${vscode.l10n.t('Without keys')}`,
      detail: vscode.l10n.t('Checks the hashes, not who signed them'),
      source: { kind: 'none' },
    },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Keys to verify with'),
    placeHolder: vscode.l10n.t('A connection to the account and Region of the query'),
  });
  return picked?.source;
}
