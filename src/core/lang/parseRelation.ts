/** What stands in FROM: tables, subqueries, UNNEST, joins. */
import { atLimitWithCount, isClause, startsQuery } from './lookahead.js';
import { parseJsonTableBody } from './parseJson.js';
import { atIdentifier, parseIdentifier, parseIdentifierList, parseTableName, toIdentifier } from './parseName.js';
import { parsePatternBody } from './parsePattern.js';
import type { Reader } from './reader.js';
import type { Expression, Identifier, Join, Relation, RelationAlias, Sample } from './syntax.js';

/** One item of the FROM list with its joins. */
export function parseRelation(reader: Reader): Relation {
  return reader.nested(
    () => parseJoins(reader),
    () => ({ kind: 'missingRelation', range: reader.emptyRange() }),
  );
}

function parseJoins(reader: Reader): Relation {
  let left = parseSampled(reader);
  for (let join = parseJoin(reader, left); join !== undefined; join = parseJoin(reader, left)) left = join;
  return left;
}

type JoinType = Exclude<Join['type'], 'CROSS'>;

function parseJoin(reader: Reader, left: Relation): Join | undefined {
  const { start } = left.range;
  const noCondition = { on: undefined, using: [] as readonly Identifier[] };
  if (reader.accept('CROSS')) {
    reader.expect('JOIN');
    const right = parseSampled(reader);
    return { kind: 'join', type: 'CROSS', natural: false, left, right, ...noCondition, range: reader.range(start) };
  }
  const natural = reader.accept('NATURAL');
  const type = parseJoinType(reader, natural);
  if (type === undefined) return undefined;
  const right = natural ? parseSampled(reader) : parseRightSide(reader);
  const condition = natural ? noCondition : parseCondition(reader);
  return { kind: 'join', type, natural, left, right, ...condition, range: reader.range(start) };
}

function parseJoinType(reader: Reader, isNeeded: boolean): JoinType | undefined {
  if (reader.accept('JOIN')) return 'INNER';
  const type = reader.acceptOneOf('INNER', 'LEFT', 'RIGHT', 'FULL');
  if (type === undefined) {
    if (!isNeeded) return undefined;
    reader.expected('JOIN, LEFT, RIGHT, INNER or FULL');
    return 'INNER';
  }
  if (type !== 'INNER') reader.accept('OUTER');
  reader.expect('JOIN');
  return type;
}

/** In `a JOIN b JOIN c ON x ON y` the joins nest to the right: each ON belongs to the nearest open JOIN. */
function parseRightSide(reader: Reader): Relation {
  return reader.nested(
    () => {
      let right = parseSampled(reader);
      while (!reader.at('ON') && !reader.at('USING')) {
        const join = parseJoin(reader, right);
        if (join === undefined) break;
        right = join;
      }
      return right;
    },
    () => ({ kind: 'missingRelation', range: reader.emptyRange() }),
  );
}

function parseCondition(reader: Reader): { on: Expression | undefined; using: readonly Identifier[] } {
  if (reader.accept('ON')) return { on: reader.grammar.expression(reader), using: [] };
  if (reader.accept('USING')) return { on: undefined, using: parseIdentifierList(reader, 'a column name') };
  reader.expected('ON or USING with the condition of the join');
  return { on: undefined, using: [] };
}

function parseSampled(reader: Reader): Relation {
  const relation = parsePatternRecognition(reader, parseAliased(reader));
  if (!reader.at('TABLESAMPLE')) return relation;
  const sample = parseSample(reader);
  if (relation.kind === 'join' || relation.kind === 'missingRelation') return relation;
  return { ...relation, sample, range: reader.range(relation.range.start) };
}

function parseSample(reader: Reader): Sample {
  const { start } = reader;
  reader.advance();
  const method = reader.acceptOneOf('BERNOULLI', 'SYSTEM');
  if (method === undefined) reader.expected('BERNOULLI or SYSTEM');
  const open = reader.index;
  const opened = reader.expectOperator('(', ' and a percentage');
  const percentage = opened ? reader.grammar.expression(reader) : reader.missing();
  if (opened) reader.close(open);
  return { kind: 'sample', method: method ?? 'BERNOULLI', percentage, range: reader.range(start) };
}

function parsePatternRecognition(reader: Reader, input: Relation): Relation {
  if (!reader.at('MATCH_RECOGNIZE') || reader.peek(1).text !== '(') return input;
  reader.advance();
  const body = parsePatternBody(reader);
  const alias = parseAlias(reader);
  return { kind: 'matchRecognize', input, body, alias, range: reader.range(input.range.start) };
}

/** `[AS] name [(columns)]` after a relation. */
function parseAlias(reader: Reader): RelationAlias | undefined {
  const { start } = reader;
  const hasAs = reader.accept('AS');
  if (!hasAs && (!atIdentifier(reader) || atRelationEnd(reader))) return undefined;
  const name = parseIdentifier(reader, 'an alias name');
  const columns = reader.atOperator('(') ? parseIdentifierList(reader, 'a column name') : [];
  return { kind: 'relationAlias', name, columns, hasAs, range: reader.range(start) };
}

/** Words that may be names but here go on with the statement. */
function atRelationEnd(reader: Reader): boolean {
  const { token } = reader;
  const next = reader.peek(1);
  if (isClause(token, next)) return true;
  if (token.word === 'MATCH_RECOGNIZE') return next.text === '(';
  return token.word === 'TABLESAMPLE' && (next.word === 'BERNOULLI' || next.word === 'SYSTEM');
}

