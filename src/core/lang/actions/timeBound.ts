/** Bounds of eventTime for the tables that have none, also where the rule is switched off. */
import { timeFixes } from '../lint/missingTimeBound.js';
import { unboundedReads } from '../lint/timeBounds.js';
import type { CodeAction } from './codeAction.js';
import { rewrite, type Rewriting } from './rewriting.js';

export function timeBound({ text, statement, analysis, catalog, now }: Rewriting): readonly CodeAction[] {
  const { query } = statement;
  if (!query) return [];
  const linted = { text, statement, analysis, catalog, now, report: () => undefined };
  const [read] = unboundedReads(query, analysis, text.slice(query.range.start, query.range.end));
  if (!read) return [];
  const reference = analysis.referenceOf(read.name);
  const store = reference?.kind === 'store' ? reference.store : undefined;
  const shown = store?.name ?? text.slice(read.name.range.start, read.name.range.end);
  return timeFixes(read, store, linted)
    .slice(0, 1)
    .map(({ edits }) => rewrite(`Bound ${shown.replace(/\s+/g, ' ').slice(0, 60)} by time`, ...edits));
}
