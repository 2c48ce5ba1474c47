/** Names: identifiers and what may stand as a table name. */
import type { Range } from './range.js';
import type { Reader } from './reader.js';
import type { Token } from './scanner.js';
import type { Identifier, TableName } from './syntax.js';
import { reservedWords } from './words.js';

export function atIdentifier(reader: Reader): boolean {
  return isIdentifier(reader.token);
}

export function isIdentifier(token: Token): boolean {
  switch (token.kind) {
    case 'word':
      return !reservedWords.has(token.word);
    case 'quotedIdentifier':
      return true;
    case 'error':
      return token.standIn === 'word' || token.standIn === 'quotedIdentifier';
    default:
      return false;
  }
}

/** Reads an identifier; if none stands here, reports that `what` was expected and gives a missing one. */
export function parseIdentifier(reader: Reader, what = 'a name'): Identifier {
  if (atIdentifier(reader)) return toIdentifier(reader.advance());
  reader.expected(what);
  return reader.missingIdentifier();
}

export function toIdentifier(token: Token): Identifier {
  const { kind, range, text, standIn } = token;
  const quoted = kind === 'quotedIdentifier' || standIn === 'quotedIdentifier';
  return { kind: 'identifier', name: quoted ? unquote(text) : text, quoted, range };
}

/** Text between the quotes with doubled quotes undone; the closing quote may be missing. */
export function unquote(text: string): string {
  const quote = text.charAt(0);
  const inner = text.length > 1 && text.endsWith(quote) ? text.slice(1, -1) : text.slice(1);
  return inner.replaceAll(quote + quote, quote);
}

export function parseIdentifierList(reader: Reader, what: string): Identifier[] {
  const open = reader.index;
  if (!reader.expectOperator('(')) return [];
  const names = [parseIdentifier(reader, what)];
  while (reader.acceptOperator(',')) names.push(parseIdentifier(reader, what));
  reader.close(open, '"," or ');
  return names;
}

export function parseTableName(reader: Reader): TableName | undefined {
  const { token } = reader;
  const { range, text } = token;
  if (token.kind === 'uuid') {
    reader.advance();
    return { kind: 'storeId', id: text.toLowerCase(), text, range };
  }
  if (token.kind === 'placeholder' || token.kind === 'parameter') {
    reader.advance();
    return { kind: 'tablePlaceholder', text, range };
  }
  if (!atIdentifier(reader)) return undefined;
  return parseQualifiedName(reader);
}

/** Precondition: an identifier stands here. */
export function parseQualifiedName(reader: Reader): Extract<TableName, { kind: 'qualifiedName' }> {
  const parts = [toIdentifier(reader.advance())];
  while (reader.atOperator('.')) {
    if (parts.length === 3)
      reader.report(reader.token.range, 'A table name has at most three parts: catalog, schema and table.');
    reader.advance();
    parts.push(parseIdentifier(reader, 'a name'));
  }
  const first = parts[0];
  const range: Range = { start: first?.range.start ?? reader.end, end: reader.end };
  return { kind: 'qualifiedName', parts, text: textOf(parts), range };
}

function textOf(parts: readonly Identifier[]): string {
  return parts.map(({ name, quoted }) => (quoted ? `"${name.replaceAll('"', '""')}"` : name)).join('.');
}
