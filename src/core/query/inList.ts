/** The values of a column as a list for IN. */
import { comparable } from './pathExpression.js';
import type { Column, Value } from '../result/types.js';

export interface InList {
  add(value: Value): void;
  /** `('a', 'b')`, each value once; NULL and what no literal can say are left out. */
  text(): string;
}

export function createInList({ type }: Column): InList {
  const literals = new Set<string>();
  return {
    add: (value) => {
      const literal = value === null ? undefined : comparable(value, { type, inJson: false });
      if (literal !== undefined) literals.add(literal);
    },
    text: () => `(${[...literals].join(', ')})`,
  };
}
