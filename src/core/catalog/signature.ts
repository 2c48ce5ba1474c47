/** Signatures of functions as data, read from the notation of `functionData.ts`. */
import { scalar, type LakeType, type ScalarName } from '../result/types.js';

/** What an argument may be, or what a result is made of. */
export type TypePattern =
  | { readonly kind: 'exact'; readonly type: LakeType }
  /** One letter. `N` takes numbers only, `D` dates and times only. */
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'class'; readonly name: 'number' | 'instant' | 'datetime' }
  | { readonly kind: 'any' }
  | { readonly kind: 'array'; readonly element: TypePattern }
  | { readonly kind: 'map'; readonly key: TypePattern; readonly value: TypePattern }
  | { readonly kind: 'row'; readonly fields: readonly TypePattern[] }
  | { readonly kind: 'function'; readonly parameters: readonly TypePattern[]; readonly result: TypePattern }
  | { readonly kind: 'oneOf'; readonly options: readonly TypePattern[] }
  /** Types that no column can have: geometry, sketches, digests. */
  | { readonly kind: 'opaque'; readonly name: string };

export interface Parameter {
  readonly name: string;
  readonly type: TypePattern;
  /** As written, for people: `value any...`. */
  readonly text: string;
}

export interface Signature {
  /** For people: `date_add(unit varchar, value bigint, time D) -> D`. */
  readonly text: string;
  readonly parameters: readonly Parameter[];
  /** The last parameter may be given any number of times, also none. */
  readonly variadic: boolean;
  readonly result: TypePattern;
}

/** Reads `name(parameter type, ...) -> type`. */
export function readSignature(text: string): Signature {
  const open = text.indexOf('(');
  const arrow = text.lastIndexOf(') -> ');
  const parameters = splitAtCommas(text.slice(open + 1, arrow)).map(readParameter);
  return {
    text,
    parameters,
    variadic: parameters.at(-1)?.text.endsWith('...') ?? false,
    result: readPattern(text.slice(arrow + ') -> '.length)),
  };
}

/** Whether a call with so many arguments fits. */
export function takes(signature: Signature, count: number): boolean {
  const { length } = signature.parameters;
  return signature.variadic ? count >= length - 1 : count === length;
}

/** The parameter that the argument with this index is for. */
export function parameterAt(signature: Signature, index: number): Parameter | undefined {
  return signature.parameters[signature.variadic ? Math.min(index, signature.parameters.length - 1) : index];
}

function readParameter(text: string): Parameter {
  const blank = text.indexOf(' ');
  return { name: text.slice(0, blank), type: readPattern(text.slice(blank + 1).replace(/\.\.\.$/, '')), text };
}

function readPattern(text: string): TypePattern {
  const options = splitTopLevel(text, '|');
  if (options.length > 1) return { kind: 'oneOf', options: options.map(readPattern) };
  const open = text.indexOf('(');
  if (open > 0) return readNested(text.slice(0, open), splitAtCommas(text.slice(open + 1, -1)).map(readPattern));
  if (text === 'any') return { kind: 'any' };
  if (text === 'number' || text === 'instant' || text === 'datetime') return { kind: 'class', name: text };
  if (/^[A-Z]$/.test(text)) return { kind: 'variable', name: text };
  return isScalarName(text) ? { kind: 'exact', type: scalar(text) } : { kind: 'opaque', name: text };
}

function readNested(word: string, inner: readonly TypePattern[]): TypePattern {
  const [first, second] = inner;
  if (word === 'array' && first) return { kind: 'array', element: first };
  if (word === 'map' && first && second) return { kind: 'map', key: first, value: second };
  if (word === 'row') return { kind: 'row', fields: inner };
  const result = inner.at(-1);
  if (word === 'function' && result) return { kind: 'function', parameters: inner.slice(0, -1), result };
  return { kind: 'opaque', name: word };
}

function splitAtCommas(text: string): readonly string[] {
  return splitTopLevel(text, ',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function splitTopLevel(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    else if (character === separator && depth === 0) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)];
}

const scalarNames: ReadonlySet<string> = new Set([
  'varchar',
  'boolean',
  'integer',
  'bigint',
  'double',
  'decimal',
  'timestamp',
  'timestamp with time zone',
  'date',
  'time',
  'interval',
  'json',
  'varbinary',
  'ipaddress',
  'uuid',
] satisfies ScalarName[]);

const isScalarName = (text: string): text is ScalarName => scalarNames.has(text);
