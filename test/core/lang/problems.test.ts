import { describe, expect, it } from 'vitest';
import { parseText } from '../../../src/core/lang/parser.js';

/** `|` stands where the first problem starts. */
const broken: readonly (readonly [text: string, message: string])[] = [
  ['SELECT|', 'Expected an expression after SELECT, but the statement ends here.'],
  ['SELECT a,|', 'Expected an expression after ",", but the statement ends here.'],
  ['SELECT a, |FROM t', 'Expected an expression after ",", but found FROM.'],
  ['SELECT |FROM t', 'Expected an expression after SELECT, but found FROM.'],
  ['SELECT a FROM|', 'Expected a table after FROM, but the statement ends here.'],
  ['SELECT a FROM|;', 'Expected a table after FROM, but the statement ends here.'],
  ['SELECT a FROM t,|', 'Expected a table after ",", but the statement ends here.'],
  ['SELECT a b |c FROM t', 'Expected "," or FROM after b, but found c.'],
  ['SELECT a FROM t WHERE|', 'Expected an expression after WHERE, but the statement ends here.'],
  ['SELECT a FROM t WHERE |ORDER BY a', 'Expected an expression after WHERE, but found ORDER.'],
  ['SELECT a FROM t WHERE |WHERE b = 1', 'Expected an expression after WHERE, but found WHERE.'],
  ['SELECT a FROM t WHERE a = |AND b = 1', 'Expected an expression after "=", but found AND.'],
  [
    'SELECT a FROM t WHERE a = b |= c',
    'Comparisons do not chain: put the one before = in parentheses, or join the two with AND.',
  ],
  ['SELECT a FROM t WHERE a IN (|)', 'Expected an expression after "(", but found ")". IN needs a value at least.'],
  [
    'SELECT a FROM t GROUP BY a, bORDER |BY c',
    'Expected "," or the next clause after bORDER, but found BY. Put a blank before ORDER.',
  ],
  [
    'SELECT TOP |10 a FROM t',
    'Expected "," or FROM after TOP, but found 10. Trino has no TOP: write LIMIT with the number at the end.',
  ],
  [
    'SELECT a FROM t QUALIFY |row_number() OVER () = 1',
    'Expected JOIN, WHERE or the next clause after QUALIFY, but found row_number. Trino has no QUALIFY: put the query in parentheses and filter with WHERE outside.',
  ],
  ['SELECT a FROM t WHERE a IN (1, 2|', 'Expected "," or ")" after 2, but the statement ends here.'],
  ['SELECT a FROM t WHERE (a = 1 OR b = 2 |ORDER BY a', 'Expected ")" after 2, but found ORDER.'],
  [
    'SELECT a FROM t WHERE a BETWEEN 1|',
    'Expected AND and the upper bound of BETWEEN after 1, but the statement ends here.',
  ],
  ['SELECT a FROM t WHERE a IS |TRUE', 'IS TRUE is not in Trino: write = TRUE in its place.'],
  [
    "SELECT a FROM t WHERE a |ILIKE 'x'",
    "Expected AND, OR or the next clause after a, but found ILIKE. Trino has no ILIKE: write lower(value) LIKE 'pattern'.",
  ],
  [
    'SELECT a FROM t WHERE a > now() - interval |7 day',
    "Expected AND, OR or the next clause after interval, but found 7. The amount of an interval stands in quotes: INTERVAL '7' DAY.",
  ],
  [
    "SELECT a FROM t WHERE a > now() - interval |'7 days'",
    "The unit of an interval stands outside the quotes: INTERVAL '7' DAY.",
  ],
  ['SELECT a FROM t GROUP |a', 'Expected BY after GROUP, but found a.'],
  ['SELECT a FROM t GROUP BY|', 'Expected an expression after GROUP BY, but the statement ends here.'],
  ['SELECT a FROM t ORDER BY a |WHERE b = 1', 'WHERE must come before ORDER BY.'],
  ['SELECT a FROM t GROUP BY a |WHERE b = 1', 'WHERE must come before GROUP BY.'],
  ['SELECT a FROM t LIMIT|', 'Expected a number of rows or ALL after LIMIT, but the statement ends here.'],
  ["SELECT a FROM t LIMIT |'5'", "Expected a number of rows or ALL after LIMIT, but found '5'."],
  ['SELECT a FROM t LIMIT 10 |OFFSET 5', 'OFFSET must come before LIMIT.'],
  ['SELECT a FROM t LIMIT 10|, 20', 'Expected the end of the statement after 10, but found ",".'],
  [
    'SELECT a FROM t ORDER BY a |UNION SELECT b FROM u',
    'UNION cannot follow ORDER BY: put the query before it in parentheses, or move ORDER BY to the end.',
  ],
  ['SELECT a FROM t UNION|', 'Expected SELECT after UNION, but the statement ends here.'],
  [
    'SELECT a FROM t JOIN u|',
    'Expected ON or USING with the condition of the join after u, but the statement ends here.',
  ],
  [
    'SELECT a FROM t JOIN u |WHERE b = 1',
    'Expected ON or USING with the condition of the join after u, but found WHERE.',
  ],
  ['SELECT a FROM t LEFT |u ON a = b', 'Expected JOIN after LEFT, but found u.'],
  ['SELECT a FROM t |SELECT b FROM u', 'A second statement starts here: end the one before it with a semicolon.'],
  ['SELECT a|)) FROM t', 'This ")" has no matching "(".'],
  ['SELECT f(a |b) FROM t', 'Expected "," or ")" after a, but found b.'],
  ['SELECT CAST(a |varchar) FROM t', 'Expected AS and a type after a, but found varchar.'],
  ['SELECT CAST(a AS |) FROM t', 'Expected a type after AS, but found ")".'],
  ['SELECT CASE WHEN a THEN b |FROM t', 'Expected END, ELSE or another WHEN after b, but found FROM.'],
  ['SELECT EXTRACT(day |a) FROM t', 'Expected FROM after day, but found a.'],
  ['SELECT current_date|() FROM t', 'current_date is written without parentheses.'],
  [
    'SELECT |left(a, 2) FROM t',
    'Expected an expression after SELECT, but found LEFT. Trino has no function left: use substr(text, start, length).',
  ],
  ['SELECT a[1 |FROM t', 'Expected "]" after 1, but found FROM.'],
  ['SELECT a.|', 'Expected a column or member name after ".", but the statement ends here.'],
  [
    'SELECT a.|group FROM t',
    'Expected a column or member name after ".", but found GROUP. To use this reserved word as a name, write "group" in double quotes.',
  ],
  [
    'SELECT a AS |order FROM t',
    'Expected a name for the column after AS, but found ORDER. To use this reserved word as a name, write "order" in double quotes.',
  ],
  ["SELECT eventName |'x' FROM t", 'Expected "," or FROM after eventName, but found \'x\'.'],
  ["SELECT a FROM t WHERE b = |'x", "This string has no closing quote (')."],
  ['SELECT |"a FROM t', 'This name has no closing quote (").'],
  ['SELECT |`a` FROM t', 'Backquotes are not used here: put names in double quotes.'],
  ['SELECT 1 |/* a FROM t', 'This comment is not closed: */ is missing.'],
  ['SELECT a|::varchar FROM t', 'There is no :: cast in Trino: write CAST(value AS type).'],
  ['SELECT a FROM t WHERE b |== 1', 'Equality is written with one =.'],
  ['SELECT a|\u3000FROM t', 'This is a special space (U+3000): put an ordinary space in its place.'],
  ['SELECT |名前 FROM t', '"名前" has letters other than a to z: write it in double quotes to use it as a name.'],
  ['SELECT |2fa FROM t', 'A name cannot start with a digit: write "2fa" in double quotes.'],
  [
    "SELECT interval '7' |days FROM t",
    "Expected a unit (YEAR, MONTH, DAY, HOUR, MINUTE or SECOND) after '7', but found days.",
  ],
  [
    'SELECT a FROM t WHERE |5e471234-0000-4000-8000-000000000000.a = 1',
    'Expected an expression after WHERE, but found 5e471234-0000-4000-8000-000000000000. An event data store ID stands only where a table name may: after FROM, JOIN or a comma in FROM.',
  ],
  ['WITH x AS |SELECT 1 SELECT * FROM x', 'Expected "(" and a query after AS, but found SELECT.'],
  [
    'SELECT rank() OVER (PARTITION |a) FROM t',
    'Expected PARTITION BY, ORDER BY, a frame or ")" after PARTITION, but found a.',
  ],
  ['SELECT lag(a) IGNORE NULLS |FROM t', 'Expected OVER after NULLS, but found FROM.'],
  ['|selct a FROM t', 'Expected SELECT or WITH at the start of a statement, but found selct.'],
];

