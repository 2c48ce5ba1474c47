/** The form for a new event data store: what to collect, how long, at what cost, and the request before it is sent. */
import { planProblems, type PlanProblem } from '../../core/stores/planProblems.js';
import { createRequest, firstPlan, type StorePlan } from '../../core/stores/storeRequest.js';
import type {
  CreateStoreNotifications,
  CreateStoreRequests,
  CreateStoreViewNotifications,
} from '../../protocol/createStore.js';
import { fill, h, show } from '../ui/dom.js';
import { icon } from '../ui/icons.js';
import { isAbort, type Rpc } from '../ui/rpc.js';
import type { Strings } from '../ui/strings.js';
import { button, progressRing } from '../ui/toolkit.js';
import type { VsCodeApi } from '../ui/vscodeApi.js';
import { createForm, type Form } from './form.js';
import { createPreview } from './preview.js';
import { problemText } from './problemText.js';

type CreateStoreRpc = Rpc<CreateStoreRequests, CreateStoreNotifications, CreateStoreViewNotifications>;
type Page = CreateStoreNotifications['page'];

export function startCreateStore(root: HTMLElement, rpc: CreateStoreRpc, api: VsCodeApi, strings: Strings): void {
  let started = false;
  let onProgress = (status: string): void => void status;
  rpc.on('progress', ({ status }) => onProgress(status));
  rpc.on('page', (page) => {
    strings.use(page.strings);
    // A page that is told again keeps what was typed.
    if (started) return;
    started = true;
    onProgress = startForm(root, rpc, strings, page);
  });
  void api;
  rpc.notify('ready', null);
}

/** Builds the page; the answer takes what the service says about the store that is being made. */
function startForm(root: HTMLElement, rpc: CreateStoreRpc, strings: Strings, page: Page): (status: string) => void {
  let plan: StorePlan = firstPlan;
  /** Problems show once the user asked for the store, or has left the field behind. */
  let asked = false;
  let busy = false;
  const place = { region: page.region, profile: page.profile };
  const where = strings(
    'Account {0}, Region {1}, profile {2}.',
    page.accountId ?? strings('unknown'),
    page.region,
    page.profile,
  );
  const live = h('div', { class: 'only-read', role: 'status', aria: { live: 'polite' } });
  const state = h('div', { class: 'state' });
  const preview = createPreview(strings, (text) => {
    rpc.request('copy', { text }).then(() => (live.textContent = strings('Copied')), fail);
  });
  const form: Form = createForm(strings, plan, (changed) => {
    plan = changed;
    update();
  });
  const create = button(strings('Create Event Data Store'), () => void ask(), 'primary');
  const send = h('div', { class: 'send' }, create, h('span', { class: 'hint' }, where));

  const allProblems = (): readonly (readonly [PlanProblem['field'], string])[] => [
    ...planProblems(plan).map((problem) => [problem.field, problemText(strings, problem)] as const),
    ...(page.names.includes(plan.name)
      ? [['name', strings('There is a store named "{0}" already.', plan.name)] as const]
      : []),
  ];

  function update(): void {
    form.tell(asked ? allProblems() : []);
    preview.update(createRequest(plan), place);
  }

  async function ask(): Promise<void> {
    if (busy) return;
    asked = true;
    update();
    const [first] = allProblems();
    if (first) {
      live.textContent = first[1];
      return form.focus(first[0]);
    }
    busy = true;
    create.disabled = true;
    progress(strings('Sending the request'));
    try {
      finish(await rpc.request('create', plan));
    } catch (error) {
      fail(error);
    } finally {
      busy = false;
      create.disabled = false;
    }
  }

  function progress(text: string): void {
    live.textContent = text;
    tell(h('div', { class: 'banner' }, progressRing(text), h('span', {}, text)));
  }

  function finish({ id, status }: CreateStoreRequests['create'][1]): void {
    const text =
      status === null
        ? strings('"{0}" was asked for; the service has not finished yet. Its status shows in the tree.', plan.name)
        : strings('"{0}" is there: {1}.', plan.name, status);
    live.textContent = text;
    tell(
      h(
        'div',
        { class: 'banner done' },
        icon('check'),
        h('span', {}, text, ' ', h('code', {}, id)),
        button(strings('New Query'), () => void rpc.request('openQuery', { id }).catch(fail)),
      ),
    );
    show(send, false);
  }

  function fail(error: unknown): void {
    if (isAbort(error)) return;
    const message = error instanceof Error ? error.message : String(error);
    live.textContent = '';
    tell(h('div', { class: 'banner failed', role: 'alert' }, icon('error'), h('span', {}, message)));
  }

  /** At the end of a long form, where it may lie out of sight. */
  function tell(banner: HTMLElement): void {
    fill(state, banner);
    banner.scrollIntoView({ block: 'nearest' });
  }

  fill(
    root,
    h(
      'main',
      { class: 'create' },
      h(
        'header',
        {},
        h('h1', {}, strings('New Event Data Store')),
        h('p', { class: 'where' }, where),
        h(
          'p',
          { class: 'hint' },
          strings(
            'AWS takes no new customers for CloudTrail Lake since 31 May 2026: an account that never used it is refused. Local files need no account.',
          ),
        ),
      ),
      h('div', { class: 'columns' }, form.element, preview.element),
      h('footer', {}, state, send),
      live,
    ),
  );
  update();
  form.focus('name');
  return (status) => progress(strings('The service says: {0}', status));
}
