/**
 * Published Lake queries through the real engine, over imported CloudTrail records and configuration items: each as it
 * stands, and each without its conditions, which would hide mistakes by filtering everything away. Conformance data, where
 * present.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createLocalBackend, type LocalBackend } from '../../../src/backends/local/localBackend.js';
import { eventCategories } from '../../../src/core/catalog/schemas.js';
import { applyEdits, type Edit } from '../../../src/core/lang/edits.js';
import { parseText } from '../../../src/core/lang/parser.js';
import { visit } from '../../../src/core/lang/walk.js';
import { whenDone } from '../../../src/core/query/backend.js';
import type { EventCategory, EventDataStore } from '../../../src/core/query/eventDataStore.js';
import { conformance, enginePath, never, onCleanup, temporaryFolder } from './engine.js';

interface Published {
  readonly file: string;
  readonly verdict: string;
  readonly tables: readonly string[];
  readonly eventCategories: readonly string[];
}

/** They unnest what only items of AWS::SSM::PatchCompliance have, of which there are none. */
const empty = /ssm-patch-compliance/;

const folder = path.join(conformance, 'queries');
const present = existsSync(path.join(folder, 'index.json'));

test.runIf(present)(
  'published queries run, with their conditions and without',
  async () => {
    const backend = await filledBackend();
    const stores = await backend.listEventDataStores(never);
    const all = JSON.parse(readFileSync(path.join(folder, 'index.json'), 'utf8')) as readonly Published[];
    const queries = all.filter(({ verdict }) => verdict === 'valid');
    expect(queries.length).toBeGreaterThan(40);
    const failures: string[] = [];
    let answered = 0;
    for (const query of queries) {
      const store = storeFor(query, stores);
      const text = textOf(query, store);
      for (const statement of new Set([text, withoutWhere(text)])) {
        const outcome = await run(backend, statement, stores);
        if (typeof outcome === 'string') failures.push(`${query.file}: ${outcome}`);
        else if (statement !== text && outcome > 0) answered++;
        else if (statement !== text && (store.rowCount ?? 0) > 0 && !empty.test(query.file))
          failures.push(`${query.file}: no rows without WHERE`);
      }
    }
    expect(failures).toEqual([]);
    expect(answered).toBeGreaterThan(30);
  },
  300_000,
);

async function filledBackend(): Promise<LocalBackend> {
  const target = await temporaryFolder();
  const backend = createLocalBackend({
    folder: path.join(target, 'lake'),
    enginePath: await enginePath(),
    env: { ...process.env, LAKESQL_ENGINE_LINGER_MS: '50' },
  });
  onCleanup(() => backend.dispose());
  await backend.import([path.join(conformance, 'cloudtrail'), path.join(conformance, 'config')], {}, never);
  const there = new Set((await backend.listEventDataStores(never)).map(({ category }) => category));
  for (const category of eventCategories) {
    if (!there.has(category)) await backend.createStore(`empty-${category.toLowerCase()}`, category, never);
  }
  return backend;
}

/** Insight queries that read the columns of CloudTrail events are labelled so too. */
function storeFor({ eventCategories: labels }: Published, stores: readonly EventDataStore[]): EventDataStore {
  const label = labels[0] as EventCategory | undefined;
  const category = label !== undefined && label !== 'Insight' && eventCategories.includes(label) ? label : 'CloudTrail';
  const found = stores.find((store) => store.category === category);
  if (!found) throw new Error(`No store for ${category}`);
  return found;
}

function textOf({ file, tables }: Published, { id }: EventDataStore): string {
  let text = readFileSync(path.join(folder, file), 'utf8');
  for (const table of tables) text = text.replaceAll(table, id);
  return text.replaceAll(/\$\{\w+\}|(?<=')\?(?=')/g, '2023-07-10 00:00:00');
}

function withoutWhere(text: string): string {
  const edits: Edit[] = [];
  for (const statement of parseText(text).statements) {
    visit(statement, {
      enter: (node) => {
        const last = node.kind === 'select' ? node.from.at(-1) : undefined;
        if (node.kind !== 'select' || !node.where || !last) return true;
        edits.push({ range: { start: last.range.end, end: node.where.range.end }, text: ' ' });
        return false;
      },
    });
  }
  return applyEdits(text, edits).text;
}

/** Number of rows, or what went wrong. */
async function run(
  backend: LocalBackend,
  statement: string,
  stores: readonly EventDataStore[],
): Promise<number | string> {
  try {
    const result = await backend.run({ statement, stores, columns: [], parameters: {} }, never);
    const state = await whenDone(result, never);
    const first = await result.read({ from: 0, count: 5 }, never);
    await result.dispose();
    if (state.failure) return state.failure.message;
    return first.rows.some((row) => row.length !== result.columns.length) ? 'rows of another width' : state.rowCount;
  } catch (error) {
    return (error as Error).message;
  }
}
