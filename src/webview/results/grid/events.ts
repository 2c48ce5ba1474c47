/** What the grid tells the view around it. */
import type { SortKey } from '../../../core/query/backend.js';
import type { CellPlace, Selection } from './selection.js';

export interface GridEvents {
  /** The whole result has to come in another order. */
  sorted(sort: readonly SortKey[]): void;
  /** The active place or the selection moved. */
  selected(selection: Selection): void;
  copy(withHeaders: boolean): void;
  /** The filter of a column is asked for, at its header. */
  filter(index: number, owner: HTMLElement): void;
  /** Right click, Shift+F10 or the menu key, at client coordinates; row -1 is the header. */
  menu(place: CellPlace, at: { readonly x: number; readonly y: number }): void;
  /** Enter or a double click on a cell. */
  opened(place: CellPlace): void;
  /** Anything that `state()` tells changed. */
  changed(): void;
}
