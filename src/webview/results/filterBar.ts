/** The filters that are on, as chips: what, how many rows are left, and how to get rid of them. */
import type { Filter } from '../../core/query/resultView.js';
import type { Column } from '../../core/result/types.js';
import { fill, h, show } from '../ui/dom.js';
import { icon } from '../ui/icons.js';
import type { Strings } from '../ui/strings.js';
import { filterWords } from './filterText.js';

export interface FilterBar {
  readonly element: HTMLElement;
  update(filters: readonly Filter[]): void;
}

export function createFilterBar(
  strings: Strings,
  columns: readonly Column[],
  actions: { edit(column: number, owner: HTMLElement): void; remove(filter: Filter): void; clear(): void },
): FilterBar {
  const element = h('div', { class: 'filter-bar', role: 'group', aria: { label: strings('Filters') } });
  const chip = (filter: Filter): HTMLElement => {
    const name = columns[filter.column]?.name ?? '';
    const words = `${name} ${filterWords(strings, filter)}`;
    const edit = h(
      'button',
      { class: 'chip-words', title: words, onClick: () => actions.edit(filter.column, edit) },
      words,
    );
    return h(
      'span',
      { class: 'chip' },
      edit,
      h(
        'button',
        {
          class: 'chip-close',
          aria: { label: strings('Remove the filter {0}', words) },
          onClick: () => actions.remove(filter),
        },
        icon('close'),
      ),
    );
  };
  return {
    element,
    update: (filters) => {
      show(element, filters.length > 0);
      fill(
        element,
        icon('filter'),
        ...filters.map(chip),
        h('button', { class: 'link', onClick: () => actions.clear() }, strings('Clear all filters')),
      );
    },
  };
}
