/** Faults on purpose: which one a request gets, and how it looks on the wire. Without `--faults` there are none. */
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { errors } from '../core/errors.js';
import { ApiError } from './apiErrors.js';
import { parseFaultRules, type FaultRule } from './faultRules.js';

export interface CalledOperation {
  readonly operation: string;
  readonly body: Buffer;
  readonly sessionToken: string | undefined;
}

/** The fault of this call, or undefined when all shall go well. The first rule that is neither waiting nor used up wins. */
export type TakeFault = (call: CalledOperation) => FaultRule | undefined;

/**
 * Reads the rules from `file` whenever its text has changed, and counts anew from there: so a test switches faults on and
 * off while the endpoint runs. Throws `Usage` when the file cannot be used at the start; later such a file is said to
 * `log`, and the rules before it stay.
 */
export function followFaults(file: string, log: (message: string) => void): TakeFault {
  let text = readText(file);
  let counted = parseFaultRules(text, file).map((rule) => ({ rule, calls: 0 }));
  const refresh = (): void => {
    try {
      const now = readText(file);
      if (now === text) return;
      text = now;
      counted = parseFaultRules(now, file).map((rule) => ({ rule, calls: 0 }));
    } catch (error) {
      log(`${(error as Error).message} The faults before stay.`);
    }
  };
  return (call) => {
    refresh();
    let taken: FaultRule | undefined;
    // Every rule that matches counts the call, also behind the one that is taken: `skip` then means calls, not chances.
    for (const entry of counted.filter(({ rule }) => matches(rule, call))) {
      const { skip, count } = entry.rule;
      if (!taken && entry.calls >= skip && entry.calls < skip + count) taken = entry.rule;
      entry.calls += 1;
    }
    return taken;
  };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw errors.usage(`The faults cannot be read: ${(error as Error).message}.`);
  }
}

const matches = (rule: FaultRule, { operation, body, sessionToken }: CalledOperation): boolean =>
  (rule.operation === '*' || rule.operation === operation) &&
  (rule.sessionToken === undefined || rule.sessionToken === sessionToken) &&
  (rule.contains === undefined || body.includes(rule.contains, 0, 'utf8'));

/** Whether the operation is carried out all the same, and its answer needed. */
export const isCarriedOut = ({ afterwards, effect }: FaultRule): boolean =>
  afterwards || effect.kind === 'cut' || effect.kind === 'set' || effect.kind === 'delay';

/** Rejects with the reason of `signal` when that comes first. */
export async function delayOf({ delayMilliseconds }: FaultRule, signal: AbortSignal): Promise<void> {
  if (delayMilliseconds === 0) return;
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(done, delayMilliseconds);
    function done(): void {
      signal.removeEventListener('abort', stop);
      resolve();
    }
    function stop(): void {
      clearTimeout(timer);
      reject(signal.reason as Error);
    }
    signal.addEventListener('abort', stop, { once: true });
  });
}

/** Sends the answer of a call that has a fault. `answer`: that of the operation, where it was carried out. */
export function sendFaulty(
  { effect }: FaultRule,
  answer: object,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const type = { 'content-type': 'application/x-amz-json-1.1' };
  switch (effect.kind) {
    case 'error': {
      const { shape, message, status, headers } = effect;
      response
        .writeHead(status ?? new ApiError(shape, message).status, { ...type, 'x-amzn-errortype': shape, ...headers })
        .end(JSON.stringify({ __type: shape, Message: message, message }));
      return;
    }
    case 'html':
      response.writeHead(effect.status, { 'content-type': 'text/html' }).end(effect.html);
      return;
    case 'reset':
      request.socket.destroy();
      return;
    case 'stall':
      return;
    case 'cut': {
      const body = Buffer.from(JSON.stringify(answer), 'utf8');
      response.writeHead(200, { ...type, 'content-length': body.length });
      response.write(body.subarray(0, Math.ceil(body.length / 2)), () => request.socket.destroy());
      return;
    }
    case 'set':
    case 'delay':
      response
        .writeHead(200, type)
        .end(JSON.stringify(effect.kind === 'set' ? { ...answer, ...effect.members } : answer));
      return;
    default:
      effect satisfies never;
  }
}
