import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventCategories, schemaOf } from '../../../src/core/catalog/schemas.js';
import { analyze } from '../../../src/core/lang/analyze.js';
import { parseText } from '../../../src/core/lang/parser.js';
import type { EventCategory, EventDataStore } from '../../../src/core/query/eventDataStore.js';

interface Published {
  readonly id: string;
  readonly file: string;
  readonly eventCategories: readonly string[];
  readonly verdict: 'valid' | 'invalid-for-lake' | 'questionable' | 'broken-as-published';
}

const folder = path.resolve('../shared/data/queries');
const known = existsSync(folder);
const published = known ? (JSON.parse(readFileSync(path.join(folder, 'index.json'), 'utf8')) as Published[]) : [];

/** Labelled Insight, but it selects the columns of CloudTrail events. */
const mislabelled = new Set(['aws-samples-list-all-events-in-a-flatten-table-format']);

function storeFor({ id, eventCategories: labels }: Published): EventDataStore {
  const label = labels[0]?.split('/')[0] ?? '';
  const category = eventCategories.find((each) => schemaOf(each).eventCategoryValues.includes(label));
  return storeOf(mislabelled.has(id) ? 'CloudTrail' : (category ?? 'CloudTrail'));
}

const storeOf = (category: EventCategory): EventDataStore => ({
  id: 'ad85f16b-ed48-4cd0-8833-e0d5e6b22725',
  name: 'published',
  category,
  backend: 'local',
  connectionId: 'local:test',
});

function findings(query: Published, chosenStore?: EventDataStore): readonly string[] {
  const text = readFileSync(path.join(folder, query.file), 'utf8');
  const parsed = parseText(text);
  const catalog = { stores: chosenStore ? [chosenStore] : [], ...(chosenStore ? { chosenStore } : {}) };
  const problems = [
    ...parsed.problems,
    ...parsed.statements.flatMap((statement) => analyze(text, statement, catalog).problems),
  ];
  return problems
    .filter(({ severity }) => severity === 'error')
    .map(({ code, range, message }) => `${code} [${text.slice(range.start, range.end)}] ${message}`);
}

describe.runIf(known)('published queries (conformance data, where present)', () => {
  it.each(published.filter(({ verdict }) => verdict === 'valid').map((query) => [query.id, query] as const))(
    '%s is valid, with its store chosen and without',
    (_id, query) => {
      expect(findings(query, storeFor(query))).toEqual([]);
      expect(findings(query)).toEqual([]);
    },
  );

  it.each(published.filter(({ verdict }) => verdict === 'questionable').map((query) => [query.id, query] as const))(
    '%s is accepted: Lake compares times with text and knows INTERVAL',
    (_id, query) => {
      expect(findings(query, storeFor(query))).toEqual([]);
    },
  );

  it.each([
    ['andrewkrug-4', 'map-dereference [requestParameters.groupId]', "element_at(requestParameters, 'groupId')"],
    ['andrewkrug-8', 'map-dereference [requestParameters.userName]', "element_at(requestParameters, 'userName')"],
    ['public-mikepietsch-1', 'type-mismatch [requestParameters]', "element_at(requestParameters, 'bucketName')"],
  ])('%s is refused: %s', (id, place, remedy) => {
    const query = published.find((each) => each.id === id)!;
    const found = findings(query, storeFor(query)).filter((each) => each.startsWith(place));
    expect(found).not.toEqual([]);
    expect(found[0]).toContain(remedy);
  });
});
