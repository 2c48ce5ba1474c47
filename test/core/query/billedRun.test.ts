/** The machine around the query ID, alone and under random interleavings with a service that is modelled. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { QueryStatus } from '../../../src/core/query/queryStatus.js';
import {
  isOpen,
  newRun,
  nextRun,
  readBilledRun,
  type BilledRun,
  type RunEffect,
  type RunEvent,
} from '../../../src/core/query/billedRun.js';

const queryId = '0b0e2a77-6f4f-4b53-9b1e-0f1b6a8f2c11';

/** Runs events one after the other and collects the effects. */
function play(events: readonly RunEvent[], from: BilledRun = newRun): { run: BilledRun; effects: RunEffect[] } {
  let run = from;
  const effects: RunEffect[] = [];
  for (const event of events) {
    const step = nextRun(run, event);
    run = step.run;
    effects.push(...step.effects);
  }
  return { run, effects };
}

describe('single ways', () => {
  const ways: Record<string, { events: RunEvent[]; run: BilledRun; effects: RunEffect[] }> = {
    'from the start to the end': {
      events: [
        { kind: 'sending' },
        { kind: 'accepted', queryId },
        { kind: 'described', status: 'running' },
        { kind: 'described', status: 'finished' },
      ],
      run: { kind: 'ended', queryId, status: 'finished' },
      effects: ['startQuery', 'follow'],
    },
    'cancelled before it was sent': {
      events: [{ kind: 'cancelAsked' }, { kind: 'sending' }],
      run: { kind: 'ended', status: 'cancelled' },
      effects: [],
    },
    'cancelled on its way: told to the service as soon as there is an ID': {
      events: [{ kind: 'sending' }, { kind: 'cancelAsked' }, { kind: 'accepted', queryId }],
      run: { kind: 'following', queryId, cancelAsked: true },
      effects: ['startQuery', 'cancelQuery', 'follow'],
    },
    'a cancel that came too late': {
      events: [
        { kind: 'sending' },
        { kind: 'accepted', queryId },
        { kind: 'cancelAsked' },
        { kind: 'described', status: 'finished' },
        { kind: 'cancelAsked' },
      ],
      run: { kind: 'ended', queryId, status: 'finished' },
      effects: ['startQuery', 'follow', 'cancelQuery'],
    },
    'a reload while the answer was on its way: looked for, not sent again': {
      events: [{ kind: 'sending' }, { kind: 'windowClosed' }, { kind: 'attach' }, { kind: 'notFound' }],
      run: { kind: 'unknown', cancelAsked: false },
      effects: ['startQuery', 'look', 'offerToSendAgain'],
    },
    'a session that expires, and goes on with the same ID': {
      events: [
        { kind: 'sending' },
        { kind: 'accepted', queryId },
        { kind: 'sessionExpired' },
        { kind: 'sessionExpired' },
        { kind: 'signedIn' },
      ],
      run: { kind: 'following', queryId, cancelAsked: false },
      effects: ['startQuery', 'follow', 'askToSignIn', 'follow'],
    },
    'cancelled while signed out: told after the sign-in': {
      events: [
        { kind: 'sending' },
        { kind: 'accepted', queryId },
        { kind: 'sessionExpired' },
        { kind: 'cancelAsked' },
        { kind: 'signedIn' },
      ],
      run: { kind: 'following', queryId, cancelAsked: true },
      effects: ['startQuery', 'follow', 'askToSignIn', 'cancelQuery', 'follow'],
    },
    refused: {
      events: [{ kind: 'sending' }, { kind: 'refused' }, { kind: 'attach' }],
      run: { kind: 'ended', status: 'failed' },
      effects: ['startQuery'],
    },
    'a sign-in that is declined leaves a query that can be attached': {
      events: [
        { kind: 'sending' },
        { kind: 'accepted', queryId },
        { kind: 'sessionExpired' },
        { kind: 'signInDeclined' },
        { kind: 'attach' },
      ],
      run: { kind: 'following', queryId, cancelAsked: false },
      effects: ['startQuery', 'follow', 'askToSignIn', 'follow'],
    },
  };
  test.each(Object.entries(ways))('%s', (_, { events, run, effects }) => {
    expect(play(events)).toEqual({ run, effects });
  });

  test('what was kept is read back, and nothing else', () => {
    for (const { events } of Object.values(ways)) {
      for (let length = 0; length <= events.length; length++) {
        const { run } = play(events.slice(0, length));
        expect(readBilledRun(JSON.parse(JSON.stringify(run)))).toEqual(run);
      }
    }
    for (const other of [null, 3, 'ended', {}, { kind: 'following' }, { kind: 'ended', status: 'x' }, { kind: 'x' }])
      expect(readBilledRun(other)).toBeUndefined();
  });
});

