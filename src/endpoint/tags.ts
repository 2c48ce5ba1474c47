import { ApiError } from './apiErrors.js';
import type { Tag } from './stateFile.js';

const mostTags = 50;

/** Throws when a key is there twice or there are more than the service takes. */
export function checkTags(tags: readonly Tag[]): void {
  if (tags.length > mostTags) throw tooMany();
  const keys = tags.map(({ Key }) => Key);
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice !== undefined)
    throw new ApiError('InvalidTagParameterException', `The tag key ${twice} is given more than once.`);
}

const tooMany = (): ApiError => new ApiError('TagsLimitExceededException', `A resource takes ${mostTags} tags.`);
