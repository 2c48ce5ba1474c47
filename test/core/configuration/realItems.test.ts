/** Items as AWS Config has really written them (conformance data, where present): told without an error, diff complete. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { configItemsIn } from '../../../src/core/configuration/configJson.js';
import { canonicalText } from '../../../src/core/configuration/diff.js';
import { itemFromConfigJson } from '../../../src/core/configuration/fromRows.js';
import type { ConfigurationItem } from '../../../src/core/configuration/model.js';
import { timelineOf } from '../../../src/core/configuration/timeline.js';
import { applyTreeDiff, structured, treeDiff } from '../../../src/core/configuration/treeDiff.js';
import type { Value } from '../../../src/core/result/types.js';

const folder = '../shared/data/config';

function itemsOf(file: string): readonly ConfigurationItem[] {
  const bytes = readFileSync(file);
  try {
    const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
    return configItemsIn(JSON.parse(text)).flatMap((json) => itemFromConfigJson(json) ?? []);
  } catch {
    // Some documents are broken on purpose.
    return [];
  }
}

/** JSON within texts as what it holds, at every level. */
const opened = (given: Value): Value => {
  const value = structured(given);
  if (Array.isArray(value)) return (value as Value[]).map(opened);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, opened(member)]));
};

describe.skipIf(!existsSync(folder))('items of AWS Config (conformance data, where present)', () => {
  const files = existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.json(?:\.gz)?$/.test(name))
    : [];
  const groups = new Map<string, ConfigurationItem[]>();
  for (const item of files.flatMap((name) => itemsOf(path.join(folder, name)))) {
    const key = `${item.resource.type} ${item.resource.id}`;
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }

  it('are many, of many types, with several versions of some', () => {
    expect(new Set([...groups.keys()].map((key) => key.split(' ')[0])).size).toBeGreaterThanOrEqual(40);
    expect([...groups.values()].filter(({ length }) => length > 2).length).toBeGreaterThanOrEqual(5);
  });

  it('become timelines with words for every change', () => {
    for (const [key, items] of groups) {
      for (const change of timelineOf(items).changes) {
        if (change.properties.length > 0) expect(change.summary?.length, key).toBeGreaterThan(0);
        for (const sentence of change.summary ?? []) expect(sentence.length, key).toBeLessThan(4_000);
      }
    }
  });

  it('have diffs that give the other side', () => {
    for (const [key, items] of groups) {
      const { items: ordered } = timelineOf(items);
      ordered.slice(1).forEach((after, index) => {
        const before = ordered[index];
        if (!before) return;
        for (const part of ['configuration', 'supplementaryConfiguration'] as const) {
          const made = applyTreeDiff(treeDiff(before[part], after[part]), before[part]);
          expect(canonicalText(opened(made)), key).toBe(canonicalText(opened(after[part])));
        }
      });
    }
  });
});
