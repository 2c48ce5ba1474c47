/**
 * What a new event data store is to be, in the words of a form, and the CreateEventDataStore request that asks for it.
 * Limits are those of the service's model and quotas.
 */

export interface FieldSelector {
  readonly Field: string;
  readonly Equals?: readonly string[];
  readonly StartsWith?: readonly string[];
  readonly EndsWith?: readonly string[];
  readonly NotEquals?: readonly string[];
  readonly NotStartsWith?: readonly string[];
  readonly NotEndsWith?: readonly string[];
}

export interface EventSelector {
  readonly Name?: string;
  readonly FieldSelectors: readonly FieldSelector[];
}

export const fieldOperators = [
  'Equals',
  'NotEquals',
  'StartsWith',
  'NotStartsWith',
  'EndsWith',
  'NotEndsWith',
] as const satisfies readonly (keyof FieldSelector)[];

export interface Tag {
  readonly Key: string;
  readonly Value?: string;
}

export type BillingMode = 'EXTENDABLE_RETENTION_PRICING' | 'FIXED_RETENTION_PRICING';

/** As the service takes it, with the service's names. */
export interface CreateStoreRequest {
  readonly Name: string;
  readonly AdvancedEventSelectors: readonly EventSelector[];
  readonly MultiRegionEnabled: boolean;
  readonly OrganizationEnabled: boolean;
  readonly RetentionPeriod: number;
  readonly BillingMode: BillingMode;
  readonly TerminationProtectionEnabled: boolean;
  readonly StartIngestion: boolean;
  readonly KmsKeyId?: string;
  readonly TagsList?: readonly Tag[];
}

export const storeKinds = ['CloudTrail', 'ConfigurationItem', 'Insight', 'Evidence', 'ActivityAuditLog'] as const;
export type StoreKind = (typeof storeKinds)[number];

export const readWriteChoices = ['all', 'read', 'write'] as const;
export type ReadWrite = (typeof readWriteChoices)[number];

/** The fields of the form. Lists are as typed: empty entries are gone, nothing else is decided. */
export interface StorePlan {
  readonly name: string;
  readonly kind: StoreKind;
  /** CloudTrail events: what of the three categories. */
  readonly management: ReadWrite | 'none';
  /** Leaves out AWS KMS and RDS Data API management events, which are many. */
  readonly excludeNoisy: boolean;
  /** Resource types such as `AWS::S3::Object`; empty = no data events. */
  readonly dataTypes: readonly string[];
  readonly dataReadWrite: ReadWrite;
  /** Event sources such as `s3.amazonaws.com`; empty = no network activity events. */
  readonly networkSources: readonly string[];
  /** Only what a VPC endpoint policy denied. */
  readonly networkDeniedOnly: boolean;
  /** JSON of advanced event selectors, in place of the choices above; empty = the choices. */
  readonly selectorsText: string;
  readonly multiRegion: boolean;
  readonly organization: boolean;
  readonly retentionDays: number;
  readonly billingMode: BillingMode;
  /** ARN, ID or alias; empty = a key that AWS owns. */
  readonly kmsKeyId: string;
  readonly terminationProtection: boolean;
  readonly startIngestion: boolean;
  readonly tags: readonly Tag[];
}

export const firstPlan: StorePlan = {
  name: '',
  kind: 'CloudTrail',
  management: 'all',
  excludeNoisy: false,
  dataTypes: [],
  dataReadWrite: 'all',
  networkSources: [],
  networkDeniedOnly: false,
  selectorsText: '',
  multiRegion: true,
  organization: false,
  retentionDays: 366,
  billingMode: 'EXTENDABLE_RETENTION_PRICING',
  kmsKeyId: '',
  terminationProtection: true,
  startIngestion: true,
  tags: [],
};

/** Days; the shortest is the same for both. */
export const shortestRetention = 7;
export const longestRetention = {
  EXTENDABLE_RETENTION_PRICING: 3653,
  FIXED_RETENTION_PRICING: 2557,
} as const satisfies Record<BillingMode, number>;

