/** Advice on one statement: what Lake takes but what costs money, gives no rows, or depends on doubtful grammar. */
import type { Analysis, LanguageCatalog } from '../analysis.js';
import { problem, type Problem } from '../problem.js';
import type { Statement } from '../syntax.js';
import { visit, type SyntaxNode } from '../walk.js';
import { commonTable } from './commonTable.js';
import { errorCodeSuccess, nullComparison } from './comparisons.js';
import { innerOrderBy } from './innerOrderBy.js';
import { intervalLiteral } from './intervalLiteral.js';
import { jsonTextComparison } from './jsonTextComparison.js';
import { leadingWildcard } from './leadingWildcard.js';
import { lineComment } from './lineComment.js';
import { missingAlias } from './missingAlias.js';
import { missingTimeBound } from './missingTimeBound.js';
import { pendingDeletion } from './pendingDeletion.js';
import type { Linted, Rule } from './rule.js';
import { selectStar } from './selectStar.js';
import { unionDistinct } from './unionDistinct.js';

const rules: readonly Rule[] = [
  missingTimeBound,
  selectStar,
  leadingWildcard,
  unionDistinct,
  intervalLiteral,
  commonTable,
  missingAlias,
  jsonTextComparison,
  errorCodeSuccess,
  nullComparison,
  lineComment,
  pendingDeletion,
  innerOrderBy,
].flat();

const rulesByKind: ReadonlyMap<SyntaxNode['kind'], readonly Rule[]> = new Map(
  rules.map(({ kind }) => [kind, rules.filter((rule) => rule.kind === kind)]),
);

/** `text` is the whole text that the statement's ranges refer to. Never throws; a broken tree gives what can be told. */
export function lint(
  text: string,
  statement: Statement,
  analysis: Analysis,
  catalog: LanguageCatalog,
  now: Date,
): readonly Problem[] {
  const problems: Problem[] = [];
  const linted: Linted = {
    text,
    statement,
    analysis,
    catalog,
    now,
    report: (code, range, message, about = {}) => problems.push({ ...problem(code, range, message), ...about }),
  };
  visit(statement, {
    enter(node, parents) {
      for (const { check } of rulesByKind.get(node.kind) ?? []) check(node, linted, parents);
    },
  });
  return problems;
}
