/** Words and signs for what core names by code. Colour is never the only carrier. */
import type { ChangeType, Section } from '../../core/configuration/model.js';
import type { IconName } from '../ui/icons.js';
import type { Strings } from '../ui/strings.js';

export interface Word {
  readonly word: string;
  readonly sign: string;
  readonly className: string;
}

export function changeWord(strings: Strings, type: ChangeType): Word {
  const known = {
    CREATE: { word: strings('added'), sign: '+', className: 'added' },
    UPDATE: { word: strings('changed'), sign: '~', className: 'changed' },
    DELETE: { word: strings('removed'), sign: '\u2212', className: 'removed' },
  } satisfies Record<ChangeType, Word>;
  return known[type];
}

export function sectionWord(strings: Strings, section: Section): string {
  const known = {
    configuration: strings('Configuration'),
    supplementaryConfiguration: strings('Supplementary configuration'),
    relationships: strings('Relationships'),
    tags: strings('Tags'),
  } satisfies Record<Section, string>;
  return known[section];
}

/** Undefined for the usual state, which needs no word. */
export function statusWord(strings: Strings, status: string): string | undefined {
  switch (status) {
    case 'OK':
      return undefined;
    case 'ResourceDiscovered':
      return strings('Resource discovered');
    case 'ResourceNotRecorded':
      return strings('Not recorded');
    case 'ResourceDeleted':
      return strings('Resource deleted');
    case 'ResourceDeletedNotRecorded':
      return strings('Deleted, not recorded');
    default:
      return status;
  }
}

export interface ComplianceWord {
  readonly word: string;
  readonly icon: IconName | undefined;
  readonly className: string;
}

export function complianceWord(strings: Strings, state: string | undefined): ComplianceWord {
  switch (state) {
    case 'COMPLIANT':
      return { word: strings('Compliant'), icon: 'check', className: 'compliant' };
    case 'NON_COMPLIANT':
      return { word: strings('Noncompliant'), icon: 'error', className: 'non-compliant' };
    case 'NOT_APPLICABLE':
      return { word: strings('Not applicable'), icon: undefined, className: '' };
    case 'INSUFFICIENT_DATA':
      return { word: strings('Not enough data'), icon: undefined, className: '' };
    case undefined:
      return { word: strings('No evaluation'), icon: undefined, className: '' };
    default:
      return { word: state, icon: undefined, className: '' };
  }
}

/** `score` is 0 to 1. */
export function likelihood(strings: Strings, score: number): string {
  if (score >= 0.85) return strings('very likely');
  if (score >= 0.6) return strings('likely');
  if (score >= 0.3) return strings('possible');
  return strings('unlikely');
}

/** `Operations/kenji` of an assumed role, `ana` of a user: enough to recognise, the whole ARN stays beside it. */
export function shortPrincipal(principal: string): string {
  return (
    /^arn:[^:]*:(?:iam|sts)::\d*:(?:assumed-role|user|role|federated-user)\/(.+)$/.exec(principal)?.[1] ?? principal
  );
}

/** To the second: the whole time is in the title and in the report. */
export const shortTime = (utc: string): string => utc.replace(/\.\d+$/, '');
