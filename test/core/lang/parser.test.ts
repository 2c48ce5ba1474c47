import { describe, expect, it } from 'vitest';
import { parseText } from '../../../src/core/lang/parser.js';
import type { Expression, Query, Select } from '../../../src/core/lang/syntax.js';
import { lakeQueries, validQueries } from './validQueries.js';
import { publishedQueries } from './oracle.js';

describe('valid statements', () => {
  it.each([...validQueries, ...lakeQueries])('%s', (text) => {
    const parsed = parseText(text);
    expect(parsed.problems).toEqual([]);
    expect(parsed.statements).toHaveLength(1);
  });
});

const published = publishedQueries();

describe.skipIf(published.length === 0)('published queries (conformance data, where present)', () => {
  it.each(published.filter(({ verdict }) => verdict !== 'broken-as-published'))('$id parses', ({ text }) => {
    expect(parseText(text).problems).toEqual([]);
    expect(parseText(text).statements).toHaveLength(1);
  });

  /** Where the first error lies: before the text, which is found after the other text. */
  const broken: Record<string, readonly [after: string, at: string]> = {
    'aws-docs-query-generator-4': ['WHERE\n', 'WHERE ('],
    'aws-samples-list-all-errors-for-s3-events': ["s3.amazonaws.com'", 'example'],
    'aws-samples-list-all-events-not-in-authorized-region': ["recipientAccountId='", ': select'],
    'aws-samples-list-attempted-s3-requests': ['requestParametersORDER ', 'BY attempts'],
    'public-53299025643-1': ['IN (', ')'],
  };
  it.each(published.filter(({ verdict }) => verdict === 'broken-as-published'))('$id: first error', ({ id, text }) => {
    const [after, at] = broken[id] ?? ['', ''];
    const from = text.indexOf(after);
    expect(from).toBeGreaterThan(-1);
    expect(parseText(text).problems[0]?.range.start).toBe(text.indexOf(at, from + after.length));
    expect(parseText(text).problems).toHaveLength(1);
  });
});

function query(text: string): Query {
  const parsed = parseText(text);
  expect(parsed.problems).toEqual([]);
  const [statement] = parsed.statements;
  if (statement?.query === undefined) throw new Error('No query.');
  return statement.query;
}

function select(text: string): Select {
  const { body } = query(text);
  if (body.kind !== 'select') throw new Error(`Not a SELECT but ${body.kind}.`);
  return body;
}

/** The expression with parentheses around every operator, to see what binds tighter. */
function bindings(node: Expression): string {
  switch (node.kind) {
    case 'logical':
    case 'comparison':
    case 'binary':
      return `(${bindings(node.left)} ${node.operator} ${bindings(node.right)})`;
    case 'not':
      return `(NOT ${bindings(node.operand)})`;
    case 'unary':
      return `(${node.operator}${bindings(node.operand)})`;
    case 'between':
      return `(${bindings(node.operand)} BETWEEN ${bindings(node.low)} AND ${bindings(node.high)})`;
    case 'atTimeZone':
      return `(${bindings(node.operand)} AT ${bindings(node.zone)})`;
    case 'parenthesized':
      return bindings(node.expression);
    case 'dereference':
      return `${bindings(node.base)}.${node.name.name}`;
    case 'subscript':
      return `${bindings(node.base)}[${bindings(node.index)}]`;
    case 'lambda':
      return `(${node.parameters.map(({ name }) => name).join(' ')} -> ${bindings(node.body)})`;
    case 'column':
      return node.name.name;
    case 'literal':
      return node.value;
    case 'call':
      return `${node.name.map(({ name }) => name).join('.')}(${node.arguments.map(bindings).join(', ')})`;
    default:
      return node.kind;
  }
}

