/** Where the `:name` parameters of a statement stand, and what is wanted there. */
import { functionNamed, signaturesOf } from '../catalog/functions.js';
import { parameterAt, takes, type TypePattern } from '../catalog/signature.js';
import type { Analysis } from '../lang/analysis.js';
import type { Expression, FunctionCall, Placeholder, Statement } from '../lang/syntax.js';
import { typeOfName } from '../lang/typeRules.js';
import { visit, type SyntaxNode } from '../lang/walk.js';
import type { LakeType } from '../result/types.js';

export const parameterKinds = ['text', 'number', 'time', 'list', 'numbers', 'account', 'region'] as const;
export type ParameterKind = (typeof parameterKinds)[number];

export interface ParameterPlace {
  readonly name: string;
  readonly placeholder: Placeholder;
  /** Undefined where any value may stand. */
  readonly kind: ParameterKind | undefined;
  /** Stands in the list of IN, where a list is its members. */
  readonly inList: boolean;
}

type TypeOf = (expression: Expression) => LakeType;

/** In the order of the text. Pure. */
export function parameterPlaces(
  statement: Statement,
  analysis: Pick<Analysis, 'typeOf'> | undefined,
): readonly ParameterPlace[] {
  const found: ParameterPlace[] = [];
  const typeOf: TypeOf = (expression) => analysis?.typeOf(expression) ?? { kind: 'unknown' };
  visit(statement, {
    enter: (node, parents) => {
      if (node.kind !== 'placeholder' || node.parameter === undefined) return;
      const direct = parents.at(-1);
      const inList = direct?.kind === 'inList' && direct.items.includes(node);
      found.push({ name: node.parameter, placeholder: node, kind: kindWithin(node, parents, typeOf), inList });
    },
  });
  return found;
}

function kindWithin(
  placeholder: Placeholder,
  parents: readonly SyntaxNode[],
  typeOf: TypeOf,
): ParameterKind | undefined {
  let child: SyntaxNode = placeholder;
  for (const parent of parents.toReversed()) {
    if (parent.kind !== 'parenthesized') return kindAt(parent, child, typeOf);
    child = parent;
  }
  return undefined;
}

function kindAt(parent: SyntaxNode, child: SyntaxNode, typeOf: TypeOf): ParameterKind | undefined {
  switch (parent.kind) {
    case 'comparison':
      return kindOfPartner(parent.left === child ? parent.right : parent.left, typeOf);
    case 'between':
      return kindOfPartner(parent.operand === child ? parent.low : parent.operand, typeOf);
    case 'inList': {
      if (parent.operand === child) return undefined;
      const member = kindOfPartner(parent.operand, typeOf);
      if (parent.items.length > 1) return member;
      return member === 'number' ? 'numbers' : 'list';
    }
    case 'like':
      return 'text';
    case 'cast':
      return kindOfType(typeOfName(parent.type));
    case 'subscript':
      if (parent.index !== child) return undefined;
      return typeOf(parent.base).kind === 'array' ? 'number' : undefined;
    case 'call':
      return kindOfArgument(parent, child);
    case 'binary': {
      if (parent.operator === '||') return undefined;
      const partner = kindOfPartner(parent.left === child ? parent.right : parent.left, typeOf);
      return partner === 'number' ? partner : undefined;
    }
    case 'unary':
    case 'limit':
    case 'fetch':
      return 'number';
    case 'query':
      return parent.offset === child ? 'number' : undefined;
    default:
      return undefined;
  }
}

function kindOfPartner(partner: Expression, typeOf: TypeOf): ParameterKind | undefined {
  const name = partner.kind === 'column' || partner.kind === 'dereference' ? partner.name.name : '';
  if (/account(id)?$/i.test(name)) return 'account';
  if (/region$/i.test(name)) return 'region';
  return kindOfType(typeOf(partner));
}

function kindOfType(type: LakeType): ParameterKind | undefined {
  if (type.kind !== 'scalar') return undefined;
  switch (type.name) {
    case 'timestamp':
    case 'timestamp with time zone':
    case 'date':
      return 'time';
    case 'integer':
    case 'bigint':
    case 'double':
    case 'decimal':
      return 'number';
    default:
      return 'text';
  }
}

/**
 * What all signatures agree on. A time is not asked for here: it is written as a text, which CAST and comparisons take
 * for a time and functions do not.
 */
function kindOfArgument(call: FunctionCall, child: SyntaxNode): ParameterKind | undefined {
  const index = call.arguments.findIndex((argument) => argument === child);
  const found = index < 0 ? undefined : functionNamed(call.name.at(-1)?.name ?? '');
  if (!found) return undefined;
  const [kind, ...others] = new Set(
    signaturesOf(found)
      .filter((signature) => takes(signature, call.arguments.length))
      .map((signature) => kindOfPattern(parameterAt(signature, index)?.type)),
  );
  return others.length > 0 ? undefined : kind;
}

function kindOfPattern(pattern: TypePattern | undefined): ParameterKind | undefined {
  if (pattern?.kind === 'class' && pattern.name === 'number') return 'number';
  if (pattern?.kind === 'variable' && pattern.name === 'N') return 'number';
  const kind = pattern?.kind === 'exact' ? kindOfType(pattern.type) : undefined;
  return kind === 'time' ? undefined : kind;
}
