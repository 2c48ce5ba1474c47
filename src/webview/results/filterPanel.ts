/** The filter of one column: a condition to type, and its values with counts to tick. */
import type { Filter, ValueCounts } from '../../core/query/resultView.js';
import type { Column } from '../../core/result/types.js';
import { debounced, fill, h } from '../ui/dom.js';
import { count } from '../ui/format.js';
import { openPopover } from '../ui/popover.js';
import { isAbort } from '../ui/rpc.js';
import type { Strings } from '../ui/strings.js';
import { button } from '../ui/toolkit.js';
import {
  conditions,
  conditionWords,
  isNumeric,
  typedFilter,
  typedParts,
  valueWord,
  type Condition,
} from './filterText.js';
import { isTimeType } from './timeZone.js';

const valuesShown = 200;

export interface FilterHost {
  /** The column's values under the filters of the other columns. */
  values(column: number, search: string, limit: number, signal: AbortSignal): Promise<ValueCounts>;
  apply(column: number, filters: readonly Filter[]): void;
}

export interface FilterTarget {
  readonly index: number;
  readonly column: Column;
  readonly filters: readonly Filter[];
}

export function openFilter(
  strings: Strings,
  { index, column, filters }: FilterTarget,
  host: FilterHost,
  at: { readonly x: number; readonly y: number },
  owner: HTMLElement,
): void {
  const typed = filters.map(typedParts).find((parts) => parts !== undefined);
  const listed = filters.find((filter) => filter.kind === 'values');
  const ticked = new Set<string | null>(listed?.values ?? []);
  let negate = listed?.negate ?? false;
  let running = new AbortController();

  const between = typed?.condition === 'between' || (!typed && (isNumeric(column.type) || isTimeType(column.type)));
  const condition = chooser(strings, typed?.condition ?? (between ? 'between' : 'contains'));
  const hint = isTimeType(column.type) ? 'YYYY-MM-DD hh:mm (UTC)' : '';
  const first = input(strings('Value'), typed?.texts[0] ?? '', hint);
  const second = input(strings('To'), typed?.texts[1] ?? '', hint);
  const problem = h('div', { class: 'filter-problem', role: 'alert' });
  const search = input(strings('Search the values'), '', strings('Search the values'));
  const list = h('div', { class: 'filter-values', role: 'group', aria: { label: strings('Values') } });
  const told = h('div', { class: 'filter-told', role: 'status' });
  const exclude = tick(strings('Leave the ticked values out'), negate, (checked) => (negate = checked));

  const fit = (): void => {
    const chosen = condition.value as Condition;
    first.hidden = chosen === 'null' || chosen === 'notNull';
    second.hidden = chosen !== 'between';
    first.setAttribute('aria-label', chosen === 'between' ? strings('From') : strings('Value'));
  };
  condition.addEventListener('change', fit);
  fit();

  const apply = (): void => {
    const made = typedFilter(index, column.type, condition.value as Condition, [first.value, second.value]);
    if (made === 'invalid') {
      problem.textContent = isTimeType(column.type)
        ? strings('Write times as 2026-11-24 09:30, in UTC.')
        : strings('Write numbers as digits.');
      first.focus();
      return;
    }
    const values: readonly Filter[] =
      ticked.size > 0 ? [{ column: index, kind: 'values', values: [...ticked], negate }] : [];
    popover.close();
    host.apply(index, [...(made ? [made] : []), ...values]);
  };
  const clear = (): void => {
    popover.close();
    host.apply(index, []);
  };

  async function look(): Promise<void> {
    running.abort(new DOMException('Another search', 'AbortError'));
    const controller = (running = new AbortController());
    told.textContent = strings('Counting');
    try {
      const found = await host.values(index, search.value, valuesShown, controller.signal);
      if (controller.signal.aborted) return;
      fill(list, ...found.values.map((value) => valueLine(value)));
      told.textContent =
        found.distinct > found.values.length
          ? strings('{0} of {1} different values', count(found.values.length), count(found.distinct))
          : strings('{0} different values', count(found.distinct));
    } catch (error) {
      if (!isAbort(error)) told.textContent = error instanceof Error ? error.message : String(error);
    }
  }

  function valueLine({ text, count: rows }: ValueCounts['values'][number]): HTMLElement {
    const word = valueWord(strings, text);
    const line = tick(word, ticked.has(text), (checked) => {
      if (checked) ticked.add(text);
      else ticked.delete(text);
    });
    line.title = word;
    if (text === null || text === '') line.classList.add('none');
    line.append(h('span', { class: 'filter-count' }, count(rows)));
    return line;
  }

  search.addEventListener(
    'input',
    debounced(200, () => void look()),
  );
  const form = h(
    'div',
    { class: 'filter-panel' },
    h('div', { class: 'filter-title' }, strings('Filter {0}', column.name.slice(0, 80))),
    h('div', { class: 'filter-condition' }, condition, first, second),
    problem,
    search,
    list,
    told,
    exclude,
    h('div', { class: 'filter-buttons' }, button(strings('Apply'), apply, 'primary'), button(strings('Clear'), clear)),
  );
  form.addEventListener('keydown', (event) => {
    const target = event.target as HTMLElement;
    if (event.key === 'Enter' && target.tagName === 'INPUT') {
      event.preventDefault();
      apply();
    } else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && isTick(target)) {
      event.preventDefault();
      const ticks = [...list.querySelectorAll('input')];
      ticks[ticks.indexOf(target as HTMLInputElement) + (event.key === 'ArrowDown' ? 1 : -1)]?.focus();
    }
  });
  const popover = openPopover(strings('Filter {0}', column.name.slice(0, 80)), form, at, owner);
  (first.hidden ? condition : first).focus();
  void look();
}

const isTick = (element: HTMLElement): boolean => element instanceof HTMLInputElement && element.type === 'checkbox';

function chooser(strings: Strings, value: Condition): HTMLSelectElement {
  const made = h('select', { class: 'plain-select', aria: { label: strings('Condition') } });
  for (const each of conditions) {
    const option = h('option', {}, strings(conditionWords[each]));
    option.value = each;
    option.selected = each === value;
    made.append(option);
  }
  return made;
}

function input(label: string, value: string, placeholder: string): HTMLInputElement {
  const made = h('input', { class: 'plain-input', aria: { label } });
  made.type = 'text';
  made.value = value;
  made.placeholder = placeholder;
  made.spellcheck = false;
  return made;
}

function tick(label: string, checked: boolean, onChange: (checked: boolean) => void): HTMLLabelElement {
  const box = h('input', { class: 'plain-tick' });
  box.type = 'checkbox';
  box.checked = checked;
  box.addEventListener('change', () => onChange(box.checked));
  return h('label', { class: 'filter-value' }, box, h('span', { class: 'filter-word' }, label));
}
