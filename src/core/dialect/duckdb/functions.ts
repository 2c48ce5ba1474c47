/** What becomes of each function of Trino: the same name, another, a macro, an expression, or a refusal with its reason. */
import type { FunctionCall } from '../../lang/syntax.js';
import { aggregateFunctions } from './aggregates.js';
import { refuse, type Context, type EmitCall } from './context.js';
import { collectionFunctions } from './functions/collections.js';
import { conditionalFunctions } from './functions/conditionals.js';
import { jsonFunctions } from './functions/json.js';
import { numberFunctions } from './functions/numbers.js';
import { refusals } from './functions/refusals.js';
import { textFunctions } from './functions/text.js';
import { timeFunctions } from './functions/times.js';
import { renamed, withOffset } from './calls.js';
import { lambdaFunctions } from './lambdas.js';

const windowFunctions: Readonly<Record<string, EmitCall>> = Object.fromEntries(
  ['row_number', 'rank', 'dense_rank', 'percent_rank', 'cume_dist', 'ntile', 'first_value', 'last_value'].map(
    (name) => [name, renamed(name)],
  ),
);

/** DuckDB takes offsets that Trino refuses, and looks the other way or nowhere. */
const offsetFunctions: Readonly<Record<string, EmitCall>> = {
  lag: withOffset('lag', 0),
  lead: withOffset('lead', 0),
  nth_value: withOffset('nth_value', 1),
};

const functions: ReadonlyMap<string, EmitCall> = new Map(
  Object.entries({
    ...numberFunctions,
    ...textFunctions,
    ...jsonFunctions,
    ...collectionFunctions,
    ...lambdaFunctions,
    ...timeFunctions,
    ...conditionalFunctions,
    ...aggregateFunctions,
    ...windowFunctions,
    ...offsetFunctions,
  }),
);

export function emitCall(context: Context, call: FunctionCall): void {
  const name = call.name.at(-1)?.name.toLowerCase() ?? '';
  const found = functions.get(name);
  if (found) return found(context, call);
  const reason = refusals.get(name);
  refuse(context, call.range, `The local engine has no ${name}()${reason === undefined ? '.' : `: ${reason}.`}`);
}

/** Every function that is translated; for tests and documentation. */
export const translatedFunctions: readonly string[] = [...functions.keys()];