describe('precedence', () => {
  it.each([
    ['a OR b AND c', '(a OR (b AND c))'],
    ['NOT a AND b', '((NOT a) AND b)'],
    ['NOT a = b', '(NOT (a = b))'],
    ['a = b OR NOT c = d AND e', '((a = b) OR ((NOT (c = d)) AND e))'],
    ['a || b + c * d', '(a || (b + (c * d)))'],
    ['a - b - c', '((a - b) - c)'],
    ['a / b * c % d', '(((a / b) * c) % d)'],
    ['- a * b', '((-a) * b)'],
    ['a - - b', '(a - (-b))'],
    ["- a AT TIME ZONE 'x'", '(-(a AT x))'],
    ['a BETWEEN b + 1 AND c AND d', '((a BETWEEN (b + 1) AND c) AND d)'],
    ['a + b = c || d', '((a + b) = (c || d))'],
    ['(a OR b) AND c', '((a OR b) AND c)'],
    ['a.b[c + 1].d', 'a.b[(c + 1)].d'],
    ['f(x -> x AND y, z)', 'f((x -> (x AND y)), z)'],
    ['f((x, y) -> y -> x + 1)', 'f((x y -> (y -> (x + 1))))'],
    ['c.s.f(a).b', 'c.s.f(a).b'],
  ])('%s', (text, expected) => {
    const [item] = select(`SELECT ${text}`).items;
    expect(item?.kind === 'selectExpression' && bindings(item.expression)).toBe(expected);
  });

  it('lets INTERSECT bind tighter than UNION and EXCEPT', () => {
    const { body } = query('SELECT 1 UNION ALL SELECT 2 INTERSECT SELECT 3 EXCEPT SELECT 4');
    expect(body).toMatchObject({
      operator: 'EXCEPT',
      left: { operator: 'UNION', quantifier: 'ALL', right: { operator: 'INTERSECT' } },
    });
  });

  it('gives each ON to the nearest open JOIN', () => {
    const [relation] = select('SELECT * FROM a JOIN b JOIN c ON x ON y').from;
    expect(relation).toMatchObject({
      left: { name: { text: 'a' } },
      on: { name: { name: 'y' } },
      right: { left: { name: { text: 'b' } }, right: { name: { text: 'c' } }, on: { name: { name: 'x' } } },
    });
  });
});

describe('shapes', () => {
  it.each([
    ['1B07F9D9-f017-4b5b-94c3-662c79a52056', { kind: 'storeId', id: '1b07f9d9-f017-4b5b-94c3-662c79a52056' }],
    ['$EDS_ID', { kind: 'tablePlaceholder', text: '$EDS_ID' }],
    ['<EDS ID>', { kind: 'tablePlaceholder', text: '<EDS ID>' }],
    ['eds-id', { kind: 'tablePlaceholder', text: 'eds-id' }],
    [':store', { kind: 'tablePlaceholder', text: ':store' }],
    ['event_data_store_id', { kind: 'qualifiedName', text: 'event_data_store_id' }],
    ['"a ""b"".c".d', { kind: 'qualifiedName', text: '"a ""b"".c".d', parts: [{ name: 'a "b".c' }, { name: 'd' }] }],
  ])('table name %s', (text, expected) => {
    const [relation] = select(`SELECT * FROM ${text} AS x`).from;
    expect(relation).toMatchObject({
      kind: 'tableReference',
      name: expected,
      alias: { name: { name: 'x' }, hasAs: true },
    });
  });

  it.each([
    ["'it''s'", { type: 'string', value: "it's" }],
    ["U&'caf\\00e9 \\+01f600'", { type: 'unicodeString', value: 'café 😀' }],
    ["U&'x!0041!!' UESCAPE '!'", { type: 'unicodeString', value: 'xA!' }],
    ['12', { type: 'integer', value: '12' }],
    ['1.', { type: 'decimal', value: '1.' }],
    ['.5', { type: 'decimal', value: '.5' }],
    ['1E-2', { type: 'double', value: '1E-2' }],
    ["X'0aFF'", { type: 'binary', value: '0aFF' }],
    ['TRUE', { type: 'boolean', value: 'true' }],
    ['NULL', { type: 'null', value: 'null' }],
    ["TIMESTAMP '2024-01-01'", { type: 'typed', typeName: 'timestamp', value: '2024-01-01' }],
  ])('literal %s', (text, expected) => {
    const [item] = select(`SELECT ${text} FROM t`).items;
    expect(item).toMatchObject({ expression: { kind: 'literal', ...expected } });
  });

  it.each([
    ['varchar(10)', { name: 'varchar', precision: [10] }],
    [
      'map(varchar, array(json))',
      { name: 'map', arguments: [{ name: 'varchar' }, { name: 'array', arguments: [{ name: 'json' }] }] },
    ],
    ['timestamp(3) WITH TIME ZONE', { name: 'timestamp with time zone', precision: [3] }],
    ['row(id bigint, varchar)', { name: 'row', fieldNames: [{ name: 'id' }, undefined] }],
    ['bigint array', { name: 'array', arguments: [{ name: 'bigint' }] }],
    ['interval day to second', { name: 'interval day to second' }],
  ])('type %s', (text, expected) => {
    const [item] = select(`SELECT CAST(a AS ${text}) FROM t`).items;
    expect(item).toMatchObject({ expression: { kind: 'cast', type: expected } });
  });

  it('keeps whether AS was written', () => {
    expect(select('SELECT a b, c AS d, e FROM t').items).toMatchObject([
      { alias: { name: 'b' }, hasAs: false },
      { alias: { name: 'd' }, hasAs: true },
      { alias: undefined, hasAs: false },
    ]);
  });

  it('tells a grouping set from a row', () => {
    expect(select('SELECT 1 FROM t GROUP BY (a, b), (c + 1) * 2, (), d').groupBy?.elements).toMatchObject([
      { kind: 'groupingTuple', expressions: [{}, {}] },
      { kind: 'groupingExpression' },
      { kind: 'groupingTuple', expressions: [] },
      { kind: 'groupingExpression' },
    ]);
  });

  it('keeps parameters of statements by name', () => {
    const { where } = select('SELECT a FROM t WHERE a = :from');
    expect(where).toMatchObject({ right: { kind: 'placeholder', text: ':from', parameter: 'from' } });
  });
});

