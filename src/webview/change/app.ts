/** The changes of one resource: head, timeline, and what lies between two chosen moments. */
import type {
  ConfigurationItem,
  ResourceChange,
  ResourceHistory,
  ResourceKey,
} from '../../core/configuration/model.js';
import type {
  ChangesNotifications,
  ChangesRequests,
  ChangesViewNotifications,
  FurtherWays,
} from '../../protocol/changes.js';
import { fill, h, show } from '../ui/dom.js';
import { epoch } from '../ui/format.js';
import { icon } from '../ui/icons.js';
import { isAbort, type Rpc } from '../ui/rpc.js';
import type { Strings } from '../ui/strings.js';
import { button, progressRing } from '../ui/toolkit.js';
import type { VsCodeApi } from '../ui/vscodeApi.js';
import { notesList } from './causes.js';
import { makeCompareBar } from './compareBar.js';
import { changeDetail, type DetailActions } from './detail.js';
import { fillHead } from './head.js';
import { compareStates, moments, type Moment } from './history.js';
import { createLanes } from './lanes.js';
import { createTimeline, type Choice } from './timeline.js';

export type ChangesRpc = Rpc<ChangesRequests, ChangesNotifications, ChangesViewNotifications>;

interface ViewState {
  readonly choice: Choice | undefined;
  readonly showFolded: boolean;
  readonly showNoise: boolean;
}

type Phase =
  | { readonly kind: 'loading'; readonly resource: Partial<ResourceKey> }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'shown'; readonly history: ResourceHistory; readonly moments: readonly Moment[] };

