/**
 * The host's side of a webview, scripted, inside the page: answers the view's requests from a scenario and keeps a log.
 * Bundled and loaded before the view's own bundle, in place of VS Code's `acquireVsCodeApi`.
 */
import type { Envelope } from '../../../src/protocol/messages.js';
import { changesScenario } from './changesScenarios.js';
import { createStoreScenario } from './createStoreScenario.js';
import { resultsScenario } from './resultsScenarios.js';

export interface Scenario {
  /** Sent when the view says `ready`. */
  start(): void;
  /** The answer; a thrown error becomes an error answer. */
  request(name: string, parameters: never): unknown;
  notified?(name: string, parameters: never): void;
}

export interface PageHost {
  readonly log: { readonly name: string; readonly parameters: unknown }[];
  readonly cancelled: number[];
  /** Milliseconds before an answer. */
  delay: number;
  notify(name: string, parameters: unknown): void;
  /** The same, to wait for: the view has dealt with it. Timers would take 4 ms each. */
  tell(name: string, parameters: unknown): Promise<void>;
  state: unknown;
  scenario: Scenario;
}

declare global {
  var host: PageHost;
}

const parameters = new URLSearchParams(location.search);
const answered = (message: Envelope): void => void postMessage(message, '*');
const cancelled = new Set<number>();

const host: PageHost = {
  log: [],
  cancelled: [],
  delay: Number(parameters.get('delay') ?? 0),
  notify: (name, given) => answered({ kind: 'notification', name, parameters: given }),
  tell: (name, given) =>
    new Promise((resolve) => {
      const told = ({ data }: MessageEvent<Envelope>): void => {
        if (data.kind !== 'notification' || data.name !== name) return;
        removeEventListener('message', told);
        resolve();
      };
      // The view listens for longer, so it hears first.
      addEventListener('message', told);
      host.notify(name, given);
    }),
  state: JSON.parse(sessionStorage.getItem('state') ?? 'null') ?? undefined,
  scenario: undefined as unknown as Scenario,
};
globalThis.host = host;
host.scenario = location.pathname.startsWith('/change')
  ? changesScenario(host, parameters)
  : location.pathname.startsWith('/createStore')
    ? createStoreScenario(host, parameters)
    : resultsScenario(host, parameters);

globalThis.acquireVsCodeApi = () => ({
  postMessage: (message) => setTimeout(() => receive(structuredClone(message) as Envelope), 0),
  getState: () => host.state,
  setState: (state) => {
    host.state = structuredClone(state);
    sessionStorage.setItem('state', JSON.stringify(state));
  },
});

function receive(envelope: Envelope): void {
  if (envelope.kind === 'cancel') {
    host.cancelled.push(envelope.id);
    cancelled.add(envelope.id);
  } else if (envelope.kind === 'notification') {
    if (envelope.name === 'ready') host.scenario.start();
    host.log.push({ name: envelope.name, parameters: envelope.parameters });
    host.scenario.notified?.(envelope.name, envelope.parameters as never);
  } else if (envelope.kind === 'request') {
    host.log.push({ name: envelope.name, parameters: envelope.parameters });
    setTimeout(() => {
      if (!cancelled.delete(envelope.id)) void answer(envelope.id, envelope.name, envelope.parameters);
    }, host.delay);
  }
}

async function answer(id: number, name: string, given: unknown): Promise<void> {
  try {
    answered({ kind: 'answer', id, ok: (await host.scenario.request(name, given as never)) ?? null });
  } catch (error) {
    const { name: code, message } = error as Error;
    answered({ kind: 'answer', id, error: { code, message } });
  }
}
