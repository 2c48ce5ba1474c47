import type { Range } from './range.js';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** Something wrong or doubtful in a statement: data, never an exception. */
export interface Problem {
  /** Stable, kebab-case: `syntax`, `unknown-column`, `unknown-store` ... listed in `problemCodes`. */
  readonly code: ProblemCode;
  readonly severity: Severity;
  readonly range: Range;
  readonly message: string;
}

/** Every code with its default severity; `lakesql check` prints them. */
export const problemCodes = {
  syntax: 'error',
  'not-a-select': 'error',
  'too-long': 'error',
  'unknown-store': 'error',
  'store-placeholder': 'warning',
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
} as const satisfies Record<string, Severity>;

export type ProblemCode = keyof typeof problemCodes;

export function problem(code: ProblemCode, range: Range, message: string): Problem {
  return { code, severity: problemCodes[code], range, message };
}
