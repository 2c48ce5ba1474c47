/** Ten queries may be queued or running in one account and Region. What is beyond waits here, in an order that can change. */
import type { Waiting } from '../../core/query/backend.js';
import { pause } from './tokenBucket.js';

export const concurrentQueries = 10;

/** Where the places are counted: in this process, or by all windows of the user together. */
export interface SlotCount {
  /** Whether a place was free; it is then taken in that name. */
  take(name: string): Promise<boolean>;
  /** Still in use. */
  keep(name: string): Promise<void>;
  leave(name: string): Promise<void>;
}

export interface RunSlots {
  /**
   * Waits for a place. `onWaiting` hears of every change of its position, and `undefined` when it has one. Resolves with
   * how to give it back. Rejects with the signal's reason.
   */
  enter(onWaiting: (waiting: Waiting | undefined) => void, signal: AbortSignal): Promise<RunSlot>;
}

export interface RunSlot {
  leave(): void;
  /** The service says that there is no place: others hold them. Goes to the head of the queue and waits again. */
  reenter(): Promise<void>;
}

interface Waiter {
  readonly tell: (waiting: Waiting | undefined) => void;
}

export interface SlotTiming {
  /** Between two looks for a free place. */
  readonly slotPause: number;
  /** After the service said that there is none. */
  readonly refusedPause: number;
}

const keepAliveMilliseconds = 10_000;

export function createRunSlots(count: SlotCount, timing: SlotTiming): RunSlots {
  const queue: Waiter[] = [];
  let names = 0;

  const tellAll = (): void => {
    for (const [index, waiter] of queue.entries()) {
      waiter.tell({
        ahead: index + 1,
        earlier: () => move(waiter, -1),
        later: () => move(waiter, 1),
      });
    }
  };
  const move = (waiter: Waiter, by: 1 | -1): void => {
    const at = queue.indexOf(waiter);
    const other = queue[at + by];
    if (at < 0 || !other) return;
    queue[at] = other;
    queue[at + by] = waiter;
    tellAll();
  };
  const wait = async (name: string, waiter: Waiter, first: boolean, signal: AbortSignal): Promise<void> => {
    if (first) queue.unshift(waiter);
    else queue.push(waiter);
    let told = false;
    try {
      if (first) {
        tellAll();
        told = true;
        await pause(timing.refusedPause, signal);
      }
      for (;;) {
        signal.throwIfAborted();
        if (queue[0] === waiter && (await count.take(name))) return;
        // Most find a place at once; nobody is told of a wait that is none.
        if (!told) tellAll();
        told = true;
        await pause(timing.slotPause, signal);
      }
    } finally {
      queue.splice(queue.indexOf(waiter), 1);
      waiter.tell(undefined);
      if (queue.length > 0) tellAll();
    }
  };

  return {
    enter: async (onWaiting, signal) => {
      names += 1;
      const name = `${process.pid}.${names}.${Math.random().toString(36).slice(2, 8)}`;
      let told = false;
      const waiter: Waiter = {
        tell: (waiting) => {
          if (waiting === undefined && !told) return;
          told = waiting !== undefined;
          onWaiting(waiting);
        },
      };
      await wait(name, waiter, false, signal);
      let alive: NodeJS.Timeout | undefined;
      const stayAlive = (): void => {
        alive = setInterval(() => void count.keep(name).catch(() => undefined), keepAliveMilliseconds);
        alive.unref();
      };
      const leave = (): void => {
        clearInterval(alive);
        void count.leave(name).catch(() => undefined);
      };
      stayAlive();
      return {
        leave,
        reenter: async () => {
          clearInterval(alive);
          await count.leave(name);
          await wait(name, waiter, true, signal);
          stayAlive();
        },
      };
    },
  };
}

/** Places of this process alone. */
export function ownSlotCount(limit: number = concurrentQueries): SlotCount {
  const taken = new Set<string>();
  return {
    take: (name) => {
      const free = taken.size < limit;
      if (free) taken.add(name);
      return Promise.resolve(free);
    },
    keep: () => Promise.resolve(),
    leave: (name) => {
      taken.delete(name);
      return Promise.resolve();
    },
  };
}
