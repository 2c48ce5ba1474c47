import type { RunOrder } from './queryRun.js';

/** What an earlier window kept, perhaps of another version; undefined when it is no order. */
export function readOrder(value: unknown): RunOrder | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const order = value as Partial<Record<keyof RunOrder, unknown>>;
  const { id, document, statement, source, connectionId, offset, line, origin, parameters, storeId } = order;
  const texts = [id, document, statement, source, connectionId];
  if (!texts.every((text) => typeof text === 'string')) return undefined;
  if (typeof offset !== 'number' || typeof line !== 'number') return undefined;
  if (storeId !== undefined && typeof storeId !== 'string') return undefined;
  if (typeof parameters !== 'object' || parameters === null) return undefined;
  if (typeof origin !== 'object' || origin === null || !Array.isArray((origin as { stores?: unknown }).stores))
    return undefined;
  const startedAt = new Date(String(order.startedAt));
  return Number.isNaN(startedAt.getTime()) ? undefined : ({ ...order, startedAt } as RunOrder);
}
