import * as vscode from 'vscode';
import { readParameter } from '../../core/query/parameters.js';
import type { HistoryRequest } from '../../backends/lake/eventHistory.js';
import type { LakeConnection } from '../../backends/lake/lakeBackend.js';
import type { PagesImport } from '../../backends/local/importPages.js';
import { abortSignalOf } from '../cancellation.js';
import { tellCancelledImport, tellImport } from '../connections/importIntoLake.js';
import { eventsText } from '../counted.js';
import type { S3ImportParts } from './importFromS3.js';
import type { Command } from '../commands/registerCommands.js';

type Source = (connection: LakeConnection, signal: AbortSignal) => Promise<Omit<PagesImport, 'store' | 'onProgress'>>;

/** The event history, or what AWS Config keeps of a resource, into the local lake. Both are free of charge. */
export const importFromService =
  (parts: S3ImportParts): Command =>
  async () => {
    const { prompts, access, connections, registry, log, reports } = parts;
    const picked = await vscode.window.showQuickPick(
      [
        {
          label: `$(history) ${vscode.l10n.t('Event history')}`,
          detail: vscode.l10n.t('Management events of the last 90 days of one account and Region; free of charge'),
          ask: askEvents,
        },
        {
          label: `$(versions) ${vscode.l10n.t('Configuration history of a resource')}`,
          detail: vscode.l10n.t('What AWS Config keeps of it; free of charge'),
          ask: askResource,
        },
      ],
      { title: vscode.l10n.t('Import from the Service') },
    );
    const source = await picked?.ask();
    if (!source) return;
    const profile = await prompts.pickProfile();
    const region = profile && (await prompts.pickRegion(profile));
    if (!profile || region === undefined) return;
    const connection = await access(profile.name, region);
    const { importPages } = await import('../../backends/local/importPages.js');
    try {
      const report = await vscode.window.withProgress(
        {
          location: vscode.ProgressLocation.Notification,
          title: vscode.l10n.t('Importing from the Service'),
          cancellable: true,
        },
        async (progress, token) => {
          const signal = abortSignalOf(token);
          const lake = await connections.openLocal();
          const onProgress = (records: number): void => progress.report({ message: eventsText(records) });
          return importPages(lake, { ...(await source(connection, signal)), onProgress }, signal);
        },
      );
      tellImport(report, log, reports, 'service');
    } catch (error) {
      tellCancelledImport(error);
    } finally {
      await registry.refresh(connections.local());
    }
  };

async function askEvents(): Promise<Source | undefined> {
  const { readAttribute, eventHistory } = await import('../../backends/lake/eventHistory.js');
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Which events'),
    prompt: vscode.l10n.t('One attribute, and times (UTC); empty: all of the 90 days'),
    placeHolder: 'ResourceName=sg-0abc from=-7d',
    ignoreFocusOut: true,
    validateInput: (text) => readable(() => readEvents(text, readAttribute)),
  });
  if (typed === undefined) return undefined;
  const request = readEvents(typed, readAttribute);
  return (connection, signal) =>
    Promise.resolve({
      member: 'Events',
      label: `lookup-events ${connection.region} ${typed.trim()}`.trim(),
      pages: eventHistory(connection, request, signal),
    });
}

async function askResource(): Promise<Source | undefined> {
  const { readResource, configHistory } = await import('../../backends/lake/configHistory.js');
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Which resource'),
    prompt: vscode.l10n.t('Type and ID'),
    placeHolder: 'AWS::EC2::SecurityGroup/sg-0abc',
    ignoreFocusOut: true,
    validateInput: (text) => (text === '' ? undefined : readable(() => readResource(text.trim()))),
  });
  if (typed === undefined || typed === '') return undefined;
  const resource = readResource(typed.trim());
  return (connection, signal) =>
    Promise.resolve({
      member: 'configurationItems',
      label: `get-resource-config-history ${connection.region} ${resource.type} ${resource.id}`,
      pages: configHistory(connection, resource, signal),
    });
}

type Attribute = NonNullable<HistoryRequest['attribute']>;

function readEvents(text: string, readAttribute: (text: string) => Attribute): HistoryRequest {
  const words = /^(.*?)((?:\s*\b(?:from|to)=\S+)*)\s*$/is.exec(text.trim());
  const times = new Map(
    [...(words?.[2] ?? '').matchAll(/(from|to)=(\S+)/gi)].map(([, name = '', value = '']) => [
      name.toLowerCase(),
      value,
    ]),
  );
  const time = (name: string): number | undefined => {
    const value = times.get(name);
    const read = value === undefined ? undefined : readParameter('time', value, new Date());
    if (value !== undefined && typeof read !== 'string')
      throw new Error(`${value}. ${vscode.l10n.t('Write a time such as 2026-01-01 or -90d.')}`);
    return typeof read === 'string' ? Date.parse(`${read.replace(' ', 'T')}Z`) : undefined;
  };
  const [from, to] = [time('from'), time('to')];
  const attribute = (words?.[1] ?? '').trim();
  return {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(attribute === '' ? {} : { attribute: readAttribute(attribute) }),
  };
}

function readable(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    return vscode.l10n.t('This cannot be read: {0}', error instanceof Error ? error.message : String(error));
  }
}
