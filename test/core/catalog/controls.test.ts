import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { controlsOfRule, findControl } from '../../../src/core/catalog/controls.js';

const ids = (name: string, type?: string, arn?: string): string[] =>
  controlsOfRule(name, type, arn).map(({ id }) => id);
const group = 'AWS::EC2::SecurityGroup';

describe('controlsOfRule', () => {
  it.each([
    ['securityhub-vpc-sg-open-only-to-authorized-ports-92316b6a', group, ['EC2.18']],
    ['securityhub-vpc-sg-restricted-common-ports-8938113c', group, ['EC2.19']],
    ['securityhub-restricted-common-ports-8938113c', group, ['EC2.14', 'EC2.19']],
    [
      'securityhub-iam-password-policy-12345678',
      'AWS::::Account',
      ['IAM.7', 'IAM.10', 'IAM.11', 'IAM.12', 'IAM.13', 'IAM.14', 'IAM.15', 'IAM.16', 'IAM.17'],
    ],
    ['securityhub-vpc-sg-restricted-common-ports', group, ['EC2.19']],
    ['vpc-sg-restricted-common-ports-8938113c', group, []],
    ['restricted-ssh', group, []],
    ['securityhub-no-such-rule-12345678', group, []],
  ])('%s', (name, type, expected) => {
    expect(ids(name, type)).toEqual(expected);
  });

  it('takes the ARN for a sign too, and cuts words that a variant adds', () => {
    const arn =
      'arn:aws:config:eu-west-1:111122223333:config-rule/aws-service-rule/securityhub.amazonaws.com/config-rule-x';
    expect(ids('vpc-sg-restricted-common-ports-8938113c', group, arn)).toEqual(['EC2.19']);
    expect(ids('securityhub-access-keys-rotated-new-words-12345678', 'AWS::IAM::User')).toEqual(['IAM.3']);
  });

  it('tells title, severity and page', () => {
    expect(findControl('ec2.19')).toEqual({
      id: 'EC2.19',
      title: 'Security groups should not allow unrestricted access to ports with high risk',
      severity: 'CRITICAL',
      resourceTypes: [group],
      retired: false,
      docsUrl: 'https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-19',
    });
    expect(findControl('EC2.9999')).toBeUndefined();
  });
});

const reference = '../shared/reference/securityhub-controls.json';
describe.skipIf(!existsSync(reference))('the collected control table (conformance data, where present)', () => {
  it('is told control by control and stem by stem', () => {
    const { controls, byStem } = JSON.parse(readFileSync(reference, 'utf8')) as {
      controls: {
        id: string;
        severity: string;
        title: string | null;
        status: string;
        docsUrl: string;
        resourceTypes: string[];
      }[];
      byStem: Record<string, string[]>;
    };
    for (const { id, severity, title, status, docsUrl, resourceTypes } of controls) {
      expect(findControl(id)).toMatchObject({
        id,
        severity,
        docsUrl,
        resourceTypes,
        retired: status !== 'active',
        ...(title === null ? {} : { title }),
      });
    }
    for (const [stem, expected] of Object.entries(byStem))
      expect(ids(`securityhub-${stem}-0123abcd`).sort()).toEqual([...expected].sort());
  });
});
