import type { Edit } from './edits.js';
import type { Range } from './range.js';

export const severities = ['error', 'warning', 'information', 'hint'] as const;
export type Severity = (typeof severities)[number];

/** Something wrong or doubtful in a statement: data, never an exception. */
export interface Problem {
  /** Stable, kebab-case: `syntax`, `unknown-column`, `unknown-store` ... listed in `problemCodes`. */
  readonly code: ProblemCode;
  readonly severity: Severity;
  readonly range: Range;
  readonly message: string;
  /** Ways to repair it, the likeliest first. Ranges are those of the text that `range` is in. */
  readonly fixes?: readonly Fix[];
  /** What is named has no effect and can go. */
  readonly unnecessary?: boolean;
}

export interface Fix {
  /** What it does, for a menu. */
  readonly title: string;
  /** They do not overlap. */
  readonly edits: readonly Edit[];
  /**
   * The statement gives the same rows as before, or it was refused before and this is the one thing it can have
   * meant: `Fix all` and `lakesql check --fix` apply these without asking.
   */
  readonly safe?: boolean;
}

/**
 * Every code with its default severity; `lakesql check` prints them. Each has a page in docs/rules, compared by a test.
 */
export const problemCodes = {
  syntax: 'error',
  'not-a-select': 'error',
  'too-long': 'error',
  'unknown-store': 'error',
  'unknown-column': 'error',
  'ambiguous-column': 'error',
  'unknown-member': 'error',
  'map-dereference': 'error',
  'unknown-function': 'error',
  'wrong-argument-count': 'error',
  'type-mismatch': 'error',
  'alias-not-visible': 'error',
  'array-index-zero': 'error',
  'union-arity': 'error',
  'column-alias-count': 'error',
  'aggregate-misuse': 'error',
  'unsupported-locally': 'error',
  'unbound-parameter': 'error',
  /** The engine or service said no, at this place. */
  refused: 'error',
  'store-placeholder': 'warning',
  'missing-time-bound': 'warning',
  'pending-deletion': 'warning',
  'null-comparison': 'warning',
  'error-code-success': 'warning',
  'json-text-comparison': 'warning',
  'unused-disable': 'warning',
  'select-star': 'information',
  'union-distinct': 'information',
  'interval-literal': 'information',
  'common-table': 'information',
  'leading-wildcard': 'hint',
  'missing-alias': 'hint',
  'line-comment': 'hint',
  'inner-order-by': 'hint',
} as const satisfies Record<string, Severity>;

export type ProblemCode = keyof typeof problemCodes;

/**
 * Codes that are advice: settings can give them another severity or switch them off. Everything else is what Lake
 * refuses, which no setting can change.
 */
export const ruleCodes = [
  'missing-time-bound',
  'store-placeholder',
  'pending-deletion',
  'null-comparison',
  'error-code-success',
  'json-text-comparison',
  'unused-disable',
  'select-star',
  'union-distinct',
  'interval-literal',
  'common-table',
  'leading-wildcard',
  'missing-alias',
  'line-comment',
  'inner-order-by',
] as const satisfies readonly ProblemCode[];

export type RuleCode = (typeof ruleCodes)[number];

export const isRuleCode = (text: string): text is RuleCode => ruleCodes.some((code) => code === text);
export const isProblemCode = (text: string): text is ProblemCode => Object.hasOwn(problemCodes, text);

export function problem(code: ProblemCode, range: Range, message: string): Problem {
  return { code, severity: problemCodes[code], range, message };
}
