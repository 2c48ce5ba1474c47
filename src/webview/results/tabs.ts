/** The results kept for one document: choose, pin, close. Hidden while there is only one. */
import type { ResultSummary } from '../../protocol/results.js';
import { isTerminal } from '../../core/query/queryStatus.js';
import { fill, h, show } from '../ui/dom.js';
import { icon } from '../ui/icons.js';
import { rove } from '../ui/keyboard.js';
import type { Strings } from '../ui/strings.js';
import { count } from '../ui/format.js';
import { statusWord } from './head.js';

/** The user's name for a result, else what the host calls it. */
export const titleOf = ({ name, title }: ResultSummary): string => name ?? title;

export interface TabActions {
  activate(id: string): void;
  close(id: string): void;
  pin(id: string, pinned: boolean): void;
  rename(id: string, owner: HTMLElement): void;
}

export interface Tabs {
  readonly element: HTMLElement;
  update(results: readonly ResultSummary[], active: string | undefined): void;
}

export function createTabs(strings: Strings, actions: TabActions, panelId: string): Tabs {
  const list = h('div', { class: 'tabs', role: 'tablist', aria: { label: strings('Results') } });
  let shown: readonly ResultSummary[] = [];
  let painted = '';

  const tabs = (): HTMLElement[] => [...list.querySelectorAll<HTMLElement>('[role="tab"]')];
  list.addEventListener('keydown', (event) => {
    const at = tabs().indexOf(document.activeElement as HTMLElement);
    const result = shown[at];
    if (!result) return;
    if (event.key === 'Enter' || event.key === ' ') actions.activate(result.id);
    else if (event.key === 'Delete') actions.close(result.id);
    else if (event.key.toLowerCase() === 'p' && !event.ctrlKey && !event.metaKey)
      actions.pin(result.id, !result.pinned);
    else if (event.key === 'F2') actions.rename(result.id, tabs()[at] as HTMLElement);
    else return rove(tabs(), event, 'horizontal');
    event.preventDefault();
  });

  return {
    element: list,
    update: (results, active) => {
      shown = results;
      show(list, results.length > 1);
      const next = JSON.stringify([
        active,
        results.map((each) => [each.id, titleOf(each), each.pinned, each.statement]),
      ]);
      if (next !== painted) {
        painted = next;
        const focused = tabs().findIndex((each) => each === document.activeElement);
        fill(list, ...results.map((result) => tab(result, result.id === active)));
        list.querySelector('.tab.active')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
        if (focused >= 0) tabs()[Math.min(focused, results.length - 1)]?.focus();
      }
      results.forEach((result, index) => paintFigures(tabs()[index], result));
    },
  };

  /** In place: a tab that is rebuilt between press and release would lose the click. */
  function paintFigures(made: HTMLElement | undefined, result: ResultSummary): void {
    const figures = made?.querySelector<HTMLElement>('.tab-figures');
    if (!figures) return;
    const running = !isTerminal(result.status);
    const text = result.status === 'finished' || running ? count(result.rowCount) : statusWord(strings, result.status);
    figures.textContent = running ? `${text} \u2026` : text;
    figures.className = `tab-figures ${result.status}`;
  }

  function tab(result: ResultSummary, active: boolean): HTMLElement {
    const closer = h(
      'span',
      { class: 'tab-close', title: `${strings('Close')} (Delete)`, aria: { hidden: true } },
      icon('close'),
    );
    closer.addEventListener('click', (event) => {
      event.stopPropagation();
      actions.close(result.id);
    });
    const made = h(
      'div',
      {
        class: `tab${active ? ' active' : ''}`,
        role: 'tab',
        tabIndex: active ? 0 : -1,
        title: result.statement.slice(0, 1000),
        aria: { selected: active, controls: active ? panelId : undefined, keyshortcuts: 'Delete P F2' },
      },
      result.pinned ? h('span', { class: 'tab-pin', title: strings('Kept') }, icon('pin')) : undefined,
      h('span', { class: 'tab-title' }, titleOf(result)),
      h('span', { class: 'tab-figures' }),
      closer,
    );
    made.addEventListener('click', () => actions.activate(result.id));
    made.addEventListener('dblclick', () => actions.rename(result.id, made));
    made.addEventListener('auxclick', (event) => {
      if (event.button === 1) actions.close(result.id);
    });
    return made;
  }
}
