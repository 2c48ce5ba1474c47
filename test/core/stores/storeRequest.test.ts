import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planProblems, type PlanProblem } from '../../../src/core/stores/planProblems.js';
import { cliCommand, cloudFormation, snippetOf, terraform } from '../../../src/core/stores/snippets.js';
import {
  createRequest,
  firstPlan,
  parseSelectors,
  selectorsOf,
  type StorePlan,
} from '../../../src/core/stores/storeRequest.js';

const plan = (changes: Partial<StorePlan> = {}): StorePlan => ({ ...firstPlan, name: 'audit', ...changes });
const kinds = (changes: Partial<StorePlan>): readonly PlanProblem['kind'][] =>
  planProblems(plan(changes)).map(({ kind }) => kind);

describe('selectors', () => {
  test('the five kinds of store', () => {
    const category = (kind: StorePlan['kind']) => selectorsOf(plan({ kind }))[0]?.FieldSelectors;
    expect(category('CloudTrail')).toEqual([{ Field: 'eventCategory', Equals: ['Management'] }]);
    for (const kind of ['ConfigurationItem', 'Insight', 'Evidence', 'ActivityAuditLog'] as const)
      expect(category(kind)).toEqual([{ Field: 'eventCategory', Equals: [kind] }]);
  });

  test('management, data and network activity side by side', () => {
    const selectors = selectorsOf(
      plan({
        management: 'write',
        excludeNoisy: true,
        dataTypes: ['AWS::S3::Object'],
        dataReadWrite: 'read',
        networkSources: ['kms.amazonaws.com'],
        networkDeniedOnly: true,
      }),
    );
    expect(selectors.map(({ FieldSelectors }) => FieldSelectors)).toEqual([
      [
        { Field: 'eventCategory', Equals: ['Management'] },
        { Field: 'readOnly', Equals: ['false'] },
        { Field: 'eventSource', NotEquals: ['kms.amazonaws.com', 'rdsdata.amazonaws.com'] },
      ],
      [
        { Field: 'eventCategory', Equals: ['Data'] },
        { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
        { Field: 'readOnly', Equals: ['true'] },
      ],
      [
        { Field: 'eventCategory', Equals: ['NetworkActivity'] },
        { Field: 'eventSource', Equals: ['kms.amazonaws.com'] },
        { Field: 'errorCode', Equals: ['VpceAccessDenied'] },
      ],
    ]);
  });

  test('own JSON takes the place of the choices, and is read strictly', () => {
    const text =
      '[{"FieldSelectors":[{"Field":"eventCategory","Equals":["Data"]},{"Field":"resources.ARN","StartsWith":["arn:aws:s3:::b/"]}]}]';
    expect(selectorsOf(plan({ selectorsText: text }))).toEqual(JSON.parse(text));
    for (const wrong of [
      '',
      '{}',
      '[1]',
      '[{"FieldSelectors":[]}]',
      '[{"FieldSelectors":[{"Field":"a","Like":["b"]}]}]',
    ])
      expect(parseSelectors(wrong), wrong).toBeUndefined();
  });
});

test('what the service would refuse is told before it is asked', () => {
  expect(kinds({})).toEqual([]);
  expect(kinds({ name: 'a b' })).toEqual(['name']);
  expect(kinds({ name: 'ab' })).toEqual(['name']);
  expect(kinds({ management: 'none' })).toEqual(['nothing']);
  expect(kinds({ dataTypes: ['s3'] })).toEqual(['dataType']);
  expect(kinds({ networkSources: ['kms'] })).toEqual(['networkSource']);
  expect(kinds({ dataTypes: Array.from({ length: 5 }, (_, index) => `AWS::S3::T${index}`) })).toEqual([
    'tooManySelectors',
  ]);
  expect(kinds({ selectorsText: '[' })).toEqual(['selectorsUnreadable']);
  expect(
    kinds({ selectorsText: '[{"FieldSelectors":[{"Field":"eventCategory","Equals":["ConfigurationItem"]}]}]' }),
  ).toEqual(['selectorsMixed']);
  expect(kinds({ retentionDays: 6 })).toEqual(['retention']);
  expect(kinds({ retentionDays: 3653 })).toEqual([]);
  expect(kinds({ retentionDays: 3653, billingMode: 'FIXED_RETENTION_PRICING' })).toEqual(['retention']);
  expect(kinds({ retentionDays: 30.5 })).toEqual(['retention']);
  expect(kinds({ kmsKeyId: 'a key' })).toEqual(['kmsKey']);
  expect(kinds({ tags: [{ Key: 'aws:x' }] })).toEqual(['tag']);
  expect(kinds({ tags: [{ Key: 'a' }, { Key: 'a' }] })).toEqual(['tagTwice']);
  expect(kinds({ tags: Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}` })) })).toEqual(['tooManyTags']);
});

describe('snippets', () => {
  const request = createRequest(
    plan({
      kind: 'ConfigurationItem',
      name: 'items',
      startIngestion: false,
      kmsKeyId: 'alias/lake',
      tags: [{ Key: 'owner', Value: "it's ${ours}" }],
    }),
  );
  const place = { region: 'eu-west-1', profile: 'sec ops' };

  test('JSON is the request', () => {
    expect(JSON.parse(snippetOf('json', request, place))).toEqual(request);
  });

  test('the AWS CLI command', () => {
    expect(cliCommand(request, place)).toMatchInlineSnapshot(`
      "aws cloudtrail create-event-data-store \\
        --name items \\
        --advanced-event-selectors '[{"Name":"AWS Config configuration items","FieldSelectors":[{"Field":"eventCategory","Equals":["ConfigurationItem"]}]}]' \\
        --multi-region-enabled \\
        --no-organization-enabled \\
        --retention-period 366 \\
        --billing-mode EXTENDABLE_RETENTION_PRICING \\
        --termination-protection-enabled \\
        --no-start-ingestion \\
        --kms-key-id alias/lake \\
        --tags-list '[{"Key":"owner","Value":"it'\\''s \${ours}"}]' \\
        --region eu-west-1 \\
        --profile 'sec ops'
      "
    `);
  });

  test('CloudFormation', () => {
    expect(cloudFormation(request)).toMatchInlineSnapshot(`
      "Resources:
        EventDataStore:
          Type: AWS::CloudTrail::EventDataStore
          DeletionPolicy: Retain
          Properties:
            Name: "items"
            AdvancedEventSelectors:
              - Name: "AWS Config configuration items"
                FieldSelectors:
                  - Field: "eventCategory"
                    Equals: ["ConfigurationItem"]
            MultiRegionEnabled: true
            OrganizationEnabled: false
            RetentionPeriod: 366
            BillingMode: EXTENDABLE_RETENTION_PRICING
            TerminationProtectionEnabled: true
            IngestionEnabled: false
            KmsKeyId: "alias/lake"
            Tags:
              - Key: "owner"
                Value: "it's \${ours}"
      "
    `);
  });

  test('Terraform, where ${ would begin a template', () => {
    expect(terraform(request)).toMatchInlineSnapshot(`
      "resource "aws_cloudtrail_event_data_store" "items" {
        name                           = "items"
        multi_region_enabled           = true
        organization_enabled           = false
        retention_period               = 366
        billing_mode                   = "EXTENDABLE_RETENTION_PRICING"
        termination_protection_enabled = true
        suspend                        = true
        kms_key_id                     = "alias/lake"

        advanced_event_selector {
          name = "AWS Config configuration items"

          field_selector {
            field  = "eventCategory"
            equals = ["ConfigurationItem"]
          }
        }

        tags = {
          "owner" = "it's $\${ours}"
        }
      }
      "
    `);
  });

  test('a shell reads every name, selector and tag back as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        const text = value.replaceAll('\0', '');
        const command = cliCommand({ ...request, Name: text === '' ? 'x' : text }, place);
        expect(shellWords(command)[4]).toBe(text === '' ? 'x' : text);
      }),
    );
  });
});

/** As a POSIX shell splits a line: blanks, single quotes and backslashes are all that a command of ours has. */
function shellWords(line: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < line.length; at++) {
    const character = line[at] ?? '';
    if (character === "'") {
      const end = line.indexOf("'", at + 1);
      word = (word ?? '') + line.slice(at + 1, end);
      at = end;
    } else if (character === '\\') {
      at += 1;
      if (line[at] !== '\n') word = (word ?? '') + (line[at] ?? '');
    } else if (/[ \n]/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      expect(character).not.toMatch(/[$`"&;|<>(){}*?[\]#~!]/);
      word = (word ?? '') + character;
    }
  }
  return words;
}
