import { describe, expect, it } from 'vitest';
import { analyzeText } from '../../../src/core/lang/document.js';
import { encodedTokens, semanticTokenModifiers, semanticTokenTypes } from '../../../src/core/lang/semanticTokens.js';
import { catalog, trail } from './stores.js';
import { lakeQueries, validQueries } from './validQueries.js';

/** `text:type.modifier` for every token, read back from the numbers of each part. */
function coloured(text: string): readonly string[] {
  return analyzeText(text, catalog).parts.flatMap((part) => {
    const { data, last } = part.derived(encodedTokens);
    const lines = text.slice(part.range.start, part.range.end).split(/\r\n|\n|\r/);
    const found: string[] = [];
    let [line, character] = [0, 0];
    for (let at = 0; at < data.length; at += 5) {
      const [down = 0, right = 0, length = 0, type = 0, bits = 0] = data.slice(at, at + 5);
      line += down;
      character = down === 0 ? character + right : right;
      const modifiers = semanticTokenModifiers.filter((_, index) => bits & (1 << index));
      const written = (lines[line] ?? '').slice(character, character + length);
      found.push(`${written}:${[semanticTokenTypes[type], ...modifiers].join('.')}`);
    }
    if (found.length > 0) expect(last).toEqual({ line, character });
    return found;
  });
}

describe('colours by meaning', () => {
  it('tells stores, tables, columns, members, functions, parameters and aliases apart', () => {
    expect(
      coloured(
        `WITH c AS (SELECT userIdentity.arn AS who, :p AS q FROM ${trail.id})\r\n` +
          `SELECT t.who, filter(resources, x -> x.arn = 'a') FROM c t, trail WHERE CAST(q AS varchar) = ''; -- c`,
      ),
    ).toEqual([
      'c:class.definition',
      'userIdentity:variable.readonly',
      'arn:property.readonly',
      'who:variable.definition',
      ':p:parameter',
      'q:variable.definition',
      `${trail.id}:namespace.readonly`,
      't:class',
      'who:variable',
      'filter:function.defaultLibrary',
      'resources:variable.readonly',
      'x:parameter.definition',
      'x:parameter',
      'arn:property.readonly',
      'c:class',
      't:class.definition',
      'trail:namespace.readonly',
      'q:variable',
      'varchar:type.defaultLibrary',
    ]);
  });

  it('counts lines from the start of each statement', () => {
    expect(coloured('-- one\nSELECT lower(eventName)\nFROM trail;\n\nSELECT upper(awsRegion) FROM trail')).toEqual([
      'lower:function.defaultLibrary',
      'eventName:variable.readonly',
      'trail:namespace.readonly',
      'upper:function.defaultLibrary',
      'awsRegion:variable.readonly',
      'trail:namespace.readonly',
    ]);
  });

  it('leaves names over several lines and what has no meaning without a colour', () => {
    expect(coloured('SELECT nope, 1 AS "a\nb" FROM trail')).toEqual(['trail:namespace.readonly']);
  });

  it('never lets tokens overlap', () => {
    for (const text of [...validQueries, ...lakeQueries, 'SELECT a.b. FROM', 'SELECT :p + FROM']) {
      for (const part of analyzeText(text, catalog).parts) {
        const { data } = part.derived(encodedTokens);
        for (let at = 5; at < data.length; at += 5) {
          const isLater = (data[at] ?? 0) > 0 || (data[at + 1] ?? 0) >= (data[at - 3] ?? 0);
          expect(isLater, text).toBe(true);
        }
      }
    }
  });
});
