import { describe, expect, it } from 'vitest';
import { analyzeText } from '../../../src/core/lang/document.js';
import { selectionRanges } from '../../../src/core/lang/selectionRanges.js';
import { catalog } from './stores.js';
import { validQueries } from './validQueries.js';

function grown(marked: string): readonly string[] {
  const text = marked.replace('|', '');
  return selectionRanges(analyzeText(text, catalog), marked.indexOf('|')).map(({ start, end }) =>
    text.slice(start, end),
  );
}

describe('growing a selection', () => {
  it('goes from the name over its path, expression and clause to the statement', () => {
    expect(grown("SELECT a, lower(userIdentity.session|Context.x) AS who FROM trail WHERE b = 'c'; SELECT 2")).toEqual([
      'sessionContext',
      'userIdentity.sessionContext',
      'userIdentity.sessionContext.x',
      'lower(userIdentity.sessionContext.x)',
      'lower(userIdentity.sessionContext.x) AS who',
      'a, lower(userIdentity.sessionContext.x) AS who',
      'SELECT a, lower(userIdentity.sessionContext.x) AS who',
      "SELECT a, lower(userIdentity.sessionContext.x) AS who FROM trail WHERE b = 'c'",
      "SELECT a, lower(userIdentity.sessionContext.x) AS who FROM trail WHERE b = 'c';",
      "SELECT a, lower(userIdentity.sessionContext.x) AS who FROM trail WHERE b = 'c'; SELECT 2",
    ]);
  });

  it('takes clauses with and without their words', () => {
    const ranges = grown('-- top\nSELECT DISTINCT a FROM t ORDER BY a, |b LIMIT 5');
    expect(ranges).toEqual([
      'b',
      'a, b',
      'ORDER BY a, b',
      'SELECT DISTINCT a FROM t ORDER BY a, b LIMIT 5',
      '-- top\nSELECT DISTINCT a FROM t ORDER BY a, b LIMIT 5',
    ]);
    expect(grown('SELECT DISTINCT |a FROM t')).toContain('SELECT DISTINCT a');
    expect(grown('SELECT a FROM t WHERE x AND |y')).toContain('WHERE x AND y');
    expect(grown('SELECT a FROM (SELECT |b FROM c) d')).toContain('(SELECT b FROM c) d');
  });

  it('takes texts without their quotes first, and comments', () => {
    expect(grown("SELECT 'a |b'").slice(0, 2)).toEqual(['a b', "'a b'"]);
    expect(grown('SELECT 1 -- a| b\nFROM t')[0]).toBe('-- a b');
    expect(grown('|')).toEqual(['']);
  });

  it('always grows, everywhere', () => {
    for (const text of [...validQueries, 'SELECT (((', ';;', "SELECT 'x", 'SELECT a.b. FROM']) {
      const analyzed = analyzeText(text, catalog);
      for (let offset = 0; offset <= text.length; offset += 1) {
        const ranges = selectionRanges(analyzed, offset);
        expect(ranges.at(-1)).toEqual({ start: 0, end: text.length });
        ranges.forEach(({ start, end }, index) => {
          expect(start <= offset && offset <= end, `${offset} in ${text}`).toBe(true);
          const next = ranges[index + 1];
          if (next) expect(next.start <= start && end <= next.end && end - start < next.end - next.start).toBe(true);
        });
      }
    }
  });
});
