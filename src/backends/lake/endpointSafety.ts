import { errors } from '../../core/errors.js';

export type EndpointTrust = 'aws' | 'loopback';

/** Services that requests are signed for, as their hosts begin, and how people call them. */
const services = { cloudtrail: 'CloudTrail', s3: 'S3', config: 'AWS Config' } as const;
export type AwsService = keyof typeof services;

/**
 * A service's own hosts: standard, FIPS, dual stack and VPC endpoints of every partition. Anything else under
 * amazonaws.com (buckets, API gateways, machines) may belong to anybody and is not one.
 */
const hostsOf = (service: AwsService): RegExp =>
  new RegExp(
    String.raw`^(?:${service === 's3' ? String.raw`bucket\.` : ''}vpce-[a-z0-9-]+\.)?${service}(?:-fips)?${service === 's3' ? String.raw`(?:\.dualstack)?` : ''}\.[a-z]{2,5}(?:-[a-z]+)+-[0-9]{1,2}\.(?:(?:vpce\.)?amazonaws\.com(?:\.cn)?|(?:vpce\.)?amazonaws\.eu|api\.aws|api\.amazonwebservices\.com\.cn|api\.amazonwebservices\.eu)$`,
  );

const loopbackHosts: readonly string[] = ['127.0.0.1', '[::1]', 'localhost'];

/**
 * Where a signed request may go: CloudTrail's own hosts by https, or this machine. Signing for a foreign host would
 * hand it a session token and the statement, so everything else is refused before any credential is read.
 */
export function checkEndpoint(
  endpointUrl: string,
  service: AwsService = 'cloudtrail',
): { readonly url: string; readonly trust: EndpointTrust } {
  const url = URL.canParse(endpointUrl) ? new URL(endpointUrl) : undefined;
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw errors.usage(
      `"${endpointUrl}" is not an endpoint URL. Write it like https://${service}.us-east-1.amazonaws.com.`,
    );
  }
  if (url.username || url.password || url.search || url.hash || (url.pathname !== '/' && url.pathname !== '')) {
    throw errors.usage(`The endpoint URL "${endpointUrl}" may only have a scheme, a host and a port.`);
  }
  if (loopbackHosts.includes(url.hostname)) return { url: url.origin, trust: 'loopback' };
  if (url.protocol === 'https:' && url.port === '' && hostsOf(service).test(url.hostname)) {
    return { url: url.origin, trust: 'aws' };
  }
  throw errors.usage(
    `Requests signed with AWS keys go to AWS or to this machine only; "${url.host}" by ${url.protocol}// is neither. ` +
      `Use https://${service}.<region>.amazonaws.com, a VPC endpoint of ${services[service]}, or http://127.0.0.1:<port>.`,
  );
}

/** The Region becomes part of a host name. */
export function checkRegion(region: string): string {
  if (/^[a-z]{2,5}(?:-[a-z]+)+-[0-9]{1,2}$/.test(region)) return region;
  throw errors.usage(`"${region}" is not an AWS Region. Write one like us-east-1.`);
}
