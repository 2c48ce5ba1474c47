/** Functions of other engines, and misspelt ones. */
import { allFunctions, lakeWordFor } from '../../catalog/functions.js';
import type { Fix } from '../problem.js';
import { nearest } from '../suggest.js';
import type { FunctionCall } from '../syntax.js';
import { replacement, source, type Fixing } from './fixing.js';

export function functionFixes({ node, parents, problem, ...fixing }: Fixing): readonly Fix[] {
  const call = node?.kind === 'call' ? node : parents.at(-1);
  if (call?.kind !== 'call') return [];
  const name = call.name.at(-1)?.name ?? '';
  const template = lakeWordFor(name);
  if (template !== undefined) return foreignFix(call, name.toLowerCase(), template, fixing);
  const near = nearest(
    name,
    allFunctions().map((each) => each.name),
  );
  return near === undefined ? [] : [replacement(`Write ${near}`, problem.range, near)];
}

/** Order or formats of the arguments differ, so a new name would not do. */
const otherArguments: ReadonlySet<string> = new Set(['charindex', 'strftime', 'strptime', 'str_to_date']);

/** Templates such as `contains(array, element)` take the same arguments; others are written out. */
function foreignFix(call: FunctionCall, name: string, template: string, fixing: Pick<Fixing, 'text'>): readonly Fix[] {
  const given = call.arguments.map(({ range }) => source(fixing, range));
  const written = writtenOut(name, given);
  if (written !== undefined) return [replacement(`Write ${template}`, call.range, written)];
  const simple = /^(\w+)\(([\w, ]*)\)$/.exec(template);
  const identifier = call.name.at(-1);
  if (!simple || !identifier || otherArguments.has(name)) return [];
  const [, instead = '', parameters = ''] = simple;
  const count = parameters === '' ? 0 : parameters.split(',').length;
  return count === given.length ? [replacement(`Write ${instead}`, identifier.range, instead)] : [];
}

function writtenOut(name: string, [first, second, ...more]: readonly string[]): string | undefined {
  if (more.length > 0) return undefined;
  if (first === undefined) return name === 'today' ? 'current_date' : undefined;
  if (second === undefined) {
    if (name === 'to_json') return `CAST(${first} AS JSON)`;
    if (name === 'median') return `approx_percentile(${first}, 0.5)`;
    if (name === 'collect_set') return `array_agg(DISTINCT ${first})`;
    if (name === 'isnull') return `(${first} IS NULL)`;
    return undefined;
  }
  if (name === 'charindex') return `strpos(${second}, ${first})`;
  return undefined;
}
