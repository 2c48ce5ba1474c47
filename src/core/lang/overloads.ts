/** Which overload of a function a call means, and what its type variables stand for. */
import { parameterAt, takes, type Signature, type TypePattern } from '../catalog/signature.js';
import type { LakeType } from '../result/types.js';
import { unknownType } from '../result/types.js';
import { coerces, commonType, isDatetime, isInstant, isNumber, isText, isUnknown, sameType } from './typeRules.js';

export interface Argument {
  readonly type: LakeType;
  /** Number of parameters of a lambda; undefined for everything else. */
  readonly lambda: number | undefined;
  /** A text literal, which Lake reads as a time where a time is wanted. */
  readonly textLiteral: boolean;
}

export interface Overload {
  readonly signature: Signature;
  readonly bindings: Bindings;
}

/** Type variables to types; changed while arguments are looked at. */
export type Bindings = Map<string, LakeType>;

/**
 * The overloads that take these arguments, exact ones first and else those that take them by coercion. Lambdas are
 * only counted; their result is bound later with `bindResult`.
 */
export function overloadsFor(signatures: readonly Signature[], given: readonly Argument[]): readonly Overload[] {
  const candidates = signatures.filter((signature) => takes(signature, given.length));
  for (const exact of [true, false]) {
    const fitting = candidates.flatMap((signature) => {
      const bindings: Bindings = new Map();
      const fits = given.every((argument, index) => {
        const pattern = parameterAt(signature, index)?.type;
        return pattern !== undefined && fitsArgument(pattern, argument, bindings, exact);
      });
      return fits ? [{ signature, bindings }] : [];
    });
    if (fitting.length > 0) return fitting;
  }
  return [];
}

/** Index of the first argument that no overload takes, judged by the overload that comes furthest. */
export function firstMisfit(signatures: readonly Signature[], given: readonly Argument[]): number {
  const reached = signatures
    .filter((signature) => takes(signature, given.length))
    .map((signature) => {
      const bindings: Bindings = new Map();
      return given.findIndex((argument, index) => {
        const pattern = parameterAt(signature, index)?.type;
        return !pattern || !fitsArgument(pattern, argument, bindings, false);
      });
    });
  return Math.max(0, ...reached);
}

/** Binds a lambda's result type. False where the overload wants another type, such as boolean. */
export function bindResult(pattern: TypePattern, type: LakeType, bindings: Bindings): boolean {
  return bind(pattern, type, bindings, false);
}

/** The pattern with its variables replaced; what is not bound is unknown. */
export function substitute(pattern: TypePattern, bindings: Bindings): LakeType {
  switch (pattern.kind) {
    case 'exact':
      return pattern.type;
    case 'variable':
      return bindings.get(pattern.name) ?? unknownType;
    case 'array':
      return { kind: 'array', element: substitute(pattern.element, bindings) };
    case 'map':
      return { kind: 'map', key: substitute(pattern.key, bindings), value: substitute(pattern.value, bindings) };
    case 'row':
      return {
        kind: 'row',
        fields: pattern.fields.map((field, index) => ({ name: `field${index}`, type: substitute(field, bindings) })),
      };
    case 'class':
    case 'any':
    case 'function':
    case 'oneOf':
    case 'opaque':
      return unknownType;
  }
  return pattern satisfies never;
}

function fitsArgument(pattern: TypePattern, argument: Argument, bindings: Bindings, exact: boolean): boolean {
  if (pattern.kind === 'function') return argument.lambda === pattern.parameters.length;
  if (argument.lambda !== undefined) return false;
  if (bind(pattern, argument.type, bindings, exact)) return true;
  return !exact && argument.textLiteral && takesTime(pattern, bindings);
}

/** A text literal in place of a time: `date_trunc('day', '2026-01-01')`. */
function takesTime(pattern: TypePattern, bindings: Bindings): boolean {
  if (pattern.kind === 'class') return pattern.name !== 'number';
  return pattern.kind === 'variable' && (pattern.name === 'D' || isDatetime(bindings.get(pattern.name) ?? unknownType));
}

function bind(pattern: TypePattern, type: LakeType, bindings: Bindings, exact: boolean): boolean {
  if (pattern.kind === 'any') return true;
  // No column has such a type, nor any function whose result is known.
  if (pattern.kind === 'opaque') return isUnknown(type);
  if (pattern.kind === 'variable') return bindVariable(pattern.name, type, bindings, exact);
  if (pattern.kind === 'oneOf') return pattern.options.some((option) => bind(option, type, bindings, exact));
  if (isUnknown(type)) return true;
  switch (pattern.kind) {
    case 'exact':
      return exact ? sameType(type, pattern.type) : coerces(type, pattern.type);
    case 'class':
      if (pattern.name === 'number') return isNumber(type);
      return pattern.name === 'instant' ? isInstant(type) : isDatetime(type);
    case 'array':
      return type.kind === 'array' && bind(pattern.element, type.element, bindings, exact);
    case 'map':
      return (
        type.kind === 'map' &&
        bind(pattern.key, type.key, bindings, exact) &&
        bind(pattern.value, type.value, bindings, exact)
      );
    case 'row':
      return (
        type.kind === 'row' &&
        type.fields.length === pattern.fields.length &&
        pattern.fields.every((field, index) => bind(field, type.fields[index]?.type ?? unknownType, bindings, exact))
      );
    case 'function':
      return false;
  }
  return pattern satisfies never;
}

function bindVariable(name: string, type: LakeType, bindings: Bindings, exact: boolean): boolean {
  if (isUnknown(type)) return true;
  if (name === 'N' && !isNumber(type)) return false;
  if (name === 'D' && !isDatetime(type)) return false;
  const bound = bindings.get(name);
  if (!bound || (exact && sameType(bound, type))) {
    bindings.set(name, bound ?? type);
    return true;
  }
  if (exact) return false;
  const common = commonType(bound, type);
  if (common) bindings.set(name, common);
  return common !== undefined || (isText(type) && isDatetime(bound)) || (isText(bound) && isDatetime(type));
}
