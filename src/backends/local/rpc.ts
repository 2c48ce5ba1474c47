/** Newline-delimited JSON in both directions over one socket: requests with answers, notifications, cancellation. */
import type { Socket } from 'node:net';
import { StringDecoder } from 'node:string_decoder';
import { errors, LakeSqlError } from '../../core/errors.js';
import type { Problem } from '../../core/lang/problem.js';

type Requests = Record<string, readonly [unknown, unknown]>;

export interface WireError {
  readonly code: string;
  readonly message: string;
  readonly exitCode: 1 | 2 | 3;
  readonly problems: readonly Problem[];
}

type Message =
  | { readonly id: number; readonly method: string; readonly params: unknown }
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: WireError }
  | { readonly cancel: number }
  | { readonly notify: string; readonly params: unknown };

export interface RpcOptions {
  /** Answers a request of the other side; what it throws travels as an error. */
  readonly onRequest?: (method: string, params: unknown, call: IncomingCall) => Promise<unknown>;
  readonly onNotification?: (name: string, params: unknown) => void;
  /** Bytes of one line; a longer one ends the connection. Asked before every line. */
  readonly maximumLine: () => number;
}

export interface IncomingCall {
  readonly id: number;
  readonly signal: AbortSignal;
}

export interface Rpc<R extends Requests, N> {
  /** Rejects with the signal's reason when aborted (the other side is told), and when the connection ends. */
  request<M extends keyof R & string>(method: M, params: R[M][0], signal?: AbortSignal): Promise<R[M][1]>;
  notify<M extends keyof N & string>(name: M, params: N[M]): void;
  /** Everything pending rejects with `reason`. */
  close(reason: Error): void;
  isClosed(): boolean;
  /** Resolves when the connection has ended. */
  readonly closed: Promise<void>;
}

export function createRpc<R extends Requests, N>(socket: Socket, options: RpcOptions): Rpc<R, N> {
  const pending = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  const incoming = new Map<number, AbortController>();
  let lastId = 0;
  let ended: Error | undefined;

  const send = (message: Message): void => {
    if (!socket.destroyed) socket.write(`${JSON.stringify(message)}\n`);
  };
  const close = (reason: Error): void => {
    ended ??= reason;
    for (const call of pending.values()) call.reject(reason);
    pending.clear();
    for (const call of incoming.values()) call.abort(reason);
    incoming.clear();
    socket.destroy();
  };
  const answer = async (id: number, method: string, params: unknown): Promise<void> => {
    const controller = new AbortController();
    incoming.set(id, controller);
    try {
      if (!options.onRequest) throw errors.engineFailed(`Nobody answers "${method}" here.`);
      send({ id, result: (await options.onRequest(method, params, { id, signal: controller.signal })) ?? null });
    } catch (error) {
      send({ id, error: toWire(error) });
    } finally {
      incoming.delete(id);
    }
  };
  const receive = (message: Message): void => {
    if ('method' in message) void answer(message.id, message.method, message.params);
    else if ('notify' in message) options.onNotification?.(message.notify, message.params);
    else if ('cancel' in message) incoming.get(message.cancel)?.abort(new DOMException('Cancelled.', 'AbortError'));
    else {
      const call = pending.get(message.id);
      pending.delete(message.id);
      if ('error' in message) call?.reject(fromWire(message.error));
      else call?.resolve(message.result);
    }
  };

  readLines(socket, options.maximumLine, receive, close);
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      close(ended ?? errors.engineStopped('its process has ended'));
      resolve();
    });
  });
  socket.on('error', () => undefined);

  return {
    closed,
    close,
    isClosed: () => ended !== undefined,
    notify: (name, params) => {
      send({ notify: name, params });
    },
    request: (method, params, signal) =>
      new Promise((resolve, reject) => {
        if (ended) return reject(ended);
        if (signal?.aborted) return reject(signal.reason as Error);
        const id = ++lastId;
        const onAbort = (): void => {
          pending.delete(id);
          send({ cancel: id });
          reject(signal?.reason as Error);
        };
        const settle = (): void => signal?.removeEventListener('abort', onAbort);
        pending.set(id, {
          resolve: (value) => (settle(), resolve(value)),
          reject: (error) => (settle(), reject(error)),
        });
        signal?.addEventListener('abort', onAbort, { once: true });
        send({ id, method, params });
      }),
  };
}

/** Calls `receive` per line. A line that is no JSON, or too long, closes the connection: the other side is not ours. */
function readLines(
  socket: Socket,
  maximumLine: () => number,
  receive: (message: Message) => void,
  close: (reason: Error) => void,
): void {
  const decoder = new StringDecoder('utf8');
  let parts: string[] = [];
  let length = 0;
  socket.on('data', (chunk: Buffer) => {
    let text = decoder.write(chunk);
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
      const line = parts.join('') + text.slice(0, end);
      parts = [];
      length = 0;
      text = text.slice(end + 1);
      let message: Message;
      try {
        message = JSON.parse(line) as Message;
      } catch {
        return close(new Error('The other side does not speak this protocol.'));
      }
      receive(message);
    }
    if (text === '') return;
    parts.push(text);
    length += text.length;
    if (length > maximumLine()) close(new Error('A message is too long.'));
  });
}

function toWire(error: unknown): WireError {
  if (error instanceof LakeSqlError) {
    return { code: error.code, message: error.message, exitCode: error.exitCode, problems: error.problems };
  }
  const message = error instanceof Error ? error.message : 'Unknown failure.';
  const cancelled = error instanceof Error && error.name === 'AbortError';
  return { code: cancelled ? 'Cancelled' : 'EngineFailed', message, exitCode: 3, problems: [] };
}

function fromWire(error: WireError): Error {
  if (error.code === 'Cancelled') return new DOMException(error.message, 'AbortError');
  return new LakeSqlError(error.code, error.message, error.exitCode, error.problems);
}
