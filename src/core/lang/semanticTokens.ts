/** Colours by meaning: what the resolver knows of a name and a grammar of patterns cannot. */
import type { Analysis, Reference } from './analysis.js';
import { bindingsOf, sharedKinds } from './bindings.js';
import type { TextPart } from './document.js';
import type { Range } from './range.js';
import type { Identifier, TableName } from './syntax.js';
import { visit, type SyntaxNode } from './walk.js';

/** Types that the themes of VS Code colour. The order is part of what clients are told: append only. */
export const semanticTokenTypes = [
  'namespace',
  'class',
  'function',
  'variable',
  'parameter',
  'property',
  'type',
] as const;
/** The order is part of what clients are told: append only. */
export const semanticTokenModifiers = ['definition', 'readonly', 'defaultLibrary'] as const;

type TokenType = (typeof semanticTokenTypes)[number];
type Modifier = (typeof semanticTokenModifiers)[number];

/** Tokens of one part in the form of the Language Server Protocol, five numbers each. */
export interface EncodedTokens {
  /**
   * Line and character count from the token before; for the first token from the start of the part, the character from
   * the start of its line where that is not the part's first.
   */
  readonly data: readonly number[];
  /** Place of the last token, counted like that of the first. Undefined without tokens. */
  readonly last: { readonly line: number; readonly character: number } | undefined;
}

/** For `TextPart.derived`. Names that hold a line break have no colour. */
export function encodedTokens(part: TextPart, text: string): EncodedTokens {
  const data: number[] = [];
  let line = 0;
  let lineStart = part.range.start;
  let last: EncodedTokens['last'];
  let at = part.range.start;
  for (const { range, type, modifiers } of tokensOf(part, text)) {
    for (; at < range.start; at += 1) {
      if (!isLineEnd(text, at)) continue;
      line += 1;
      lineStart = at + 1;
    }
    const character = range.start - lineStart;
    const sameLine = last?.line === line;
    data.push(
      line - (last?.line ?? 0),
      sameLine ? character - (last?.character ?? 0) : character,
      range.end - range.start,
      semanticTokenTypes.indexOf(type),
      modifiers.reduce((bits, modifier) => bits | (1 << semanticTokenModifiers.indexOf(modifier)), 0),
    );
    last = { line, character };
  }
  return { data, last };
}

/** At the last character of a line break: LF, CR LF or a lone CR. */
function isLineEnd(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10);
}

interface SemanticToken {
  readonly range: Range;
  readonly type: TokenType;
  readonly modifiers: readonly Modifier[];
}

/** In the order of the text, without overlaps; ranges in the whole text. */
function tokensOf(part: TextPart, text: string): readonly SemanticToken[] {
  const { range: whole, analyzed } = part;
  const tokens: SemanticToken[] = [];
  const add = ({ start, end }: Range, type: TokenType, ...modifiers: readonly Modifier[]): void => {
    if (end > start) tokens.push({ range: { start, end }, type, modifiers });
  };
  if (analyzed) {
    visit(analyzed.statement, { enter: (node) => colour(node, analyzed.analysis, add) });
  }
  const taken = new Set(tokens.map(({ range }) => range.start));
  for (const { range, defines, key } of part.derived(bindingsOf).occurrences) {
    const { start, end } = { start: whole.start + range.start, end: whole.start + range.end };
    if (key.startsWith(sharedKinds.parameter)) add({ start, end }, 'parameter');
    else if (defines !== undefined && !taken.has(start)) add({ start, end }, typeOfDefinition[defines], 'definition');
    else if (!taken.has(start) && key.startsWith('i:')) add({ start, end }, 'variable');
  }
  tokens.sort((a, b) => a.range.start - b.range.start);
  return tokens.filter(
    ({ range }, index) =>
      range.start >= (tokens[index - 1]?.range.end ?? 0) && !/[\r\n]/.test(text.slice(range.start, range.end)),
  );
}

const typeOfDefinition = {
  relation: 'class',
  commonTable: 'class',
  column: 'variable',
  lambdaParameter: 'parameter',
  window: 'variable',
} as const satisfies Record<string, TokenType>;

type Add = (range: Range, type: TokenType, ...modifiers: readonly Modifier[]) => void;

function colour(node: SyntaxNode, analysis: Analysis, add: Add): void {
  if (node.kind === 'typeName') {
    // `array(varchar)`: the types within are nodes of their own.
    if (node.arguments.length === 0 && node.precision.length === 0) add(node.range, 'type', 'defaultLibrary');
    return;
  }
  if (!isName(node)) return;
  const reference = analysis.referenceOf(node);
  const range = node.kind === 'qualifiedName' ? (node.parts.at(-1)?.range ?? node.range) : node.range;
  if (reference) colourOf(reference, node.range, (...how) => add(range, ...how));
}

function isName(node: SyntaxNode): node is Identifier | TableName {
  return ['identifier', 'storeId', 'tablePlaceholder', 'qualifiedName'].includes(node.kind);
}

function colourOf(
  reference: Reference,
  { start }: Range,
  add: (type: TokenType, ...modifiers: readonly Modifier[]) => void,
): void {
  switch (reference.kind) {
    case 'store':
      add('namespace', 'readonly');
      return;
    case 'commonTable':
    case 'relation':
      add('class');
      return;
    case 'column':
      if (reference.definition) add('variable');
      else add('variable', 'readonly');
      return;
    case 'member':
      add('property', 'readonly');
      return;
    case 'lambdaParameter':
      add('parameter', ...(reference.definition.start === start ? (['definition'] as const) : []));
      return;
    case 'selectAlias':
      add('variable', ...(reference.definition.start === start ? (['definition'] as const) : []));
      return;
    case 'function':
      add('function', 'defaultLibrary');
      return;
  }
  return reference satisfies never;
}
