/** Ways to repair a problem: those that its finder knew, else those that its place in the tree allows. */
import type { LanguageCatalog } from '../analysis.js';
import type { AnalyzedStatement } from '../document.js';
import type { Fix, Problem, ProblemCode } from '../problem.js';
import { groupingFixes } from './grouping.js';
import { fixing, type Fixing } from './fixing.js';
import { aliasFixes, indexFixes, mapFixes } from './references.js';
import { functionFixes } from './functions.js';
import { storeFixes } from './stores.js';
import { syntaxFixes } from './syntaxFixes.js';
import { typeFixes } from './types.js';

/** `analyzed` is the statement the problem is in; undefined outside of statements. The likeliest fix comes first. */
export function fixesOf(
  text: string,
  problem: Problem,
  analyzed: AnalyzedStatement | undefined,
  catalog: LanguageCatalog,
): readonly Fix[] {
  if (problem.fixes) return problem.fixes;
  const make = makers[problem.code];
  if (!analyzed || !make) return [];
  return make(fixing(text, problem, analyzed, catalog));
}

const makers: Readonly<Partial<Record<ProblemCode, (fixing: Fixing) => readonly Fix[]>>> = {
  syntax: syntaxFixes,
  'unknown-store': storeFixes,
  'store-placeholder': storeFixes,
  'map-dereference': mapFixes,
  'array-index-zero': indexFixes,
  'alias-not-visible': aliasFixes,
  'unknown-function': functionFixes,
  'type-mismatch': typeFixes,
  'aggregate-misuse': groupingFixes,
};