/** The service as the machine's model: at most one query comes of one StartQuery. */
interface Service {
  started: number;
  status: QueryStatus | undefined;
  cancels: number;
}

const schedules = Number(process.env['LAKESQL_SCHEDULES'] ?? 1_000);
const actions = fc.array(
  fc.constantFrom('run', 'cancel', 'reload', 'close', 'expire', 'signIn', 'decline', 'lose', 'end', 'timeOut'),
  { maxLength: 14 },
);
const outcomes = fc.constantFrom('accepted', 'refused', 'lostAfter', 'lostBefore');

describe(`${schedules} random schedules of run, cancel, reload and close`, () => {
  test('one start, the final status of the service, and no run that is lost', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), actions, outcomes, fc.boolean(), async (scheduler, asked, outcome, findable) => {
        const service: Service = { started: 0, status: undefined, cancels: 0 };
        let run: BilledRun = newRun;
        let lastAsked = false;
        // Effects run when the scheduler lets them, in any order, as answers come.
        const apply = (event: RunEvent): void => {
          if (event.kind === 'cancelAsked' && run.kind !== 'ended') lastAsked = true;
          const step = nextRun(run, event);
          // What is kept is all that is left of it.
          run = readBilledRun(JSON.parse(JSON.stringify(step.run))) ?? newRun;
          for (const effect of step.effects)
            void scheduler.schedule(Promise.resolve(), effect).then(() => perform(effect));
        };
        const perform = (effect: RunEffect): void => {
          switch (effect) {
            case 'startQuery':
              service.started += 1;
              if (outcome === 'refused') return apply({ kind: 'refused' });
              if (outcome !== 'lostBefore') service.status = 'running';
              return apply(outcome === 'accepted' ? { kind: 'accepted', queryId } : { kind: 'answerLost' });
            case 'look':
              return apply(service.status && findable ? { kind: 'found', queryId } : { kind: 'notFound' });
            case 'follow':
              if (service.status) apply({ kind: 'described', status: service.status });
              return;
            case 'cancelQuery':
              service.cancels += 1;
              if (service.status === 'running' || service.status === 'queued') service.status = 'cancelled';
              // As a poll after it.
              if (service.status) apply({ kind: 'described', status: service.status });
              return;
            case 'askToSignIn':
            case 'offerToSendAgain':
              return;
          }
        };
        const act = (action: string): void => {
          if (action === 'run') apply({ kind: 'sending' });
          if (action === 'cancel') apply({ kind: 'cancelAsked' });
          if (action === 'close' || action === 'reload') apply({ kind: 'windowClosed' });
          if (action === 'reload') apply({ kind: 'attach' });
          if (action === 'expire') apply({ kind: 'sessionExpired' });
          if (action === 'signIn') apply({ kind: 'signedIn' });
          if (action === 'decline') apply({ kind: 'signInDeclined' });
          if (action === 'lose') apply({ kind: 'contactLost' });
          if ((action === 'end' || action === 'timeOut') && service.status === 'running') {
            service.status = action === 'end' ? 'finished' : 'timedOut';
          }
        };
        act('run');
        for (const [index, action] of asked.entries())
          void scheduler.schedule(Promise.resolve(), `${index} ${action}`).then(() => act(action));
        await scheduler.waitIdle();
        expect(service.started).toBeLessThanOrEqual(1);

        // A new window comes back to it, signed in, and polls until the service is done.
        if (service.status === 'running' && !lastAsked) service.status = 'finished';
        if (isOpen(run)) apply({ kind: 'attach' });
        await scheduler.waitIdle();
        if (run.kind === 'following') perform('follow');
        await scheduler.waitIdle();
        expect(service.started).toBeLessThanOrEqual(1);
        if (run.kind === 'ended' && run.queryId !== undefined) expect(run.status).toBe(service.status);
        if (service.status && findable) {
          expect(run).toMatchObject({ kind: 'ended', queryId });
          if (lastAsked && service.status === 'cancelled') expect(service.cancels).toBeGreaterThan(0);
          expect(service.status).not.toBe('running');
        } else if (service.status) {
          // Started, and not in any list: never ended silently, unless its ID had come.
          expect(['unknown', 'ended']).toContain(run.kind);
          if (run.kind === 'ended') expect(run.queryId).toBe(queryId);
        }
      }),
      { numRuns: schedules },
    );
  });
});
