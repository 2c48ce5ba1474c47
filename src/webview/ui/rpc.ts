/** Requests with one answer each, and notifications, over `postMessage`; the other half lives in the host. */
import type { Envelope } from '../../protocol/messages.js';
import type { VsCodeApi } from './vscodeApi.js';

type Requests = Record<string, readonly [unknown, unknown]>;
type Name<M> = Extract<keyof M, string>;

export interface Rpc<R extends Requests, In, Out> {
  /**
   * Rejects with the host's error (`name` is its code), with the signal's reason when aborted (the host is told), and
   * with an AbortError when the connection is disposed first.
   */
  request<N extends Name<R>>(name: N, parameters: R[N][0], signal?: AbortSignal): Promise<R[N][1]>;
  notify<N extends Name<Out>>(name: N, parameters: Out[N]): void;
  on<N extends Name<In>>(name: N, listener: (parameters: In[N]) => void): void;
  dispose(): void;
}

interface Pending {
  resolve(value: unknown): void;
  reject(reason: Error): void;
}

export function connect<R extends Requests, In, Out>(api: VsCodeApi, target: Window): Rpc<R, In, Out> {
  const pending = new Map<number, Pending>();
  const listeners = new Map<string, (parameters: never) => void>();
  let nextId = 1;
  let disposed = false;

  const onMessage = (event: MessageEvent): void => {
    const envelope = readEnvelope(event.data);
    if (envelope?.kind === 'answer') {
      const waiting = pending.get(envelope.id);
      pending.delete(envelope.id);
      if ('error' in envelope) waiting?.reject(hostError(envelope.error));
      else waiting?.resolve(envelope.ok);
    } else if (envelope?.kind === 'notification') {
      listeners.get(envelope.name)?.(envelope.parameters as never);
    }
  };
  target.addEventListener('message', onMessage);

  return {
    request: (name, parameters, signal) =>
      new Promise((resolve, reject) => {
        if (disposed) return reject(new DOMException('The view is closed.', 'AbortError'));
        if (signal?.aborted) return reject(signal.reason as Error);
        const id = nextId++;
        const onAbort = (): void => {
          if (!pending.delete(id)) return;
          api.postMessage({ kind: 'cancel', id } satisfies Envelope);
          reject(signal?.reason as Error);
        };
        const settle = (): void => signal?.removeEventListener('abort', onAbort);
        pending.set(id, {
          resolve: (value) => {
            settle();
            resolve(value);
          },
          reject: (reason) => {
            settle();
            reject(reason);
          },
        });
        signal?.addEventListener('abort', onAbort, { once: true });
        api.postMessage({ kind: 'request', id, name, parameters } satisfies Envelope);
      }),
    notify: (name, parameters) => api.postMessage({ kind: 'notification', name, parameters } satisfies Envelope),
    on: (name, listener) => void listeners.set(name, listener),
    dispose: () => {
      disposed = true;
      target.removeEventListener('message', onMessage);
      const reason = new DOMException('The view is closed.', 'AbortError');
      for (const waiting of pending.values()) waiting.reject(reason);
      pending.clear();
    },
  };
}

/** Anything that is not an envelope is dropped: other scripts and frames may post messages as well. */
function readEnvelope(message: unknown): Envelope | undefined {
  if (typeof message !== 'object' || message === null || !('kind' in message)) return undefined;
  const envelope = message as Envelope;
  switch (envelope.kind) {
    case 'answer':
      return typeof envelope.id === 'number' ? envelope : undefined;
    case 'notification':
      return typeof envelope.name === 'string' ? envelope : undefined;
    default:
      return undefined;
  }
}

function hostError(error: { readonly code: string; readonly message: string }): Error {
  const made = new Error(String(error.message));
  made.name = String(error.code);
  return made;
}

export const isAbort = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'AbortError' || error.name === 'CancellationError');
