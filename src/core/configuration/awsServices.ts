/** Names that AWS uses for one service in resource types and in events. */

/** First label of `eventSource` for a resource type: `ec2` for `AWS::EC2::SecurityGroup`. */
export function serviceOf(resourceType: string): string | undefined {
  const [owner, service] = resourceType.split('::');
  if (owner !== 'AWS' || service === undefined || service === '') return undefined;
  return exceptions.get(service) ?? service.toLowerCase();
}

/** Services without Region record their events in us-east-1. */
export function isGlobal(eventSource: string, resourceType: string): boolean {
  const [service = ''] = eventSource.split('.');
  return globalServices.has(service) || globalServices.has(serviceOf(resourceType) ?? '');
}

/** `security group` for `AWS::EC2::SecurityGroup`, for sentences. */
export function resourceWords(resourceType: string): string {
  const last = resourceType.split('::').at(-1) ?? '';
  const words = last
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(' ');
  const text = words.map((word) => (/^[A-Z0-9]{2,}$/.test(word) ? word : word.toLowerCase())).join(' ');
  return text === '' ? 'resource' : text;
}

const exceptions: ReadonlyMap<string, string> = new Map([
  ['ElasticLoadBalancingV2', 'elasticloadbalancing'],
  ['CloudWatch', 'monitoring'],
  ['StepFunctions', 'states'],
  ['OpenSearch', 'es'],
  ['OpenSearchService', 'es'],
  ['Elasticsearch', 'es'],
  ['MSK', 'kafka'],
  ['EFS', 'elasticfilesystem'],
  ['EMR', 'elasticmapreduce'],
  ['Cognito', 'cognito-idp'],
  ['CertificateManager', 'acm'],
  ['ACMPCA', 'acm-pca'],
  ['SES', 'ses'],
  ['ApiGatewayV2', 'apigateway'],
  ['WAFRegional', 'waf-regional'],
  ['KinesisFirehose', 'firehose'],
  ['ServiceDiscovery', 'servicediscovery'],
]);

const globalServices: ReadonlySet<string> = new Set([
  ...['iam', 'cloudfront', 'route53', 'route53domains', 'organizations', 'waf', 'globalaccelerator', 'shield'],
  ...['sts', 'support', 'budgets', 'networkmanager', 'account'],
]);
