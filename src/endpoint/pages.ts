import { pageSizeOf, textOf, tokenRule, type Input } from './input.js';
import type { Served } from './served.js';

/** One page of a list that is read whole, under the member `name`; the token is bound to the other parameters. */
export function pageOf(
  operation: string,
  name: string,
  items: readonly object[],
  input: Input,
  { tokens }: Pick<Served, 'tokens'>,
  whenAbsent = 1000,
): object {
  const { NextToken: _, ...others } = input;
  const size = pageSizeOf(input, 'MaxResults', whenAbsent);
  const bound = [operation, JSON.stringify(others)];
  const token = textOf(input, 'NextToken', tokenRule);
  const from = token === undefined ? 0 : tokens.read(bound, token);
  return {
    [name]: items.slice(from, from + size),
    ...(from + size < items.length ? { NextToken: tokens.make(bound, from + size) } : {}),
  };
}