export function startChanges(root: HTMLElement, rpc: ChangesRpc, api: VsCodeApi, strings: Strings): void {
  let phase: Phase = { kind: 'loading', resource: {} };
  let resource: Partial<ResourceKey> = {};
  let choice: Choice | undefined;
  let showFolded = false;
  let showNoise = false;
  let free = false;
  let ways: FurtherWays = { profile: null, join: false };
  let comparing: AbortController | undefined;
  /** What was asked for the change in sight ends with it. */
  let shown = new AbortController();
  let kept: Record<string, unknown> = { ...(api.getState() as Record<string, unknown> | undefined) };
  let shell = makeShell();

  function makeShell(): {
    head: HTMLElement;
    body: HTMLElement;
    detail: HTMLElement;
    live: HTMLElement;
    toast: HTMLElement;
    timeline: ReturnType<typeof createTimeline>;
    lanes: ReturnType<typeof createLanes>;
  } {
    const timeline = createTimeline(strings, {
      choose: (moment) => choose({ from: moment.previous?.stateId, to: moment.item.stateId }),
      compareWith: (moment) => choose(pair(moment.item.stateId, choice?.to ?? moment.item.stateId)),
      showFolded: (wanted) => {
        showFolded = wanted;
        save();
        paint();
      },
    });
    const lanes = createLanes(strings, {
      choose: (moment) => choose({ from: moment.previous?.stateId, to: moment.item.stateId }),
      compareWith: (moment) => choose(pair(moment.item.stateId, choice?.to ?? moment.item.stateId)),
      chooseEvent: (moment, eventId) => {
        choose({ from: moment.previous?.stateId, to: moment.item.stateId });
        const found = shell.detail.querySelector<HTMLElement>(`[data-event="${CSS.escape(eventId)}"]`);
        const folded = found?.closest('details');
        if (folded) folded.open = true;
        found?.focus();
      },
    });
    const head = h('header', { class: 'head' });
    const detail = h('div', { class: 'detail', tabIndex: -1 });
    const body = h('div', { class: 'body' });
    const live = h('div', { class: 'only-read', role: 'status', aria: { live: 'polite' } });
    const toast = h('div', { class: 'toast', aria: { hidden: true } });
    toast.hidden = true;
    fill(root, h('main', { class: 'change' }, head, body, toast, live));
    return { head, body, detail, live, toast, timeline, lanes };
  }

  /** Older first; a moment with itself is compared with what came before it. */
  function pair(a: string, b: string): Choice {
    if (a === b) return { from: currentMoments().find(({ item }) => item.stateId === a)?.previous?.stateId, to: a };
    return compareStates(a, b) < 0 ? { from: a, to: b } : { from: b, to: a };
  }

  const currentMoments = (): readonly Moment[] => (phase.kind === 'shown' ? phase.moments : []);
  const itemOf = (stateId: string | undefined): ConfigurationItem | undefined =>
    currentMoments().find(({ item }) => item.stateId === stateId)?.item;

  function choose(next: Choice): void {
    choice = next;
    save();
    paint();
  }

  function save(): void {
    const state: ViewState = { choice, showFolded, showNoise };
    kept = { ...kept, view: state };
    api.setState(kept);
    void rpc.request('saveState', { state }).catch(() => undefined);
  }

  function paint(): void {
    paintHead();
    shell.body.className = `body ${phase.kind}`;
    switch (phase.kind) {
      case 'loading':
        fill(
          shell.body,
          h(
            'div',
            { class: 'empty' },
            progressRing(strings('Reading')),
            h('span', { class: 'empty-text' }, strings('Reading the configuration items')),
          ),
        );
        return;
      case 'failed':
        fill(
          shell.body,
          h(
            'div',
            { class: 'failure' },
            h('div', { class: 'banner failed', role: 'alert' }, icon('error'), h('span', {}, phase.message)),
            button(strings('Try again'), () => reload(), 'primary'),
          ),
        );
        return;
      case 'shown':
        if (phase.moments.length === 0) {
          fill(
            shell.body,
            h(
              'div',
              { class: 'empty column' },
              h('p', {}, strings('No configuration items of this resource were found.')),
              notesList(strings, phase.history),
            ),
          );
          return;
        }
        if (!shell.detail.isConnected)
          fill(shell.body, shell.lanes.element, h('div', { class: 'panes' }, shell.timeline.element, shell.detail));
        shell.lanes.update(phase.history, phase.moments, choice);
        shell.timeline.update(phase.moments, choice, showFolded);
        void paintDetail(phase.history);
        return;
      default:
        phase satisfies never;
    }
  }

  const paintHead = (): void =>
    fillHead(shell.head, strings, phase.kind === 'shown' ? phase.history : { resource, items: undefined }, {
      copy,
      reload,
      openQueries: () => void rpc.request('openQueries', null).catch(complain),
      exportReport: (format) =>
        void rpc
          .request('exportReport', { format })
          .then(({ path }) => (path === null ? undefined : announce(strings('Exported to {0}', path))), complain),
    });

  async function paintDetail(history: ResourceHistory): Promise<void> {
    comparing?.abort(new DOMException('Another choice', 'AbortError'));
    if (!choice) return fill(shell.detail);
    const { from, to } = choice;
    const known = history.changes.find((change) => change.to === to && change.from === from);
    if (known) return showChange(history, known);
    if (from === undefined)
      return showChange(history, { from, to, changeType: 'CREATE', properties: [], candidates: [], compliance: [] });
    const controller = (comparing = new AbortController());
    try {
      const change = await rpc.request('compare', { from, to }, controller.signal);
      if (!controller.signal.aborted) showChange(history, change);
    } catch (error) {
      if (isAbort(error)) return;
      fill(
        shell.detail,
        compareBar(),
        h(
          'div',
          { class: 'banner failed', role: 'alert' },
          icon('error'),
          h('span', {}, error instanceof Error ? error.message : String(error)),
        ),
      );
    }
  }

  function showChange(history: ResourceHistory, change: ResourceChange): void {
    shown.abort(new DOMException('Another change', 'AbortError'));
    shown = new AbortController();
    fill(
      shell.detail,
      compareBar(),
      changeDetail(strings, { history, change, item: itemOf(change.to), showNoise, free, ways }, detailActions),
    );
    shell.live.textContent = strings(
      '{0} properties between {1} and {2}',
      change.properties.length,
      itemOf(change.from)?.captureTime ?? strings('nothing'),
      itemOf(change.to)?.captureTime ?? '',
    );
  }

  const detailActions: DetailActions = {
    copy,
    openRelated: (related) => void rpc.request('openRelated', related).catch(complain),
    openEvent: (eventId) => void rpc.request('openEvent', { eventId }).catch(complain),
    openControl: (controlId) => void rpc.request('openControl', { controlId }).catch(complain),
    openFollowing: (resource) => void rpc.request('openFollowing', { resource }).catch(complain),
    traceActor: (eventId, eventHistory) => rpc.request('traceActor', { eventId, eventHistory }, shown.signal),
    askEventHistory: (stateId) => rpc.request('askEventHistory', { stateId }),
    askJoin: (stateId) => rpc.request('askJoin', { stateId }),
    following: async (eventId) => (await rpc.request('following', { eventId }, shown.signal)).items,
    chooseState: (stateId) => choose(pair(stateId, stateId)),
    showNoise: (wanted) => {
      showNoise = wanted;
      save();
      paint();
    },
  };

  const compareBar = (): HTMLElement =>
    makeCompareBar(strings, currentMoments(), choice, {
      before: (stateId) => choose(pair(stateId, choice?.to ?? stateId)),
      after: (stateId) => choose(pair(choice?.from ?? stateId, stateId)),
      asOf: (time, side) => {
        const moment = currentMoments().find(({ item }) => epoch(item.captureTime) <= time);
        if (!moment) return announce(strings('No item of the resource is known from before that time.'));
        const { stateId } = moment.item;
        choose(side === 'after' ? pair(choice?.from ?? stateId, stateId) : pair(stateId, choice?.to ?? stateId));
        if (isDeletedItem(moment.item)) announce(strings('The resource did not exist at that time.'));
      },
      openItem: () => {
        if (choice) void rpc.request('openItem', { stateId: choice.to }).catch(complain);
      },
      textDiff: () => {
        if (choice) void rpc.request('openTextDiff', { from: choice.from, to: choice.to }).catch(complain);
      },
    });

  function copy(text: string): void {
    void rpc.request('copy', { text }).then(() => announce(strings('Copied')), complain);
  }

  function reload(): void {
    void rpc.request('reload', null).catch(complain);
  }

  let toastTimer: ReturnType<typeof setTimeout> | undefined;
  function announce(text: string): void {
    shell.live.textContent = text;
    shell.toast.textContent = text;
    show(shell.toast, true);
    clearTimeout(toastTimer);
    toastTimer = setTimeout(() => show(shell.toast, false), 2500 + text.length * 30);
  }

  function complain(error: unknown): void {
    if (!isAbort(error)) announce(error instanceof Error ? error.message : String(error));
  }

  function speak(words: Readonly<Record<string, string>>): void {
    if (!strings.use(words)) return;
    shell = makeShell();
    paint();
  }

  rpc.on('strings', (given) => speak(given.strings));
  rpc.on('page', (page) => {
    ({ resource, free } = page);
    kept = { ...kept, resource: page.resource, connectionId: page.connectionId };
    api.setState(kept);
    speak(page.strings);
  });
  rpc.on('loading', (given) => {
    ({ resource } = given);
    phase = { kind: 'loading', resource };
    paint();
  });
  rpc.on('failed', ({ message }) => {
    phase = { kind: 'failed', message };
    paint();
  });
  rpc.on('history', ({ history, state, ways: known }) => {
    ways = known ?? { profile: null, join: false };
    const found = moments(history);
    phase = { kind: 'shown', history, moments: found };
    const saved = (kept.view ?? state) as Partial<ViewState> | null | undefined;
    showFolded = saved?.showFolded === true;
    showNoise = saved?.showNoise === true;
    choice = usableChoice(choice ?? saved?.choice, found) ?? firstChoice(found);
    paint();
  });
  paint();
  rpc.notify('ready', null);
}

function usableChoice(choice: Choice | undefined, found: readonly Moment[]): Choice | undefined {
  const known = (stateId: string | undefined): boolean =>
    stateId === undefined || found.some(({ item }) => item.stateId === stateId);
  return choice && typeof choice.to === 'string' && known(choice.to) && known(choice.from)
    ? { from: choice.from, to: choice.to }
    : undefined;
}

/** The newest change that is more than relationships, else the newest item. */
function firstChoice(found: readonly Moment[]): Choice | undefined {
  const moment =
    found.find(({ relationshipsOnly, change }) => !relationshipsOnly && change && change.properties.length > 0) ??
    found[0];
  return moment && { from: moment.previous?.stateId, to: moment.item.stateId };
}

const isDeletedItem = ({ status }: ConfigurationItem): boolean => status.startsWith('ResourceDeleted');
