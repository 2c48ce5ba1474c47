import { randomUUID } from 'node:crypto';
import { checkStatement } from '../../core/query/runQuery.js';
import type { Value } from '../../core/result/types.js';
import type { Connections } from '../connections/connections.js';
import type { StoreRegistry } from '../connections/storeRegistry.js';
import { hostErrors } from '../hostErrors.js';
import { QueryRun } from './queryRun.js';

/** A query that the service still remembers. */
export interface PastQuery {
  readonly queryId: string;
  readonly connectionId: string;
  /** URI of the document that its result is shown with. */
  readonly document: string;
  /** As sent. */
  readonly statement: string;
  readonly parameters: Readonly<Record<string, Value>>;
  readonly storeId: string | undefined;
  readonly startedAt: Date;
}

export interface PastResultParts {
  readonly connections: Connections;
  readonly registry: StoreRegistry;
  readonly priceIn: (region: string) => number | undefined;
  show(run: QueryRun): void;
}

/** Reads the rows of an earlier query again by its ID: nothing is started, and nothing is billed. */
export async function openPastResult(past: PastQuery, parts: PastResultParts): Promise<void> {
  const { connections, registry } = parts;
  const connection = connections.find(past.connectionId);
  if (connection?.kind !== 'lake') throw hostErrors.connectionGone(past.connectionId);
  await registry.ensure(connection);
  const listing = registry.stateOf(connection.id);
  if (listing.kind === 'failed') throw listing.error;
  const stores = registry.storesOf(connection.id);
  const { analysis } = checkStatement(past.statement, { stores });
  const read = analysis?.stores ?? [];
  const account = read.find(({ accountId }) => accountId !== undefined)?.accountId;
  const price = parts.priceIn(connection.region);
  const run = new QueryRun({
    id: randomUUID(),
    document: past.document,
    statement: past.statement,
    source: past.statement,
    offset: 0,
    line: 1,
    connectionId: connection.id,
    storeId: past.storeId,
    origin: {
      stores: read.map(({ name }) => name),
      backend: 'lake',
      region: connection.region,
      ...(account === undefined ? {} : { account }),
    },
    parameters: past.parameters,
    startedAt: past.startedAt,
    ...(price === undefined ? {} : { pricePerGigabyte: price }),
  });
  parts.show(run);
  try {
    const backend = await connections.openLake(connection);
    const { statement, parameters } = past;
    const request = { statement, stores, columns: analysis?.columns ?? [], parameters };
    run.attach(backend.attach(request, past.queryId, run.signal));
  } catch (error) {
    run.fail(error);
  }
}
