/** The functions of Lake SQL: those of Trino. Names match in any case. */
import { foreignFunctions } from './foreignFunctions.js';
import {
  aggregateFunctionData,
  geospatialFunctionNames,
  patternFunctionData,
  scalarFunctionData,
  tableFunctionData,
  windowFunctionData,
} from './functionData.js';
import { readSignature, type Signature } from './signature.js';

export type { Parameter, Signature, TypePattern } from './signature.js';

/** `pattern` functions work within MATCH_RECOGNIZE only. */
export type FunctionKind = 'scalar' | 'aggregate' | 'window' | 'table' | 'pattern';

export interface LakeFunction {
  readonly name: string;
  readonly kind: FunctionKind;
  /** One line for people. */
  readonly help: string;
  /** Overloads, the usual one first. Empty where arguments are not looked into (geometry). */
  readonly signatureTexts: readonly string[];
}

/** Every function, by name in order of the alphabet. Table functions that share a name with another are left out. */
export function allFunctions(): readonly LakeFunction[] {
  return functionList;
}

export function functionNamed(name: string): LakeFunction | undefined {
  return functionsByName.get(name.toLowerCase());
}

export function tableFunctionNamed(name: string): LakeFunction | undefined {
  return tableFunctionsByName.get(name.toLowerCase());
}

export function signaturesOf(lakeFunction: LakeFunction): readonly Signature[] {
  return lakeFunction.signatureTexts.map(readSignature);
}

/** What to write instead of a function that other engines have and Lake has not, such as `strftime`. */
export function lakeWordFor(name: string): string | undefined {
  return foreignFunctions.get(name.toLowerCase());
}

function read(data: string, kind: FunctionKind): readonly LakeFunction[] {
  const functions: { name: string; kind: FunctionKind; help: string; signatureTexts: string[] }[] = [];
  for (const line of data.split('\n')) {
    if (line === '') continue;
    const [signature = '', help] = line.split(' :: ');
    const name = signature.slice(0, signature.indexOf('('));
    const last = functions.at(-1);
    if (help === undefined && last?.name === name) last.signatureTexts.push(signature);
    else functions.push({ name, kind, help: help ?? '', signatureTexts: [signature] });
  }
  return functions;
}

const geospatialFunctions: readonly LakeFunction[] = geospatialFunctionNames
  .trim()
  .split(/\s+/)
  .map((name) => ({ name, kind: 'scalar', help: 'Geospatial function.', signatureTexts: [] }));

const byName = (functions: readonly LakeFunction[]): ReadonlyMap<string, LakeFunction> =>
  new Map(functions.map((lakeFunction) => [lakeFunction.name.toLowerCase(), lakeFunction]));

const functionList: readonly LakeFunction[] = [
  ...read(scalarFunctionData, 'scalar'),
  ...read(aggregateFunctionData, 'aggregate'),
  ...read(windowFunctionData, 'window'),
  ...read(patternFunctionData, 'pattern'),
  ...geospatialFunctions,
].sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));

const functionsByName = byName(functionList);
const tableFunctionsByName = byName(read(tableFunctionData, 'table'));
