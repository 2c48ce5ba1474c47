/** `eventName` as `e.eventName`, for all columns of one SELECT. */
import { asName } from '../resolve/meant.js';
import type { Edit } from '../edits.js';
import type { Select } from '../syntax.js';
import { visit } from '../walk.js';
import type { CodeAction } from './codeAction.js';
import { rewrite, type Rewriting } from './rewriting.js';

/** Only where one named relation gives all columns: then each belongs to it. */
export function qualifyColumns({ path, analysis, statement }: Rewriting): readonly CodeAction[] {
  const select = path.findLast((node): node is Select => node.kind === 'select');
  const [relation, ...more] = select?.from ?? [];
  if (!select || more.length > 0) return [];
  if (relation?.kind !== 'tableReference' && relation?.kind !== 'subqueryRelation') return [];
  const alias = relation.alias?.name.name;
  if (alias === undefined) return [];
  const edits: Edit[] = [];
  const query = path.findLast((node) => node.kind === 'query');
  // ORDER BY stands beside the SELECT, in the query; a name there may be an alias, which the reference tells.
  visit(query?.kind === 'query' && query.body === select ? query : select, {
    enter(node, parents) {
      // An inner query has relations of its own, which would have to be told apart.
      if (node.kind === 'query' && parents.length > 0) return false;
      if (node.kind === 'tableReference' || node.kind === 'with') return false;
      if (node.kind !== 'column') return true;
      const reference = analysis.referenceOf(node);
      if (reference?.kind !== 'column') return false;
      edits.push({ range: { start: node.range.start, end: node.range.start }, text: `${asName(alias)}.` });
      return false;
    },
  });
  return edits.length > 0 && statement.query ? [rewrite(`Qualify columns with ${asName(alias)}`, ...edits)] : [];
}
