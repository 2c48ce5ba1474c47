/** Which schema a table has when nobody told: the one that knows most of the names used on it. */
import { eventCategories, lookupColumn, lookupMember } from '../../catalog/schemas.js';
import type { EventCategory } from '../../query/eventDataStore.js';
import type { Dereference, Expression, Select } from '../syntax.js';

/**
 * Guesses from the dotted names in a SELECT. Names with the alias of another relation are left out; `alias` is the
 * name of the table in question. With nothing to go by it is CloudTrail.
 */
export function guessCategory(select: Select, alias: string | undefined, others: ReadonlySet<string>): EventCategory {
  const paths = pathsIn(select).flatMap((path) => {
    const first = path[0]?.toLowerCase() ?? '';
    if (path.length > 1 && first === alias?.toLowerCase()) return [path.slice(1)];
    return path.length > 1 && others.has(first) ? [] : [path];
  });
  let best: { readonly category: EventCategory; readonly score: number } | undefined;
  for (const category of eventCategories) {
    const score = paths.reduce((sum, path) => sum + fit(category, path), 0);
    if (!best || score > best.score) best = { category, score };
  }
  return best?.category ?? 'CloudTrail';
}

/** Longer paths say more; a path that breaks off counts less than one that is not begun. */
function fit(category: EventCategory, path: readonly string[]): number {
  const [first = '', ...members] = path;
  let field = lookupColumn(category, first);
  if (!field) return 0;
  let score = 1;
  for (const name of members) {
    field = field && lookupMember(field, name);
    if (!field) return score - 0.5;
    score += 1;
  }
  return score;
}

/** Dotted names, each from its first part; found by looking through the tree, whatever its nodes are. */
function pathsIn(root: object): readonly (readonly string[])[] {
  const paths: (readonly string[])[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) {
      for (const item of value) visit(item);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    const path = isExpression(value) ? dottedName(value) : undefined;
    if (path) paths.push(path);
    else for (const child of Object.values(value)) visit(child);
  };
  visit(root);
  return paths;
}

function isExpression(value: object): value is Dereference | Extract<Expression, { kind: 'column' }> {
  return 'kind' in value && (value.kind === 'dereference' || value.kind === 'column');
}

function dottedName(expression: Expression): readonly string[] | undefined {
  if (expression.kind === 'column') return [expression.name.name];
  if (expression.kind !== 'dereference') return undefined;
  const base = dottedName(expression.base);
  return base && [...base, expression.name.name];
}
