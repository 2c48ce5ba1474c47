import type { Problem, ProblemCode } from './problem.js';
import { problem } from './problem.js';
import type { Range } from './range.js';
import type { Token } from './scanner.js';
import type { Expression, Identifier, MissingExpression, Query, Relation, TypeName } from './syntax.js';
import { hintAfter, hintFor, shorten } from './hints.js';
import { reservedWords } from './words.js';

/** The parts of the grammar that contain each other, handed in so that their files need not import each other. */
export interface Grammar {
  query(reader: Reader): Query;
  expression(reader: Reader): Expression;
  value(reader: Reader): Expression;
  relation(reader: Reader): Relation;
  type(reader: Reader): TypeName;
}

/** Deeper nesting than this is refused: it keeps this parser and every walk over the tree off the stack's end. */
export const maximumNesting = 200;

/** More problems than this in one statement help nobody. */
export const maximumProblems = 100;

/** After an error, problems within this many tokens are taken for its echo. */
const echo = 3;

/** A cursor over the significant tokens of one statement, with problems collected on the way. */
export class Reader {
  index = 0;
  /** End of the last token read. */
  end: number;
  /** Whether the reader is in the body of MATCH_RECOGNIZE, where RUNNING, FINAL and `A.*` are allowed. */
  inPattern = false;
  readonly problems: Problem[] = [];
  private readonly endToken: Token;
  private readonly pairs: Int32Array;
  private quietUntil = -1;
  private depth = 0;
  private stopped = false;

  constructor(
    readonly tokens: readonly Token[],
    readonly grammar: Grammar,
  ) {
    const last = tokens[tokens.length - 1];
    const end = last?.range.end ?? 0;
    this.end = tokens[0]?.range.start ?? 0;
    this.endToken = endOf(end);
    this.pairs = pairParentheses(tokens);
  }

  /** The current token; at the end an empty operator that matches nothing. */
  get token(): Token {
    return this.tokens[this.index] ?? this.endToken;
  }

  get atEnd(): boolean {
    return this.index >= this.tokens.length;
  }

  peek(distance: number): Token {
    return this.tokens[this.index + distance] ?? this.endToken;
  }

  tokenAt(index: number): Token {
    return this.tokens[index] ?? this.endToken;
  }

  /** Index of the parenthesis or bracket that closes the one at `open`. */
  closing(open: number): number | undefined {
    const close = this.pairs[open];
    return close === undefined || close < 0 ? undefined : close;
  }

  at(word: string): boolean {
    return this.token.word === word;
  }

  atWords(first: string, second: string): boolean {
    return this.token.word === first && this.peek(1).word === second;
  }

  atOperator(operator: string): boolean {
    return this.token.text === operator;
  }

  advance(): Token {
    const { token } = this;
    if (this.index < this.tokens.length) {
      this.index++;
      this.end = token.range.end;
    }
    return token;
  }

  accept(word: string): boolean {
    if (this.token.word !== word) return false;
    this.advance();
    return true;
  }

  acceptWords(first: string, second: string): boolean {
    if (!this.atWords(first, second)) return false;
    this.advance();
    this.advance();
    return true;
  }

  acceptOneOf<W extends string>(...words: readonly W[]): W | undefined {
    const found = words.find((word) => this.token.word === word);
    if (found !== undefined) this.advance();
    return found;
  }

  acceptOperator(operator: string): boolean {
    if (this.token.text !== operator) return false;
    this.advance();
    return true;
  }

  expect(word: string, more = ''): boolean {
    if (this.accept(word)) return true;
    this.expected(word + more);
    return false;
  }

  expectOperator(operator: string, more = ''): boolean {
    if (this.acceptOperator(operator)) return true;
    this.expected(`"${operator}"${more}`);
    return false;
  }

  /** Reads `)` for the `(` at index `open`; if something else stands here, goes on after the matching one. */
  close(open: number, alternatives = ''): void {
    const close = this.closing(open);
    if (this.acceptOperator(')')) return;
    this.expected(`${alternatives}")"`);
    if (close !== undefined && close >= this.index) this.skipTo(close + 1);
  }

  /** Start for the node that begins at the current token. */
  get start(): number {
    return this.token.range.start;
  }

  /** Range from a start to the last token read; empty after the last token if none was read since. */
  range(start: number): Range {
    return { start: Math.min(start, this.end), end: this.end };
  }

  emptyRange(): Range {
    return { start: this.end, end: this.end };
  }

