/** A small S3 of our own for tests: ListObjectsV2 by pages and GetObject with ranges, as the SDK speaks to the real one. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface StoredObject {
  readonly body: Buffer;
  readonly storageClass?: string;
}

/** What goes wrong with the next request for a key. */
export type Fault =
  /** The connection breaks after so many bytes of the body. */
  | { readonly kind: 'cut'; readonly after: number }
  | { readonly kind: 'status'; readonly status: number; readonly code: string }
  /** Whatever range was asked for, all comes. */
  | { readonly kind: 'noRange' };

export interface S3Server {
  readonly url: string;
  readonly objects: Map<string, StoredObject>;
  /** By key, used up one after the other. */
  readonly faults: Map<string, Fault[]>;
  /** What other services of AWS answer at this URL, by the end of `x-amz-target`. */
  readonly others: Map<string, object>;
  /** `LIST prefix delimiter` and `GET key range`, in order. */
  readonly requests: string[];
  /** Keys in one page of a list. */
  pageSize: number;
  /** Called before a GET is answered. */
  onGet: (key: string) => void;
  close(): Promise<void>;
}

export const etagOf = (body: Buffer): string => createHash('md5').update(body).digest('hex');

/** One bucket, `trails`. */
export async function startS3(): Promise<S3Server> {
  const state: Omit<S3Server, 'url' | 'close'> = {
    objects: new Map(),
    faults: new Map(),
    others: new Map(),
    requests: [],
    pageSize: 3,
    onGet: () => undefined,
  };
  const server = createServer((request, response) => {
    if (!/^AWS4-HMAC-SHA256 Credential=key\//.test(request.headers.authorization ?? ''))
      return fail(response, 403, 'AccessDenied');
    const other = state.others.get(String(request.headers['x-amz-target']).split('.').at(-1) ?? '');
    if (other) {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
      return void response.end(JSON.stringify(other));
    }
    // As it was sent: `URL` would take `..` in a key for a step upwards.
    const [pathname = '', search = ''] = (request.url ?? '/').split('?');
    const query = new URLSearchParams(search);
    const [, bucket = '', ...rest] = pathname.split('/');
    if (bucket !== 'trails') return fail(response, 404, 'NoSuchBucket');
    if (query.get('list-type') === '2') return list(query, response);
    get(decodeURIComponent(rest.join('/')), request, response);
  });

  function list(query: URLSearchParams, response: ServerResponse): void {
    const prefix = query.get('prefix') ?? '';
    const delimiter = query.get('delimiter') ?? '';
    state.requests.push(`LIST ${prefix} ${delimiter}`.trim());
    const after = Buffer.from(query.get('continuation-token') ?? '', 'base64').toString();
    const entries = new Map<string, string>();
    for (const key of [...state.objects.keys()].filter((name) => name.startsWith(prefix)).sort()) {
      const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
      const name = cut < 0 ? key : key.slice(0, cut + 1);
      entries.set(name, cut < 0 ? contents(key) : `<CommonPrefixes><Prefix>${escaped(name)}</Prefix></CommonPrefixes>`);
    }
    const rest = [...entries].filter(([name]) => name > after);
    const page = rest.slice(0, state.pageSize);
    const isCut = rest.length > page.length;
    const token = Buffer.from(page.at(-1)?.[0] ?? '').toString('base64');
    response.writeHead(200, { 'content-type': 'application/xml' });
    response.end(
      `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult><IsTruncated>${isCut}</IsTruncated>` +
        `${isCut ? `<NextContinuationToken>${token}</NextContinuationToken>` : ''}${page.map(([, xml]) => xml).join('')}</ListBucketResult>`,
    );
  }

  function contents(key: string): string {
    const { body, storageClass = 'STANDARD' } = state.objects.get(key) as StoredObject;
    return `<Contents><Key>${escaped(key)}</Key><ETag>&quot;${etagOf(body)}&quot;</ETag><Size>${body.length}</Size><StorageClass>${storageClass}</StorageClass></Contents>`;
  }

  function get(key: string, { headers }: IncomingMessage, response: ServerResponse): void {
    const range = /^bytes=(\d+)-$/.exec(headers.range ?? '');
    state.requests.push(`GET ${key}${range ? ` ${range[1]}` : ''}`);
    state.onGet(key);
    const fault = state.faults.get(key)?.shift();
    if (fault?.kind === 'status') return fail(response, fault.status, fault.code);
    const found = state.objects.get(key);
    if (!found) return fail(response, 404, 'NoSuchKey');
    const etag = `"${etagOf(found.body)}"`;
    if (headers['if-match'] !== undefined && headers['if-match'] !== etag)
      return fail(response, 412, 'PreconditionFailed');
    const from = range && fault?.kind !== 'noRange' ? Number(range[1]) : 0;
    const body = found.body.subarray(from);
    response.writeHead(from > 0 ? 206 : 200, {
      etag,
      'content-length': body.length,
      ...(from > 0 ? { 'content-range': `bytes ${from}-${found.body.length - 1}/${found.body.length}` } : {}),
    });
    if (fault?.kind !== 'cut') return void response.end(body);
    response.write(body.subarray(0, fault.after), () => response.destroy());
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(state, {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  });
}

function fail(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code} of the test</Message></Error>`);
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
