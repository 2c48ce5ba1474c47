/** Which Security Hub controls a rule of AWS Config stands for, by the rule's name. */
import { controlRows, type ControlRow } from './data/securityHubControls.js';

export interface SecurityControl {
  readonly id: string;
  readonly title: string;
  readonly severity: 'CRITICAL' | 'HIGH' | 'MEDIUM' | 'LOW';
  readonly resourceTypes: readonly string[];
  readonly retired: boolean;
  readonly docsUrl: string;
}

/**
 * Controls behind a service-linked rule such as `securityhub-vpc-sg-restricted-common-ports-8938113c`: the stem between
 * prefix and suffix is looked up; several hits are narrowed by the type of the evaluated resource, and stay several
 * when that does not decide. Rules of others (own rules, conformance packs) stand for no control.
 */
export function controlsOfRule(
  ruleName: string,
  resourceType: string | undefined,
  ruleArn?: string,
): readonly SecurityControl[] {
  const stem = ruleStem(ruleName, ruleArn);
  if (stem === undefined) return [];
  const rows = rowsOf(stem);
  const fitting = rows.filter(([, , , types]) => resourceType !== undefined && typesOf(types).includes(resourceType));
  return (rows.length > 1 && fitting.length > 0 ? fitting : rows).map(control);
}

/** `vpc-sg-restricted-common-ports`; undefined for rules that are not Security Hub's. */
export function ruleStem(ruleName: string, ruleArn?: string): string | undefined {
  const isHubs =
    ruleName.startsWith(prefix) || (ruleArn?.includes('/aws-service-rule/securityhub.amazonaws.com/') ?? false);
  if (!isHubs) return undefined;
  const name = ruleName.startsWith(prefix) ? ruleName.slice(prefix.length) : ruleName;
  return name.replace(/-[0-9a-f]{8}$/, '');
}

export function findControl(id: string): SecurityControl | undefined {
  const row = controlRows.find(([known]) => known.toLowerCase() === id.toLowerCase());
  return row && control(row);
}

const prefix = 'securityhub-';

const severities = { C: 'CRITICAL', H: 'HIGH', M: 'MEDIUM', L: 'LOW' } as const;

/** Variants of a rule add words behind its documented name (`vpc-endpoint-enabled-ecr-api`): the longest hit counts. */
function rowsOf(stem: string): readonly ControlRow[] {
  const words = stem.split('-');
  for (let count = words.length; count > 1; count -= 1) {
    const name = words.slice(0, count).join('-');
    const rows = controlRows.filter(([, , , , stems]) => stems.split(' ').includes(name));
    if (rows.length > 0) return rows;
  }
  return [];
}

const typesOf = (types: string): readonly string[] =>
  types === '' ? [] : types.split(' ').map((type) => `AWS::${type}`);

function control([id, title, severity, types, stems, retired]: ControlRow): SecurityControl {
  const [service = ''] = id.toLowerCase().split('.');
  const anchor = id.toLowerCase().replaceAll('.', '-');
  return {
    id,
    title: title === '' ? (stems.split(' ')[0] ?? id) : title,
    severity: severities[severity],
    resourceTypes: typesOf(types),
    retired: retired === 'R',
    docsUrl: `https://docs.aws.amazon.com/securityhub/latest/userguide/${service}-controls.html#${anchor}`,
  };
}
