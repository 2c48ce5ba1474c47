/** What a check of digests found, in words: what is wrong first, then what could not be checked. */
import type { DigestCheck, DigestsCheck, LogFileCheck } from '../backends/local/digests/verifyDigests.js';
import { safeText } from './terminal.js';

const mostLines = 200;

export function digestsText(check: DigestsCheck): string {
  const { digests, notInAnyDigest, unreadable, verdict } = check;
  const logFiles = digests.flatMap((digest) => digest.logFiles);
  const wrong = digests.flatMap(wrongLines);
  const open = [
    ...digests.flatMap(openLines),
    ...notInAnyDigest.map((path) => `${safeText(path)}: named by no digest here, so nothing vouches for it`),
    ...unreadable.map(({ path, reason }) => `${safeText(path)}: ${safeText(reason)}`),
  ];
  const intact = logFiles.filter(({ state }) => state === 'intact').length;
  const valid = digests.filter(({ signature }) => signature === 'valid').length;
  return `${[
    `${count(digests.length, 'digest', 'digests')}, ${span(digests)}`,
    `Log files: ${intact.toLocaleString('en')} of ${logFiles.length.toLocaleString('en')} intact.`,
    `Signatures: ${valid.toLocaleString('en')} of ${digests.length.toLocaleString('en')} valid.`,
    ...section('WRONG:', wrong),
    ...section('Could not be checked:', open),
    verdicts[verdict],
  ].join('\n')}\n`;
}

const verdicts = {
  verified: 'Verified.',
  incomplete: 'Nothing wrong was found, but not all could be checked.',
  broken: 'Not verified.',
} satisfies Record<DigestsCheck['verdict'], string>;

const logFileWords = {
  intact: 'intact',
  altered: 'ALTERED: its hash differs from the one in the digest',
  missing: 'MISSING: the digest names it, and it is not here',
  unreadable: 'DAMAGED: it cannot be unpacked',
  unknownAlgorithm: 'the digest names another hash than SHA-256',
} satisfies Record<LogFileCheck['state'], string>;

function wrongLines({
  path,
  malformed,
  moved,
  digestS3Object,
  signature,
  previous,
  ...rest
}: DigestCheck): readonly string[] {
  const name = safeText(path);
  if (malformed !== undefined) return [`${name}: not a whole digest: ${safeText(malformed)}`];
  const before = safeText(rest.previousDigestS3Object ?? '');
  return [
    ...(moved ? [`${name}: it says that it is ${safeText(digestS3Object)}: renamed, or another digest`] : []),
    ...(signature === 'invalid' ? [`${name}: the signature is NOT valid: this digest was changed`] : []),
    ...(previous === 'altered' ? [`${name}: the digest before it was ALTERED: ${before}`] : []),
    ...(previous === 'missing' ? [`${name}: the digest before it is MISSING: ${before}`] : []),
    ...rest.logFiles
      .filter(({ state }) => state !== 'intact')
      .map(({ s3Object, path: copy, state }) => `${safeText(copy ?? s3Object)}: ${logFileWords[state]}`),
  ];
}

function openLines({ path, malformed, signature, fingerprint, previous, ...rest }: DigestCheck): readonly string[] {
  if (malformed !== undefined) return [];
  const name = safeText(path);
  const words = {
    notAtHand: `its signature is not at hand: it stands in the next digest, or in the object's metadata (aws s3api head-object ... > "${name}.head.json")`,
    keyUnknown: `no key given has its fingerprint ${safeText(fingerprint)}`,
    notChecked:
      'its signature was not checked: give the keys with --keys FILE (aws cloudtrail list-public-keys), or --profile and --region to ask AWS',
    valid: undefined,
    invalid: undefined,
  } satisfies Record<DigestCheck['signature'], string | undefined>;
  const word = words[signature];
  return [
    ...(word === undefined ? [] : [`${name}: ${word}`]),
    ...(previous === 'beyond'
      ? [
          `${name}: the chain goes on to an older digest that is not here: ${safeText(rest.previousDigestS3Object ?? '')}`,
        ]
      : []),
    ...(previous === 'gap'
      ? [`${name}: no digest covers the time between the one before it and ${safeText(rest.digestStartTime)}`]
      : []),
  ];
}

function span(digests: readonly DigestCheck[]): string {
  const times = digests.flatMap(({ digestStartTime, digestEndTime }) => [digestStartTime, digestEndTime]).sort();
  return `${safeText(times[0] ?? '')} to ${safeText(times.at(-1) ?? '')}.`;
}

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0
    ? []
    : [
        title,
        ...lines.slice(0, mostLines).map((line) => `  ${line}`),
        ...(lines.length > mostLines
          ? [`  ${(lines.length - mostLines).toLocaleString('en')} more (--json lists them)`]
          : []),
      ];

const count = (number: number, one: string, many: string): string =>
  `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
