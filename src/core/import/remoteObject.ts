/** Objects of a bucket on their way into a local lake. */
export interface RemoteObject {
  /** `s3://bucket/key` */
  readonly url: string;
  readonly bucket: string;
  readonly key: string;
  /** As the service tells it, without quotes: another content has another one. */
  readonly etag: string;
  readonly bytes: number;
  /** Such as STANDARD or GLACIER. */
  readonly storageClass: string;
}

export interface ObjectsFound {
  readonly objects: readonly RemoteObject[];
  /** Requests that listing took. */
  readonly listRequests: number;
  /** Objects that were seen and not taken, by reason. */
  readonly leftOut: Readonly<Record<string, number>>;
}

/** What fetching takes, as far as it is known before. */
export interface FetchCost {
  readonly objects: number;
  readonly bytes: number;
  /** GET requests, one an object. */
  readonly requests: number;
  /** US dollars for LIST and GET at the prices below. Transfer out of AWS and retrieval from rarer classes come on top. */
  readonly requestDollars: number;
  /** Objects in classes that bill what is read of them, by class. */
  readonly retrieval: Readonly<Record<string, number>>;
}

/** S3 Standard in us-east-1, dollars a thousand requests (aws.amazon.com/s3/pricing); other Regions take up to a half more. */
const price = { list: 0.005, get: 0.0004 } as const;

const withRetrievalFee: readonly string[] = ['STANDARD_IA', 'ONEZONE_IA', 'GLACIER_IR'];

/** Cannot be read before somebody restores them. */
export const archivedClasses: readonly string[] = ['GLACIER', 'DEEP_ARCHIVE'];

export function fetchCost(objects: readonly RemoteObject[], listRequests: number): FetchCost {
  const retrieval: Record<string, number> = {};
  for (const { storageClass } of objects)
    if (withRetrievalFee.includes(storageClass)) retrieval[storageClass] = (retrieval[storageClass] ?? 0) + 1;
  return {
    objects: objects.length,
    bytes: objects.reduce((sum, { bytes }) => sum + bytes, 0),
    requests: objects.length,
    requestDollars: (listRequests * price.list + objects.length * price.get) / 1000,
    retrieval,
  };
}
