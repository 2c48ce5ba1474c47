/** The files of a delivered result from its bucket, after their number and size were shown; they stay only until they are read. */
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { LakeConnection as ServiceConnection } from '../../backends/lake/lakeBackend.js';
import type { DeliveredObjects } from '../../backends/lake/s3/deliveredObjects.js';
import { parseS3Url } from '../../core/import/deliveryLayout.js';
import { fetchCost } from '../../core/import/remoteObject.js';
import { abortSignalOf } from '../cancellation.js';
import { filesText } from '../counted.js';
import { byteText, countText } from '../texts.js';

const parallel = 4;
/** What a window that died left behind. */
const leftoverMilliseconds = 24 * 60 * 60_000;

/** Undefined: the user stepped back. */
export async function askDeliveredUrl(): Promise<string | undefined> {
  const url = await vscode.window.showInputBox({
    title: vscode.l10n.t('Delivered result in S3'),
    prompt: vscode.l10n.t('Bucket and prefix of one query, as its delivery names them'),
    placeHolder: 's3://my-bucket/AWSLogs/111122223333/CloudTrail-Lake/Query/2026/01/31/QUERY-ID/',
    ignoreFocusOut: true,
    validateInput: (text) =>
      text === '' || parseS3Url(text.trim()) ? undefined : vscode.l10n.t('Write s3://bucket or s3://bucket/prefix.'),
  });
  return url === undefined || url.trim() === '' ? undefined : url.trim();
}

/**
 * Fetches into a folder of its own below `storage` (the extension's), gives it to `read`, and removes it. Undefined: the
 * user stepped back or cancelled; nothing was fetched without a yes.
 */
export async function withDeliveredFromS3<T>(
  url: string,
  connection: ServiceConnection,
  storage: vscode.Uri,
  read: (folder: string) => Promise<T>,
): Promise<T | undefined> {
  const place = parseS3Url(url);
  if (!place) return undefined;
  const [{ openS3 }, { listDelivered, fetchDelivered }] = await Promise.all([
    import('../../backends/lake/s3/s3Client.js'),
    import('../../backends/lake/s3/deliveredObjects.js'),
  ]);
  const s3 = openS3(connection, parallel);
  const folder = await newFolder(vscode.Uri.joinPath(storage, 'delivered').fsPath);
  try {
    const delivered = await withCancel(vscode.l10n.t('Listing {0}', url), (_, signal) =>
      listDelivered(s3, place, signal),
    );
    if (!delivered || !(await confirmFetch(delivered))) return undefined;
    const isFetched = await withCancel(vscode.l10n.t('Fetching from {0}', delivered.url), async (progress, signal) => {
      const total = delivered.objects.reduce((sum, { bytes }) => sum + bytes, 0);
      let fetched = 0;
      const onBytes = (bytes: number): void => {
        fetched += bytes;
        const message = vscode.l10n.t('{0} of {1}', byteText(fetched), byteText(total));
        progress.report({ message, increment: total === 0 ? 0 : (100 * bytes) / total });
      };
      await fetchDelivered(s3, delivered, folder, onBytes, signal);
      return true;
    });
    return isFetched ? await read(folder) : undefined;
  } finally {
    s3.dispose();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function newFolder(above: string): Promise<string> {
  await mkdir(above, { recursive: true });
  for (const name of await readdir(above)) {
    const left = path.join(above, name);
    const { mtimeMs } = await stat(left);
    if (Date.now() - mtimeMs > leftoverMilliseconds) await rm(left, { recursive: true, force: true });
  }
  return mkdtemp(path.join(above, 'result-'));
}

/** Modal: what comes next is billed by AWS, if only by a fraction of a cent. */
async function confirmFetch({ url, objects, listRequests }: DeliveredObjects): Promise<boolean> {
  const { bytes, requests, requestDollars, retrieval } = fetchCost(objects, listRequests);
  const details = [
    vscode.l10n.t(
      '{0} requests, about ${1} at the price of us-east-1. What leaves the Region of the bucket is billed as data transfer besides.',
      countText(requests + listRequests),
      requestDollars.toFixed(requestDollars < 0.01 ? 4 : 2),
    ),
    ...Object.entries(retrieval).map(([storageClass, count]) =>
      vscode.l10n.t('{0} files are in the class {1}: AWS bills what is read of them.', countText(count), storageClass),
    ),
    vscode.l10n.t('They are removed from this machine as soon as they are read.'),
  ];
  const fetch = vscode.l10n.t('Fetch and Open');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('Fetch {0}, {1}, from {2}?', filesText(objects.length), byteText(bytes), url),
    { modal: true, detail: details.join('\n') },
    fetch,
  );
  return answer === fetch;
}

/** Undefined: cancelled. */
async function withCancel<T>(
  title: string,
  work: (progress: vscode.Progress<{ message?: string; increment?: number }>, signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, async (progress, token) => {
    const signal = abortSignalOf(token);
    try {
      return await work(progress, signal);
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
  });
}
