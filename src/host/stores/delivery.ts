/** Where results are delivered, and how that went. */
import * as vscode from 'vscode';
import { bucketPolicy, deliveryPrefix, parseS3Uri, partitionOf } from '../../core/stores/delivery.js';
import type { Command } from '../commands/registerCommands.js';
import { deliveryStatusText } from './deliveryText.js';
import { lakePlaceOf, placeAccount, type LakeParts } from './lakePlace.js';
import { storeErrors } from './storeErrors.js';

/** The policy that a bucket needs, for this account and Region alone: on the clipboard and in an editor. */
export const copyDeliveryPolicy =
  (parts: LakeParts): Command =>
  async (node) => {
    const place = await lakePlaceOf(node, parts);
    if (!place) return;
    const typed = await vscode.window.showInputBox({
      title: vscode.l10n.t('Bucket for query results'),
      prompt: vscode.l10n.t(
        'The bucket policy that lets CloudTrail deliver there is copied. Nothing is changed in AWS.',
      ),
      placeHolder: 's3://bucket/prefix',
      ignoreFocusOut: true,
      validateInput: (text) =>
        parseS3Uri(text)
          ? undefined
          : vscode.l10n.t('Write a bucket with or without a prefix, such as s3://audit-results/lake.'),
    });
    const to = typed === undefined ? undefined : parseS3Uri(typed);
    if (!to) return;
    const { region } = place.connection;
    const accountId = await placeAccount(place, parts.registry);
    const policy = bucketPolicy({
      bucket: to.bucket,
      accountId: accountId ?? '111122223333',
      region,
      partition: partitionOf(region),
    });
    await vscode.env.clipboard.writeText(policy);
    await vscode.window.showTextDocument(
      await vscode.workspace.openTextDocument({ language: 'json', content: policy }),
    );
    void vscode.window.showInformationMessage(
      accountId === undefined
        ? vscode.l10n.t('Copied. The account is not known here: put yours in place of 111122223333.')
        : vscode.l10n.t('Copied. Add its statements to the policy of the bucket {0}.', to.bucket),
    );
  };

const queryIdPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** How the delivery of a query went, with what to do about it. */
export const showDeliveryStatus =
  (parts: LakeParts): Command =>
  async (node) => {
    const place = await lakePlaceOf(node, parts);
    if (!place) return;
    const copied = (await vscode.env.clipboard.readText()).trim().toLowerCase();
    const queryId = await vscode.window.showInputBox({
      title: vscode.l10n.t('Delivery Status'),
      prompt: vscode.l10n.t('ID of a query of the last seven days'),
      value: queryIdPattern.test(copied) ? copied : '',
      ignoreFocusOut: true,
      validateInput: (text) => (queryIdPattern.test(text) ? undefined : vscode.l10n.t('A query ID has 36 characters.')),
    });
    if (queryId === undefined) return;
    const delivery = await place.backend.assistance.delivery(queryId, new AbortController().signal);
    const to = delivery.uri === undefined ? undefined : parseS3Uri(delivery.uri);
    if (!to || delivery.status === undefined) throw storeErrors.notDelivered(queryId);
    const { accountId = await placeAccount(place, parts.registry), created } = delivery;
    const text = `${delivery.status}: ${deliveryStatusText(delivery.status)}`;
    const copy = vscode.l10n.t('Copy S3 Path');
    const policy = vscode.l10n.t('Copy Delivery Policy');
    const buttons = [
      ...(accountId !== undefined && created ? [copy] : []),
      ...(delivery.status.startsWith('ACCESS_DENIED') ? [policy] : []),
    ];
    const succeeded = delivery.status === 'SUCCESS' || delivery.status === 'PENDING';
    const answer = await (succeeded
      ? vscode.window.showInformationMessage(text, ...buttons)
      : vscode.window.showWarningMessage(text, ...buttons));
    if (answer === copy && accountId !== undefined && created) {
      const prefix = deliveryPrefix(to.prefix, accountId, created, queryId);
      await vscode.env.clipboard.writeText(`s3://${to.bucket}/${prefix}`);
    } else if (answer === policy) {
      await vscode.commands.executeCommand('lakesql.copyDeliveryPolicy', { connection: place.connection });
    }
  };
