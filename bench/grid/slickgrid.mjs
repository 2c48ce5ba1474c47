import { SlickGrid } from 'slickgrid';
import slickCss from 'slickgrid/dist/styles/css/slick.grid.css' with { type: 'text' };
import themeCss from 'slickgrid/dist/styles/css/slick-default-theme.css' with { type: 'text' };
import { columnCount, rowCount, valueAt } from './data.mjs';

for (const text of [slickCss, themeCss, '.slick-cell { font: 12px monospace }']) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  document.adoptedStyleSheets.push(sheet);
}

globalThis.startGrid = (place) => {
  const columns = Array.from({ length: columnCount }, (_, column) => ({
    id: `c${column}`,
    name: `column ${column}`,
    field: `c${column}`,
    width: 120,
    sortable: true,
    resizable: true,
  }));
  const data = {
    getLength: () => rowCount,
    getItem: (index) => {
      const item = {};
      for (let column = 0; column < columnCount; column++) item[`c${column}`] = valueAt(index, column);
      return item;
    },
  };
  const grid = new SlickGrid(place, data, columns, {
    rowHeight: 22,
    headerRowHeight: 24,
    enableCellNavigation: true,
    enableColumnReorder: false,
  });
  const scroller = [...place.querySelectorAll('.slick-viewport')].sort((a, b) => b.scrollHeight - a.scrollHeight)[0];
  return {
    jump: (row) => grid.scrollRowToTop(row),
    step: (rows) => {
      scroller.scrollTop += rows * 22;
    },
  };
};
