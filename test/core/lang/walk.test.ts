import { describe, expect, it } from 'vitest';
import { parseText } from '../../../src/core/lang/parser.js';
import type { Statement } from '../../../src/core/lang/syntax.js';
import { nodesAt, tableNamesOf, visit } from '../../../src/core/lang/walk.js';

function statement(text: string): Statement {
  const [first] = parseText(text).statements;
  if (first === undefined) throw new Error('No statement.');
  return first;
}

describe('tableNamesOf', () => {
  it('finds table names at every level, in the order of the text', () => {
    const text = `WITH a AS (SELECT * FROM $ONE) SELECT (SELECT max(x) FROM <two>), b FROM a JOIN "three" t ON EXISTS (SELECT 1 FROM eds-id)
      LEFT JOIN 1B07f9d9-f017-4b5b-94c3-662c79a52056 ON true UNION (TABLE c.d)`;
    expect(tableNamesOf(statement(text)).map(({ text: name }) => name)).toEqual([
      '$ONE',
      '<two>',
      'a',
      '"three"',
      'eds-id',
      '1B07f9d9-f017-4b5b-94c3-662c79a52056',
      'c.d',
    ]);
  });
});

describe('visit', () => {
  it('enters in the order of the text and leaves after the children', () => {
    const log: string[] = [];
    visit(statement('SELECT a + 1 FROM t'), {
      enter: ({ kind }, parents) => void log.push(`${'.'.repeat(parents.length)}${kind}`),
      leave: ({ kind }) => void log.push(`/${kind}`),
    });
    expect(log.join(' ')).toBe(
      'statement .query ..select ...selectExpression ....binary .....column ......identifier /identifier /column .....literal ' +
        '/literal /binary /selectExpression ...tableReference ....qualifiedName .....identifier /identifier /qualifiedName ' +
        '/tableReference /select /query /statement',
    );
  });

  it('leaves out the children of what is refused', () => {
    const kinds: string[] = [];
    visit(statement('SELECT (SELECT a FROM b) FROM t'), {
      enter({ kind }) {
        kinds.push(kind);
        return kind !== 'scalarSubquery';
      },
    });
    expect(kinds).toEqual([
      'statement',
      'query',
      'select',
      'selectExpression',
      'scalarSubquery',
      'tableReference',
      'qualifiedName',
      'identifier',
    ]);
  });

  it('reaches the branches of CASE, grouping sets and window parts', () => {
    const names: string[] = [];
    const text =
      'SELECT CASE n1 WHEN n2 THEN n3 ELSE n4 END, n5(n6 ORDER BY n7) FILTER (WHERE n8) OVER (PARTITION BY n9 ORDER BY n10 ROWS n11 PRECEDING) ' +
      'FROM n12 GROUP BY ROLLUP (n13, (n14, n15)), GROUPING SETS ((n16), ()) HAVING n17 ORDER BY n18 OFFSET 1';
    visit(statement(text), { enter: (node) => void (node.kind === 'identifier' && names.push(node.name)) });
    expect(names).toEqual(Array.from({ length: 18 }, (_, index) => `n${index + 1}`));
  });
});

describe('nodesAt', () => {
  it.each([
    ['SELECT a|bc FROM t', 'selectExpression column identifier'],
    ['SELECT e.|abc FROM t', 'selectExpression dereference identifier'],
    ['SELECT e|.abc FROM t', 'selectExpression dereference column identifier'],
    ['SELECT e.| FROM t', 'selectExpression dereference identifier'],
    ['SELECT f(a, |b) FROM t', 'selectExpression call column identifier'],
    ['SELECT f(a,| b) FROM t', 'selectExpression call'],
    ["SELECT a FROM t WHERE a = 'x|'", 'comparison literal'],
    ['SELECT a FROM 1b07f9d9-f017-|4b5b-94c3-662c79a52056', 'tableReference storeId'],
    ['SELECT a FROM (SELECT |b FROM t) u', 'subqueryRelation query select selectExpression column identifier'],
    ['SELECT a   |  FROM t', ''],
  ])('%s', (marked, expected) => {
    const offset = marked.indexOf('|');
    const path = nodesAt(statement(marked.replace('|', '')), offset).map(({ kind }) => kind);
    expect(path.slice(3).join(' ')).toBe(expected);
    expect(path.slice(0, 3)).toEqual(['statement', 'query', 'select']);
  });

  it('gives nothing outside', () => {
    expect(nodesAt(statement('  SELECT a'), 0)).toEqual([]);
  });
});
