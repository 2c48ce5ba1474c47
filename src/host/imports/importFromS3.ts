import * as vscode from 'vscode';
import { parseS3Url, type DeliverySelection } from '../../core/import/deliveryLayout.js';
import { fetchCost, type ObjectsFound, type RemoteObject } from '../../core/import/remoteObject.js';
import { readParameter } from '../../core/query/parameters.js';
import type { ImportReport } from '../../protocol/engine.js';
import type { ObjectImport, ObjectProgress } from '../../backends/local/importObjects.js';
import type { LocalBackend } from '../../backends/local/localBackend.js';
import { abortSignalOf } from '../cancellation.js';
import type { ConnectionPrompts } from '../connections/connectionPrompts.js';
import { tellCancelledImport, tellImport, type ImportParts } from '../connections/importIntoLake.js';
import { filesText } from '../counted.js';
import type { ServiceAccess } from './serviceAccess.js';
import { byteText, countText } from '../texts.js';
import type { Command } from '../commands/registerCommands.js';

export interface S3ImportParts extends ImportParts {
  readonly prompts: ConnectionPrompts;
  readonly access: ServiceAccess;
}

const parallel = 8;

/** Objects of a bucket into the local lake, after their number and size were shown. */
export const importFromS3 =
  (parts: S3ImportParts): Command =>
  async () => {
    const { prompts, access, connections, registry } = parts;
    const profile = await prompts.pickProfile();
    if (!profile) return;
    const place = await askPlace();
    if (!place) return;
    const selection = await askSelection();
    if (!selection) return;
    const connection = await access(profile.name, profile.region ?? 'us-east-1');
    const { openS3 } = await import('../../backends/lake/s3/s3Client.js');
    const s3 = openS3(connection, parallel);
    try {
      const lake = await connections.openLocal();
      const plan = await withCancel(vscode.l10n.t('Listing {0}', place.url), async (progress, signal) => {
        const { listObjects } = await import('../../backends/lake/s3/listObjects.js');
        const { objectsToFetch } = await import('../../backends/local/importObjects.js');
        const onFound = (objects: number): void => progress.report({ message: filesText(objects) });
        const found = await listObjects(s3, { ...place, selection }, onFound, signal);
        return { found, wanted: await objectsToFetch(lake, found.objects, undefined, signal) };
      });
      if (!(await confirmPlan(place.url, plan.found, plan.wanted))) return;
      try {
        const report = await withCancel(vscode.l10n.t('Importing from {0}', place.url), async (progress, signal) => {
          const { fetchObject } = await import('../../backends/lake/s3/fetchObject.js');
          return bring(lake, plan.wanted, (...each) => fetchObject(s3, ...each), progress, signal);
        });
        tellImport(report, parts.log, parts.reports);
      } catch (error) {
        tellCancelledImport(error);
      }
    } finally {
      s3.dispose();
      await registry.refresh(connections.local());
    }
  };

async function bring(
  lake: LocalBackend,
  objects: readonly RemoteObject[],
  fetch: ObjectImport['fetch'],
  progress: vscode.Progress<{ message?: string; increment?: number }>,
  signal: AbortSignal,
): Promise<ImportReport> {
  const { importObjects } = await import('../../backends/local/importObjects.js');
  const total = objects.reduce((sum, { bytes }) => sum + bytes, 0);
  let told = 0;
  const onProgress = ({ objectsImported, bytesFetched, records }: ObjectProgress): void => {
    const message = vscode.l10n.t(
      '{0} of {1} files, {2} of {3}, {4} events',
      countText(objectsImported),
      countText(objects.length),
      byteText(bytesFetched),
      byteText(total),
      countText(records),
    );
    const percent = total === 0 ? 0 : (100 * bytesFetched) / total;
    progress.report({ message, increment: Math.max(0, percent - told) });
    told = Math.max(told, percent);
  };
  return importObjects(lake, { objects, fetch, onProgress }, signal);
}

