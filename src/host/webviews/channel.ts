import { isCancellation, LakeSqlError } from '../../core/errors.js';
import type { Envelope, NotificationMap, RequestMap } from '../../protocol/messages.js';
import { Fields } from './fields.js';

/** The names that an interface declares itself, without its index signature. */
type Declared<T> = keyof { [K in keyof T as string extends K ? never : K]: T[K] } & string;

export type RequestHandlers<R extends RequestMap> = {
  readonly [K in Declared<R>]: (parameters: Fields, signal: AbortSignal) => Promise<R[K][1]>;
};
export type NotificationHandlers<N> = { readonly [K in Declared<N>]: (parameters: Fields) => void };

export interface ChannelParts<R extends RequestMap, V> {
  readonly requests: RequestHandlers<R>;
  readonly notifications: NotificationHandlers<V>;
  post(message: Envelope): void;
  /** Told about errors that are not meant for people; the view gets one line. */
  logUnknown(error: unknown): void;
}

/**
 * The host's end of the wire to one webview: every request is answered once with `ok` or `error`, anything that is
 * not in the protocol is dropped. Knows nothing of VS Code.
 */
export class Channel<R extends RequestMap, H extends NotificationMap | object, V> {
  private readonly pending = new Map<number, AbortController>();
  private readonly requests: ReadonlyMap<string, (parameters: Fields, signal: AbortSignal) => Promise<unknown>>;
  private readonly notifications: ReadonlyMap<string, (parameters: Fields) => void>;
  private disposed = false;

  constructor(private readonly parts: ChannelParts<R, V>) {
    this.requests = new Map(Object.entries(parts.requests));
    this.notifications = new Map(Object.entries(parts.notifications));
  }

  notify<K extends Declared<H>>(name: K, parameters: H[K & keyof H]): void {
    if (!this.disposed) this.parts.post({ kind: 'notification', name, parameters });
  }

  /** Takes a message of any shape. Resolves when it has been dealt with; never rejects. */
  async receive(message: unknown): Promise<void> {
    const envelope = readEnvelope(message);
    if (!envelope || this.disposed) return;
    switch (envelope.kind) {
      case 'request':
        await this.answer(envelope.id, envelope.name, envelope.parameters);
        return;
      case 'cancel':
        this.pending.get(envelope.id)?.abort();
        return;
      case 'notification':
        try {
          this.notifications.get(envelope.name)?.(new Fields(envelope.name, envelope.parameters));
        } catch (error) {
          this.parts.logUnknown(error);
        }
        return;
    }
    envelope satisfies never;
  }

  dispose(): void {
    this.disposed = true;
    for (const controller of this.pending.values()) controller.abort();
    this.pending.clear();
  }

  private async answer(id: number, name: string, parameters: unknown): Promise<void> {
    const handle = this.requests.get(name);
    if (!handle || this.pending.has(id)) {
      this.parts.post({
        kind: 'answer',
        id,
        error: { code: 'Usage', message: 'The view asked for something unknown.' },
      });
      return;
    }
    const controller = new AbortController();
    this.pending.set(id, controller);
    try {
      const ok = await handle(new Fields(name, parameters), controller.signal);
      if (!this.disposed) this.parts.post({ kind: 'answer', id, ok: ok ?? null });
    } catch (error) {
      if (!(error instanceof LakeSqlError) && !isCancellation(error)) this.parts.logUnknown(error);
      if (!this.disposed) this.parts.post({ kind: 'answer', id, error: wireError(error) });
    } finally {
      this.pending.delete(id);
    }
  }
}

type FromView = Exclude<Envelope, { readonly kind: 'answer' }>;

function readEnvelope(message: unknown): FromView | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const { kind, id, name, parameters } = message as Record<string, unknown>;
  const validId = typeof id === 'number' && Number.isSafeInteger(id);
  if (kind === 'request' && validId && typeof name === 'string') return { kind, id, name, parameters };
  if (kind === 'cancel' && validId) return { kind, id };
  if (kind === 'notification' && typeof name === 'string') return { kind, name, parameters };
  return undefined;
}

function wireError(error: unknown): { readonly code: string; readonly message: string } {
  if (error instanceof LakeSqlError) return { code: error.code, message: error.message };
  if (isCancellation(error)) return { code: 'Cancelled', message: 'Cancelled.' };
  return {
    code: 'Unknown',
    message: error instanceof Error ? error.message : 'Something failed. The log has the details.',
  };
}
