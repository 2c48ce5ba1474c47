/** What every change of a store has in common: said to whom it happens, done once, and shown when it is done. */
import * as vscode from 'vscode';
import type { EventDataStore } from '../../core/query/eventDataStore.js';
import { abortSignalOf } from '../cancellation.js';
import type { StoreRegistry } from '../connections/storeRegistry.js';
import { placeText, type LakePlace, type StorePlace } from './lakePlace.js';

/** A modal question with the store, its account and Region, and what will happen. True: the button was pressed. */
export async function confirmChange(
  place: StorePlace,
  question: string,
  effect: string,
  button: string,
): Promise<boolean> {
  const answer = await vscode.window.showWarningMessage(
    question,
    { modal: true, detail: `${effect}\n\n${placeText(place, place.store.accountId)}` },
    button,
  );
  return answer === button;
}

/**
 * Asks for the change with progress, then waits until the store has one of the `ends` (any status when there are none)
 * and lists the stores anew. Stepping away from the progress stops the waiting, never the change. Resolves with the store
 * as it then is; undefined when the waiting was ended.
 */
export async function changeStore(
  place: StorePlace,
  registry: StoreRegistry,
  title: string,
  act: (signal: AbortSignal) => Promise<void>,
  ends: readonly string[] = [],
): Promise<EventDataStore | undefined> {
  try {
    return await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title, cancellable: ends.length > 0 },
      async (progress, token) => {
        await act(new AbortController().signal);
        if (ends.length === 0) return await place.backend.stores.read(place.arn, new AbortController().signal);
        return await waitForStatus(place, place.arn, ends, progress, abortSignalOf(token));
      },
    );
  } finally {
    place.backend.stores.forget(place.arn);
    await registry.refresh(place.connection);
  }
}

/** Milliseconds between looks: short at first, since most changes are quick, then patient. */
const looks = { first: 300, longest: 10_000, growth: 1.6 } as const;
const longestWait = 15 * 60_000;

/** Looks at the store until it has one of the statuses. Undefined: the signal or fifteen minutes ended the waiting. */
export async function waitForStatus(
  { backend }: Pick<LakePlace, 'backend'>,
  arn: string,
  ends: readonly string[],
  progress: vscode.Progress<{ message?: string }>,
  signal: AbortSignal,
): Promise<EventDataStore | undefined> {
  const until = Date.now() + longestWait;
  for (let pause: number = looks.first; ; pause = Math.min(looks.longest, pause * looks.growth)) {
    if (signal.aborted) return undefined;
    const store = await backend.stores.read(arn, signal).catch((error: unknown) => {
      if (signal.aborted) return undefined;
      throw error;
    });
    if (store?.status !== undefined && ends.includes(store.status)) return store;
    if (Date.now() > until) return undefined;
    progress.report({ message: store?.status ?? vscode.l10n.t('unknown') });
    await new Promise<void>((resolve) => {
      const timer = setTimeout(done, pause);
      signal.addEventListener('abort', done, { once: true });
      function done(): void {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      }
    });
  }
}
