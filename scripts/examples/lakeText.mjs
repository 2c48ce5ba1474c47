// Lake's row text, as its delivered CSV has it.
import { account, region, uuid } from './world.mjs';

const asDoubles = (value) =>
  JSON.stringify(value, (_, inner) =>
    typeof inner === 'number' ? `\u0001${Number.isInteger(inner) ? `${inner}.0` : inner}\u0001` : inner,
  ).replace(/"\\u0001([^"]*?)\\u0001"/g, '$1');
const mapText = (object) =>
  `{${Object.entries(object)
    .map(([key, value]) => `${key}=${typeof value === 'object' && value !== null ? asDoubles(value) : value}`)
    .join(', ')}}`;
const lakeTime = (time) => new Date(Math.floor(time / 1000) * 1000).toISOString().replace('T', ' ').replace('Z', '');
export function lakeRow(source, delay) {
  const data = {
    configurationitemversion: source.configurationItemVersion,
    configurationitemcapturetime: lakeTime(source.configurationStateId),
    configurationitemstatus: source.configurationItemStatus,
    configurationstateid: source.configurationStateId,
    accountid: account,
    resourceid: source.resourceId,
    resourcetype: source.resourceType,
    resourcename: source.resourceName ?? null,
    arn: source.ARN ?? null,
    awsregion: region,
    availabilityzone: source.ARN ? source.availabilityZone : null,
    resourcecreationtime: null,
  };
  const relations = source.relationships
    .map((r) => `{name=${r.name}, resourcetype=${r.resourceType}, resourceid=${r.resourceId}, resourcename=null}`)
    .join(', ');
  const tags = Object.keys(source.tags).length ? mapText(source.tags) : 'null';
  const text = `{${Object.entries(data)
    .map(([k, v]) => `${k}=${v}`)
    .join(
      ', ',
    )}, configuration=${mapText(source.configuration)}, supplementaryconfiguration=null, relatedevents=null, relationships=[${relations}], tags=${tags}}`;
  return [
    '1.08',
    'ConfigurationItem',
    'AwsConfigurationItem',
    uuid(`lake ${source.configurationStateId}`),
    lakeTime(source.configurationStateId + delay),
    region,
    account,
    '',
    '',
    `"${text.replaceAll('"', '""')}"`,
  ].join(',');
}
