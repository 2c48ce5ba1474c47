/** Function calls: which function and overload, types of lambda parameters, and where aggregates may stand. */
import {
  functionNamed,
  lakeWordFor,
  type LakeFunction,
  type Signature,
  type TypePattern,
} from '../../catalog/functions.js';
import { parameterAt, takes } from '../../catalog/signature.js';
import { unknownType, type LakeType } from '../../result/types.js';
import { bindResult, overloadsFor, substitute, type Argument, type Overload } from '../overloads.js';
import type { Expression, FunctionCall, Lambda, WindowSpecification } from '../syntax.js';
import { isUnknown, sameType } from '../typeRules.js';
import { checkWords, reportArgumentCount, reportMisfit, reportUnknownFunction } from './callComplaints.js';
import { needsBoolean, needsOrder } from './complaints.js';
import { describeType } from './describe.js';
import type { Resolution } from './resolution.js';
import type { Clause, LambdaParameter, Origin, Scope } from './scope.js';

type Visit = (expression: Expression, scope: Scope) => LakeType;

export function callType(resolution: Resolution, node: FunctionCall, scope: Scope, visit: Visit): LakeType {
  const name = node.name.at(-1)?.name ?? '';
  const found = node.name.length === 1 ? functionNamed(name) : undefined;
  const within = argumentScope(resolution, node, found, scope);
  visitSurroundings(resolution, node, scope, within, visit);
  if (!found || found.signatureTexts.length === 0) {
    for (const argument of node.arguments) visit(argument, within);
    if (node.name.length === 1 && !found) reportUnknownFunction(resolution, node, name);
    if (found) refer(resolution, node, found);
    return unknownType;
  }
  refer(resolution, node, found);
  for (const argument of node.arguments) if (argument.kind !== 'lambda') visit(argument, within);
  const overload = chooseOverload(resolution, node, found);
  if (!overload) {
    for (const argument of node.arguments) if (argument.kind === 'lambda') visit(argument, within);
    return unknownType;
  }
  return resultOf(resolution, node, overload, within, visit);
}

function refer(resolution: Resolution, node: FunctionCall, found: LakeFunction): void {
  const reference = { kind: 'function', name: found.name } as const;
  resolution.refer(node, reference);
  const identifier = node.name.at(-1);
  if (identifier) resolution.refer(identifier, reference);
}

/** The scope of a call's arguments; reports aggregates and window functions where they may not stand. */
function argumentScope(
  resolution: Resolution,
  node: FunctionCall,
  found: LakeFunction | undefined,
  scope: Scope,
): Scope {
  const name = found?.name ?? '';
  const range = node.name.at(-1)?.range ?? node.range;
  if (found?.kind === 'pattern') {
    const instead = lakeWordFor(name);
    const remedy = instead ? ` Write ${instead}.` : '';
    resolution.report('unknown-function', range, `${name} works within MATCH_RECOGNIZE only.${remedy}`);
  }
  const clause = clauseWords.get(scope.clause);
  if (node.over || found?.kind === 'window') {
    if (!node.over) resolution.report('aggregate-misuse', range, `${name} needs a window: ${name}(...) OVER (...).`);
    else if (clause !== undefined || scope.clause === 'having') {
      const place = clause ?? 'HAVING';
      resolution.report(
        'aggregate-misuse',
        range,
        `Window functions cannot stand in ${place}. Compute ${name} in a subquery and filter outside.`,
      );
    }
    return scope;
  }
  if (found?.kind !== 'aggregate') return scope;
  if (scope.inAggregate !== undefined) {
    resolution.report(
      'aggregate-misuse',
      range,
      `${name} cannot stand within ${scope.inAggregate}. Aggregate in a subquery first.`,
    );
  } else if (clause !== undefined) {
    const remedy = scope.clause === 'where' ? 'Filter groups with HAVING.' : 'Aggregate in a subquery.';
    resolution.report('aggregate-misuse', range, `${name} aggregates rows, which ${clause} cannot. ${remedy}`);
  }
  return { ...scope, inAggregate: name };
}

const clauseWords: ReadonlyMap<Clause, string> = new Map([
  ['where', 'WHERE'],
  ['groupBy', 'GROUP BY'],
  ['on', 'ON'],
  ['from', 'FROM'],
]);

function visitSurroundings(
  resolution: Resolution,
  node: FunctionCall,
  scope: Scope,
  within: Scope,
  visit: Visit,
): void {
  for (const { expression } of [...node.orderBy, ...node.withinGroup]) {
    visit(expression, within);
    needsOrder(resolution, expression, 'ORDER BY');
  }
  if (node.filter) {
    const type = visit(node.filter, within);
    if (!isUnknown(type) && !(type.kind === 'scalar' && type.name === 'boolean')) {
      needsBoolean(resolution, node.filter, type);
    }
  }
  if (node.over?.kind === 'window') visitWindow(resolution, node.over, scope, visit);
}

