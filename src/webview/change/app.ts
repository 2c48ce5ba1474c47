/** The changes of one resource: head, timeline, and what lies between two chosen moments. */
import type {
  ConfigurationItem,
  ResourceChange,
  ResourceHistory,
  ResourceKey,
} from '../../core/configuration/model.js';
import type { ChangesNotifications, ChangesRequests, ChangesViewNotifications } from '../../protocol/changes.js';
import { fill, h, show, type Child } from '../ui/dom.js';
import { count } from '../ui/format.js';
import { icon } from '../ui/icons.js';
import { openMenuBelow } from '../ui/menu.js';
import { isAbort, type Rpc } from '../ui/rpc.js';
import type { Strings } from '../ui/strings.js';
import { button, iconButton, progressRing } from '../ui/toolkit.js';
import type { VsCodeApi } from '../ui/vscodeApi.js';
import { complianceSection, notesList, whoSection } from './causes.js';
import { makeCompareBar } from './compareBar.js';
import { compareStates, moments, type Moment } from './history.js';
import { propertySections, summaryList } from './properties.js';
import { createTimeline, type Choice } from './timeline.js';
import { changeWord, statusWord } from './words.js';

export type ChangesRpc = Rpc<ChangesRequests, ChangesNotifications, ChangesViewNotifications>;

interface ViewState {
  readonly choice: Choice | undefined;
  readonly showFolded: boolean;
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
  let comparing: AbortController | undefined;
  let kept: Record<string, unknown> = { ...(api.getState() as Record<string, unknown> | undefined) };
  let shell = makeShell();

  function makeShell(): {
    head: HTMLElement;
    body: HTMLElement;
    detail: HTMLElement;
    live: HTMLElement;
    toast: HTMLElement;
    timeline: ReturnType<typeof createTimeline>;
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
    const head = h('header', { class: 'head' });
    const detail = h('div', { class: 'detail', tabIndex: -1 });
    const body = h('div', { class: 'body' });
    const live = h('div', { class: 'only-read', role: 'status', aria: { live: 'polite' } });
    const toast = h('div', { class: 'toast', aria: { hidden: true } });
    toast.hidden = true;
    fill(root, h('main', { class: 'change' }, head, body, toast, live));
    return { head, body, detail, live, toast, timeline };
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
    const state: ViewState = { choice, showFolded };
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
              notesList(phase.history.notes),
            ),
          );
          return;
        }
        if (!shell.detail.isConnected) fill(shell.body, shell.timeline.element, shell.detail);
        shell.timeline.update(phase.moments, choice, showFolded);
        void paintDetail(phase.history);
        return;
      default:
        phase satisfies never;
    }
  }

  function paintHead(): void {
    const known: Partial<ResourceHistory['resource']> = phase.kind === 'shown' ? phase.history.resource : resource;
    const exporting = iconButton('export', strings('Export report'), () =>
      openMenuBelow(
        strings('Export report'),
        [exportItem('json', 'JSON'), exportItem('markdown', 'Markdown')],
        exporting,
      ),
    );
    const items = phase.kind === 'shown' ? itemCount(phase.history.items.length) : undefined;
    const texts = [
      known.type,
      known.name === undefined || known.name === known.id ? undefined : known.id,
      known.accountId,
      known.region,
      items,
      strings('times in UTC'),
    ];
    fill(
      shell.head,
      h(
        'div',
        { class: 'head-line' },
        h('h1', { title: known.id }, known.name ?? known.id ?? strings('Resource')),
        h(
          'div',
          { class: 'tools', role: 'toolbar', aria: { label: strings('Resource') } },
          iconButton('copy', strings('Copy ID'), () => copy(known.id ?? '')),
          exporting,
          iconButton('reload', strings('Reload'), () => reload()),
        ),
      ),
      h(
        'div',
        { class: 'facts' },
        ...texts
          .filter((text): text is string => text !== undefined && text !== '')
          .map((text) => h('span', { class: 'fact' }, text)),
      ),
    );
  }

  const itemCount = (length: number): string =>
    length === 1 ? strings('1 item') : strings('{0} items', count(length));

  const exportItem = (format: 'json' | 'markdown', label: string): { label: string; act: () => void } => ({
    label,
    act: () =>
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
    const actions = {
      copy,
      openRelated: (related: { readonly resourceType: string; readonly resourceId: string }) =>
        void rpc.request('openRelated', related).catch(complain),
      openEvent: (eventId: string) => void rpc.request('openEvent', { eventId }).catch(complain),
      openControl: (controlId: string) => void rpc.request('openControl', { controlId }).catch(complain),
    };
    const lead = h(
      'section',
      { class: 'lead' },
      h('h2', {}, strings('What changed'), ...kindCounts(change)),
      summaryList(strings, change),
      change.properties.length === 0 ? h('p', { class: 'none-found' }, nothingText(change)) : undefined,
    );
    const what = h('div', { class: 'what' }, ...propertySections(strings, change, actions));
    const side = h(
      'div',
      { class: 'side' },
      whoSection(strings, change, history.notes, actions),
      complianceSection(strings, change, actions),
    );
    fill(shell.detail, compareBar(), h('div', { class: 'columns' }, lead, side, what));
    shell.live.textContent = strings(
      '{0} properties between {1} and {2}',
      change.properties.length,
      itemOf(change.from)?.captureTime ?? strings('nothing'),
      itemOf(change.to)?.captureTime ?? '',
    );
  }

  function nothingText(change: ResourceChange): string {
    const status = statusWord(strings, itemOf(change.to)?.status ?? 'OK');
    if (change.changeType === 'DELETE') return strings('The resource was deleted.');
    if (change.changeType === 'CREATE') return status ?? strings('first item');
    return strings('The two items are alike.');
  }

  function kindCounts(change: ResourceChange): readonly Child[] {
    return (['CREATE', 'UPDATE', 'DELETE'] as const).flatMap((type) => {
      const found = change.properties.filter(({ changeType }) => changeType === type).length;
      const { word, sign, className } = changeWord(strings, type);
      return found === 0 ? [] : [h('span', { class: `kind-count ${className}` }, `${sign}${count(found)} ${word}`)];
    });
  }

  const compareBar = (): HTMLElement =>
    makeCompareBar(strings, currentMoments(), choice, {
      before: (stateId) => choose(pair(stateId, choice?.to ?? stateId)),
      after: (stateId) => choose(pair(choice?.from ?? stateId, stateId)),
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
    ({ resource } = page);
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
  rpc.on('history', ({ history, state }) => {
    const found = moments(history);
    phase = { kind: 'shown', history, moments: found };
    const saved = (kept.view ?? state) as Partial<ViewState> | null | undefined;
    showFolded = saved?.showFolded === true;
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
