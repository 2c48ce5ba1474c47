/** Tags of event data stores, channels and dashboards. */
import { ApiError, apiErrors } from './apiErrors.js';
import { requiredText } from './input.js';
import type { Operation, Served } from './served.js';
import type { Tag } from './stateFile.js';
import { checkTags } from './tags.js';
import { demandActive } from './storeLifeCycle.js';
import { arnOf, stateOf, storeAt } from './storeOperations.js';

const mostResources = 20;

export const addTags: Operation = async (input, served) => {
  const arn = await resourceOf(requiredText(input, 'ResourceId', { min: 3, max: 256 }), served);
  const added = input['TagsList'] as readonly Tag[];
  const keys = new Set(added.map(({ Key }) => Key));
  const tags = [...(served.state.read().tags[arn] ?? []).filter(({ Key }) => !keys.has(Key)), ...added];
  checkTags(added);
  checkTags(tags);
  served.state.change((all) => ({ ...all, tags: { ...all.tags, [arn]: tags } }));
  return {};
};

export const removeTags: Operation = async (input, served) => {
  const arn = await resourceOf(requiredText(input, 'ResourceId', { min: 3, max: 256 }), served);
  const removed = input['TagsList'] as readonly Tag[];
  const tags = (served.state.read().tags[arn] ?? []).filter(
    (tag) => !removed.some(({ Key, Value }) => Key === tag.Key && (Value === undefined || Value === tag.Value)),
  );
  served.state.change((all) => ({ ...all, tags: { ...all.tags, [arn]: tags } }));
  return {};
};

export const listTags: Operation = async (input, served) => {
  const resources = input['ResourceIdList'] as readonly string[];
  if (resources.length === 0 || resources.length > mostResources)
    throw apiErrors.invalidParameter(`ResourceIdList takes 1 to ${mostResources} ARNs.`);
  const answers: object[] = [];
  for (const resource of resources) {
    const arn = await resourceOf(resource, served);
    answers.push({ ResourceId: resource, TagsList: served.state.read().tags[arn] ?? [] });
  }
  return { ResourceTagList: answers };
};

/** The ARN of a resource that exists here. */
export async function resourceOf(reference: string, served: Served): Promise<string> {
  const kind = /^arn:aws[a-z-]*:cloudtrail:[a-z0-9-]+:\d{12}:(eventdatastore|channel|dashboard)\/(.{1,128})$/.exec(
    reference,
  );
  const { channels, dashboards } = served.state.read();
  if (kind?.[1] === 'channel' && Object.hasOwn(channels, kind[2] ?? '')) return reference;
  if (kind?.[1] === 'dashboard' && Object.hasOwn(dashboards, kind[2] ?? '')) return reference;
  if (kind?.[1] === 'eventdatastore' || !reference.includes(':')) {
    const store = await storeAt(reference, served);
    demandActive(stateOf(store, served));
    return arnOf(store, served);
  }
  throw kind
    ? new ApiError('ResourceNotFoundException', `There is no ${kind[1] ?? 'resource'} ${reference} here.`)
    : new ApiError(
        'ResourceTypeNotSupportedException',
        `${reference} is not the ARN of an event data store, a channel or a dashboard.`,
      );
}