  missing(): MissingExpression {
    return { kind: 'missing', range: this.emptyRange() };
  }

  missingIdentifier(): Identifier {
    return { kind: 'identifier', name: '', quoted: false, range: this.emptyRange() };
  }

  report(range: Range, message: string, code: ProblemCode = 'syntax'): void {
    if (this.stopped || this.problems.length >= maximumProblems) return;
    const quiet = this.index < this.quietUntil;
    this.quietUntil = this.index + echo;
    if (!quiet) this.problems.push(problem(code, range, message));
  }

  /** "Expected `what` after the last token, but found the current one." */
  expected(what: string): void {
    const after = this.displayBefore();
    if (this.atEnd) {
      this.report(this.emptyRange(), `Expected ${what}${after}, but the statement ends here.`);
      return;
    }
    const { token } = this;
    this.report(token.range, `Expected ${what}${after}, but found ${display(token)}.${this.hintHere(what)}`);
  }

  private hintHere(what: string): string {
    const { token } = this;
    const isAmount = token.kind === 'number' && this.tokens[this.index - 1]?.word === 'INTERVAL';
    if (isAmount) return ` The amount of an interval stands in quotes: INTERVAL '${token.text}' DAY.`;
    const [before, secondBefore] = [this.tokens[this.index - 1]?.text ?? '', this.tokens[this.index - 2]?.text ?? ''];
    return hintAfter(before, secondBefore, token) || hintFor(token, this.peek(1), what);
  }

  private displayBefore(): string {
    const before = this.tokens[this.index - 1];
    if (before === undefined) return '';
    const first = before.word === 'BY' ? this.tokens[this.index - 2] : undefined;
    return ` after ${first === undefined ? '' : `${display(first)} `}${display(before)}`;
  }

  skipTo(index: number): void {
    while (this.index < index && !this.atEnd) this.advance();
    this.quietUntil = Math.max(this.quietUntil, this.index + 1);
  }

  /** Passes tokens until `stop` holds, taking parentheses as a whole; stops before an unmatched `)`. */
  skipUntil(stop: (token: Token) => boolean): void {
    while (!this.atEnd && !stop(this.token) && !this.atOperator(')')) {
      const close = this.closing(this.index);
      this.skipTo((close ?? this.index) + 1);
    }
  }

  /** Runs `read` one level deeper; at the limit reports once, drops the rest of the statement and gives `otherwise`. */
  nested<T>(read: () => T, otherwise: () => T): T {
    if (this.stopped) return otherwise();
    if (this.depth >= maximumNesting) {
      this.stop(this.token.range, `This is nested more than ${maximumNesting} levels deep, which is too deep to read.`);
      return otherwise();
    }
    this.depth++;
    const result = read();
    this.depth--;
    return result;
  }

  private stop(range: Range, message: string): void {
    this.quietUntil = -1;
    this.report(range, message);
    this.stopped = true;
    this.index = this.tokens.length;
  }
}

export function display(token: Token): string {
  if (token.kind === 'word') return isKeyword(token.word) ? token.word : shorten(token.text);
  const text = shorten(token.text.replace(/\s+/g, ' '));
  return token.kind === 'operator' ? `"${text}"` : text;
}

function isKeyword(word: string): boolean {
  return reservedWords.has(word) || clauseNames.has(word);
}

/** Shown in capitals like reserved words. */
const clauseNames: ReadonlySet<string> = new Set('LIMIT OFFSET FETCH WINDOW PARTITION OVER FILTER'.split(' '));

function endOf(offset: number): Token {
  return {
    kind: 'operator',
    range: { start: offset, end: offset },
    text: '',
    word: '',
    number: undefined,
    message: undefined,
    standIn: undefined,
  };
}

/** For every opening parenthesis or bracket the index of its partner, -1 where there is none. */
function pairParentheses(tokens: readonly Token[]): Int32Array {
  const pairs = new Int32Array(tokens.length).fill(-1);
  const open: number[] = [];
  const count = { '(': 0, '[': 0 };
  tokens.forEach(({ text }, index) => {
    if (text === '(' || text === '[') {
      open.push(index);
      count[text]++;
    } else if (text === ')' || text === ']') {
      const opener = text === ')' ? '(' : '[';
      while (count[opener] > 0) {
        const partner = open.pop() ?? 0;
        const kind = tokens[partner]?.text === '(' ? '(' : '[';
        count[kind]--;
        if (kind !== opener) continue;
        pairs[partner] = index;
        break;
      }
    }
  });
  return pairs;
}
