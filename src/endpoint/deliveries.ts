/** Results as Lake delivers them to S3: `result_1.csv.gz` and a sign file that the AWS CLI verifies. */
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { whenDone, type ResultSet } from '../core/query/backend.js';
import { createExporter } from '../core/result/export.js';
import type { StoredQuery } from './queries.js';
import type { S3Folder } from './s3Folder.js';
import { signingKeyOf, type StateFile } from './stateFile.js';

export type DeliveryStatus =
  'PENDING' | 'SUCCESS' | 'FAILED' | 'FAILED_SIGNING_FILE' | 'RESOURCE_NOT_FOUND' | 'ACCESS_DENIED' | 'CANCELLED';

export interface Delivery {
  readonly uri: string;
  status(): DeliveryStatus;
}

export interface PublicKey {
  /** DER of the public key in PKCS#1 form. */
  readonly der: Buffer;
  /** Lower-case hex. */
  readonly fingerprint: string;
  /** Epoch milliseconds. */
  readonly since: number;
}

export interface Deliveries {
  /** Throws what the service throws for a URI that cannot be delivered to. */
  check(uri: string): void;
  /** Goes on after the query has ended. Twice for one query is once. */
  begin(query: StoredQuery, uri: string): void;
  of(queryId: string): Delivery | undefined;
  publicKey(): PublicKey;
}

interface DeliveryOptions {
  readonly s3: S3Folder;
  readonly state: StateFile;
  readonly accountId: string;
  readonly region: string;
  readonly signal: AbortSignal;
  readonly log: (message: string) => void;
}

const rowsPerPage = 1000;

export function createDeliveries({ s3, state, accountId, region, signal, log }: DeliveryOptions): Deliveries {
  const known = new Map<string, Delivery>();
  return {
    check: (uri) => void s3.resolve(uri),
    begin: (query, uri) => {
      if (known.has(query.queryId)) return;
      let status: DeliveryStatus = 'PENDING';
      known.set(query.queryId, { uri, status: () => status });
      const folder = path.join(s3.resolve(uri), deliveryPath(query, accountId));
      deliver(query, folder, { state, region, signal }).then(
        (end) => (status = end),
        (error: NodeJS.ErrnoException) => {
          if (signal.aborted) return;
          status =
            error.code === 'EACCES' || error.code === 'EPERM'
              ? 'ACCESS_DENIED'
              : error.code === 'ENOENT'
                ? 'RESOURCE_NOT_FOUND'
                : 'FAILED';
          log(`Delivery of ${query.queryId} to ${uri}: ${error.message}`);
        },
      );
    },
    of: (queryId) => known.get(queryId),
    publicKey: () => publicKeyOf(state),
  };
}

const deliveryPath = ({ queryId, createdAt }: StoredQuery, accountId: string): string =>
  path.join(
    'AWSLogs',
    accountId,
    'CloudTrail-Lake',
    'Query',
    ...new Date(createdAt).toISOString().slice(0, 10).split('-'),
    queryId,
  );

async function deliver(
  query: StoredQuery,
  folder: string,
  { state, region, signal }: Pick<DeliveryOptions, 'state' | 'region' | 'signal'>,
): Promise<DeliveryStatus> {
  const { result } = query;
  if (!result) return 'FAILED';
  const end = await whenDone(result, signal);
  // A query that did not finish leaves nothing in the bucket.
  if (end.status !== 'finished') return end.status === 'cancelled' ? 'CANCELLED' : 'FAILED';
  await mkdir(folder, { recursive: true });
  const fileName = 'result_1.csv.gz';
  const hash = createHash('sha256');
  const gzip = createGzip();
  gzip.on('data', (piece: Buffer) => hash.update(piece));
  const partial = path.join(folder, `${fileName}.part`);
  await pipeline(Readable.from(textOf(query, result, end.rowCount, signal)), gzip, createWriteStream(partial), {
    signal,
  });
  await rename(partial, path.join(folder, fileName));
  const fileHashValue = hash.digest('hex');
  const { pem } = signingKeyOf(state);
  const signFile = {
    version: '1.0',
    region,
    files: [{ fileHashValue, fileName }],
    hashAlgorithm: 'SHA-256',
    signatureAlgorithm: 'SHA256withRSA',
    queryCompleteTime: new Date().toISOString(),
    hashSignature: sign('sha256', Buffer.from(fileHashValue, 'ascii'), createPrivateKey(pem)).toString('hex'),
    publicKeyFingerprint: publicKeyOf(state).fingerprint,
  };
  await writeFile(path.join(folder, 'result_sign.json'), `${JSON.stringify(signFile)}\n`);
  return 'SUCCESS';
}

async function* textOf(
  query: StoredQuery,
  result: ResultSet,
  rowCount: number,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const exporter = createExporter('lake-csv', result.columns, {
    statement: query.statement,
    executionTime: new Date(query.createdAt).toISOString(),
  });
  yield exporter.head();
  for (let from = 0; from < rowCount;) {
    const { rows } = await result.read({ from, count: rowsPerPage }, signal);
    if (rows.length === 0) break;
    yield exporter.rows(rows);
    from += rows.length;
  }
  yield exporter.tail();
}

function publicKeyOf(state: StateFile): PublicKey {
  const { pem, since } = signingKeyOf(state);
  const der = createPublicKey(pem).export({ type: 'pkcs1', format: 'der' });
  return { der, fingerprint: createHash('md5').update(der).digest('hex'), since };
}
