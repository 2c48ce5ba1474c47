/** One run whose result the service also writes to S3. */
import * as vscode from 'vscode';
import type { LakeBackend } from '../../backends/lake/lakeBackend.js';
import { parseS3Uri } from '../../core/stores/delivery.js';
import { abortSignalOf } from '../cancellation.js';
import type { Command } from '../commands/registerCommands.js';
import { snapshotOfEditor } from '../commands/runQuery.js';
import { hostErrors } from '../hostErrors.js';
import { statementToRun } from '../running/findStatements.js';
import type { Runner } from '../running/runner.js';
import { deliveryStatusText } from './deliveryText.js';
import type { LakeParts } from './lakePlace.js';

export interface DeliverParts extends LakeParts {
  readonly runner: Runner;
  readonly state: vscode.Memento;
}

const storageKey = 'lakesql.deliveryUri';

/**
 * Text and place are taken before the bucket is asked for. The guards and the budget of every billed run hold for this
 * one too.
 */
export const runAndDeliver =
  (parts: DeliverParts): Command =>
  async () => {
    const snapshot = snapshotOfEditor();
    const statement = statementToRun(snapshot);
    if (!statement) throw hostErrors.noStatement();
    const uri = await vscode.window.showInputBox({
      title: vscode.l10n.t('Run and deliver to S3'),
      prompt: vscode.l10n.t(
        'The bucket, with a prefix if you like. Its policy must let CloudTrail write there; whoever may read it reads the result.',
      ),
      placeHolder: 's3://bucket/prefix',
      value: parts.state.get(storageKey, ''),
      ignoreFocusOut: true,
      validateInput: (text) =>
        parseS3Uri(text)
          ? undefined
          : vscode.l10n.t('Write a bucket with or without a prefix, such as s3://audit-results/lake.'),
    });
    if (uri === undefined) return;
    await parts.state.update(storageKey, uri);
    const run = await parts.runner.run(snapshot, statement, uri);
    const queryId = run?.resultSet?.queryId;
    const connection = run && parts.connections.find(run.order.connectionId);
    if (queryId === undefined || connection?.kind !== 'lake' || run?.state().status !== 'finished') return;
    await follow(await parts.connections.openLake(connection), queryId);
  };

const pauseMilliseconds = 2_000;
const longestWait = 30 * 60_000;

/** The delivery goes on after the query has ended: looked at until it has ended too, or the user has seen enough. */
async function follow({ assistance }: LakeBackend, queryId: string): Promise<void> {
  const status = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Delivering the result to S3'),
      cancellable: true,
    },
    async (_, token) => {
      const signal = abortSignalOf(token);
      const until = Date.now() + longestWait;
      while (!signal.aborted && Date.now() < until) {
        const { status: now } = await assistance.delivery(queryId, new AbortController().signal);
        if (now !== 'PENDING') return now;
        await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds));
      }
      return undefined;
    },
  );
  if (status === undefined) return;
  const text = `${status}: ${deliveryStatusText(status)}`;
  if (status === 'SUCCESS') void vscode.window.showInformationMessage(text);
  else void vscode.window.showWarningMessage(text);
}
