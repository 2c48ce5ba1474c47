/** What is sent to the service: bare store IDs for names, literals for parameters. */
import { errors } from '../../core/errors.js';
import type { Analysis } from '../../core/lang/analysis.js';
import { analyze } from '../../core/lang/analyze.js';
import { applyEdits, type Edit, type EditedText } from '../../core/lang/edits.js';
import { parseText } from '../../core/lang/parser.js';
import { problem } from '../../core/lang/problem.js';
import type { Placeholder, Statement } from '../../core/lang/syntax.js';
import { tableNamesOf, visit } from '../../core/lang/walk.js';
import type { RunRequest } from '../../core/query/backend.js';
import { parameterPlaces } from '../../core/query/parameterPlaces.js';
import { maximumStatementLength } from '../../core/query/runQuery.js';
import type { Value } from '../../core/result/types.js';

export interface LakeStatement {
  readonly text: string;
  /** Stores the statement reads, by ID, each once. */
  readonly storeIds: readonly string[];
  /** Offset in `text` to offset in the statement given. */
  readonly toSource: (offset: number) => number;
}

/** Throws `InvalidStatement` for a parameter without a value, or with one that no literal can hold. */
export function lakeStatementOf({
  statement: text,
  stores,
  parameters,
}: Pick<RunRequest, 'statement' | 'stores' | 'parameters'>): LakeStatement {
  const statement = parseText(text).statements[0];
  if (!statement) throw errors.invalidStatement([]);
  const analysis = analyze(text, statement, { stores });
  const { edits: names, storeIds } = storeEdits(statement, analysis);
  const edited = applyEdits(text, [...names, ...parameterEdits(statement, analysis, parameters ?? {})]);
  checkLength(edited);
  return { text: edited.text, storeIds, toSource: (offset) => edited.toSource(offset) };
}

function storeEdits(
  statement: Statement,
  analysis: Analysis,
): { readonly edits: readonly Edit[]; readonly storeIds: readonly string[] } {
  const edits: Edit[] = [];
  const storeIds = new Set<string>();
  for (const name of tableNamesOf(statement)) {
    const reference = analysis.referenceOf(name);
    if (reference?.kind === 'store') {
      storeIds.add(reference.store.id);
      if (name.kind !== 'storeId') edits.push({ range: name.range, text: reference.store.id });
    } else if (name.kind === 'storeId') {
      storeIds.add(name.id);
    }
  }
  return { edits, storeIds: [...storeIds] };
}

function parameterEdits(
  statement: Statement,
  analysis: Analysis,
  parameters: Readonly<Record<string, Value>>,
): readonly Edit[] {
  const places = new Map(parameterPlaces(statement, analysis).map((place) => [place.placeholder, place]));
  return placeholdersIn(statement).map((placeholder) => {
    const name = placeholder.parameter;
    if (name === undefined || !Object.hasOwn(parameters, name)) {
      throw errors.invalidStatement([
        problem(
          'unbound-parameter',
          placeholder.range,
          `${placeholder.text} has no value. Give one, or write a value in its place.`,
        ),
      ]);
    }
    const value = parameters[name] ?? null;
    const place = places.get(placeholder);
    const isNumber = place?.kind === 'number' || place?.kind === 'numbers';
    const text = literalText(value, place?.inList ?? false, isNumber ? numeral : undefined);
    if (text === undefined) {
      throw errors.invalidStatement([
        problem(
          'unbound-parameter',
          placeholder.range,
          `The value of ${placeholder.text} cannot be written as a literal of Lake SQL (a NUL character, half a character, or a nested value).`,
        ),
      ]);
    }
    return { range: placeholder.range, text };
  });
}

/**
 * A literal of Lake SQL for one value; a list is its members in an IN list and an ARRAY elsewhere. Undefined when
 * there is none. Every text is read back and must be that one literal again: values come from events, and whoever
 * wrote the event must not write the statement. `ofText` writes texts otherwise where it can.
 */
export function literalText(
  value: Value,
  inList: boolean,
  ofText: (text: string) => string | undefined = () => undefined,
): string | undefined {
  if (value === null) return 'NULL';
  if (typeof value === 'boolean') return String(value);
  // In parentheses: a minus after a minus begins a comment.
  if (typeof value === 'number') return !Number.isFinite(value) ? undefined : value < 0 ? `(${value})` : String(value);
  if (typeof value === 'string') return ofText(value) ?? stringLiteral(value);
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const members = (value as readonly Value[]).map((member) =>
    Array.isArray(member) ? undefined : literalText(member, false, ofText),
  );
  if (members.includes(undefined)) return undefined;
  return inList ? members.join(', ') : `ARRAY[${members.join(', ')}]`;
}

/** Integers beyond 2^53 come as digits (see `Value`); as a text, Lake would not compare them with a number. */
function numeral(text: string): string | undefined {
  if (!/^-?\d{1,38}$/.test(text)) return undefined;
  return text.startsWith('-') ? `(${text})` : text;
}

function stringLiteral(value: string): string | undefined {
  if (value.includes('\0') || /\p{Surrogate}/u.test(value)) return undefined;
  const text = `'${value.replaceAll("'", "''")}'`;
  const { statements, problems } = parseText(`SELECT ${text}`);
  const body = statements.length === 1 && problems.length === 0 ? statements[0]?.query?.body : undefined;
  const item = body?.kind === 'select' && body.items.length === 1 ? body.items[0] : undefined;
  const literal =
    item?.kind === 'selectExpression' && !item.alias && item.expression.kind === 'literal'
      ? item.expression
      : undefined;
  return literal?.type === 'string' &&
    literal.value === value &&
    literal.range.end - literal.range.start === text.length
    ? text
    : undefined;
}

function placeholdersIn(statement: Statement): readonly Placeholder[] {
  const found: Placeholder[] = [];
  visit(statement, {
    enter: (node) => {
      if (node.kind === 'placeholder') found.push(node);
    },
  });
  return found;
}

function checkLength({ text }: EditedText): void {
  if (text.length <= maximumStatementLength) return;
  throw errors.invalidStatement([
    problem(
      'too-long',
      { start: 0, end: 0 },
      `CloudTrail Lake takes statements of at most 10,000 characters; with its parameters this one has ${text.length.toLocaleString('en')}.`,
    ),
  ]);
}
