/** Statements that the service offers: from a prompt, from its samples, from a dashboard. They are opened, never run. */
import * as vscode from 'vscode';
import type { SampleQuery } from '../../backends/lake/lakeAssistance.js';
import { checkStatement } from '../../core/query/runQuery.js';
import { dashboardText } from '../../core/stores/dashboard.js';
import { abortSignalOf } from '../cancellation.js';
import type { Command } from '../commands/registerCommands.js';
import type { DocumentBindings } from '../connections/documentBindings.js';
import { plain } from '../connections/pickStore.js';
import { lakePlaceOf, storePlaceOf, type LakeParts, type LakePlace } from './lakePlace.js';

export interface AssistanceParts extends LakeParts {
  readonly bindings: DocumentBindings;
}

const printable = /^[ -~\n]*$/;

/** The statement is checked and opened under a comment that says where it came from; running it is the user's. */
export const generateQuery =
  (parts: AssistanceParts): Command =>
  async (node) => {
    const place = await storePlaceOf(node, parts, { category: 'CloudTrail' });
    if (!place) return;
    const { store, backend, arn, connection } = place;
    const prompt = await vscode.window.showInputBox({
      title: vscode.l10n.t('Generate a query on "{0}"', store.name),
      prompt: vscode.l10n.t(
        'In English, 3 to 500 characters. AWS makes the statement, may do so in another Region, and warns against personal data in prompts. It is not run.',
      ),
      placeHolder: 'What are my top errors of the last week?',
      ignoreFocusOut: true,
      validateInput: (text) =>
        text.length >= 3 && text.length <= 500 && printable.test(text)
          ? undefined
          : vscode.l10n.t('3 to 500 characters of plain English (ASCII).'),
    });
    if (prompt === undefined) return;
    const statement = await asking(vscode.l10n.t('AWS writes a statement'), (signal) =>
      backend.assistance.generateQuery(arn, prompt, signal),
    );
    if (statement === undefined) return;
    const stores = parts.registry.storesOf(connection.id);
    const mistakes = checkStatement(statement, { stores, chosenStore: store }).problems.filter(
      ({ severity }) => severity === 'error',
    );
    const head = [
      vscode.l10n.t('Made by AWS from the prompt below; read it before you run it.'),
      prompt,
      ...mistakes.map(({ message }) => vscode.l10n.t('The checker says: {0}', message)),
    ];
    await openStatement(head, statement, { connectionId: connection.id, storeId: store.id }, parts);
  };

/** AWS's own samples, found by meaning. */
export const searchSampleQueries =
  (parts: AssistanceParts): Command =>
  async (node) => {
    const place = await lakePlaceOf(node, parts);
    if (!place) return;
    const phrase = await vscode.window.showInputBox({
      title: vscode.l10n.t('Search Sample Queries'),
      prompt: vscode.l10n.t('What the query should tell, in English.'),
      placeHolder: 'security group changes',
      ignoreFocusOut: true,
      validateInput: (text) =>
        text.length >= 2 && text.length <= 1000 && printable.test(text)
          ? undefined
          : vscode.l10n.t('2 to 1000 characters of plain English (ASCII).'),
    });
    if (phrase === undefined) return;
    const samples = await asking(vscode.l10n.t('Searching sample queries'), (signal) =>
      place.backend.assistance.searchSamples(phrase, signal),
    );
    if (!samples) return;
    const sample = await pickSample(samples, phrase);
    if (!sample) return;
    const head = [sample.name, sample.description].filter((text) => text !== '');
    await openStatement(head, sample.sql, { connectionId: place.connection.id }, parts);
  };

async function pickSample(samples: readonly SampleQuery[], phrase: string): Promise<SampleQuery | undefined> {
  if (samples.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No sample query was found for "{0}".', phrase));
    return undefined;
  }
  const picked = await vscode.window.showQuickPick(
    samples.map((sample) => ({ label: plain(sample.name), detail: plain(sample.description), sample })),
    { title: vscode.l10n.t('Sample queries for "{0}"', phrase), matchOnDetail: true },
  );
  return picked?.sample;
}

/** The statements of a dashboard's widgets, with their parameters, as one file. */
export const openDashboard =
  (parts: AssistanceParts): Command =>
  async (node) => {
    const place = await lakePlaceOf(node, parts);
    if (!place) return;
    const dashboard = await pickDashboard(place);
    if (!dashboard) return;
    const document = await vscode.workspace.openTextDocument({
      language: 'lakesql',
      content: dashboardText(dashboard),
    });
    await parts.bindings.choose(document.uri, { connectionId: place.connection.id });
    await vscode.window.showTextDocument(document);
  };

async function pickDashboard({ backend }: LakePlace): Promise<Parameters<typeof dashboardText>[0] | undefined> {
  const dashboards = await asking(vscode.l10n.t('Listing dashboards'), (signal) =>
    backend.assistance.dashboards(signal),
  );
  if (!dashboards) return undefined;
  if (dashboards.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no dashboard in this account and Region.'));
    return undefined;
  }
  const picked = await vscode.window.showQuickPick(
    dashboards.map((summary) => ({
      label: `$(dashboard) ${plain(summary.name)}`,
      description: summary.kind === 'managed' ? vscode.l10n.t('managed by AWS') : '',
      summary,
    })),
    { title: vscode.l10n.t('Dashboard'), placeHolder: vscode.l10n.t('Its statements open in an editor; none is run') },
  );
  return (
    picked &&
    asking(vscode.l10n.t('Reading the dashboard'), (signal) => backend.assistance.dashboard(picked.summary, signal))
  );
}

/** Undefined: cancelled. */
async function asking<T>(title: string, ask: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (_, token) => {
      const signal = abortSignalOf(token);
      try {
        return await ask(signal);
      } catch (error) {
        if (signal.aborted) return undefined;
        throw error;
      }
    },
  );
}

async function openStatement(
  head: readonly string[],
  statement: string,
  binding: { readonly connectionId: string; readonly storeId?: string },
  { bindings }: AssistanceParts,
): Promise<void> {
  const comments = head.flatMap((text) => text.split(/[\r\n\u2028\u2029]+/)).map((line) => `-- ${line}`);
  const text = statement.trim().replace(/;\s*$/, '');
  const content = `${comments.join('\n')}\n${text};\n`;
  const document = await vscode.workspace.openTextDocument({ language: 'lakesql', content });
  await bindings.choose(document.uri, binding);
  await vscode.window.showTextDocument(document);
}
