/**
 * Lays statements out evenly. The layout is sql-formatter's (dialect trino), which knows neither bare UUIDs nor
 * placeholders: these are masked by names of the same length, and a statement whose tokens would differ afterwards is
 * left as it was.
 */
import type { Edit } from './edits.js';
import { segmentParser } from './incremental.js';
import type { FormatOptions } from './layout.js';
import { scan, type Token } from './scanner.js';
import type { Range } from './range.js';

export type { FormatOptions } from './layout.js';

export const defaultFormatOptions: FormatOptions = { tabSize: 2, insertSpaces: true };

/**
 * Edits that lay out every statement touching `within` (absent: all), one edit a statement, none for those that are
 * laid out already, have a syntax error, or cannot be laid out without a change of their tokens.
 */
export async function formatEdits(
  text: string,
  options: FormatOptions = defaultFormatOptions,
  within?: Range,
): Promise<readonly Edit[]> {
  // Loaded with the first use: it is a fifth of the language server, and most texts are never laid out.
  const { layOut } = await import('./layout.js');
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  return segmentParser()(text).flatMap(({ statement, problems }) => {
    // Also a comment after the statement that is not closed: what is in it cannot be told.
    if (!statement || problems.length > 0) return [];
    const { range } = statement;
    if (within && (range.end < within.start || range.start > within.end)) return [];
    const written = text.slice(range.start, range.end);
    const formatted = formatStatement(written, lineEnd, options, layOut);
    return formatted === undefined || formatted === written ? [] : [{ range, text: formatted }];
  });
}

function formatStatement(
  written: string,
  lineEnd: '\n' | '\r\n',
  options: FormatOptions,
  layOut: (masked: string, options: FormatOptions) => string,
): string | undefined {
  const tokens = scan(written);
  const masks = new Map<string, string>();
  const masked = replaceTokens(written, tokens, (token) => {
    if (token.kind !== 'uuid' && token.kind !== 'placeholder' && token.kind !== 'parameter') return undefined;
    const name = `lkq${masks.size}`.padEnd(token.text.length, '_');
    masks.set(name, token.text);
    return name;
  });
  try {
    const laidOut = layOut(masked, options);
    const unmasked = replaceTokens(laidOut, scan(laidOut), (token) => masks.get(token.text));
    const formatted = lineEnd === '\n' ? unmasked : unmasked.replaceAll(/\r?\n/g, lineEnd);
    return sameTokens(tokens, scan(formatted)) ? formatted : undefined;
  } catch {
    // sql-formatter gives up on what it cannot read; the text stays as the user wrote it.
    return undefined;
  }
}

function replaceTokens(
  text: string,
  tokens: readonly Token[],
  replacement: (token: Token) => string | undefined,
): string {
  const parts: string[] = [];
  let at = 0;
  for (const token of tokens) {
    const replaced = replacement(token);
    if (replaced === undefined) continue;
    parts.push(text.slice(at, token.range.start), replaced);
    at = token.range.end;
  }
  return parts.join('') + text.slice(at);
}

/** Comments may be indented anew: their lines are compared without the blanks around them. */
function sameTokens(before: readonly Token[], after: readonly Token[]): boolean {
  if (before.length !== after.length) return false;
  return before.every((token, index) => {
    const other = after[index];
    return other?.kind === token.kind && comparable(token) === comparable(other);
  });
}

const comparable = ({ kind, text }: Token): string =>
  kind === 'comment'
    ? text
        .split('\n')
        .map((line) => line.trim())
        .join('\n')
    : text;