describe('the first problem', () => {
  it.each(broken)('%s', (marked, message) => {
    const start = marked.indexOf('|');
    const text = marked.replace('|', '');
    const [first] = parseText(text).problems;
    expect(first).toMatchObject({ code: 'syntax', severity: 'error', message });
    expect(first?.range.start).toBe(start);
    expect(first?.range.end).toBeGreaterThanOrEqual(start);
  });

  it.each(broken)('comes alone: %s', (marked) => {
    expect(parseText(marked.replace('|', '')).problems).toHaveLength(1);
  });
});

describe('several problems', () => {
  it('are all reported when they lie apart', () => {
    const text = 'SELECT a, FROM t WHERE b IN (1,,2) AND c = ORDER BY d';
    expect(parseText(text).problems.map(({ range }) => text.slice(range.start, range.end))).toEqual([
      'FROM',
      ',',
      'ORDER',
    ]);
  });

  it('come in the order of the text', () => {
    const { problems } = parseText("SELECT a FROM; SELECT 'x");
    expect(problems.map(({ range }) => range.start)).toEqual([13, 22]);
  });
});

describe('statements that are no queries', () => {
  it.each([
    'INSERT INTO t VALUES (1)',
    'explain SELECT a FROM',
    'CREATE TABLE x AS SELECT (',
    'Drop table t',
    'SHOW TABLES',
    'DELETE FROM t',
    'UPDATE t SET a = 1',
  ])('%s', (text) => {
    const { problems, statements } = parseText(`SELECT 1;\n${text};\nSELECT 2`);
    const word = text.split(' ')[0] ?? '';
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ code: 'not-a-select', range: { start: 10, end: 10 + word.length } });
    expect(problems[0]?.message).toContain(`SELECT statements only, not ${word.toUpperCase()}`);
    expect(statements.map(({ query }) => query === undefined)).toEqual([false, true, false]);
  });
});
