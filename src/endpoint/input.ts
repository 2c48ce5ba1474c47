/** Reads the members of a request by the constraints of the service model. */
import { ApiError, apiErrors } from './apiErrors.js';

export type Input = Readonly<Record<string, unknown>>;

export function parseInput(body: Buffer): Input {
  let input: unknown;
  try {
    input = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body));
  } catch {
    throw new ApiError('SerializationException', 'The body is not JSON text in UTF-8.');
  }
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new ApiError('SerializationException', 'The body must be a JSON object.');
  }
  return input as Input;
}

const memberOf = (input: Input, name: string): unknown =>
  Object.hasOwn(input, name) ? (input[name] ?? undefined) : undefined;

interface TextRule {
  readonly min: number;
  readonly max: number;
  readonly pattern?: RegExp;
  /** Error shape for a value that breaks the rule. */
  readonly shape?: string;
}

export function textOf(input: Input, name: string, { min, max, pattern, shape }: TextRule): string | undefined {
  const value = memberOf(input, name);
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw new ApiError('SerializationException', `${name} must be a string.`);
  const fail = (what: string): ApiError => new ApiError(shape ?? 'InvalidParameterException', `${name} ${what}.`);
  if (value.length < min || value.length > max)
    throw fail(`must have ${min === max ? min : `${min} to ${max}`} characters`);
  if (pattern && !pattern.test(value)) throw fail(`must match ${pattern.source}`);
  return value;
}

export function requiredText(input: Input, name: string, rule: TextRule): string {
  const value = textOf(input, name, rule);
  if (value === undefined) throw apiErrors.invalidParameter(`${name} is missing.`);
  return value;
}

/** Page sizes are 1 to 1,000. */
export function pageSizeOf(input: Input, name: string, whenAbsent: number): number {
  const value = memberOf(input, name);
  if (value === undefined) return whenAbsent;
  if (typeof value !== 'number') throw new ApiError('SerializationException', `${name} must be a number.`);
  if (!Number.isInteger(value) || value < 1 || value > 1000) {
    throw new ApiError('InvalidMaxResultsException', `${name} must be a whole number from 1 to 1000.`);
  }
  return value;
}

/** JSON timestamps are Unix seconds; some clients send ISO text. Answer in epoch milliseconds. */
export function timeOf(input: Input, name: string): number | undefined {
  const value = memberOf(input, name);
  if (value === undefined) return undefined;
  const time = typeof value === 'number' ? value * 1000 : typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (!Number.isFinite(time)) throw new ApiError('SerializationException', `${name} must be a time in Unix seconds.`);
  return time;
}

export const hasMember = (input: Input, name: string): boolean => memberOf(input, name) !== undefined;

export const queryIdRule: TextRule = { min: 36, max: 36, pattern: /^[a-f0-9-]+$/ };
export const storeRule: TextRule = {
  min: 3,
  max: 256,
  pattern: /^[a-zA-Z0-9._/\-:]+$/,
  shape: 'EventDataStoreARNInvalidException',
};
export const tokenRule: TextRule = { min: 4, max: 1000, shape: 'InvalidNextTokenException' };
