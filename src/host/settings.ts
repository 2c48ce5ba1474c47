import { homedir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { SettingName } from './settingNames.js';

/** All settings, read once into a plain object. */
export interface Settings {
  /** Absolute. Empty: the extension's storage. */
  readonly localFolder: string;
  readonly lakeProfile: string;
  readonly lakeRegion: string;
  readonly lakeEndpointUrl: string | undefined;
  /** US dollars; 0 = do not show costs. */
  readonly pricePerGigabyte: number;
  readonly codeLens: boolean;
  readonly resultsKept: number;
  /** Characters. */
  readonly previewLength: number;
  readonly historyKept: number;
}

export function readSettings(): Settings {
  const configuration = vscode.workspace.getConfiguration();
  const text = (name: SettingName): string => configuration.get<string>(name, '').trim();
  const number = (name: SettingName, fallback: number): number => configuration.get<number>(name, fallback);
  return {
    localFolder: absoluteFolder(text('lakesql.local.folder')),
    lakeProfile: text('lakesql.lake.profile'),
    lakeRegion: text('lakesql.lake.region'),
    lakeEndpointUrl: text('lakesql.lake.endpointUrl') || undefined,
    pricePerGigabyte: number('lakesql.lake.pricePerGigabyte', 0.005),
    codeLens: configuration.get<boolean>('lakesql.codeLens.enabled' satisfies SettingName, true),
    resultsKept: number('lakesql.results.kept', 10),
    previewLength: number('lakesql.results.previewLength', 2000),
    historyKept: number('lakesql.history.kept', 200),
  };
}

/** `~/lake` and `lake` are folders of the user's home: a setting of the machine has no other place to start from. */
function absoluteFolder(written: string): string {
  if (written === '') return '';
  return path.resolve(homedir(), written.replace(/^~(?=$|[/\\])[/\\]?/, ''));
}
