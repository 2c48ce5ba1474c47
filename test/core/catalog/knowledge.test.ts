import { describe, expect, it } from 'vitest';
import { readEventNames, readPairs, readShapes } from '../../../src/core/catalog/knowledgeText.js';
import { learntMaps } from '../../../src/core/catalog/learnVocabulary.js';
import { eventCategories, lookupPath } from '../../../src/core/catalog/schemas.js';
import { knowledge } from '../lang/completing.js';

describe('notations', () => {
  it('expands verbs', () => {
    expect(
      readEventNames('ec2: RunInstances CDT:Volume,Policy G:DBProxy/DBProxies L:Switch\na.example.com: X'),
    ).toEqual([
      [
        'ec2.amazonaws.com',
        [
          'RunInstances',
          'CreateVolume',
          'DeleteVolume',
          'DescribeVolumes',
          'CreatePolicy',
          'DeletePolicy',
          'DescribePolicies',
          'GetDBProxy',
          'ListSwitches',
        ],
      ],
      ['a.example.com', ['X']],
    ]);
  });
  it('reads values with and without meanings', () => {
    expect(readPairs('a b = of two words\nc d')).toEqual([
      { value: 'a b', meaning: 'of two words' },
      { value: 'c', meaning: '' },
      { value: 'd', meaning: '' },
    ]);
  });
  it('reads keys', () => {
    const [first, second] = readShapes('m\nA,B: x{y[]{z},w},v');
    expect(first).toMatchObject({
      owner: 'A',
      map: 'm',
      paths: [['x'], ['x', 'y', '[]'], ['x', 'y', '[]', 'z'], ['x', 'w'], ['v']],
    });
    expect(second?.paths).toBe(first?.paths);
  });
});

describe('what is known of AWS', () => {
  it('has names that are names, each once', () => {
    for (const [source, names] of knowledge.eventNames) {
      expect(source).toMatch(/^[\w.-]+\.amazonaws\.com$/);
      expect(new Set(names).size).toBe(names.length);
      for (const name of names) expect(name).toMatch(/^[A-Za-z][\w.]*$/);
    }
    for (const list of [
      knowledge.resourceTypes,
      knowledge.errorCodes.map(({ value }) => value),
      knowledge.regions.map(({ value }) => value),
    ])
      expect(new Set(list).size).toBe(list.length);
    for (const type of knowledge.resourceTypes) expect(type).toMatch(/^AWS::[A-Za-z0-9]+::[A-Za-z0-9]+$/);
  });

  it('describes maps of events and types that it names itself', () => {
    const maps = new Set(Object.values(learntMaps).flat());
    for (const { map, owner, paths } of knowledge.shapes.values()) {
      expect(maps).toContain(map);
      expect(paths.length).toBeGreaterThan(0);
      if (map.startsWith('eventdata.')) expect(knowledge.resourceTypes).toContain(owner);
      else expect(knowledge.sourcesOf.has(owner), owner).toBe(true);
    }
    const owners = (map: string): number => [...knowledge.shapes.values()].filter((shape) => shape.map === map).length;
    expect(owners('requestparameters')).toBeGreaterThan(150);
    expect(owners('eventdata.configuration')).toBeGreaterThanOrEqual(25);
  });

  it('gives values for columns that the schemas have', () => {
    for (const path of knowledge.values.keys()) {
      const column = path.replace(/\[.*$/, '').split('.');
      expect(
        eventCategories.some((category) => lookupPath(category, column)),
        path,
      ).toBe(true);
    }
  });
});
