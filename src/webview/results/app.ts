/** The results of one document: which are kept, which is shown, what is remembered. */
import type { ResultsPreferences, ResultSummary } from '../../protocol/results.js';
import { typeText } from '../../core/result/types.js';
import { fill, h, show } from '../ui/dom.js';
import { isAbort } from '../ui/rpc.js';
import type { Strings } from '../ui/strings.js';
import type { VsCodeApi } from '../ui/vscodeApi.js';
import { createResultView, type ResultView } from './resultView.js';
import type { ResultsRpc } from './resultsRpc.js';
import { createComparePanel } from './comparePanel.js';
import { openRename } from './rename.js';
import { readState, type ResultViewState } from './savedState.js';
import { createTabs, titleOf } from './tabs.js';

interface Kept {
  /** Whose results these are: the host finds it here after a window reload. */
  readonly document: string | undefined;
  readonly states: Readonly<Record<string, unknown>>;
}

export function startResults(root: HTMLElement, rpc: ResultsRpc, api: VsCodeApi, strings: Strings): void {
  let results: readonly ResultSummary[] = [];
  let active: string | undefined;
  /** Until the host has told its results, an empty list says nothing. */
  let told = false;
  let view: ResultView | undefined;
  let viewKey = '';
  let preferences: ResultsPreferences = { timeZone: 'UTC', lines: 1 };
  const kept = api.getState() as Partial<Kept> | undefined;
  let { document: owner } = kept ?? {};
  const states = new Map<string, unknown>(Object.entries(kept?.states ?? {}));
  let shell = makeShell();

  function makeShell(): {
    tabs: ReturnType<typeof createTabs>;
    panel: HTMLElement;
    live: HTMLElement;
    toast: HTMLElement;
  } {
    const panel = h('div', { class: 'panel', id: 'panel' });
    const live = h('div', { class: 'only-read', role: 'status', aria: { live: 'polite' } });
    const toast = h('div', { class: 'toast', aria: { hidden: true } });
    toast.hidden = true;
    const complain = (error: unknown): void => {
      if (!isAbort(error)) announce(error instanceof Error ? error.message : String(error), true);
    };
    const tabs = createTabs(
      strings,
      {
        activate: (id) => activate(id),
        close: (id) => void rpc.request('close', { result: id }).catch(complain),
        pin: (id, pinned) => void rpc.request('pin', { result: id, pinned }).catch(complain),
        rename: (id, owner) => {
          const result = results.find((each) => each.id === id);
          if (result)
            openRename(
              strings,
              result.name ?? '',
              owner,
              (name) => void rpc.request('rename', { result: id, name }).catch(complain),
            );
        },
      },
      panel.id,
    );
    fill(root, h('main', { class: 'results' }, tabs.element, panel, toast, live));
    return { tabs, panel, live, toast };
  }

  let toastTimer: ReturnType<typeof setTimeout> | undefined;
  function announce(text: string, visible = false): void {
    shell.live.textContent = text;
    if (!visible) return;
    shell.toast.textContent = text;
    show(shell.toast, true);
    clearTimeout(toastTimer);
    toastTimer = setTimeout(() => show(shell.toast, false), 2500 + text.length * 30);
  }

  function activate(id: string): void {
    if (id === active) return;
    active = id;
    rpc.notify('activated', { result: id });
    paint();
  }

  function paint(): void {
    shell.tabs.update(results, active);
    const result = results.find(({ id }) => id === active) ?? results[0];
    shell.panel.setAttribute('role', results.length > 1 ? 'tabpanel' : 'none');
    if (!result) {
      view?.dispose();
      view = undefined;
      viewKey = '';
      fill(
        shell.panel,
        told ? h('div', { class: 'empty' }, strings('Run a statement to see its rows here.')) : undefined,
      );
      return;
    }
    if (results.length > 1) shell.panel.setAttribute('aria-label', titleOf(result));
    else shell.panel.removeAttribute('aria-label');
    const key = `${result.id}\n${result.distinguishesNull}\n${result.columns.map(({ name, type }) => `${name} ${typeText(type)}`).join('\n')}`;
    if (key === viewKey && view) return view.update(result);
    view?.dispose();
    viewKey = key;
    view = createResultView(result, readState(states.get(result.id)), {
      rpc,
      strings,
      announce,
      save: (state) => save(result.id, state),
      rebuild: (state) => {
        // What the view saves while it goes is older than this.
        view?.dispose();
        view = undefined;
        save(result.id, state);
        paint();
        focusView();
      },
      preferences: () => preferences,
      setPreferences: (next) => {
        preferences = next;
        view?.applyPreferences();
        void rpc.request('savePreferences', next).catch(() => undefined);
      },
      compare: () => compare(result.id),
      canCompare: () => results.length > 1,
    });
    fill(shell.panel, view.element);
  }

  const focusView = (): void => view?.focus();

  function compare(id: string): void {
    const result = results.find((each) => each.id === id);
    const others = results.filter((each) => each.id !== id);
    if (!result || others.length === 0) return;
    const back = (): void => {
      if (view) fill(shell.panel, view.element);
      focusView();
    };
    const panel = createComparePanel(strings, result, others, {
      compare: (before, keys, signal) => rpc.request('compare', { result: id, with: before, keys }, signal),
      close: back,
    });
    fill(shell.panel, panel);
    panel.querySelector<HTMLElement>('select')?.focus();
  }

  function save(id: string, state: ResultViewState): void {
    states.set(id, state);
    keep();
    void rpc.request('saveState', { result: id, state }).catch(() => undefined);
  }

  const keep = (): void => api.setState({ document: owner, states: Object.fromEntries(states) } satisfies Kept);

  // Who comes by the keyboard wants the rows, not the ninth stop of the Tab key. A click says itself what it is for.
  window.addEventListener('focus', () => {
    if (document.activeElement === document.body) view?.focus();
  });

  let lastStatus = '';
  function tellStatus(): void {
    const result = results.find(({ id }) => id === active);
    const status = result ? `${result.id} ${result.status}` : '';
    if (!result || status === lastStatus) return;
    lastStatus = status;
    announce(
      result.status === 'finished'
        ? strings('Finished, {0} rows', result.rowCount)
        : strings('Query: {0}', result.status),
    );
  }

  rpc.on('page', (page) => {
    owner = page.document;
    if (page.preferences) {
      preferences = page.preferences;
      view?.applyPreferences();
    }
    keep();
    speak(page.strings);
  });
  rpc.on('strings', ({ strings: given }) => speak(given));
  function speak(words: Readonly<Record<string, string>>): void {
    if (!strings.use(words)) return;
    view?.dispose();
    view = undefined;
    viewKey = '';
    shell = makeShell();
    paint();
  }
  rpc.on('results', (list) => {
    results = list.results;
    told = true;
    active = list.active ?? results.at(-1)?.id;
    for (const [id, state] of Object.entries(list.states))
      if (state !== undefined && state !== null && !states.has(id)) states.set(id, state);
    for (const id of states.keys()) if (!results.some((result) => result.id === id)) states.delete(id);
    paint();
    tellStatus();
  });
  rpc.on('progress', ({ result }) => {
    results = results.map((each) => (each.id === result.id ? result : each));
    paint();
    tellStatus();
  });
  addEventListener('pagehide', () => view?.flush());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') view?.flush();
  });
  paint();
  rpc.notify('ready', null);
}
