/**
 * WITH: covered by AWS's sentence that every valid Trino SELECT works, but in no example of AWS. A subquery is certain.
 */
import type { CommonTable, TableReference, WithClause } from '../syntax.js';
import type { Fix } from '../problem.js';
import { visit } from '../walk.js';
import { on, sourceOf, type Linted } from './rule.js';

export const commonTable = on('with', (node, linted, parents) => {
  const query = parents.at(-1);
  if (query?.kind !== 'query') return;
  for (const table of node.tables) {
    const inline = node.recursive ? undefined : inlineFix(node, table, query.body.range.start, linted);
    linted.report(
      'common-table',
      table.name.range,
      `AWS shows no WITH in its examples of CloudTrail Lake, so it is not certain that ${table.name.name} works there. A subquery in FROM is.`,
      { fixes: inline ? [inline] : [] },
    );
  }
});

function inlineFix(clause: WithClause, table: CommonTable, bodyStart: number, linted: Linted): Fix | undefined {
  const use = onlyUse(table, linted);
  const columns = table.columns.map(({ range }) => sourceOf(linted, range)).join(', ');
  if (!use || use.sample || (columns !== '' && use.alias && use.alias.columns.length > 0)) return undefined;
  const from = { start: clause.range.start, end: bodyStart };
  // Comments between the tables would lose what they speak of.
  if (/--|\/\*/.test(between(clause, from.end, linted))) return undefined;
  const alias = use.alias ? sourceOf(linted, use.alias.range) : `AS ${sourceOf(linted, table.name.range)}`;
  const query = sourceOf(linted, table.query.range);
  const text = `(${query}) ${alias}${columns === '' ? '' : ` (${columns})`}`;
  const removed = removal(clause, table, bodyStart);
  if (use.range.start >= removed.start && use.range.end <= removed.end) return undefined;
  return {
    title: `Write ${table.name.name} as a subquery where it is used`,
    edits: [
      { range: removed, text: '' },
      { range: use.range, text },
    ],
    safe: true,
  };
}

/** The one place that reads the table; undefined where there are none or several. */
function onlyUse(table: CommonTable, linted: Linted): TableReference | undefined {
  const uses: (TableReference | undefined)[] = [];
  visit(linted.statement, {
    enter(node, parents) {
      if (node.kind !== 'qualifiedName') return;
      const reference = linted.analysis.referenceOf(node);
      if (reference?.kind !== 'commonTable' || reference.definition.start !== table.name.range.start) return;
      const parent = parents.at(-1);
      uses.push(parent?.kind === 'tableReference' ? parent : undefined);
    },
  });
  return uses.length === 1 ? uses[0] : undefined;
}

/** The text of WITH outside of its queries. */
function between({ tables, range }: WithClause, end: number, linted: Linted): string {
  let at = range.start;
  let text = '';
  for (const { query } of tables) {
    text += sourceOf(linted, { start: at, end: query.range.start });
    at = query.range.end;
  }
  return text + sourceOf(linted, { start: at, end });
}

function removal({ tables, range }: WithClause, table: CommonTable, bodyStart: number): { start: number; end: number } {
  const index = tables.indexOf(table);
  const before = tables[index - 1];
  const after = tables[index + 1];
  if (before) return { start: before.range.end, end: table.range.end };
  return after ? { start: table.range.start, end: after.range.start } : { start: range.start, end: bodyStart };
}
