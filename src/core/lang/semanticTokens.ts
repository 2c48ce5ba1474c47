/** Colours by meaning: what the resolver knows of a name and a grammar of patterns cannot. */
import type { Reference } from './analysis.js';
import { bindingsOf, sharedKinds, type Occurrence } from './bindings.js';
import type { TextPart } from './document.js';
import type { Range } from './range.js';

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
  const from = part.range.start;
  const { occurrences, typeNames } = part.derived(bindingsOf);
  const tokens = [
    ...occurrences.map((occurrence) => tokenOf(occurrence)),
    ...typeNames.map((range): SemanticToken => ({ range, type: 'type', modifiers: ['defaultLibrary'] })),
  ]
    .map(({ range, ...how }) => ({ ...how, range: { start: from + range.start, end: from + range.end } }))
    .sort((a, b) => a.range.start - b.range.start);
  return tokens.filter(
    ({ range }, index) =>
      range.start >= (tokens[index - 1]?.range.end ?? 0) && !/[\r\n]/.test(text.slice(range.start, range.end)),
  );
}

function tokenOf({ range, defines, key, reference }: Occurrence): SemanticToken {
  if (key.startsWith(sharedKinds.parameter)) return { range, type: 'parameter', modifiers: [] };
  if (defines !== undefined) return { range, type: typeOfDefinition[defines], modifiers: ['definition'] };
  return { range, ...(reference ? colourOf(reference) : { type: 'variable', modifiers: [] }) };
}

const typeOfDefinition = {
  relation: 'class',
  commonTable: 'class',
  column: 'variable',
  lambdaParameter: 'parameter',
  window: 'variable',
} as const satisfies Record<string, TokenType>;

type Colour = Pick<SemanticToken, 'type' | 'modifiers'>;

function colourOf(reference: Reference): Colour {
  switch (reference.kind) {
    case 'store':
      return { type: 'namespace', modifiers: ['readonly'] };
    case 'commonTable':
    case 'relation':
      return { type: 'class', modifiers: [] };
    case 'column':
      return { type: 'variable', modifiers: reference.definition ? [] : ['readonly'] };
    case 'member':
      return { type: 'property', modifiers: ['readonly'] };
    case 'lambdaParameter':
      return { type: 'parameter', modifiers: [] };
    case 'selectAlias':
      return { type: 'variable', modifiers: [] };
    case 'function':
      return { type: 'function', modifiers: ['defaultLibrary'] };
  }
  return reference satisfies never;
}
