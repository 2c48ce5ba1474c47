import baseCss from '../../src/webview/ui/base.css' with { type: 'text' };
import { adoptStyles } from '../../src/webview/ui/dom.ts';
import { createStrings } from '../../src/webview/ui/strings.ts';
import resultsCss from '../../src/webview/results/results.css' with { type: 'text' };
import { createGrid } from '../../src/webview/results/grid/grid.ts';
import { zoneWriter } from '../../src/webview/results/timeZone.ts';
import { columnCount, rowCount, valueAt } from './data.mjs';

adoptStyles(baseCss, resultsCss);

/** @returns a started grid; `step` scrolls by whole rows through the scroll bar, as a person would. */
globalThis.startGrid = (place) => {
  place.className = 'grid-pane';
  const events = { sorted() {}, selected() {}, copy() {}, menu() {}, opened() {}, filter() {}, changed() {} };
  const source = {
    row: (index) => Array.from({ length: columnCount }, (_, column) => valueAt(index, column)),
    truncated: () => undefined,
    doubtful: () => undefined,
    want: () => undefined,
  };
  const columns = Array.from({ length: columnCount }, (_, column) => ({
    name: `column ${column}`,
    type: { kind: 'scalar', name: 'varchar' },
  }));
  const grid = createGrid({
    columns,
    source,
    distinguishesNull: true,
    strings: createStrings(),
    events,
    label: 'rows',
    display: { zone: zoneWriter('UTC'), lines: 1 },
  });
  place.append(grid.element);
  grid.setRowCount(rowCount, true);
  grid.refresh();
  const scroller = grid.element;
  return {
    jump: (row) => grid.scrollToRow(row),
    step: (rows) => {
      const rowHeight = 22;
      scroller.scrollTop += (rows * rowHeight * scroller.scrollHeight) / (rowCount * rowHeight);
    },
  };
};
