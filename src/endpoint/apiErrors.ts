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

/** All that are not 400; from the service model and the list of common errors. */
const statuses: ReadonlyMap<string, number> = new Map([
  ['AccessDeniedException', 403],
  ['ExpiredTokenException', 403],
  ['IncompleteSignatureException', 403],
  ['InvalidSignatureException', 403],
  ['MissingAuthenticationTokenException', 403],
  ['UnrecognizedClientException', 403],
  ['EventDataStoreNotFoundException', 404],
  ['QueryIdNotFoundException', 404],
  ['MethodNotAllowed', 405],
  ['ConflictException', 409],
  ['RequestEntityTooLarge', 413],
  ['UnsupportedMediaType', 415],
  ['MaxConcurrentQueriesException', 429],
  ['ThrottlingException', 429],
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
