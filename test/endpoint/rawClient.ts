import { createHash, createHmac } from 'node:crypto';
import { request, type IncomingHttpHeaders, type RequestOptions } from 'node:http';
import type { Endpoint } from '../../src/endpoint/startEndpoint.js';

export interface CallOptions {
  readonly prefix?: string;
  /** Added after signing. */
  readonly headers?: Record<string, string>;
  readonly host?: string;
  readonly method?: string;
  readonly path?: string;
  readonly date?: Date;
  readonly service?: string;
  readonly unsigned?: boolean;
  readonly leaveUnsigned?: readonly string[];
  /** Changes the body after signing. */
  readonly tamper?: boolean;
  readonly raw?: string;
  readonly chunked?: boolean;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}

export type Caller = (operation: string, input: object, options?: CallOptions) => Promise<Answer>;

/** A client written from the description of Signature Version 4 alone, to look at the endpoint from outside. */
export function createCaller(endpoint: Pick<Endpoint, 'url' | 'accessKeyId' | 'secretAccessKey'>): Caller {
  const { hostname, port } = new URL(endpoint.url);
  return (operation, input, options = {}) => {
    const body = options.raw ?? JSON.stringify(input);
    const date = (options.date ?? new Date()).toISOString().replace(/[-:]|\.\d{3}/g, '');
    const headers: Record<string, string> = {
      'content-type': 'application/x-amz-json-1.1',
      host: `${options.host ?? hostname}:${port}`,
      'x-amz-date': date,
      'x-amz-target': `${options.prefix ?? 'CloudTrail_20131101.'}${operation}`,
    };
    if (!options.unsigned) headers['authorization'] = authorization(headers, body, date, endpoint, options);
    Object.assign(headers, options.headers);
    const sent = options.tamper ? `${body} ` : body;
    if (!options.chunked) headers['content-length'] = String(Buffer.byteLength(sent));
    return send({ hostname, port, method: options.method ?? 'POST', path: options.path ?? '/', headers }, sent);
  };
}

function send(to: RequestOptions, body: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let answered = false;
    const outgoing = request(to, (response) => {
      answered = true;
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
        }),
      );
    });
    // The answer to a body that is too large may come before all of it is sent.
    outgoing.on('error', (error) => {
      if (!answered) reject(error);
    });
    outgoing.end(body);
  });
}

function authorization(
  headers: Record<string, string>,
  body: string,
  date: string,
  keys: Pick<Endpoint, 'accessKeyId' | 'secretAccessKey'>,
  options: CallOptions,
): string {
  const names = Object.keys(headers)
    .filter((name) => !options.leaveUnsigned?.includes(name))
    .sort();
  const scope = [date.slice(0, 8), 'us-west-2', options.service ?? 'cloudtrail', 'aws4_request'];
  const canonical = [
    'POST',
    '/',
    '',
    ...names.map((name) => `${name}:${headers[name]}`),
    '',
    names.join(';'),
    createHash('sha256').update(body).digest('hex'),
  ].join('\n');
  const text = ['AWS4-HMAC-SHA256', date, scope.join('/'), createHash('sha256').update(canonical).digest('hex')].join(
    '\n',
  );
  let key: Buffer | string = `AWS4${keys.secretAccessKey}`;
  for (const part of scope) key = createHmac('sha256', key).update(part).digest();
  const signature = createHmac('sha256', key).update(text).digest('hex');
  return `AWS4-HMAC-SHA256 Credential=${keys.accessKeyId}/${scope.join('/')}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
}
