import type { IncomingMessage } from 'node:http';
import { ApiError } from './apiErrors.js';
import { auditEventsPath } from './auditEvents.js';

export const maximumBodyBytes = 1024 * 1024;

/**
 * Refuses what no SDK or command line sends and every browser does, and any other name for this endpoint (a web page
 * that rebinds its own name to this address). Looked at before the body is read. `host` such as `127.0.0.1:4001`.
 */
export function guardRequest({ method, url = '', headers }: IncomingMessage, host: string): void {
  if (headers.host !== host) {
    throw new ApiError(
      'AccessDeniedException',
      `This endpoint answers to the host ${host} only. Use the URL that was printed.`,
    );
  }
  if (headers.origin !== undefined || Object.keys(headers).some((name) => name.startsWith('sec-fetch-'))) {
    throw new ApiError('AccessDeniedException', 'Requests from web pages are refused.');
  }
  const isAuditEvents = url.split('?')[0] === auditEventsPath;
  if (method !== 'POST' || (url !== '/' && !isAuditEvents)) {
    throw new ApiError(
      'MethodNotAllowed',
      `This endpoint takes POST / in the AWS JSON 1.1 protocol, and POST ${auditEventsPath}.`,
    );
  }
  const contentType = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  // Neither is one that a form of a web page can send.
  const taken = isAuditEvents ? ['application/json'] : ['application/x-amz-json-1.1', 'application/x-amz-json-1.0'];
  if (!taken.includes(contentType ?? '')) {
    throw new ApiError('UnsupportedMediaType', `The content type must be ${taken[0] ?? ''}.`);
  }
  if (headers['content-encoding'] !== undefined && headers['content-encoding'] !== 'identity') {
    throw new ApiError('UnsupportedMediaType', 'The body must not be compressed.');
  }
  if (Number(headers['content-length'] ?? 0) > maximumBodyBytes) throw bodyTooLarge();
}

/** Reads at most 1 MB. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maximumBodyBytes) throw bodyTooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const bodyTooLarge = (): ApiError => new ApiError('RequestEntityTooLarge', 'The request is larger than 1 MB.');
