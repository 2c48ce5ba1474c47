/** A CreateEventDataStore request as what people keep: JSON, an AWS CLI command, CloudFormation, Terraform. Pure. */
import { fieldOperators, type CreateStoreRequest, type EventSelector, type FieldSelector } from './storeRequest.js';

export const snippetKinds = ['json', 'cli', 'cloudformation', 'terraform'] as const;
export type SnippetKind = (typeof snippetKinds)[number];

export interface SnippetPlace {
  readonly region: string;
  /** Absent = whatever credentials the CLI finds. */
  readonly profile?: string;
}

export function snippetOf(kind: SnippetKind, request: CreateStoreRequest, place: SnippetPlace): string {
  switch (kind) {
    case 'json':
      return `${JSON.stringify(request, undefined, 2)}\n`;
    case 'cli':
      return cliCommand(request, place);
    case 'cloudformation':
      return cloudFormation(request);
    case 'terraform':
      return terraform(request);
  }
  return kind satisfies never;
}

/** For a POSIX shell: every value that is not plain stands in single quotes. */
export function cliCommand(request: CreateStoreRequest, { region, profile }: SnippetPlace): string {
  const flag = (name: string, on: boolean): string => `--${on ? '' : 'no-'}${name}`;
  const lines = [
    'aws cloudtrail create-event-data-store',
    `--name ${shellText(request.Name)}`,
    `--advanced-event-selectors ${shellText(JSON.stringify(request.AdvancedEventSelectors))}`,
    flag('multi-region-enabled', request.MultiRegionEnabled),
    flag('organization-enabled', request.OrganizationEnabled),
    `--retention-period ${request.RetentionPeriod}`,
    `--billing-mode ${request.BillingMode}`,
    flag('termination-protection-enabled', request.TerminationProtectionEnabled),
    flag('start-ingestion', request.StartIngestion),
    ...(request.KmsKeyId === undefined ? [] : [`--kms-key-id ${shellText(request.KmsKeyId)}`]),
    ...(request.TagsList === undefined ? [] : [`--tags-list ${shellText(JSON.stringify(request.TagsList))}`]),
    `--region ${shellText(region)}`,
    ...(profile === undefined ? [] : [`--profile ${shellText(profile)}`]),
  ];
  return `${lines.join(' \\\n  ')}\n`;
}

/** YAML; every text is a JSON text, which YAML reads as it stands. */
export function cloudFormation(request: CreateStoreRequest): string {
  const text = (value: string): string => JSON.stringify(value);
  const lines = [
    'Resources:',
    '  EventDataStore:',
    '    Type: AWS::CloudTrail::EventDataStore',
    // What protects the store from a deleted stack; the service's own protection is a property below.
    '    DeletionPolicy: Retain',
    '    Properties:',
    `      Name: ${text(request.Name)}`,
    '      AdvancedEventSelectors:',
    ...request.AdvancedEventSelectors.flatMap((selector) => cloudFormationSelector(selector, text)),
    `      MultiRegionEnabled: ${request.MultiRegionEnabled}`,
    `      OrganizationEnabled: ${request.OrganizationEnabled}`,
    `      RetentionPeriod: ${request.RetentionPeriod}`,
    `      BillingMode: ${request.BillingMode}`,
    `      TerminationProtectionEnabled: ${request.TerminationProtectionEnabled}`,
    `      IngestionEnabled: ${request.StartIngestion}`,
    ...(request.KmsKeyId === undefined ? [] : [`      KmsKeyId: ${text(request.KmsKeyId)}`]),
    ...(request.TagsList === undefined
      ? []
      : [
          '      Tags:',
          ...request.TagsList.flatMap(({ Key, Value = '' }) => [
            `        - Key: ${text(Key)}`,
            `          Value: ${text(Value)}`,
          ]),
        ]),
  ];
  return `${lines.join('\n')}\n`;
}

function cloudFormationSelector({ Name, FieldSelectors }: EventSelector, text: (value: string) => string): string[] {
  return [
    ...(Name === undefined
      ? ['        - FieldSelectors:']
      : [`        - Name: ${text(Name)}`, '          FieldSelectors:']),
    ...FieldSelectors.flatMap((field) => [
      `            - Field: ${text(field.Field)}`,
      ...operatorsOf(field).map(([name, values]) => `              ${name}: [${values.map(text).join(', ')}]`),
    ]),
  ];
}

export function terraform(request: CreateStoreRequest): string {
  const settings: readonly (readonly [name: string, value: string])[] = [
    ['name', hclText(request.Name)],
    ['multi_region_enabled', String(request.MultiRegionEnabled)],
    ['organization_enabled', String(request.OrganizationEnabled)],
    ['retention_period', String(request.RetentionPeriod)],
    ['billing_mode', hclText(request.BillingMode)],
    ['termination_protection_enabled', String(request.TerminationProtectionEnabled)],
    ...(request.StartIngestion ? [] : [['suspend', 'true'] as const]),
    ...(request.KmsKeyId === undefined ? [] : [['kms_key_id', hclText(request.KmsKeyId)] as const]),
  ];
  const tags =
    request.TagsList === undefined
      ? []
      : [
          '',
          '  tags = {',
          ...request.TagsList.map(({ Key, Value = '' }) => `    ${hclText(Key)} = ${hclText(Value)}`),
          '  }',
        ];
  const lines = [
    `resource "aws_cloudtrail_event_data_store" ${hclText(terraformName(request.Name))} {`,
    ...aligned(settings, '  '),
    ...request.AdvancedEventSelectors.flatMap(terraformSelector),
    ...tags,
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

function terraformSelector({ Name, FieldSelectors }: EventSelector): string[] {
  return [
    '',
    '  advanced_event_selector {',
    ...(Name === undefined ? [] : [`    name = ${hclText(Name)}`]),
    ...FieldSelectors.flatMap((field) => [
      '',
      '    field_selector {',
      ...aligned(
        [
          ['field', hclText(field.Field)],
          ...operatorsOf(field).map(
            ([name, values]) =>
              [
                name.replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`).toLowerCase(),
                `[${values.map(hclText).join(', ')}]`,
              ] as const,
          ),
        ],
        '      ',
      ),
      '    }',
    ]),
    '  }',
  ];
}

/** As `terraform fmt` lays them out. */
function aligned(settings: readonly (readonly [name: string, value: string])[], indent: string): string[] {
  const width = Math.max(...settings.map(([name]) => name.length));
  return settings.map(([name, value]) => `${indent}${name.padEnd(width)} = ${value}`);
}

const operatorsOf = (field: FieldSelector): readonly (readonly [string, readonly string[]])[] =>
  fieldOperators.flatMap((name) => {
    const values = field[name];
    return values === undefined ? [] : [[name, values] as const];
  });

const shellText = (text: string): string =>
  /^[A-Za-z0-9_./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/** A JSON text, but `${` and `%{` begin a template in Terraform's language. */
const hclText = (text: string): string => JSON.stringify(text).replace(/([$%])\{/g, '$1$1{');

/** A name of Terraform's own: letters, digits, `_` and `-`, not beginning with a digit. */
function terraformName(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9_-]/g, '_');
  return /^[A-Za-z_]/.test(plain) ? plain : `store_${plain}`;
}
