/** Growing a selection: name, path of members, expression, clause, query, statement, file. */
import { partsTouching, type AnalyzedText, type TextPart } from './document.js';
import type { Range } from './range.js';
import { scan, type Token } from './scanner.js';
import { nodesAt, type SyntaxNode } from './walk.js';

/** The ranges to select one after the other, each within the next; the last one is the whole text. */
export function selectionRanges({ text, parts }: AnalyzedText, offset: number): readonly Range[] {
  const whole = { start: 0, end: text.length };
  const part = partsTouching(parts, { start: offset, end: offset }).at(-1);
  if (!part) return [whole];
  const tokens = tokensOf(text, part);
  const nodes = part.analyzed ? nodesAt(part.analyzed.statement, offset) : [];
  const candidates = [
    ...tokens.filter(({ range }) => touches(range, offset)).flatMap((token) => [insideQuotes(token), token.range]),
    ...nodes.flatMap((node) => [...clausesOf(node, tokens), node.range]),
    firstToLast(tokens),
    whole,
  ];
  const around = candidates.filter((range): range is Range => range !== undefined && touches(range, offset));
  around.sort((a, b) => a.end - a.start - (b.end - b.start));
  const growing: Range[] = [];
  for (const range of around) {
    const last = growing.at(-1);
    const grows = !last || (range.start <= last.start && range.end >= last.end);
    const isLarger = !last || range.end - range.start > last.end - last.start;
    if (grows && isLarger && range.end > range.start) growing.push(range);
  }
  return growing;
}

const touches = ({ start, end }: Range, offset: number): boolean => start <= offset && offset <= end;

function tokensOf(text: string, { range }: TextPart): readonly Token[] {
  return scan(text.slice(range.start, range.end))
    .map((token) => ({
      ...token,
      range: { start: token.range.start + range.start, end: token.range.end + range.start },
    }))
    .filter(({ range: { start, end } }) => end > start);
}

function insideQuotes({ kind, range: { start, end } }: Token): Range | undefined {
  return kind === 'string' || kind === 'quotedIdentifier' ? { start: start + 1, end: end - 1 } : undefined;
}

/** The statement with the comments above it and its semicolon. */
function firstToLast(tokens: readonly Token[]): Range | undefined {
  const [first, last] = [tokens[0], tokens.at(-1)];
  return first && last && { start: first.range.start, end: last.range.end };
}

/** Lists and clauses, which are no nodes of their own: first without their words, then with them. */
function clausesOf(node: SyntaxNode, tokens: readonly Token[]): readonly Range[] {
  const clauses = (...lists: readonly (readonly ({ readonly range: Range } | undefined)[])[]): readonly Range[] =>
    lists.flatMap((list) => {
      const present = list.filter((each) => each !== undefined);
      const [first, last] = [present[0], present.at(-1)];
      if (!first || !last) return [];
      const range = { start: first.range.start, end: last.range.end };
      return [range, { start: keywordBefore(range.start, tokens), end: range.end }];
    });
  switch (node.kind) {
    case 'select':
      return clauses(node.items, node.from, [node.where], [node.groupBy], [node.having], node.windows);
    case 'query':
      return clauses(node.orderBy, [node.offset], [node.limit]);
    case 'window':
      return clauses(node.partitionBy, node.orderBy);
    case 'call':
      return [node.argumentsRange, ...clauses(node.orderBy, [node.filter])];
    default:
      return [];
  }
}

/** Start of the words that introduce what begins at an offset: `ORDER BY`, `SELECT DISTINCT`. */
function keywordBefore(offset: number, tokens: readonly Token[]): number {
  let at = tokens.findIndex(({ range }) => range.start >= offset) - 1;
  if (at < -1) at = tokens.length - 1;
  let start = offset;
  for (let back = 0; back < 3; back += 1) {
    const token = tokens[at - back];
    if (!token || !clauseWords.has(token.word)) break;
    start = token.range.start;
    if (!laterWords.has(token.word)) break;
  }
  return start;
}

/** Words of a clause after its first. */
const laterWords: ReadonlySet<string> = new Set('BY ALL DISTINCT FIRST NEXT'.split(' '));
const clauseWords: ReadonlySet<string> = new Set([
  ...laterWords,
  ...'SELECT FROM WHERE GROUP HAVING WINDOW ORDER LIMIT OFFSET FETCH PARTITION'.split(' '),
]);
