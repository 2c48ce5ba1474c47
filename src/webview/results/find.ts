/** The find box: the host looks through the whole result, the grid marks what is in view. */
import type { FindRequest, FindResult } from '../../core/query/backend.js';
import type { ResultView } from '../../core/query/resultView.js';
import { debounced, h, show } from '../ui/dom.js';
import { count } from '../ui/format.js';
import { isAbort } from '../ui/rpc.js';
import type { Strings } from '../ui/strings.js';
import { iconButton, textField } from '../ui/toolkit.js';

/** Hits that can be stepped through; all are counted. */
const hitLimit = 10_000;

export interface FindHost {
  find(request: FindRequest, signal: AbortSignal): Promise<FindResult>;
  view(): ResultView;
  mark(text: string): void;
  goTo(row: number, column: number): void;
  /** Row of the active cell: the first hit at or after it is shown. */
  activeRow(): number;
  closed(): void;
}

export interface Find {
  readonly element: HTMLElement;
  open(): void;
  close(): void;
  /** The order of the rows changed, or there are more of them. */
  again(): void;
}

export function createFind(strings: Strings, host: FindHost): Find {
  let hits: FindResult['hits'] = [];
  let complete = true;
  let total = 0;
  let at = -1;
  let text = '';
  let running: AbortController | undefined;
  const told = h('span', { class: 'find-count', role: 'status' });
  const search = debounced(200, () => void look(true));
  const field = textField(strings('Find in all rows'), (value) => {
    text = value;
    host.mark(value);
    search();
  });
  const element = h(
    'div',
    { class: 'find', role: 'search', aria: { label: strings('Find in this result') } },
    field,
    told,
    iconButton('up', `${strings('Previous')} (Shift+Enter)`, () => step(-1)),
    iconButton('down', `${strings('Next')} (Enter)`, () => step(1)),
    iconButton('close', `${strings('Close')} (Escape)`, () => close()),
  );
  element.hidden = true;
  element.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close();
    else if (event.key === 'Enter') {
      search.flush();
      step(event.shiftKey ? -1 : 1);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });

  async function look(moveThere: boolean): Promise<void> {
    running?.abort(new DOMException('Another search', 'AbortError'));
    const controller = (running = new AbortController());
    hits = [];
    at = -1;
    if (text === '') return tell();
    told.textContent = strings('Searching');
    try {
      const found = await host.find({ ...host.view(), text, limit: hitLimit }, controller.signal);
      if (controller.signal.aborted) return;
      ({ hits, total, complete } = found);
      const next = hits.findIndex(({ row }) => row >= host.activeRow());
      at = next < 0 ? 0 : next;
      if (moveThere) reveal();
      tell();
    } catch (error) {
      if (!isAbort(error)) told.textContent = error instanceof Error ? error.message : strings('The search failed.');
    }
  }

  function step(by: number): void {
    if (hits.length === 0) return;
    at = (at + by + hits.length) % hits.length;
    reveal();
    tell();
  }

  function reveal(): void {
    const hit = hits[at];
    if (hit) host.goTo(hit.row, hit.column);
  }

  function tell(): void {
    if (text === '') told.textContent = '';
    else if (hits.length === 0) told.textContent = complete ? strings('No hits') : strings('No hits so far');
    else
      told.textContent = strings(
        '{0} of {1}',
        count(at + 1),
        `${count(total)}${complete || total > hits.length ? '' : '+'}`,
      );
    told.title = total > hits.length ? strings('The first {0} hits can be stepped through.', count(hits.length)) : '';
    element.classList.toggle('none', text !== '' && hits.length === 0);
  }

  function close(): void {
    running?.abort(new DOMException('Closed', 'AbortError'));
    show(element, false);
    host.mark('');
    host.closed();
  }

  return {
    element,
    open: () => {
      show(element, true);
      field.focus();
      (field.shadowRoot?.querySelector('input') ?? undefined)?.select();
      if (text !== '') host.mark(text);
    },
    close,
    again: () => {
      if (!element.hidden && text !== '') void look(false);
    },
  };
}
