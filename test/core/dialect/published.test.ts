/** Published queries run on local tables of the Lake schema, over real records where they are at hand. */
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyEdits, type Edit } from '../../../src/core/lang/edits.js';
import { parseText } from '../../../src/core/lang/parser.js';
import { visit } from '../../../src/core/lang/walk.js';
import type { EventCategory } from '../../../src/core/query/eventDataStore.js';
import { createWorld, load, sampleRecords, stores, translate, type World } from './world.js';

interface Published {
  readonly file: string;
  readonly verdict: string;
  readonly tables: readonly string[];
  readonly eventCategories: readonly string[];
}

const folder = '../shared/data/queries';
const published = existsSync(folder)
  ? (JSON.parse(readFileSync(`${folder}/index.json`, 'utf8')) as Published[] | { queries: Published[] })
  : [];
const queries = (Array.isArray(published) ? published : published.queries).filter(({ verdict }) => verdict === 'valid');

function categoryOf({ eventCategories }: Published): EventCategory {
  const [first = ''] = eventCategories;
  // Insight events are told apart by their columns: the published one reads those of CloudTrail events.
  return first in stores && first !== 'Insight' ? (first as EventCategory) : 'CloudTrail';
}

/** The text without the conditions of its SELECTs: what filters away everything hides mistakes. */
function withoutWhere(text: string): string {
  const [statement] = parseText(text).statements;
  const edits: Edit[] = [];
  if (statement) {
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

/** The text with a store's ID for the table and a date for the values to fill in. */
function textOf(query: Published): string {
  let text = readFileSync(`${folder}/${query.file}`, 'utf8');
  for (const table of query.tables) text = text.replaceAll(table, stores[categoryOf(query)].id);
  return text.replaceAll(/\$\{\w+\}|(?<=')\?(?=')/g, '2023-07-10 00:00:00');
}

describe.runIf(queries.length > 0)('published queries', () => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld();
    await load(world, 'CloudTrail', sampleRecords() ?? []);
  });
  afterAll(() => world.close());

  it.each(queries.map((query) => [query.file, query] as const))('%s', async (_, query) => {
    const text = textOf(query);
    for (const each of [text, withoutWhere(text)]) {
      const { problems, translation } = translate(each);
      expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
      const rows = await world.run(translation.sql, translation.parameters);
      for (const row of rows) expect(row).toHaveLength(translation.columns.length);
      if (each !== text && !/config/i.test(query.file) && /from\s+"?5e47/i.test(each))
        expect(rows.length).toBeGreaterThan(0);
    }
  });
});