/** Modal: what comes next is billed by AWS, if only by a fraction of a cent. */
async function confirmPlan(url: string, found: ObjectsFound, wanted: readonly RemoteObject[]): Promise<boolean> {
  const leftOut = Object.entries(found.leftOut).map(([reason, count]) => `${countText(count)} ${reason}`);
  const known = found.objects.length - wanted.length;
  if (wanted.length === 0) {
    const text =
      known > 0
        ? vscode.l10n.t('All {0} files of {1} were imported before.', countText(known), url)
        : vscode.l10n.t('There is no file to import in {0}.', url);
    void vscode.window.showInformationMessage([text, ...leftOut].join(' '));
    return false;
  }
  const { bytes, requests, requestDollars, retrieval } = fetchCost(wanted, found.listRequests);
  const details = [
    vscode.l10n.t(
      '{0} requests, about ${1} at the price of us-east-1. What leaves the Region of the bucket is billed as data transfer besides.',
      countText(requests + found.listRequests),
      requestDollars.toFixed(requestDollars < 0.01 ? 4 : 2),
    ),
    ...(known > 0
      ? [vscode.l10n.t('{0} files were imported before and are not fetched again.', countText(known))]
      : []),
    ...Object.entries(retrieval).map(([storageClass, count]) =>
      vscode.l10n.t('{0} files are in the class {1}: AWS bills what is read of them.', countText(count), storageClass),
    ),
    ...leftOut,
  ];
  const fetchAll = vscode.l10n.t('Fetch and Import');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('Fetch {0}, {1}, from {2}?', filesText(wanted.length), byteText(bytes), url),
    { modal: true, detail: details.join('\n') },
    fetchAll,
  );
  return answer === fetchAll;
}

async function askPlace(): Promise<{ url: string; bucket: string; prefix: string } | undefined> {
  const url = await vscode.window.showInputBox({
    title: vscode.l10n.t('Import from S3'),
    prompt: vscode.l10n.t('Bucket and prefix. End a folder with /'),
    placeHolder: 's3://my-trail-bucket/AWSLogs/',
    ignoreFocusOut: true,
    validateInput: (text) =>
      text === '' || parseS3Url(text.trim()) ? undefined : vscode.l10n.t('Write s3://bucket or s3://bucket/prefix.'),
  });
  const place = url === undefined ? undefined : parseS3Url(url.trim());
  return place && { url: url?.trim() ?? '', ...place };
}

/** One line such as `account=111122223333 region=us-east-1 from=-7d`; empty = everything. Undefined: stepped back. */
async function askSelection(): Promise<DeliverySelection | undefined> {
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Which files'),
    prompt: vscode.l10n.t('Accounts, Regions and days of delivery (UTC); empty: all below the prefix'),
    placeHolder: 'account=111122223333 region=us-east-1 from=2026-02-01 to=2026-02-28',
    ignoreFocusOut: true,
    validateInput: (typed) => {
      const read = readSelection(typed);
      return typeof read === 'string' ? vscode.l10n.t('This cannot be read: {0}', read) : undefined;
    },
  });
  const read = text === undefined ? undefined : readSelection(text);
  return typeof read === 'string' ? undefined : read;
}

/** The word that cannot be read, or the selection. */
export function readSelection(text: string): DeliverySelection | string {
  const accounts: string[] = [];
  const regions: string[] = [];
  let [from, to]: [number | undefined, number | undefined] = [undefined, undefined];
  for (const word of text.split(/\s+/).filter((each) => each !== '')) {
    const [, name = '', value = ''] = /^([a-z]+)=(.+)$/i.exec(word) ?? [];
    const time = readParameter('time', value, new Date());
    const milliseconds = typeof time === 'string' ? Date.parse(`${time.replace(' ', 'T')}Z`) : Number.NaN;
    if (name === 'account' && /^\d{12}$/.test(value)) accounts.push(value);
    else if (name === 'region' && /^[a-z]{2,5}(?:-[a-z]+)+-\d{1,2}$/.test(value)) regions.push(value);
    else if (name === 'from' && !Number.isNaN(milliseconds)) from = milliseconds;
    // A day counts to its end.
    else if (name === 'to' && !Number.isNaN(milliseconds))
      to = milliseconds + (/^\d{4}-\d\d-\d\d$/.test(value) ? 86_399_999 : 0);
    else return word;
  }
  if (from !== undefined && to !== undefined && from > to) return text;
  return { accounts, regions, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

function withCancel<T>(
  title: string,
  work: (progress: vscode.Progress<{ message?: string; increment?: number }>, signal: AbortSignal) => Promise<T>,
): Thenable<T> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, (progress, token) => work(progress, abortSignalOf(token)));
}
