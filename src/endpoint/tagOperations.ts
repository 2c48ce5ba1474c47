/** Tags of event data stores, channels and dashboards. */
import { ApiError, apiErrors } from './apiErrors.js';
import { requiredText } from './input.js';
import type { Operation, Served } from './served.js';
import type { Tag } from './stateFile.js';
import { demandActive } from './storeLifeCycle.js';
import { arnOf, stateOf, storeAt } from './storeOperations.js';

const mostTags = 50;
const mostResources = 20;

export const addTags: Operation = async (input, served) => {
  const arn = await resourceOf(requiredText(input, 'ResourceId', { min: 3, max: 256 }), served);
  const added = input['TagsList'] as readonly Tag[];
  const keys = new Set(added.map(({ Key }) => Key));
  const tags = [...(served.state.read().tags[arn] ?? []).filter(({ Key }) => !keys.has(Key)), ...added];
  checkTags(added);
  if (tags.length > mostTags) throw tooMany();
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

/** Throws when a key is there twice or there are more than the service takes. */
export function checkTags(tags: readonly Tag[]): void {
  if (tags.length > mostTags) throw tooMany();
  const keys = tags.map(({ Key }) => Key);
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice !== undefined)
    throw new ApiError('InvalidTagParameterException', `The tag key ${twice} is given more than once.`);
}

const tooMany = (): ApiError => new ApiError('TagsLimitExceededException', `A resource takes ${mostTags} tags.`);

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