function parseAliased(reader: Reader): Relation {
  const { start, token } = reader;
  if (token.text === '(') return parseParenthesized(reader);
  const next = reader.peek(1).text;
  switch (token.word) {
    case 'UNNEST':
      return parseUnnest(reader);
    case 'LATERAL':
      if (next === '(') return parseLateral(reader);
      break;
    case 'TABLE':
      if (next === '(') return parseTableFunction(reader);
      break;
    case 'JSON_TABLE':
      return parseJsonTable(reader);
  }
  const name = atLimitWithCount(reader) ? undefined : parseTableName(reader);
  if (name === undefined) {
    reader.expected('a table');
    return { kind: 'missingRelation', range: reader.emptyRange() };
  }
  const alias = parseAlias(reader);
  return { kind: 'tableReference', name, sample: undefined, alias, range: reader.range(start) };
}

function parseParenthesized(reader: Reader): Relation {
  const { start, index: open } = reader;
  reader.advance();
  if (!startsQuery(reader, open + 1)) {
    const relation = parseRelation(reader);
    reader.close(open);
    const alias = parseAlias(reader);
    return { kind: 'parenthesizedRelation', relation, alias, range: reader.range(start) };
  }
  const query = reader.grammar.query(reader);
  reader.close(open);
  const alias = parseAlias(reader);
  const range = reader.range(start);
  if (query.body.kind === 'values') return { kind: 'valuesRelation', query, alias, range };
  return { kind: 'subqueryRelation', lateral: false, query, sample: undefined, alias, range };
}

function parseLateral(reader: Reader): Relation {
  const { start } = reader;
  reader.advance();
  const open = reader.index;
  reader.advance();
  const query = reader.grammar.query(reader);
  reader.close(open);
  const alias = parseAlias(reader);
  return { kind: 'subqueryRelation', lateral: true, query, sample: undefined, alias, range: reader.range(start) };
}

function parseUnnest(reader: Reader): Relation {
  const { start } = reader;
  const expressions: Expression[] = [];
  reader.advance();
  const open = reader.index;
  if (reader.expectOperator('(')) {
    do expressions.push(reader.grammar.expression(reader));
    while (reader.acceptOperator(','));
    reader.close(open, '"," or ');
  }
  const withOrdinality = reader.accept('WITH');
  if (withOrdinality) reader.expect('ORDINALITY');
  const alias = parseAlias(reader);
  return { kind: 'unnest', expressions, withOrdinality, alias, range: reader.range(start) };
}

function parseJsonTable(reader: Reader): Relation {
  const { start } = reader;
  reader.advance();
  const open = reader.index;
  const opened = reader.expectOperator('(');
  const { args, columns } = opened ? parseJsonTableBody(reader) : { args: [], columns: [] };
  if (opened) reader.close(open);
  const alias = parseAlias(reader);
  return { kind: 'tableFunction', name: 'json_table', arguments: args, columns, alias, range: reader.range(start) };
}

/** `TABLE(name(argument, argument => value, ...))`. Arguments that are tables or descriptors are not kept. */
function parseTableFunction(reader: Reader): Relation {
  const { start } = reader;
  reader.advance();
  const open = reader.index;
  reader.advance();
  const parts: string[] = [];
  const args: Expression[] = [];
  do parts.push(parseIdentifier(reader, 'the name of a table function').name);
  while (reader.acceptOperator('.'));
  const openArguments = reader.index;
  if (reader.expectOperator('(')) {
    if (!reader.atOperator(')')) {
      do parseTableArgument(reader, args);
      while (reader.acceptOperator(','));
    }
    reader.close(openArguments, '"," or ');
  }
  reader.close(open);
  const alias = parseAlias(reader);
  return { kind: 'tableFunction', name: parts.join('.'), arguments: args, alias, range: reader.range(start) };
}

function parseTableArgument(reader: Reader, args: Expression[]): void {
  if (atIdentifier(reader) && reader.peek(1).text === '=>') {
    toIdentifier(reader.advance());
    reader.advance();
  }
  if (reader.at('TABLE')) {
    parseTableAsArgument(reader);
    return;
  }
  if (reader.at('DESCRIPTOR') && reader.peek(1).text === '(') {
    reader.advance();
    parseIdentifierList(reader, 'a column name');
    return;
  }
  args.push(reader.grammar.expression(reader));
}

/** `TABLE(name)` or `TABLE(SELECT ...)` with PARTITION BY and ORDER BY. */
function parseTableAsArgument(reader: Reader): void {
  reader.advance();
  const open = reader.index;
  if (!reader.expectOperator('(')) return;
  if (startsQuery(reader, open + 1)) reader.grammar.query(reader);
  else if (parseTableName(reader) === undefined) reader.expected('a table or a query');
  reader.close(open);
  if (reader.acceptWords('PARTITION', 'BY')) {
    do reader.grammar.expression(reader);
    while (reader.acceptOperator(','));
  }
  if (!reader.atWords('ORDER', 'BY')) return;
  reader.advance();
  reader.advance();
  do {
    reader.grammar.expression(reader);
    reader.acceptOneOf('ASC', 'DESC');
  } while (reader.acceptOperator(','));
}
