/** Checks a request against the service model, before its operation sees it. */
import { ApiError } from './apiErrors.js';
import { apiShapes } from './data/apiShapes.js';
import type { Input } from './input.js';
import type { Shape } from './shapes.js';

/** Deeper requests do not exist in the model; hostile ones are cut off here. */
const deepest = 20;

/**
 * Throws SerializationException for a member of another type, and for a value outside its constraints the error that
 * the service has for that member, else InvalidParameterException. Members that the model does not know are left out,
 * as the service does. Messages name the member by its path, such as `TagsList[2].Key`.
 */
export function validateInput(operation: string, input: Input): Input {
  const shape = apiShapes.operations[operation];
  return shape === undefined ? input : (checked(input, shape, '', undefined, 0) as Input);
}

function checked(value: unknown, shapeName: string, path: string, error: string | undefined, depth: number): unknown {
  const shape = apiShapes.shapes[shapeName];
  if (!shape || depth > deepest) throw serialization(path, 'is nested too deeply');
  const fail = (what: string): ApiError => new ApiError(error ?? 'InvalidParameterException', `${path} ${what}.`);
  switch (shape.type) {
    case 'structure':
      return structure(value, shape, path, depth);
    case 'list':
      if (!Array.isArray(value)) throw serialization(path, 'must be a list');
      inBounds(value.length, shape, (bounds) => fail(`must have ${bounds} members`));
      return value.map((item, index) => checked(item, shape.member ?? '', `${path}[${index}]`, error, depth + 1));
    case 'map': {
      if (!isObject(value)) throw serialization(path, 'must be an object');
      const entries = Object.entries(value);
      inBounds(entries.length, shape, (bounds) => fail(`must have ${bounds} entries`));
      return Object.fromEntries(
        entries.map(([key, item]) => [
          checked(key, shape.key ?? '', `a key of ${path}`, error, depth + 1),
          checked(item, shape.value ?? '', `${path}.${key.slice(0, 64)}`, error, depth + 1),
        ]),
      );
    }
    case 'string':
      if (typeof value !== 'string') throw serialization(path, 'must be a string');
      inBounds(value.length, shape, (bounds) => fail(`must have ${bounds} characters`));
      if (shape.pattern !== undefined && !whole(shape.pattern).test(value)) throw fail(`must match ${shape.pattern}`);
      if (shape.enum && !shape.enum.includes(value))
        throw fail(`must be one of ${shape.enum.join(', ')}, not ${value.slice(0, 64)}`);
      return value;
    case 'integer':
      if (typeof value !== 'number' || !Number.isInteger(value)) throw serialization(path, 'must be a whole number');
      inBounds(value, shape, (bounds) => fail(`must be ${bounds}`));
      return value;
    case 'boolean':
      if (typeof value !== 'boolean') throw serialization(path, 'must be true or false');
      return value;
    case 'timestamp':
      // Stock clients send Unix seconds, some ISO text.
      if (typeof value === 'number' ? !Number.isFinite(value) : Number.isNaN(Date.parse(String(value))))
        throw serialization(path, 'must be a time in Unix seconds');
      return value;
  }
}

function structure(value: unknown, { members = {} }: Shape, path: string, depth: number): Input {
  if (!isObject(value)) throw serialization(path || 'The request', 'must be an object');
  const given: [string, unknown][] = [];
  for (const [name, member] of Object.entries(members)) {
    const required = member.endsWith('!');
    const at = path ? `${path}.${name}` : name;
    const item = Object.hasOwn(value, name) ? (value[name] ?? undefined) : undefined;
    const error = memberErrors.get(name);
    if (item !== undefined) {
      given.push([name, checked(item, required ? member.slice(0, -1) : member, at, error, depth + 1)]);
    } else if (required) {
      throw new ApiError('InvalidParameterException', `${at} is missing.`);
    }
  }
  return Object.fromEntries(given);
}

/** The service has errors of their own for these members, wherever they are. */
const memberErrors: ReadonlyMap<string, string> = new Map([
  ['EventDataStore', 'EventDataStoreARNInvalidException'],
  ['MaxResults', 'InvalidMaxResultsException'],
  ['MaxQueryResults', 'InvalidMaxResultsException'],
  ['NextToken', 'InvalidNextTokenException'],
  ['QueryStatus', 'InvalidQueryStatusException'],
  ['QueryStatement', 'InvalidQueryStatementException'],
  ['DeliveryS3Uri', 'InvalidS3BucketNameException'],
  ['KmsKeyId', 'InvalidKmsKeyIdException'],
  ['AdvancedEventSelectors', 'InvalidEventSelectorsException'],
  ['FieldSelectors', 'InvalidEventSelectorsException'],
  ['InsightSelectors', 'InvalidInsightSelectorsException'],
  ['LookupAttributes', 'InvalidLookupAttributesException'],
  ['TagsList', 'InvalidTagParameterException'],
  ['Tags', 'InvalidTagParameterException'],
  ['Key', 'InvalidTagParameterException'],
  ['Value', 'InvalidTagParameterException'],
  ['Channel', 'ChannelARNInvalidException'],
]);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function inBounds(size: number, { min, max }: Shape, fail: (bounds: string) => ApiError): void {
  if (size >= (min ?? 0) && (max === undefined || size <= max)) return;
  throw fail(min === undefined ? `at most ${max}` : max === undefined ? `at least ${min}` : `${min} to ${max}`);
}

const whole = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`, 'su');

const serialization = (path: string, what: string): ApiError =>
  new ApiError('SerializationException', `${path} ${what}.`);
