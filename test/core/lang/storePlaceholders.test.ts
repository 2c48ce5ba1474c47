import { expect, it } from 'vitest';
import { parseText } from '../../../src/core/lang/parser.js';
import { storePlaceholdersOf } from '../../../src/core/lang/storePlaceholders.js';
import { checkStatement } from '../../../src/core/query/runQuery.js';
import { catalog, store, trail } from './stores.js';

it.each([
  ['SELECT 1 FROM $EDS_ID, <EDS ID>, eds-id', ['$EDS_ID', '<EDS ID>', 'eds-id']],
  ['SELECT 1 FROM event_data_store_id a JOIN trail ON true', ['event_data_store_id']],
  ['WITH eds AS (SELECT 1 x) SELECT x FROM eds', []],
  ['SELECT 1 FROM "eds"', []],
  [`SELECT 1 FROM ${trail.id}`, []],
])('%s', (text, expected) => {
  expect(storePlaceholdersOf(parseText(text).statements[0]!, catalog.stores).map((name) => name.text)).toEqual(
    expected,
  );
});

it('takes the name of a store as such', () => {
  const named = store('44444444-4444-4444-4444-444444444444', 'EDS', 'CloudTrail');
  expect(storePlaceholdersOf(parseText('SELECT 1 FROM eds').statements[0]!, [named])).toEqual([]);
});

it('runs with the chosen store in place of bare words', () => {
  const checked = checkStatement('SELECT eventName FROM event_data_store_id', { ...catalog, chosenStore: trail });
  expect(checked.text).toBe(`SELECT eventName FROM ${trail.id}`);
  expect(checked.problems).toEqual([]);
});