/** The request for a plan that `planProblems` finds nothing wrong with. */
export function createRequest(plan: StorePlan): CreateStoreRequest {
  return {
    Name: plan.name,
    AdvancedEventSelectors: selectorsOf(plan),
    MultiRegionEnabled: plan.multiRegion,
    OrganizationEnabled: plan.organization,
    RetentionPeriod: plan.retentionDays,
    BillingMode: plan.billingMode,
    TerminationProtectionEnabled: plan.terminationProtection,
    StartIngestion: plan.startIngestion,
    ...(plan.kmsKeyId === '' ? {} : { KmsKeyId: plan.kmsKeyId }),
    ...(plan.tags.length === 0 ? {} : { TagsList: plan.tags }),
  };
}

/** Empty when nothing is to be collected, or when the text of the selectors cannot be read. */
export function selectorsOf(plan: StorePlan): readonly EventSelector[] {
  if (plan.kind !== 'CloudTrail') return [categorySelector(kindNames[plan.kind], plan.kind)];
  if (plan.selectorsText.trim() !== '') return parseSelectors(plan.selectorsText) ?? [];
  return [
    ...(plan.management === 'none' ? [] : [managementSelector(plan.management, plan.excludeNoisy)]),
    ...plan.dataTypes.map((type) => dataSelector(type, plan.dataReadWrite)),
    ...plan.networkSources.map((source) => networkSelector(source, plan.networkDeniedOnly)),
  ];
}

/** Undefined: not the JSON of a list of advanced event selectors. */
export function parseSelectors(text: string): readonly EventSelector[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return Array.isArray(value) && value.every(isSelector) ? value : undefined;
}

const kindNames = {
  ConfigurationItem: 'AWS Config configuration items',
  Insight: 'CloudTrail Insights events',
  Evidence: 'AWS Audit Manager evidence',
  ActivityAuditLog: 'Activity from outside AWS',
} as const satisfies Record<Exclude<StoreKind, 'CloudTrail'>, string>;

/** As the service names them: the sources it offers to leave out of management events. */
const noisySources = ['kms.amazonaws.com', 'rdsdata.amazonaws.com'];

function managementSelector(readWrite: ReadWrite, excludeNoisy: boolean): EventSelector {
  const noisy: readonly FieldSelector[] = excludeNoisy ? [{ Field: 'eventSource', NotEquals: noisySources }] : [];
  return categorySelector(`Management events, ${readWrite}`, 'Management', [...readOnlyField(readWrite), ...noisy]);
}

const dataSelector = (type: string, readWrite: ReadWrite): EventSelector =>
  categorySelector(`Data events of ${type}, ${readWrite}`, 'Data', [
    { Field: 'resources.type', Equals: [type] },
    ...readOnlyField(readWrite),
  ]);

const networkSelector = (source: string, deniedOnly: boolean): EventSelector =>
  categorySelector(`Network activity of ${source}`, 'NetworkActivity', [
    { Field: 'eventSource', Equals: [source] },
    ...(deniedOnly ? [{ Field: 'errorCode', Equals: ['VpceAccessDenied'] }] : []),
  ]);

const readOnlyField = (readWrite: ReadWrite): readonly FieldSelector[] =>
  readWrite === 'all' ? [] : [{ Field: 'readOnly', Equals: [readWrite === 'read' ? 'true' : 'false'] }];

const categorySelector = (name: string, category: string, more: readonly FieldSelector[] = []): EventSelector => ({
  Name: name,
  FieldSelectors: [{ Field: 'eventCategory', Equals: [category] }, ...more],
});

function isSelector(value: unknown): value is EventSelector {
  if (typeof value !== 'object' || value === null) return false;
  const { Name: name, FieldSelectors: fields } = value as Record<string, unknown>;
  return (
    (name === undefined || typeof name === 'string') &&
    Array.isArray(fields) &&
    fields.length > 0 &&
    fields.every(isField)
  );
}

function isField(value: unknown): value is FieldSelector {
  if (typeof value !== 'object' || value === null) return false;
  const { Field: field, ...operators } = value as Record<string, unknown>;
  const given = Object.entries(operators);
  return (
    typeof field === 'string' &&
    field !== '' &&
    given.length > 0 &&
    given.every(
      ([name, values]) =>
        (fieldOperators as readonly string[]).includes(name) &&
        Array.isArray(values) &&
        values.length > 0 &&
        values.every((one) => typeof one === 'string' && one !== ''),
    )
  );
}
