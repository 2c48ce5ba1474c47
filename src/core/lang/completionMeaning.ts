/** What an expression holds, in words of the schemas: which column, which key of which map, which place in a JSON text. */
import { lookupColumn, lookupMember, schemaOf, type SchemaField } from '../catalog/schemas.js';
import type { EventCategory } from '../query/eventDataStore.js';
import { jsonSteps } from './completionJsonPath.js';
import type { Resolution } from './resolve/resolution.js';
import type { Expression, FunctionCall } from './syntax.js';

/** A place in the records of a category. */
export interface Meaning {
  readonly category: EventCategory;
  /** Steps of the JSON record: names of the schema in lower case down to a map, then keys, `[]` for elements. */
  readonly path: readonly string[];
  /** How many of the steps the schema knows; the others are keys of a map. */
  readonly known: number;
  readonly letters: 'lower' | 'upper' | undefined;
}

/** Undefined where the value cannot be followed to a schema. */
export function meaningOf(expression: Expression, resolution: Resolution): Meaning | undefined {
  const origin = resolution.originOf(expression);
  if (origin) {
    const path = origin.path.map((step) => step.toLowerCase());
    return { category: origin.category, path, known: path.length, letters: undefined };
  }
  switch (expression.kind) {
    case 'parenthesized':
      return meaningOf(expression.expression, resolution);
    case 'cast':
      return meaningOf(expression.operand, resolution);
    case 'subscript':
      return deeper(meaningOf(expression.base, resolution), keyIn(expression.index));
    case 'call':
      return meaningOfCall(expression, resolution);
    case 'special': {
      const last = expression.arguments.at(-1);
      if (expression.name === 'trim') return last && meaningOf(last, resolution);
      return expression.name === 'json_value' || expression.name === 'json_query'
        ? jsonMeaning(expression.arguments[0], expression.arguments[1], resolution)
        : undefined;
    }
    default:
      return undefined;
  }
}

/** The root of the record, for the column that holds it as JSON text. */
export const recordRoot = (meaning: Meaning): Meaning =>
  meaning.path.length === 1 && meaning.path[0] === 'eventjson' ? { ...meaning, path: [], known: 0 } : meaning;

/** The schema's field at a place that the schema knows; undefined for the record itself and within maps. */
export function fieldAt({ category, path, known }: Meaning): SchemaField | undefined {
  let field: SchemaField | undefined;
  for (const step of path.slice(0, known)) {
    field = field ? lookupMember(field, step) : lookupColumn(category, step);
    if (!field) return undefined;
  }
  return field;
}

/** Columns, or members of a struct or of the structs in an array, as JSON has them. */
export function fieldsAt(meaning: Meaning): readonly SchemaField[] {
  if (meaning.path.length > meaning.known) return [];
  if (meaning.path.length === 0) return schemaOf(meaning.category).columns.filter(({ name }) => name !== 'eventjson');
  return fieldAt(meaning)?.fields ?? [];
}

function meaningOfCall(node: FunctionCall, resolution: Resolution): Meaning | undefined {
  const [name, ...others] = node.name;
  const [first, second] = node.arguments;
  if (!name || others.length > 0 || !first) return undefined;
  const word = name.name.toLowerCase();
  if (word === 'element_at') return deeper(meaningOf(first, resolution), second && keyIn(second));
  if (word === 'lower' || word === 'upper') {
    const inner = meaningOf(first, resolution);
    return inner && { ...inner, letters: word };
  }
  if (word === 'json_extract' || word === 'json_extract_scalar') return jsonMeaning(first, second, resolution);
  if (sameValue.has(word)) return meaningOf(first, resolution);
  return undefined;
}

/** Functions that give a value of their first argument, or the same value in another form. */
const sameValue: ReadonlySet<string> = new Set(
  'json_parse json_format coalesce trim min max arbitrary any_value min_by max_by first_value last_value lag lead try'.split(
    ' ',
  ),
);

function jsonMeaning(
  document: Expression | undefined,
  path: Expression | undefined,
  resolution: Resolution,
): Meaning | undefined {
  const base = document && meaningOf(document, resolution);
  const steps = path?.kind === 'literal' && path.type === 'string' ? jsonSteps(path.value) : undefined;
  if (!base || !steps) return undefined;
  return steps.reduce<Meaning | undefined>((at, step) => deeper(at, step), recordRoot(base));
}

function keyIn(index: Expression): string | undefined {
  if (index.kind !== 'literal') return undefined;
  if (index.type === 'string') return index.value;
  return index.type === 'integer' ? '[]' : undefined;
}

/** One step further down. */
export function deeper(meaning: Meaning | undefined, step: string | undefined): Meaning | undefined {
  if (!meaning || step === undefined) return undefined;
  const { path, known } = meaning;
  if (path.length > known) return { ...meaning, path: [...path, step] };
  const field = fieldAt(meaning);
  const isRecord = path.length === 0;
  if (field?.type.kind === 'array' && step === '[]') return meaning;
  const member = isRecord ? lookupColumn(meaning.category, step) : field && lookupMember(field, step);
  if (member) return { ...meaning, path: [...path, member.name.toLowerCase()], known: known + 1 };
  return field?.type.kind === 'map' ? { ...meaning, path: [...path, step] } : undefined;
}
