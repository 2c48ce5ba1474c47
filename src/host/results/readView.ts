import { errors } from '../../core/errors.js';
import type { DerivedColumn, Filter, ResultView, SelectedRange, SortKey } from '../../core/query/resultView.js';
import type { Fields } from '../webviews/fields.js';

const mostFilters = 200;
const mostDerived = 100;
const deepestPath = 60;

/** Order, filters and derived columns of a message, each column checked against the result's. */
export function readView(fields: Fields, columns: number): ResultView {
  const derived = fields.list('derived', mostDerived).map((made): DerivedColumn => ({
    column: made.count('column', Math.max(0, columns - 1)),
    path: made.texts('path', deepestPath, 10_000),
  }));
  const last = Math.max(0, columns + derived.length - 1);
  return {
    sort: readSort(fields, last),
    filters: fields.list('filters', mostFilters).map((filter) => readFilter(filter, last)),
    derived,
  };
}

const readSort = (fields: Fields, last: number): readonly SortKey[] =>
  fields.list('sort').map((key) => ({
    column: key.count('column', last),
    direction: key.oneOf('direction', ['asc', 'desc']),
  }));

function readFilter(fields: Fields, last: number): Filter {
  const column = fields.count('column', last);
  const kind = fields.oneOf('kind', ['text', 'values', 'range', 'null']);
  switch (kind) {
    case 'text':
      return {
        column,
        kind,
        match: fields.oneOf('match', ['contains', 'equals', 'startsWith']),
        text: fields.text('text'),
        negate: fields.flag('negate'),
      };
    case 'values':
      return { column, kind, values: fields.textsOrNull('values', 10_000), negate: fields.flag('negate') };
    case 'range':
      return { column, kind, from: fields.optionalText('from'), to: fields.optionalText('to') };
    case 'null':
      return { column, kind, negate: fields.flag('negate') };
  }
  return kind satisfies never;
}

const mostRanges = 1_000;

/** The ranges of a selection. A cell in two of them would count twice, so such a message is refused. */
export function readRanges(fields: Fields, columns: number): readonly SelectedRange[] {
  const ranges = fields.list('ranges', mostRanges).map((range) => ({
    from: range.count('from'),
    to: range.count('to'),
    columns: range.counts('columns', columns, Math.max(0, columns - 1)),
  }));
  ranges.forEach((range, index) => {
    if (ranges.slice(0, index).some((other) => overlap(range, other)))
      throw errors.usage('The view sent a selection with overlapping ranges.');
  });
  return ranges;
}

const overlap = (a: SelectedRange, b: SelectedRange): boolean =>
  a.from <= b.to && b.from <= a.to && a.columns.some((column) => b.columns.includes(column));
