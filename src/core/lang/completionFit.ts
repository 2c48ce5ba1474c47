/** Which columns and functions are of the type that fits at the caret: they come first, the others stay within reach. */
import type { LakeFunction } from '../catalog/functions.js';
import type { TypePattern } from '../catalog/signature.js';
import type { LakeType } from '../result/types.js';
import type { Wanted } from './completionWanted.js';
import type { Resolution } from './resolve/resolution.js';

/** `usual`: nothing is wanted, or it cannot be told. */
export type Fit = 'fits' | 'usual' | 'misfits';

/** Kinds of types that stand for one another in a comparison; undefined: anything goes. */
type Kinds = ReadonlySet<string> | undefined;

export interface Fits {
  ofType(type: LakeType): Fit;
  ofFunction(lakeFunction: LakeFunction): Fit;
  /** What is wanted is a condition: a comparison may follow any column. */
  readonly isCondition: boolean;
  readonly wantsBoolean: boolean;
}

export function fitsFor(wanted: Wanted | undefined, resolution: Resolution | undefined): Fits {
  const isCondition = wanted?.kind === 'condition';
  const kinds = isCondition || !resolution ? undefined : wantedKinds(wanted, resolution);
  const fit = (found: Kinds): Fit => {
    if (!kinds || !found) return 'usual';
    return [...found].some((kind) => kinds.has(kind)) ? 'fits' : 'misfits';
  };
  return {
    isCondition,
    wantsBoolean: isCondition || (kinds?.has('boolean') ?? false),
    ofType: (type) => (type.kind === 'row' && !kinds?.has('row') ? 'usual' : fit(kindsOfType(type))),
    ofFunction: ({ signatureTexts: [signature = ''] }) => {
      const arrow = signature.lastIndexOf(') -> ');
      const result = arrow < 0 ? undefined : kindsOfResult(signature.slice(arrow + ') -> '.length));
      if (isCondition) return result?.has('boolean') ? 'fits' : 'usual';
      return fit(result);
    },
  };
}

function wantedKinds(wanted: Wanted | undefined, resolution: Resolution): Kinds {
  switch (wanted?.kind) {
    case 'value':
      return kindsOfType(resolution.typeOf(wanted.of));
    case 'type':
      return kindsOfType(resolution.typeOf(wanted.like));
    case 'argument':
      return kindsOfPattern(wanted.type);
    case 'mapKey':
      return resolution.typeOf(wanted.map).kind === 'array' ? numbers : texts;
    case 'jsonPath':
    case 'word':
      return texts;
    case 'condition':
    case undefined:
      return undefined;
  }
  return wanted satisfies never;
}

const texts: Kinds = new Set(['text']);
const numbers: Kinds = new Set(['number']);
const instants: Kinds = new Set(['instant']);

/** Scalar types by the kind in which they can be compared. */
const scalarKinds: ReadonlyMap<string, string> = new Map([
  ['varchar', 'text'],
  ['boolean', 'boolean'],
  ['integer', 'number'],
  ['bigint', 'number'],
  ['double', 'number'],
  ['decimal', 'number'],
  ['timestamp', 'instant'],
  ['timestamp with time zone', 'instant'],
  ['date', 'instant'],
  ['instant', 'instant'],
  ['datetime', 'instant'],
  ['number', 'number'],
]);

function kindsOfType(type: LakeType): Kinds {
  if (type.kind === 'unknown') return undefined;
  return new Set([type.kind === 'scalar' ? (scalarKinds.get(type.name) ?? type.name) : type.kind]);
}

function kindsOfPattern(pattern: TypePattern): Kinds {
  switch (pattern.kind) {
    case 'exact':
      return kindsOfType(pattern.type);
    case 'variable':
      return pattern.name === 'N' ? numbers : pattern.name === 'D' ? instants : undefined;
    case 'class':
      return new Set([scalarKinds.get(pattern.name) ?? pattern.name]);
    case 'array':
    case 'map':
    case 'row':
      return new Set([pattern.kind]);
    case 'oneOf': {
      const each = pattern.options.map(kindsOfPattern);
      return each.includes(undefined) ? undefined : new Set(each.flatMap((kinds) => [...(kinds ?? [])]));
    }
    case 'function':
    case 'opaque':
      // No column has such a type.
      return new Set([pattern.kind]);
    case 'any':
      return undefined;
  }
  return pattern satisfies never;
}

/** Of the result in a signature's text, without reading the whole signature: there are hundreds of functions. */
function kindsOfResult(text: string): Kinds {
  const [word = ''] = /^[\w ]+/.exec(text) ?? [];
  if (word === 'N') return numbers;
  if (word === 'D') return instants;
  if (/^(?:[A-Z]|any)$/.test(word)) return undefined;
  return new Set([scalarKinds.get(word) ?? word]);
}