describe('statements of a text', () => {
  it('leaves out comments, blanks, semicolons and empty statements', () => {
    const text = '-- head\n ;; /* x */ SELECT 1 -- one\n ; -- two\n;\nSELECT 2 /* tail */';
    const { statements, problems } = parseText(text);
    expect(problems).toEqual([]);
    expect(statements.map(({ range }) => text.slice(range.start, range.end))).toEqual(['SELECT 1', 'SELECT 2']);
  });

  it('goes on after a broken statement', () => {
    const { statements, problems } = parseText('SELECT a FROM; SELECT 2; SELEC 3; SELECT 4');
    expect(statements.map(({ query: found }) => found !== undefined)).toEqual([true, true, false, true]);
    expect(problems).toHaveLength(2);
  });

  it('has nothing to say about an empty text', () => {
    expect(parseText(' -- nothing\n')).toMatchObject({ statements: [], problems: [] });
  });
});

describe('half-typed text', () => {
  it('keeps the clauses after a missing piece', () => {
    const parsed = parseText('SELECT a, FROM t WHERE b = GROUP BY c ORDER BY LIMIT 5');
    expect(parsed.statements[0]?.query).toMatchObject({
      body: {
        items: [{}, { expression: { kind: 'missing' } }],
        from: [{ name: { text: 't' } }],
        where: { kind: 'comparison', right: { kind: 'missing' } },
        groupBy: { elements: [{ expression: { name: { name: 'c' } } }] },
      },
      orderBy: [{ expression: { kind: 'missing' } }],
      limit: { count: { value: '5' } },
    });
  });

  it('has a missing name right after a dot', () => {
    const text = 'SELECT e. FROM t e';
    const parsed = parseText(text);
    expect(parsed.statements[0]?.query?.body).toMatchObject({
      items: [{ expression: { kind: 'dereference', name: { name: '', range: { start: 9, end: 9 } } } }],
      from: [{ alias: { name: { name: 'e' } } }],
    });
  });

  it('skips what does not fit and reads the next clause', () => {
    const parsed = parseText('SELECT a b c d(1, 2) FROM t WHERE x = 1');
    expect(parsed.problems).toHaveLength(1);
    expect(parsed.statements[0]?.query?.body).toMatchObject({
      from: [{ name: { text: 't' } }],
      where: { kind: 'comparison' },
    });
  });

  it('reads on behind an open parenthesis', () => {
    const parsed = parseText('SELECT count( FROM t WHERE f(x) = 1');
    expect(parsed.statements[0]?.query?.body).toMatchObject({
      from: [{ name: { text: 't' } }],
      where: { kind: 'comparison' },
    });
  });
});

describe('limits', () => {
  it.each([
    ['parentheses', `SELECT ${'('.repeat(10_000)}1${')'.repeat(10_000)}`],
    ['open parentheses', `SELECT ${'('.repeat(10_000)}`],
    ['subqueries', 'SELECT 1 FROM t WHERE a IN ('.repeat(3_000)],
    ['FROM', `SELECT 1 FROM ${'('.repeat(10_000)}t`],
    ['signs', `SELECT ${'- '.repeat(10_000)}1`],
    ['NOT', `SELECT ${'NOT '.repeat(10_000)}a`],
    ['CASE', 'SELECT '.concat('CASE WHEN '.repeat(10_000))],
    ['types', `SELECT CAST(a AS ${'array('.repeat(10_000)}`],
    ['joins', `SELECT 1 FROM a${' JOIN b'.repeat(10_000)}`],
    ['OR', `SELECT 1 WHERE ${'a = 1 OR '.repeat(10_000)}b`],
    ['dots', `SELECT a${'.b'.repeat(10_000)}`],
    ['UNION', `SELECT 1${' UNION SELECT 1'.repeat(10_000)}`],
  ])('too deep: %s', (_name, text) => {
    // Processor time, so that a busy machine does not fail the test; quadratic time would take many seconds.
    const start = process.cpuUsage();
    const { problems } = parseText(text);
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1_000).toBeLessThan(1_500);
    expect(problems.map(({ message }) => message).join()).toContain('too deep to read');
  });

  it('reads what people write: 100 parentheses, 900 alternatives', () => {
    expect(parseText(`SELECT ${'('.repeat(100)}1${')'.repeat(100)}`).problems).toEqual([]);
    expect(parseText(`SELECT 1 WHERE ${'a = 1 OR '.repeat(900)}b`).problems).toEqual([]);
  });
});
