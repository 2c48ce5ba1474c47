import { apiShapes } from './data/apiShapes.js';

/** Errors as CloudTrail's API gives them: a shape name, an HTTP status, a message. */
export class ApiError extends Error {
  constructor(
    /** Shape name such as `QueryIdNotFoundException`. */
    readonly shape: string,
    message: string,
  ) {
    super(message);
    this.name = 'ApiError';
  }

  get status(): number {
    return statuses.get(this.shape) ?? 400;
  }
}

/** Those of the service model, and the common ones of AWS's JSON protocols, that are not 400. */
const statuses: ReadonlyMap<string, number> = new Map([
  ...Object.entries(apiShapes.statuses),
  ['AccessDeniedException', 403],
  // Of CloudTrail Data, whose names have no "Exception".
  ['ChannelNotFound', 404],
  ['ExpiredTokenException', 403],
  ['IncompleteSignatureException', 403],
  ['InvalidSignatureException', 403],
  ['MissingAuthenticationTokenException', 403],
  ['UnrecognizedClientException', 403],
  ['MethodNotAllowed', 405],
  ['RequestEntityTooLarge', 413],
  ['UnsupportedMediaType', 415],
  ['InternalFailure', 500],
]);

export const apiErrors = {
  invalidParameter: (message: string) => new ApiError('InvalidParameterException', message),
  queryNotFound: (queryId: string) =>
    new ApiError(
      'QueryIdNotFoundException',
      `Query ${queryId} is not known here, or is older than the time results are kept.`,
    ),
  storeNotFound: (reference: string) =>
    new ApiError('EventDataStoreNotFoundException', `There is no event data store ${reference} in this local lake.`),
} as const;
