import { homedir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { AwsFiles } from '../backends/lake/lakeBackend.js';
import type { SpendingLimits } from '../core/query/budget.js';
import type { Prices } from '../core/query/money.js';
import type { SettingName } from './settingNames.js';

/** All settings, read once into a plain object. */
export interface Settings {
  /** Absolute. Empty: the extension's storage. */
  readonly localFolder: string;
  readonly lakeProfile: string;
  readonly lakeRegion: string;
  readonly lakeEndpointUrl: string | undefined;
  /** Absolute. Undefined: those of the environment, else of the home folder. */
  readonly awsFiles: AwsFiles;
  readonly fips: boolean;
  /** ARNs of stores that other accounts share with the user. */
  readonly sharedStores: readonly string[];
  /** US dollars; 0 = unknown. */
  readonly pricePerGigabyte: number;
  readonly prices: Prices;
  readonly spendingLimits: SpendingLimits;
  readonly codeLens: boolean;
  readonly resultsKept: number;
  /** Characters. */
  readonly previewLength: number;
  readonly historyKept: number;
  /** Neither statements nor results are remembered. */
  readonly isPrivate: boolean;
}

export function readSettings(): Settings {
  const configuration = vscode.workspace.getConfiguration();
  const text = (name: SettingName): string => configuration.get<string>(name, '').trim();
  const number = (name: SettingName, fallback: number): number => configuration.get<number>(name, fallback);
  const pricePerGigabyte = number('lakesql.lake.pricePerGigabyte', 0.005);
  return {
    localFolder: absoluteFolder(text('lakesql.local.folder')),
    lakeProfile: text('lakesql.lake.profile'),
    lakeRegion: text('lakesql.lake.region'),
    lakeEndpointUrl: text('lakesql.lake.endpointUrl') || undefined,
    awsFiles: {
      ...pathOf('configFile', text('lakesql.lake.configFile')),
      ...pathOf('credentialsFile', text('lakesql.lake.credentialsFile')),
    },
    fips: configuration.get<boolean>('lakesql.lake.useFips' satisfies SettingName, false),
    sharedStores: textsOf(configuration.get<unknown>('lakesql.lake.sharedStores', [])),
    pricePerGigabyte,
    prices: {
      everywhere: pricePerGigabyte > 0 ? pricePerGigabyte : undefined,
      byRegion: numbersOf(configuration.get<unknown>('lakesql.lake.prices', {})),
    },
    spendingLimits: {
      guards: configuration.get<boolean>('lakesql.lake.guards' satisfies SettingName, true),
      confirmAbove: amountOf(configuration.get<unknown>('lakesql.lake.budget.confirmAbove', 1)),
      confirmUnknown: configuration.get<boolean>('lakesql.lake.budget.confirmUnknown' satisfies SettingName, false),
      blockAbove: amountOf(configuration.get<unknown>('lakesql.lake.budget.blockAbove', null)),
    },
    codeLens: configuration.get<boolean>('lakesql.codeLens.enabled' satisfies SettingName, true),
    resultsKept: number('lakesql.results.kept', 10),
    previewLength: number('lakesql.results.previewLength', 2000),
    historyKept: number('lakesql.history.kept', 200),
    // A workspace may ask for privacy; it cannot take the user's away.
    isPrivate:
      configuration.get<boolean>('lakesql.history.private' satisfies SettingName, false) ||
      configuration.inspect<boolean>('lakesql.history.private' satisfies SettingName)?.globalValue === true,
  };
}

/** `~/lake` and `lake` are folders of the user's home: a setting of the machine has no other place to start from. */
function absoluteFolder(written: string): string {
  if (written === '') return '';
  return path.resolve(homedir(), written.replace(/^~(?=$|[/\\])[/\\]?/, ''));
}

const pathOf = (name: keyof AwsFiles, written: string): AwsFiles =>
  written === '' ? {} : { [name]: absoluteFolder(written) };

const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.flatMap((entry: unknown) => (typeof entry === 'string' ? [entry.trim()] : [])) : [];

/** US dollars; null and what is no amount: no limit. */
const amountOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;

function numbersOf(value: unknown): Readonly<Record<string, number>> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter(([, each]) => typeof each === 'number'));
}
