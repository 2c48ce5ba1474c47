import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** What the scripted endpoint does with one request. */
export type Step =
  | { readonly json: object; readonly status?: number; readonly headers?: Record<string, string> }
  | {
      readonly error: string;
      readonly message?: string;
      readonly status?: number;
      readonly headers?: Record<string, string>;
    }
  | { readonly html: string }
  | { readonly raw: string; readonly status?: number }
  /** Takes the request, then cuts the connection. */
  | { readonly reset: true }
  /** Takes the request and never answers. */
  | { readonly stall: true }
  /** Sends the head and the first half of the body, then cuts the connection. */
  | { readonly cut: object };

export interface SentRequest {
  readonly operation: string;
  readonly input: Record<string, unknown>;
  readonly headers: IncomingMessage['headers'];
}

export interface FaultEndpoint {
  readonly url: string;
  readonly requests: SentRequest[];
  /** Inputs of one operation in order. */
  sent(operation: string): Record<string, unknown>[];
  close(): Promise<void>;
}

/**
 * An endpoint that answers by a script: per operation a list of steps, the last of which is repeated, or a function
 * of the input and the count of earlier requests.
 */
export async function startFaultEndpoint(
  script: Record<
    string,
    readonly Step[] | ((input: Record<string, unknown>, count: number, headers: IncomingMessage['headers']) => Step)
  >,
): Promise<FaultEndpoint> {
  const requests: SentRequest[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
    request.on('end', () => {
      const form = /(?:^|&)Action=(\w+)/.exec(body)?.[1];
      const operation = form ?? String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
      // STS speaks the query protocol: a form, not JSON.
      const input = (body.startsWith('{') ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body))) as Record<
        string,
        unknown
      >;
      const count = requests.filter((earlier) => earlier.operation === operation).length;
      requests.push({ operation, input, headers: request.headers });
      const steps = script[operation];
      const step =
        typeof steps === 'function'
          ? steps(input, count, request.headers)
          : (steps?.[Math.min(count, steps.length - 1)] ?? { error: 'UnknownOperationException' });
      answer(request, response, step);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    sent: (operation) => requests.filter((request) => request.operation === operation).map(({ input }) => input),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(request: IncomingMessage, response: ServerResponse, step: Step): void {
  if ('reset' in step) {
    request.socket.destroy();
    return;
  }
  if ('stall' in step) return;
  if ('cut' in step) {
    const whole = JSON.stringify(step.cut);
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1', 'content-length': whole.length });
    response.write(whole.slice(0, Math.ceil(whole.length / 2)), () => request.socket.destroy());
    return;
  }
  const headers: Record<string, string> = {
    'content-type': 'application/x-amz-json-1.1',
    ...('headers' in step ? step.headers : {}),
  };
  if ('html' in step) {
    response.writeHead(200, { 'content-type': 'text/html' }).end(step.html);
  } else if ('raw' in step) {
    response.writeHead(step.status ?? 200, headers).end(step.raw);
  } else if ('error' in step) {
    response
      .writeHead(step.status ?? 400, headers)
      .end(JSON.stringify({ __type: step.error, Message: step.message ?? step.error }));
  } else {
    response.writeHead(step.status ?? 200, headers).end(JSON.stringify(step.json));
  }
}