export function visitWindow(resolution: Resolution, window: WindowSpecification, scope: Scope, visit: Visit): void {
  for (const expression of window.partitionBy) visit(expression, scope);
  for (const { expression } of window.orderBy) {
    visit(expression, { ...scope, aliases: new Map() });
    needsOrder(resolution, expression, 'ORDER BY');
  }
  for (const bound of [window.frame?.start, window.frame?.end]) {
    if (bound?.kind === 'preceding' || bound?.kind === 'following') visit(bound.offset, scope);
  }
}

/** The overload that is meant; undefined after a report. Arguments other than lambdas have been visited. */
function chooseOverload(
  resolution: Resolution,
  node: FunctionCall,
  found: LakeFunction,
): { readonly overload: Overload; readonly certain: boolean } | undefined {
  const signatures = resolution.signaturesOf(found);
  const given = node.arguments.map((argument): Argument => ({
    type: argument.kind === 'lambda' ? unknownType : resolution.typeOf(argument),
    lambda: argument.kind === 'lambda' ? argument.parameters.length : undefined,
    textLiteral: argument.kind === 'literal' && argument.type === 'string',
  }));
  if (!signatures.some((signature) => takes(signature, given.length))) {
    reportArgumentCount(resolution, node, found);
    return undefined;
  }
  const fitting = overloadsFor(signatures, given);
  const [first] = fitting;
  if (!first) {
    reportMisfit(resolution, node, found, signatures, given);
    return undefined;
  }
  checkWords(resolution, node, found);
  const results = fitting.map(({ signature, bindings }) => substitute(signature.result, bindings));
  const guessing = given.some(({ type, lambda }) => lambda === undefined && isUnknown(type));
  const agree = results.every(
    (type) => results[0] && sameType(type, results[0]) && isUnknown(type) === isUnknown(results[0]),
  );
  return { overload: first, certain: agree || !guessing };
}

function resultOf(
  resolution: Resolution,
  node: FunctionCall,
  chosen: { readonly overload: Overload; readonly certain: boolean },
  scope: Scope,
  visit: Visit,
): LakeType {
  const { signature, bindings } = chosen.overload;
  for (const [index, argument] of node.arguments.entries()) {
    const pattern = parameterAt(signature, index)?.type;
    if (argument.kind !== 'lambda' || pattern?.kind !== 'function') continue;
    visitLambda(resolution, node, argument, pattern, chosen.overload, scope, visit);
  }
  const type = chosen.certain ? (zippedType(resolution, node) ?? substitute(signature.result, bindings)) : unknownType;
  const origin = originOfVariable(resolution, node, signature, variableIn(signature.result));
  return resolution.setType(node, type, isUnknown(type) ? undefined : origin);
}

/** `zip` gives rows of as many fields as it has arguments, which no signature can say. */
function zippedType(resolution: Resolution, node: FunctionCall): LakeType | undefined {
  if (node.name.at(-1)?.name.toLowerCase() !== 'zip') return undefined;
  const fields = node.arguments.map((argument, index) => {
    const type = resolution.typeOf(argument);
    return { name: `field${index}`, type: type.kind === 'array' ? type.element : unknownType };
  });
  return { kind: 'array', element: { kind: 'row', fields } };
}

function visitLambda(
  resolution: Resolution,
  node: FunctionCall,
  lambda: Lambda,
  pattern: Extract<TypePattern, { kind: 'function' }>,
  { signature, bindings }: Overload,
  scope: Scope,
  visit: Visit,
): void {
  const parameters = lambda.parameters.map((identifier, index): LambdaParameter => {
    const wanted = pattern.parameters[index] ?? { kind: 'any' };
    const { name, range } = identifier;
    const origin = originOfVariable(resolution, node, signature, wanted.kind === 'variable' ? wanted.name : undefined);
    const parameter = { name, type: substitute(wanted, bindings), origin, definition: range };
    const { type } = parameter;
    const path = origin && { origin: { category: origin.category, path: origin.path } };
    resolution.refer(identifier, { kind: 'lambdaParameter', name, type, definition: range, ...path });
    return parameter;
  });
  const body = visit(lambda.body, { ...scope, lambdaParameters: [...parameters, ...scope.lambdaParameters] });
  if (bindResult(pattern.result, body, bindings)) return;
  const wanted = describeType(substitute(pattern.result, bindings));
  resolution.report(
    'type-mismatch',
    lambda.body.range,
    `The lambda of ${node.name.at(-1)?.name ?? 'this function'} must give ${wanted}; this one gives ${describeType(body)}.`,
  );
}

/** Where values of a type variable come from: elements of the first argument whose type is made of it. */
function originOfVariable(
  resolution: Resolution,
  node: FunctionCall,
  signature: Signature,
  variable: string | undefined,
): Origin | undefined {
  if (variable === undefined) return undefined;
  for (const [index, argument] of node.arguments.entries()) {
    const pattern = parameterAt(signature, index)?.type;
    const origin = pattern && variableIn(pattern) === variable ? resolution.originOf(argument) : undefined;
    if (origin) return origin;
  }
  return undefined;
}

/** `T` of `T` and of `array(T)`. */
function variableIn(pattern: TypePattern): string | undefined {
  if (pattern.kind === 'variable') return pattern.name;
  return pattern.kind === 'array' && pattern.element.kind === 'variable' ? pattern.element.name : undefined;
}
