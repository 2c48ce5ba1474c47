/** Tables of WITH RECURSIVE that read themselves. */
import type { CommonTable } from '../syntax.js';
import { visit } from '../walk.js';
import type { Resolution } from './resolution.js';

/** Trino wants their columns named, since it cannot tell them from a query that reads them. */
export function needsColumns(resolution: Resolution, table: CommonTable): void {
  if (table.columns.length > 0 || !readsItself(table)) return;
  const { name, range } = table.name;
  resolution.report('column-alias-count', range, `Name the columns of a recursive table: ${name} (a, b) AS (...).`);
}

function readsItself({ name, query }: CommonTable): boolean {
  let found = false;
  visit(query, {
    enter: (node) => {
      if (node.kind === 'tableReference' && node.name.kind === 'qualifiedName') {
        const [first, ...others] = node.name.parts;
        if (others.length === 0 && first?.name.toLowerCase() === name.name.toLowerCase()) found = true;
      }
      return !found;
    },
  });
  return found;
}
