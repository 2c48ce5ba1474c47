import * as vscode from 'vscode';
import type { DeliveryCheck } from '../../backends/lake/verifyDelivery.js';
import type { DigestCheck, DigestsCheck, LogFileCheck } from '../../backends/local/digests/verifyDigests.js';
import { countText } from '../texts.js';
import { oneLine } from '../reports/importReportText.js';

/** What a check of delivered results found, for a document. */
export function deliveryText(folder: string, check: DeliveryCheck): string {
  return lines([
    vscode.l10n.t('Results delivered to {0}', oneLine(folder)),
    check.verified ? vscode.l10n.t('Verified.') : vscode.l10n.t('Not verified.'),
    '',
    ...check.files.map(({ name, state }) => `${oneLine(name)}: ${fileWord(state)}`),
    ...check.unsigned.map((name) => `${oneLine(name)}: ${vscode.l10n.t('NOT SIGNED: the sign file does not name it')}`),
    '',
    signatureWord(check.signature),
    vscode.l10n.t(
      'Signed are the hashes and their order. Names, Region ({0}) and time ({1}) in the sign file are not.',
      oneLine(check.region ?? '-'),
      oneLine(check.queryCompleteTime ?? '-'),
    ),
  ]);
}

function fileWord(state: DeliveryCheck['files'][number]['state']): string {
  switch (state) {
    case 'intact':
      return vscode.l10n.t('intact');
    case 'altered':
      return vscode.l10n.t('ALTERED: its hash differs from the one that was signed');
    case 'missing':
      return vscode.l10n.t('MISSING');
    case 'outside':
      return vscode.l10n.t('REFUSED: the name leads out of the folder');
  }
  return state satisfies never;
}

function signatureWord(signature: DeliveryCheck['signature'] | DigestCheck['signature']): string {
  switch (signature) {
    case 'valid':
      return vscode.l10n.t('The signature is valid.');
    case 'invalid':
      return vscode.l10n.t('The signature is NOT valid: what was signed was changed.');
    case 'keyUnknown':
      return vscode.l10n.t('The signature could not be checked: no key at hand has its fingerprint.');
    case 'notChecked':
      return vscode.l10n.t('The signature was not checked: no keys were given.');
    case 'notAtHand':
      return vscode.l10n.t('The signature is not at hand: it stands in the next digest.');
  }
  return signature satisfies never;
}

/** What a check of trail files against their digests found: what is wrong first. */
export function digestsText(folder: string, check: DigestsCheck): string {
  const { digests, notInAnyDigest, unreadable, verdict } = check;
  const logFiles = digests.flatMap((digest) => digest.logFiles);
  const intact = logFiles.filter(({ state }) => state === 'intact').length;
  const valid = digests.filter(({ signature }) => signature === 'valid').length;
  const times = digests.flatMap(({ digestStartTime, digestEndTime }) => [digestStartTime, digestEndTime]).sort();
  return lines([
    vscode.l10n.t('Trail files of {0}', oneLine(folder)),
    verdictWord(verdict),
    '',
    vscode.l10n.t(
      '{0} digests, {1} to {2}',
      countText(digests.length),
      oneLine(times[0] ?? ''),
      oneLine(times.at(-1) ?? ''),
    ),
    vscode.l10n.t('Log files: {0} of {1} intact', countText(intact), countText(logFiles.length)),
    vscode.l10n.t('Signatures: {0} of {1} valid', countText(valid), countText(digests.length)),
    ...section(vscode.l10n.t('Wrong:'), digests.flatMap(wrongLines)),
    ...section(vscode.l10n.t('Could not be checked:'), [
      ...digests.flatMap(openLines),
      ...notInAnyDigest.map(
        (file) => `${oneLine(file)}: ${vscode.l10n.t('named by no digest here, so nothing vouches for it')}`,
      ),
      ...unreadable.map(({ path, reason }) => `${oneLine(path)}: ${oneLine(reason)}`),
    ]),
  ]);
}

function verdictWord(verdict: DigestsCheck['verdict']): string {
  switch (verdict) {
    case 'verified':
      return vscode.l10n.t('Verified.');
    case 'incomplete':
      return vscode.l10n.t('Nothing wrong was found, but not all could be checked.');
    case 'broken':
      return vscode.l10n.t('Not verified.');
  }
  return verdict satisfies never;
}

function wrongLines({ path, malformed, moved, digestS3Object, signature, previous, ...rest }: DigestCheck): string[] {
  const name = oneLine(path);
  if (malformed !== undefined) return [`${name}: ${vscode.l10n.t('not a whole digest: {0}', oneLine(malformed))}`];
  const before = oneLine(rest.previousDigestS3Object ?? '');
  return [
    ...(moved
      ? [`${name}: ${vscode.l10n.t('it says that it is {0}: renamed, or another digest', oneLine(digestS3Object))}`]
      : []),
    ...(signature === 'invalid' ? [`${name}: ${signatureWord(signature)}`] : []),
    ...(previous === 'altered' ? [`${name}: ${vscode.l10n.t('the digest before it was ALTERED: {0}', before)}`] : []),
    ...(previous === 'missing' ? [`${name}: ${vscode.l10n.t('the digest before it is MISSING: {0}', before)}`] : []),
    ...rest.logFiles
      .filter(({ state }) => state !== 'intact')
      .map(({ s3Object, path: copy, state }) => `${oneLine(copy ?? s3Object)}: ${logFileWord(state)}`),
  ];
}

function logFileWord(state: LogFileCheck['state']): string {
  switch (state) {
    case 'intact':
      return vscode.l10n.t('intact');
    case 'altered':
      return vscode.l10n.t('ALTERED: its hash differs from the one that was signed');
    case 'missing':
      return vscode.l10n.t('MISSING');
    case 'unreadable':
      return vscode.l10n.t('DAMAGED: it cannot be unpacked');
    case 'unknownAlgorithm':
      return vscode.l10n.t('the digest names another hash than SHA-256');
  }
  return state satisfies never;
}

function openLines({ path, malformed, signature, previous, ...rest }: DigestCheck): string[] {
  if (malformed !== undefined) return [];
  const name = oneLine(path);
  const before = oneLine(rest.previousDigestS3Object ?? '');
  return [
    ...(signature === 'valid' || signature === 'invalid' ? [] : [`${name}: ${signatureWord(signature)}`]),
    ...(previous === 'beyond'
      ? [`${name}: ${vscode.l10n.t('the chain goes on to an older digest that is not here: {0}', before)}`]
      : []),
    ...(previous === 'gap'
      ? [
          `${name}: ${vscode.l10n.t('no digest covers the time between the one before it and {0}', oneLine(rest.digestStartTime))}`,
        ]
      : []),
  ];
}

const section = (title: string, found: readonly string[]): readonly string[] =>
  found.length === 0 ? [] : ['', title, ...found.map((line) => `  ${line}`)];

const lines = (all: readonly string[]): string => `${all.join('\n')}\n`;
