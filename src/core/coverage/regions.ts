/** Regions that every account has without opting in, by partition. Source: AWS Account Management guide, 2026. */
const defaultRegions = {
  aws: [
    'us-east-1',
    'us-east-2',
    'us-west-1',
    'us-west-2',
    'ap-northeast-1',
    'ap-northeast-2',
    'ap-northeast-3',
    'ap-south-1',
    'ap-southeast-1',
    'ap-southeast-2',
    'ca-central-1',
    'eu-central-1',
    'eu-north-1',
    'eu-west-1',
    'eu-west-2',
    'eu-west-3',
    'sa-east-1',
  ],
  'aws-cn': ['cn-north-1', 'cn-northwest-1'],
  'aws-us-gov': ['us-gov-east-1', 'us-gov-west-1'],
} as const;

export interface AccountRegions {
  readonly accountId: string;
  readonly seen: readonly string[];
  /** Regions without one record among those that every account has. Others have to be switched on first. */
  readonly neverSeen: readonly string[];
}

/** By account, from every pair of account and Region that has records. */
export function regionsByAccount(
  pairs: Iterable<{ readonly accountId: string | null; readonly region: string | null }>,
): readonly AccountRegions[] {
  const seen = new Map<string, Set<string>>();
  for (const { accountId, region } of pairs) {
    if (accountId === null || region === null) continue;
    const regions = seen.get(accountId);
    if (regions) regions.add(region);
    else seen.set(accountId, new Set([region]));
  }
  return [...seen].map(([accountId, regions]) => ({
    accountId,
    seen: [...regions].sort(),
    neverSeen: defaultRegions[partitionOf(regions)].filter((region) => !regions.has(region)),
  }));
}

function partitionOf(regions: Iterable<string>): keyof typeof defaultRegions {
  for (const region of regions) {
    if (region.startsWith('cn-')) return 'aws-cn';
    if (region.startsWith('us-gov-')) return 'aws-us-gov';
  }
  return 'aws';
}
