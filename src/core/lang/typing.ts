/**
 * What happens to a line as it is typed: a new line is indented by the clause and the parentheses around it, a closing
 * parenthesis or semicolon that begins a line goes under what it closes. Only blanks at the start of the line change.
 */
import type { Edit } from './edits.js';
import type { FormatOptions } from './format.js';
import { scan, type Token } from './scanner.js';
import { afterFrom, operandFollows } from './words.js';

export const typedCharacters = ['\n', ';', ')'] as const;
export type TypedCharacter = (typeof typedCharacters)[number];

/** The edit after a character was typed just before an offset (for a line break: anywhere in the new line's blanks). */
export function editsOnType(
  text: string,
  offset: number,
  typed: TypedCharacter,
  options: FormatOptions,
): readonly Edit[] {
  const start = lineStart(text, offset);
  const blanks = indentAt(text, start);
  const end = start + blanks.length;
  if (typed !== '\n' && offset !== end + 1) return [];
  const tokens = scan(text);
  if (
    tokens.some(
      ({ range, kind, standIn }) =>
        range.start < start && (end < range.end || (standIn !== undefined && kind === 'error' && start <= range.end)),
    )
  )
    return [];
  const wanted = indentFor(text, tokens, end, typed === '\n' && lineEndsAt(text, end), options);
  return wanted === undefined || wanted === blanks ? [] : [{ range: { start, end }, text: wanted }];
}

/** The blanks that the line with its first character at `at` should have; undefined: as they are. */
function indentFor(
  text: string,
  tokens: readonly Token[],
  at: number,
  isEmpty: boolean,
  { tabSize, insertSpaces }: FormatOptions,
): string | undefined {
  const unit = insertSpaces ? ' '.repeat(tabSize) : '\t';
  const significant = tokens.filter(({ kind }) => kind !== 'comment');
  const index = significant.findLastIndex(({ range }) => range.end <= at);
  const next = isEmpty ? undefined : significant[index + 1];
  const first = significant.findLastIndex((token, each) => each < index && token.text === ';') + 1;
  const previous = significant[index];
  const beginning = significant[first];
  if (!previous || !beginning) return undefined;
  const under = (token: Token): string => indentAt(text, lineStart(text, token.range.start));
  if (previous.text === ';' || next?.text === ';') return under(beginning);
  const open = innermostOpen(significant.slice(first, index + 1));
  if (next?.text === ')') return open && under(open.parenthesis);
  // What a parenthesis holds begins on its own line, or on the parenthesis' line.
  const inner = open?.content && !sameLine(text, open.parenthesis, open.content) ? under(open.content) : undefined;
  const clause = open ? (inner ?? under(open.parenthesis) + unit) : under(beginning);
  if (previous === open?.parenthesis || (next && beginsClause(next))) return clause;
  if (!goesOn(previous)) return next ? undefined : under(previous);
  const line = firstOnLine(text, significant, index);
  return beginsClause(line) || line.text === '(' ? under(line) + unit : under(previous);
}

/** The last parenthesis that is open at the end of the tokens, and what follows it. */
function innermostOpen(
  tokens: readonly Token[],
): { readonly parenthesis: Token; readonly content: Token | undefined } | undefined {
  let depth = 0;
  for (let at = tokens.length - 1; at >= 0; at -= 1) {
    const token = tokens[at];
    if (token?.text === ')') depth += 1;
    if (token?.text !== '(') continue;
    if (depth === 0) return { parenthesis: token, content: tokens[at + 1] };
    depth -= 1;
  }
  return undefined;
}

/** Words that begin a clause of a query. */
const beginsClause = ({ word }: Token): boolean => afterFrom.has(word) || word === 'FROM' || word === 'WITH';

/** Whether a statement cannot end after a token: a comma, an operator, `WHERE`, `AND`. */
function goesOn({ kind, text, word }: Token): boolean {
  if (kind === 'operator') return text !== ')' && text !== ']';
  return operandFollows.has(word) || word === 'SELECT' || word === 'AS' || word === 'WITH';
}

function firstOnLine(text: string, tokens: readonly Token[], index: number): Token {
  let at = index;
  while (at > 0 && sameLine(text, tokens[at - 1] as Token, tokens[at] as Token)) at -= 1;
  return tokens[at] as Token;
}

const sameLine = (text: string, a: Token, b: Token): boolean => !/[\r\n]/.test(text.slice(a.range.end, b.range.start));

function lineStart(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && text[at - 1] !== '\n' && text[at - 1] !== '\r') at -= 1;
  return at;
}

const indentAt = (text: string, start: number): string => /^[ \t]*/.exec(text.slice(start, start + 400))?.[0] ?? '';

const lineEndsAt = (text: string, at: number): boolean => at >= text.length || text[at] === '\n' || text[at] === '\r';
