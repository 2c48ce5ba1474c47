import { describe, expect, test } from 'vitest';
import type { Envelope } from '../../src/protocol/messages.js';
import { connect, type Rpc } from '../../src/webview/ui/rpc.js';

type Requests = { add: readonly [readonly number[], number] };
interface In {
  told: { readonly text: string };
}

function pair(): { rpc: Rpc<Requests, In, { ready: null }>; sent: Envelope[]; receive: (message: unknown) => void } {
  const target = new EventTarget();
  const sent: Envelope[] = [];
  const api = {
    postMessage: (message: unknown) => void sent.push(message as Envelope),
    getState: () => undefined,
    setState: () => undefined,
  };
  return {
    rpc: connect(api, target as unknown as Window),
    sent,
    receive: (data) => void target.dispatchEvent(Object.assign(new Event('message'), { data })),
  };
}

describe('requests', () => {
  test('are answered by id, in any order', async () => {
    const { rpc, sent, receive } = pair();
    const first = rpc.request('add', [1, 2]);
    const second = rpc.request('add', [3, 4]);
    expect(sent.map((each) => each.kind === 'request' && each.id)).toEqual([1, 2]);
    receive({ kind: 'answer', id: 2, ok: 7 });
    receive({ kind: 'answer', id: 1, ok: 3 });
    expect([await first, await second]).toEqual([3, 7]);
  });

  test('reject with the code and words of the host', async () => {
    const { rpc, receive } = pair();
    const asked = rpc.request('add', []);
    receive({ kind: 'answer', id: 1, error: { code: 'Usage', message: 'Nothing to add.' } });
    await expect(asked).rejects.toMatchObject({ name: 'Usage', message: 'Nothing to add.' });
  });

  test('tell the host when they are aborted, once, and drop the late answer', async () => {
    const { rpc, sent, receive } = pair();
    const controller = new AbortController();
    const asked = rpc.request('add', [1], controller.signal);
    controller.abort(new DOMException('Scrolled on', 'AbortError'));
    receive({ kind: 'answer', id: 1, ok: 1 });
    await expect(asked).rejects.toThrow('Scrolled on');
    expect(sent.map(({ kind }) => kind)).toEqual(['request', 'cancel']);
    await expect(rpc.request('add', [1], controller.signal)).rejects.toThrow('Scrolled on');
    expect(sent).toHaveLength(2);
  });

  test('an abort after the answer tells nobody', async () => {
    const { rpc, sent, receive } = pair();
    const controller = new AbortController();
    const asked = rpc.request('add', [1], controller.signal);
    receive({ kind: 'answer', id: 1, ok: 1 });
    await asked;
    controller.abort();
    expect(sent.map(({ kind }) => kind)).toEqual(['request']);
  });

  test('all reject when the view is closed, then and later', async () => {
    const { rpc } = pair();
    const asked = rpc.request('add', [1]);
    rpc.dispose();
    await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
    await expect(rpc.request('add', [1])).rejects.toMatchObject({ name: 'AbortError' });
  });
});

test.each([
  null,
  7,
  'text',
  {},
  { kind: 'answer' },
  { kind: 'answer', id: 'x' },
  { kind: 'notification' },
  { kind: 'evil', id: 1 },
  { kind: 'answer', id: 99, ok: 1 },
  { kind: 'notification', name: '__proto__', parameters: 1 },
])('%j is dropped', (message) => {
  const { rpc, receive } = pair();
  const told: string[] = [];
  rpc.on('told', ({ text }) => void told.push(text));
  receive(message);
  receive({ kind: 'notification', name: 'told', parameters: { text: 'hello' } });
  expect(told).toEqual(['hello']);
});
