/** Where statements lie in a text, and what the head of a file says about running them. */
import type { Range } from './range.js';
import { scanStatement } from './scanner.js';
import type { Token } from './scanner.js';
import type { ParsedText, Statement } from './syntax.js';

/**
 * The statement that a caret stands on: in it, on its semicolon, or after that on the same line. Between two
 * statements on one line it is the one that begins at the caret, else the one before.
 */
export function statementAt(parsed: ParsedText, offset: number): Statement | undefined {
  const { statements, text } = parsed;
  const last = statements.findLast(({ range }) => range.start <= offset);
  if (last !== undefined && offset <= reach(text, last.range.end)) return last;
  const next = statements.find(({ range }) => range.start > offset);
  if (next === undefined) return undefined;
  const between = text.slice(offset, next.range.start);
  return /^[ \t]*$/.test(between) ? next : undefined;
}

/** End of what belongs to a statement: its semicolon, wherever the next line may have it, and the rest of that line. */
function reach(text: string, end: number): number {
  const semicolon = /\s*;/y;
  semicolon.lastIndex = end;
  const from = end + (semicolon.exec(text)?.[0].length ?? 0);
  const rest = /[^\r\n]*/y;
  rest.lastIndex = from;
  return from + (rest.exec(text)?.[0].length ?? 0);
}

export const directiveNames = ['store', 'backend', 'profile', 'region'] as const;
export type DirectiveName = (typeof directiveNames)[number];

/** One `-- @name value` line. */
export interface Directive {
  readonly name: string;
  /** Without the blanks around it; may be empty. */
  readonly value: string;
  /** The whole comment. */
  readonly range: Range;
  readonly nameRange: Range;
  readonly valueRange: Range;
}

export type FileDirectives = { readonly [name in DirectiveName]: Directive | undefined } & {
  /** Lines in the form of a directive with a name that is not known, or given before. */
  readonly unknown: readonly Directive[];
};

/** Reads the `-- @store prod-trail` lines in the comments before the first statement. The first of a name counts. */
export function fileDirectives(text: string): FileDirectives {
  const known = new Map<string, Directive>();
  const unknown: Directive[] = [];
  for (const directive of readDirectives(text)) {
    const isKnown = directiveNames.some((name) => name === directive.name);
    if (isKnown && !known.has(directive.name)) known.set(directive.name, directive);
    else unknown.push(directive);
  }
  return {
    store: known.get('store'),
    backend: known.get('backend'),
    profile: known.get('profile'),
    region: known.get('region'),
    unknown,
  };
}

function readDirectives(source: string): Directive[] {
  const directives: Directive[] = [];
  const tokens: Token[] = [];
  scanStatement(source, 0, tokens);
  for (const { kind, range, text } of tokens) {
    if (kind !== 'comment') break;
    const match = /^(--[ \t]*@)([A-Za-z][\w-]*)([ \t]*)(.*)$/.exec(text.trimEnd());
    if (match === null) continue;
    const [, lead = '', name = '', gap = '', value = ''] = match;
    const nameStart = range.start + lead.length;
    const valueStart = nameStart + name.length + gap.length;
    directives.push({
      name: name.toLowerCase(),
      value,
      range,
      nameRange: { start: nameStart, end: nameStart + name.length },
      valueRange: { start: valueStart, end: valueStart + value.length },
    });
  }
  return directives;
}
