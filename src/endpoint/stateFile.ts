/** What the service keeps beside the events, kept in one file of the local lake so that it outlives the endpoint. */
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { errors } from '../core/errors.js';

export interface Tag {
  readonly Key: string;
  readonly Value?: string;
}

export interface FieldSelector {
  readonly Field: string;
  readonly Equals?: readonly string[];
  readonly [operator: string]: unknown;
}

export interface EventSelector {
  readonly Name?: string;
  readonly FieldSelectors: readonly FieldSelector[];
}

/** Times are epoch milliseconds. */
export interface StoreState {
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly selectors?: readonly EventSelector[];
  readonly multiRegion: boolean;
  readonly organization: boolean;
  readonly retentionDays: number;
  readonly terminationProtection: boolean;
  readonly kmsKeyId?: string;
  readonly billingMode: string;
  readonly status: string;
  /** Shown instead of `status` until the time. */
  readonly onTheWay?: { readonly status: string; readonly until: number };
  /** Set while PENDING_DELETION: what it was, and when it goes. */
  readonly deletion?: { readonly before: string; readonly at: number };
  readonly federationRole?: string;
  readonly eventConfiguration?: { readonly MaxEventSize?: string; readonly ContextKeySelectors?: readonly unknown[] };
  readonly insights?: { readonly selectors: readonly unknown[]; readonly destination: string };
}

export interface ChannelState {
  readonly id: string;
  readonly name: string;
  readonly source: string;
  readonly destinations: readonly { readonly Type: string; readonly Location: string }[];
}

export interface DashboardState {
  readonly name: string;
  readonly widgets: readonly object[];
  readonly refreshSchedule?: object;
  readonly terminationProtection: boolean;
  readonly status: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly lastRefreshId?: string;
  readonly lastRefreshFailure?: string;
}

export interface ImportState {
  readonly id: string;
  readonly storeId: string;
  readonly source: object;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly status: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly files: number;
  readonly events: number;
  readonly failures: readonly { readonly location: string; readonly reason: string }[];
}

export interface EndpointState {
  readonly version: 1;
  readonly stores: Readonly<Record<string, StoreState>>;
  readonly channels: Readonly<Record<string, ChannelState>>;
  readonly dashboards: Readonly<Record<string, DashboardState>>;
  readonly imports: Readonly<Record<string, ImportState>>;
  /** By ARN. */
  readonly policies: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, readonly Tag[]>>;
  /** Signs delivered results; PEM, PKCS#8. */
  readonly signingKey?: { readonly pem: string; readonly since: number };
}

export interface StateFile {
  read(): EndpointState;
  /** Written before it returns; the file is whole at any time. */
  change(next: (state: EndpointState) => EndpointState): void;
}

const empty: EndpointState = {
  version: 1,
  stores: {},
  channels: {},
  dashboards: {},
  imports: {},
  policies: {},
  tags: {},
};

/** Opens `endpoint.json` in `folder`; rejects one that is not ours with the remedy, and never overwrites it. */
export function openStateFile(folder: string): StateFile {
  const file = path.join(folder, 'endpoint.json');
  let state = existsSync(file) ? parse(readFileSync(file, 'utf8'), file) : empty;
  return {
    read: () => state,
    change: (next) => {
      const changed = next(state);
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const fresh = `${file}.${process.pid}`;
      // The signing key is in it: for this user only.
      writeFileSync(fresh, `${JSON.stringify(changed, undefined, 1)}\n`, { mode: 0o600 });
      renameSync(fresh, file);
      state = changed;
    },
  };
}

/** The private key that signs deliveries, made at the first one. */
export function signingKeyOf(file: StateFile): { readonly pem: string; readonly since: number } {
  const known = file.read().signingKey;
  if (known) return known;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const made = { pem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), since: Date.now() };
  file.change((state) => ({ ...state, signingKey: made }));
  return made;
}

function parse(text: string, file: string): EndpointState {
  try {
    const value = JSON.parse(text) as EndpointState;
    if (value.version === 1) return { ...empty, ...value };
  } catch {
    // Told below.
  }
  throw errors.usage(
    `${file} is not a state file of this version. Move it away to start without channels, tags and settings of the stores; events are not in it.`,
  );
}

/** `record` without `key`. */
export function without<Value>(record: Readonly<Record<string, Value>>, key: string): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
}
