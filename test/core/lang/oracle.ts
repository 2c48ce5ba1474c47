/** The Trino grammar of dt-sql-parser, the second opinion on what is a statement. */
import { build } from 'esbuild';
import { mkdtemp } from 'node:fs/promises';
import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Range } from '../../../src/core/lang/range.js';
import { scan } from '../../../src/core/lang/scanner.js';
import type { Token } from '../../../src/core/lang/scanner.js';
import type { Statement } from '../../../src/core/lang/syntax.js';
import { tableNamesOf, visit } from '../../../src/core/lang/walk.js';

export interface Oracle {
  /** Offset of the first error, or undefined when the grammar takes the text. */
  firstError(text: string): number | undefined;
  /** Words that the grammar knows, in upper case. To it all other words are alike. */
  readonly keywords: ReadonlySet<string>;
}

interface TrinoParser {
  validate(text: string): { startLine: number; startColumn: number; message: string }[];
}

/** Its package cannot be imported by Node as it is (imports of folders), so it is bundled first. */
export async function loadOracle(): Promise<Oracle> {
  const folder = await mkdtemp(join(tmpdir(), 'lakesql-oracle-'));
  const outfile = join(folder, 'oracle.mjs');
  const contents =
    "export { TrinoSQL } from 'dt-sql-parser'; export { TrinoSqlLexer } from 'dt-sql-parser/dist/lib/trino/TrinoSqlLexer';";
  const stdin = { contents, resolveDir: process.cwd() };
  await build({ stdin, bundle: true, format: 'esm', platform: 'node', outfile, logLevel: 'silent' });
  const { TrinoSQL, TrinoSqlLexer } = (await import(pathToFileURL(outfile).href)) as {
    TrinoSQL: new () => TrinoParser;
    TrinoSqlLexer: { readonly literalNames: readonly (string | null)[] };
  };
  const parser = new TrinoSQL();
  const keywords = TrinoSqlLexer.literalNames.flatMap((name) => /^'([A-Z]\w*)'$/.exec(name ?? '')?.[1] ?? []);
  return {
    firstError: (text) => quietly(() => offsetOfFirst(text, parser.validate(text))),
    keywords: new Set(keywords),
  };
}

/** The text with all names, texts and numbers alike: what the grammar takes or refuses for its shape alone. */
export function shapeOf(text: string, { keywords }: Oracle): string {
  return scan(text)
    .map((token) => {
      switch (token.kind) {
        case 'word':
          return keywords.has(token.word) ? token.word : /^[A-Z_]/.test(token.word) ? 'a' : token.text;
        case 'string':
          return "'s'";
        case 'quotedIdentifier':
          return '"q"';
        case 'number':
          return token.number === 'integer' ? '1' : token.text;
        case 'comment':
          return '';
        default:
          return token.text;
      }
    })
    .join(' ');
}

/** The parser also prints every error. */
function quietly<T>(run: () => T): T {
  const { error } = console;
  console.error = () => undefined;
  try {
    return run();
  } finally {
    console.error = error;
  }
}

function offsetOfFirst(text: string, errors: ReturnType<TrinoParser['validate']>): number | undefined {
  const first = errors[0];
  if (first === undefined) return undefined;
  const lines = text.split('\n').slice(0, first.startLine - 1);
  return lines.reduce((sum, line) => sum + line.length + 1, 0) + first.startColumn - 1;
}

/**
 * The text of a statement with what only Lake and its documents write replaced by what Trino reads: names for bare IDs
 * and placeholders that stand as tables, numbers after LIMIT and the like, strings elsewhere.
 */
export function toTrino(text: string, statement: Statement): string {
  const tables = new Set(tableNamesOf(statement).map(({ range }) => range.start));
  const patterns: Range[] = [];
  visit(statement, { enter: (node) => (node.kind === 'matchRecognize' ? void patterns.push(node.body) : undefined) });
  let result = '';
  let at = statement.range.start;
  let previous: Token | undefined;
  for (const token of scan(text)) {
    if (token.range.start < at || token.range.end > statement.range.end) continue;
    const isLakeOnly = ['uuid', 'placeholder', 'parameter'].includes(token.kind) && !isQuantifier(token, patterns);
    result += text.slice(at, token.range.start);
    result += isLakeOnly ? standIn(previous, tables.has(token.range.start)) : token.text;
    at = token.range.end;
    if (token.kind !== 'comment') previous = token;
  }
  return result + text.slice(at, statement.range.end);
}

/** In a pattern of MATCH_RECOGNIZE `?` is no placeholder. */
function isQuantifier({ text, range }: Token, patterns: readonly Range[]): boolean {
  return text === '?' && patterns.some(({ start, end }) => start <= range.start && range.end <= end);
}

function standIn(previous: Token | undefined, isTable: boolean): string {
  if (isTable) return '"x"';
  return ['LIMIT', 'OFFSET', 'FIRST', 'NEXT'].includes(previous?.word ?? '') ? '1' : "'x'";
}

export interface PublishedQuery {
  readonly id: string;
  readonly verdict: string;
  readonly text: string;
}

const folder = resolve(process.cwd(), '../shared/data/queries');

/** Published Lake queries from the conformance data; none where that is not present. */
export function publishedQueries(): readonly PublishedQuery[] {
  if (!existsSync(join(folder, 'index.json'))) return [];
  const index = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')) as {
    id: string;
    file: string;
    verdict: string;
  }[];
  return index.map(({ id, file, verdict }) => ({ id, verdict, text: readFileSync(join(folder, file), 'utf8') }));
}
