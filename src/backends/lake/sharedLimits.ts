/** Rates and places of one account and Region, counted by all windows and terminals of the user together. */
import path from 'node:path';
import type { CallerIdentity } from './principal.js';
import { concurrentQueries, ownSlotCount, type SlotCount } from './runSlots.js';
import { sharedState, type SharedState } from './sharedState.js';
import { createLakeLimits, pause, requestRates, type LakeLimits, type TokenBucket } from './tokenBucket.js';

interface Usage {
  /** By kind of request: when the next one would be due if none were left over, epoch milliseconds. */
  readonly due: Readonly<Record<string, number>>;
  /** By name: until when the place counts as taken. */
  readonly places: Readonly<Record<string, number>>;
}

export interface AccountLimits {
  readonly limits: LakeLimits;
  readonly places: SlotCount;
}

/** A window that dies gives its places back after this long; its queries may run on, and the service then says so. */
const leaseMilliseconds = 30_000;
/** A time further ahead comes from a clock that was set back. */
const furthestMilliseconds = 60_000;

/**
 * `key` such as `111122223333-eu-west-1`: what AWS counts by. Where the folder cannot be written, this process counts for
 * itself and says so once.
 */
export function sharedLimits(folder: string, key: string, log: (message: string) => void): AccountLimits {
  const state = sharedState(path.join(folder, `${key.replaceAll(/[^\w.@-]/g, '_')}.json`), readUsage);
  const own = { limits: createLakeLimits(), places: ownSlotCount() };
  let alone = false;
  const elseAlone = async <T>(shared: () => Promise<T>, instead: () => Promise<T>): Promise<T> => {
    if (!alone) {
      try {
        return await shared();
      } catch (error) {
        alone = true;
        log(`Rates are counted in this window only: ${(error as Error).message}`);
      }
    }
    return instead();
  };
  const bucket = (kind: keyof LakeLimits): TokenBucket => ({
    take: async (signal) => {
      signal.throwIfAborted();
      const wait = await elseAlone(
        () => reserve(state, kind, requestRates[kind]),
        async () => {
          await own.limits[kind].take(signal);
          return 0;
        },
      );
      if (wait > 0) await pause(wait, signal);
    },
  });
  return {
    limits: { start: bucket('start'), cancel: bucket('cancel'), read: bucket('read'), lookup: bucket('lookup') },
    places: {
      take: (name) =>
        elseAlone(
          () => takePlace(state, name),
          () => own.places.take(name),
        ),
      keep: (name) =>
        elseAlone(
          () => keepPlace(state, name, Date.now() + leaseMilliseconds),
          () => own.places.keep(name),
        ),
      leave: (name) =>
        elseAlone(
          () => keepPlace(state, name, undefined),
          () => own.places.leave(name),
        ),
    },
  };
}

export interface FollowedLimits {
  readonly limits: () => LakeLimits;
  readonly places: SlotCount;
  readonly onIdentity: (identity: CallerIdentity) => void;
}

/**
 * By profile until AWS has said which account it is, then by account: two profiles of one account share its rates. A place
 * is given back where it was taken.
 */
export function followedLimits(
  folder: string,
  profile: string,
  region: string,
  log: (message: string) => void,
): FollowedLimits {
  let now = sharedLimits(folder, `${profile}@${region}`, log);
  const held = new Map<string, SlotCount>();
  return {
    limits: () => now.limits,
    places: {
      take: async (name) => {
        const { places } = now;
        const taken = await places.take(name);
        if (taken) held.set(name, places);
        return taken;
      },
      keep: async (name) => held.get(name)?.keep(name),
      leave: async (name) => {
        const places = held.get(name);
        held.delete(name);
        await places?.leave(name);
      },
    },
    onIdentity: ({ account }) => {
      now = sharedLimits(folder, `${account}@${region}`, log);
    },
  };
}

/** How long to wait for one's turn: a bucket of one second's requests that fills evenly. */
function reserve(state: SharedState<Usage>, kind: string, perSecond: number): Promise<number> {
  const interval = 1_000 / perSecond;
  return state.update((usage) => {
    const now = Date.now();
    const known = usage.due[kind] ?? 0;
    const due = Math.max(now, known > now + furthestMilliseconds ? 0 : known);
    return {
      state: { ...usage, due: { ...usage.due, [kind]: due + interval } },
      result: Math.max(0, due - (perSecond - 1) * interval - now),
    };
  });
}

function takePlace(state: SharedState<Usage>, name: string): Promise<boolean> {
  return state.update((usage) => {
    const now = Date.now();
    const held = Object.entries(usage.places).filter(([, until]) => until > now && until < now + furthestMilliseconds);
    const free = held.length < concurrentQueries;
    const places = Object.fromEntries(free ? [...held, [name, now + leaseMilliseconds]] : held);
    return { state: { ...usage, places }, result: free };
  });
}

function keepPlace(state: SharedState<Usage>, name: string, until: number | undefined): Promise<void> {
  return state.update((usage) => {
    const { [name]: _, ...others } = usage.places;
    return {
      state: { ...usage, places: until === undefined ? others : { ...others, [name]: until } },
      result: undefined,
    };
  });
}

function readUsage(value: unknown): Usage {
  const { due, places } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  return { due: readTimes(due), places: readTimes(places) };
}

function readTimes(value: unknown): Readonly<Record<string, number>> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter(([, time]) => typeof time === 'number'));
}
