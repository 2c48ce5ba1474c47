import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { errors } from '../../src/core/errors.js';
import type { Envelope } from '../../src/protocol/messages.js';
import { Channel } from '../../src/host/webviews/channel.js';

interface Requests extends Record<string, readonly [unknown, unknown]> {
  double: [{ readonly value: number }, { readonly result: number }];
  wait: [null, null];
  fail: [{ readonly how: string }, null];
}
interface ToView {
  told: { readonly text: string };
}
interface FromView {
  ready: null;
}

function open() {
  const sent: Envelope[] = [];
  const logged: unknown[] = [];
  const calls: string[] = [];
  let aborted = 0;
  const channel = new Channel<Requests, ToView, FromView>({
    requests: {
      double: (fields) => {
        calls.push('double');
        return Promise.resolve({ result: 2 * fields.count('value', 1_000) });
      },
      wait: (_, signal) =>
        new Promise((_resolve, reject) => {
          calls.push('wait');
          signal.addEventListener('abort', () => {
            aborted += 1;
            reject(signal.reason as Error);
          });
        }),
      fail: (fields) => {
        calls.push('fail');
        return Promise.reject(fields.text('how') === 'known' ? errors.usage('Known.') : new TypeError('secret /path'));
      },
    },
    notifications: { ready: () => void calls.push('ready') },
    post: (message) => void sent.push(message),
    logUnknown: (error) => void logged.push(error),
  });
  return { channel, sent, logged, calls, aborted: () => aborted };
}

describe('requests of a view', () => {
  test('are answered once', async () => {
    const { channel, sent } = open();
    await channel.receive({ kind: 'request', id: 7, name: 'double', parameters: { value: 21 } });
    expect(sent).toEqual([{ kind: 'answer', id: 7, ok: { result: 42 } }]);
  });

  test.each([
    ['a wrong type', { value: '21' }],
    ['too large', { value: 1_001 }],
    ['negative', { value: -1 }],
    ['not whole', { value: 0.5 }],
    ['absent', {}],
    ['null', null],
    ['inherited', Object.create({ value: 21 })],
  ])('with %s are refused', async (_, parameters) => {
    const { channel, sent } = open();
    await channel.receive({ kind: 'request', id: 1, name: 'double', parameters });
    expect(sent).toEqual([
      { kind: 'answer', id: 1, error: { code: 'Usage', message: expect.stringContaining('value') } },
    ]);
  });

  test.each(['nothing', '__proto__', 'constructor', 'toString'])('for "%s" are refused', async (name) => {
    const { channel, sent, calls } = open();
    await channel.receive({ kind: 'request', id: 1, name, parameters: null });
    expect(sent).toEqual([{ kind: 'answer', id: 1, error: expect.objectContaining({ code: 'Usage' }) }]);
    expect(calls).toEqual([]);
  });

  test('that fail say why; only unknown errors go to the log', async () => {
    const { channel, sent, logged } = open();
    await channel.receive({ kind: 'request', id: 1, name: 'fail', parameters: { how: 'known' } });
    await channel.receive({ kind: 'request', id: 2, name: 'fail', parameters: { how: 'unknown' } });
    expect(sent).toEqual([
      { kind: 'answer', id: 1, error: { code: 'Usage', message: 'Known.' } },
      { kind: 'answer', id: 2, error: { code: 'Unknown', message: 'secret /path' } },
    ]);
    expect(logged).toHaveLength(1);
  });

  test('can be cancelled by the view, silently', async () => {
    const { channel, sent, logged, aborted } = open();
    const done = channel.receive({ kind: 'request', id: 1, name: 'wait', parameters: null });
    await channel.receive({ kind: 'cancel', id: 2 });
    expect(aborted()).toBe(0);
    await channel.receive({ kind: 'cancel', id: 1 });
    await done;
    expect(sent).toEqual([{ kind: 'answer', id: 1, error: { code: 'Cancelled', message: 'Cancelled.' } }]);
    expect(logged).toEqual([]);
  });

  test('with the number of one that waits are refused; the first goes on', async () => {
    const { channel, sent, calls } = open();
    const first = channel.receive({ kind: 'request', id: 1, name: 'wait', parameters: null });
    await channel.receive({ kind: 'request', id: 1, name: 'double', parameters: { value: 1 } });
    expect(sent).toHaveLength(1);
    expect(calls).toEqual(['wait']);
    channel.dispose();
    await first;
  });
});

test('after dispose nothing is taken and nothing is sent, and what waits is aborted', async () => {
  const { channel, sent, calls, aborted } = open();
  const waiting = channel.receive({ kind: 'request', id: 1, name: 'wait', parameters: null });
  channel.dispose();
  await waiting;
  await channel.receive({ kind: 'request', id: 2, name: 'double', parameters: { value: 1 } });
  channel.notify('told', { text: 'late' });
  expect(aborted()).toBe(1);
  expect(sent).toEqual([]);
  expect(calls).toEqual(['wait']);
});

test('messages of any other shape do nothing', async () => {
  const { channel, sent, calls } = open();
  const kinds = fc.constantFrom('request', 'notification', 'cancel', 'answer', 'Request', '', 1, null);
  const message = fc.oneof(
    fc.anything({ withNullPrototype: true }),
    fc.record({ kind: kinds, id: fc.anything(), name: fc.anything(), parameters: fc.anything() }, { requiredKeys: [] }),
  );
  await fc.assert(
    fc.asyncProperty(message, async (value) => {
      await channel.receive(value);
    }),
    { numRuns: 20_000 },
  );
  // A drawn name may by chance be one of the protocol; what counts is that nothing else got through.
  expect(calls.filter((name) => !['ready', 'double', 'wait', 'fail'].includes(name))).toEqual([]);
  expect(sent.every((answer) => answer.kind === 'answer' && 'error' in answer)).toBe(true);
});
