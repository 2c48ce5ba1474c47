/** Rewritings of the statement at the caret, whether or not anything is wrong with it. */
import { nodesAt } from '../walk.js';
import type { ActionRequest, CodeAction } from './codeAction.js';
import { expandStar } from './expandStar.js';
import { jsonRewritings } from './jsonRewritings.js';
import { qualifyColumns } from './qualifyColumns.js';
import type { Rewriting } from './rewriting.js';
import { timeBound } from './timeBound.js';
import { timeline } from './timeline.js';

const all: readonly ((rewriting: Rewriting) => readonly CodeAction[])[] = [
  jsonRewritings,
  expandStar,
  timeBound,
  qualifyColumns,
  timeline,
];

export function refactorings({ analyzed, catalog, now, range }: ActionRequest): readonly CodeAction[] {
  const { text, statements } = analyzed;
  const found = statements.find(
    ({ statement }) => statement.range.start <= range.start && range.end <= statement.range.end,
  );
  if (!found?.statement.query || analyzed.problems.some(({ code }) => code === 'syntax')) return [];
  const path = nodesAt(found.statement, range.start);
  return all.flatMap((make) => make({ text, ...found, catalog, now, range, path }));
}
