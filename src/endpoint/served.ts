import type { LocalBackend } from '../backends/local/localBackend.js';
import type { EventDataStore } from '../core/query/eventDataStore.js';
import type { AliasRuns } from './aliasRuns.js';
import type { Deliveries } from './deliveries.js';
import type { Imports } from './imports.js';
import type { Input } from './input.js';
import type { PageTokens } from './pageTokens.js';
import type { Queries } from './queries.js';
import type { StateFile } from './stateFile.js';

/** What an operation may use. */
export interface Served {
  readonly queries: Queries;
  readonly aliases: AliasRuns;
  readonly tokens: PageTokens;
  readonly accountId: string;
  readonly region: string;
  /** The SDK's ID of the call, shared by its tries. */
  readonly invocation: string | undefined;
  readonly signal: AbortSignal;
  readonly lake: LocalBackend;
  readonly state: StateFile;
  readonly deliveries: Deliveries;
  readonly imports: Imports;
  /** Those that wait for their deletion included. */
  stores(): Promise<readonly EventDataStore[]>;
}

/** Takes the checked members of the request, gives those of the answer; throws ApiError. */
export type Operation = (input: Input, served: Served) => Promise<object> | object;
