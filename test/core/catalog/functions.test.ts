import { describe, expect, it } from 'vitest';
import { foreignFunctions } from '../../../src/core/catalog/foreignFunctions.js';
import { allFunctions, functionNamed, lakeWordFor, signaturesOf } from '../../../src/core/catalog/functions.js';
import { readSignature, takes, type TypePattern } from '../../../src/core/catalog/signature.js';

describe('functions', () => {
  it('knows each function once, with help and signatures that can be read', () => {
    const names = allFunctions().map(({ name }) => name.toLowerCase());
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(400);
    for (const lakeFunction of allFunctions()) {
      expect(lakeFunction.help, lakeFunction.name).toMatch(/^[^\n]+\.$/);
      for (const signature of signaturesOf(lakeFunction)) {
        expect(signature.text).toMatch(new RegExp(`^${lakeFunction.name}\\(`));
        expect(opaqueNames(signature.result), signature.text).toEqual([]);
        for (const { name, type } of signature.parameters) {
          expect(name, signature.text).toMatch(/^[a-zA-Z0-9]+$/);
          expect(opaqueNames(type), signature.text).toEqual([]);
        }
      }
    }
  });

  it.each([
    ['element_at', 'scalar', 2],
    ['COUNT', 'aggregate', 2],
    ['row_number', 'window', 1],
    ['ST_Point', 'scalar', 0],
    ['approx_percentile', 'aggregate', 4],
    ['sequence', 'scalar', 4],
  ] as const)('%s is %s with %i signatures', (name, kind, count) => {
    const found = functionNamed(name);
    expect(found?.kind).toBe(kind);
    expect(found?.signatureTexts).toHaveLength(count);
  });

  it.each(['__proto__', 'constructor', 'strftime', ''])('does not know %s', (name) => {
    expect(functionNamed(name)).toBeUndefined();
  });

  it('says what to write instead of other engines’ functions, by names that exist', () => {
    expect(lakeWordFor('STRFTIME')).toBe('date_format(time, format)');
    for (const [name, instead] of foreignFunctions) {
      const word = /^[a-z_0-9]+(?=\()/.exec(instead)?.[0];
      if (word) expect(functionNamed(word), `${name}: ${instead}`).toBeDefined();
    }
  });
});

describe('readSignature', () => {
  it.each([
    ['f() -> bigint', [0], [1]],
    ['f(a varchar, b varchar...) -> varchar', [1, 2, 5], [0]],
    ['f(a map(K, array(V)), b function(K, V, boolean)) -> map(K, V)', [2], [1, 3]],
  ])('%s', (text, fits, fails) => {
    const signature = readSignature(text);
    for (const count of fits) expect(takes(signature, count)).toBe(true);
    for (const count of fails) expect(takes(signature, count)).toBe(false);
  });
});

const known = new Set(['geometry', 'hyperloglog', 'digest', 'setdigest', 'color']);
function opaqueNames(pattern: TypePattern): string[] {
  switch (pattern.kind) {
    case 'opaque':
      return known.has(pattern.name) ? [] : [pattern.name];
    case 'array':
      return opaqueNames(pattern.element);
    case 'map':
      return [...opaqueNames(pattern.key), ...opaqueNames(pattern.value)];
    case 'row':
      return pattern.fields.flatMap(opaqueNames);
    case 'function':
      return [...pattern.parameters, pattern.result].flatMap(opaqueNames);
    case 'oneOf':
      return pattern.options.flatMap(opaqueNames);
    default:
      return [];
  }
}
