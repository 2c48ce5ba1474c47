import * as vscode from 'vscode';
import { readParameter, type Parameter, type ParameterKind } from '../../core/query/parameters.js';
import type { Value } from '../../core/result/types.js';

const storageKey = 'lakesql.parameters';
const rememberedFiles = 200;

/** What was typed for the parameters of each file, by name. */
export class ParameterValues {
  private readonly typed: Map<string, Map<string, string>>;

  constructor(private readonly state: vscode.Memento) {
    const kept: unknown = state.get(storageKey);
    this.typed = new Map(
      (Array.isArray(kept) ? (kept as unknown[]) : []).flatMap((entry) => {
        const [document, values] = Array.isArray(entry) ? (entry as unknown[]) : [];
        if (typeof document !== 'string' || !Array.isArray(values)) return [];
        return [[document, new Map((values as unknown[]).filter(isTextPair))]] as const;
      }),
    );
  }

  of(document: vscode.Uri): ReadonlyMap<string, string> {
    return this.typed.get(document.toString()) ?? new Map();
  }

  /** For files that were never saved: the next one may get the same name. */
  async forget(document: vscode.Uri): Promise<void> {
    if (this.typed.has(document.toString())) await this.remember(document, new Map());
  }

  /**
   * Values for a run: asks for those that are not known yet, or for all of them. Undefined: the user stepped back.
   * Relative times are counted from `now` on every run.
   */
  async ask(
    document: vscode.Uri,
    parameters: readonly Parameter[],
    which: 'missing' | 'all',
    now: Date,
  ): Promise<Readonly<Record<string, Value>> | undefined> {
    const known = this.of(document);
    const values = new Map<string, Value>();
    const typed = new Map(known);
    for (const [index, parameter] of parameters.entries()) {
      const before = known.get(parameter.name);
      const kept = before === undefined ? undefined : readParameter(parameter.kind, before, now);
      if (which === 'missing' && kept !== undefined) {
        values.set(parameter.name, kept);
        continue;
      }
      const answer = await askOne(parameter, before, `${index + 1}/${parameters.length}`);
      if (answer === undefined) return undefined;
      typed.set(parameter.name, answer);
      const value = readParameter(parameter.kind, answer, now);
      if (value !== undefined) values.set(parameter.name, value);
    }
    await this.remember(document, typed);
    return Object.fromEntries(values);
  }

  private async remember(document: vscode.Uri, typed: Map<string, string>): Promise<void> {
    const key = document.toString();
    this.typed.delete(key);
    if (typed.size > 0) this.typed.set(key, typed);
    for (const oldest of [...this.typed.keys()].slice(0, Math.max(0, this.typed.size - rememberedFiles))) {
      this.typed.delete(oldest);
    }
    await this.state.update(
      storageKey,
      [...this.typed].map(([name, values]) => [name, [...values]]),
    );
  }
}

async function askOne(parameter: Parameter, before: string | undefined, step: string): Promise<string | undefined> {
  const { name, kind } = parameter;
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Parameter :{0} ({1})', name, step),
    prompt: promptOf(kind),
    value: before ?? '',
    ignoreFocusOut: true,
    validateInput: (text) => (readParameter(kind, text, new Date()) === undefined ? promptOf(kind) : undefined),
  });
}

function promptOf(kind: ParameterKind): string {
  switch (kind) {
    case 'text':
      return vscode.l10n.t('A text, as it is, without quotes.');
    case 'number':
      return vscode.l10n.t('A number, such as 42 or 0.5.');
    case 'time':
      return vscode.l10n.t('A time in UTC, such as 2024-05-01 09:30, or a relative one: -24h, -7d, now.');
    case 'list':
      return vscode.l10n.t('Several values, separated by commas.');
    case 'numbers':
      return vscode.l10n.t('Several numbers, separated by commas.');
    case 'account':
      return vscode.l10n.t('An account ID of 12 digits.');
    case 'region':
      return vscode.l10n.t('A Region, such as ap-northeast-1.');
  }
  return kind satisfies never;
}

function isTextPair(entry: unknown): entry is [string, string] {
  return Array.isArray(entry) && entry.length === 2 && entry.every((part) => typeof part === 'string');
}
