/** The SQL/JSON forms with plain paths: JSON_EXISTS, JSON_VALUE, JSON_QUERY, JSON_OBJECT, JSON_ARRAY. */
import type { Expression, SpecialForm } from '../../../lang/syntax.js';
import { visit } from '../../../lang/walk.js';
import { freshName, inParentheses, knownText, quoteText, refuse, typeOf, type Context, type Emit } from '../context.js';
import { duckdbPath, jsonSteps, type JsonStep } from '../paths.js';
import { castToJson } from '../toJson.js';
import { emitUnsorted, pathOf } from './json.js';

/** What is answered where nothing is found, or where something fails. */
interface Behaviour {
  readonly kind: string;
  /** Of `DEFAULT`. */
  readonly value?: Expression | undefined;
}

interface Form {
  readonly node: SpecialForm;
  readonly input: Expression;
  /** Writes the list of what the path finds; NULL where the input or the path fails. */
  readonly found: Emit;
  readonly onEmpty: Behaviour;
  readonly onError: Behaviour;
}

/**
 * JSON_EXISTS, JSON_VALUE and JSON_QUERY. A lax path looks into arrays where a member is asked for, and takes a single
 * value for an array of one: the steps are followed one by one, on a list of all that was found.
 */
export function emitJsonForm(context: Context, node: SpecialForm): void {
  if (node.name === 'json_object' || node.name === 'json_array') return emitConstructor(context, node);
  const [input, pathNode] = node.arguments;
  const text = knownText(context, pathNode);
  const path = text === undefined ? undefined : jsonSteps(text);
  if (!input || !path) return void pathOf(context, pathNode);
  const [onEmpty, onError, defaults] = behavioursOf(node);
  if (node.arguments.length !== 2 + defaults) {
    return refuse(context, node.range, `The local engine knows ${node.name}() without PASSING only.`);
  }
  if (!path.lax && path.steps.some(({ kind }) => kind === 'elements' || kind === 'members')) {
    return refuse(context, pathNode?.range ?? node.range, `The local engine follows lax paths in ${node.name}().`);
  }
  const subquery = [onEmpty.value, onError.value].find((value) => value !== undefined && holdsQuery(value));
  if (subquery) return refuse(context, subquery.range, `No subquery may stand in DEFAULT of ${node.name}().`);
  const found = (): void => {
    if (path.lax) emitLaxSteps(context, input, path.steps);
    else emitStrictPath(context, input, duckdbPath(text ?? '')?.text ?? '$');
  };
  const form: Form = { node, input, found, onEmpty, onError };
  switch (node.name) {
    case 'json_exists':
      return emitExists(context, form);
    case 'json_value':
      return emitValue(context, form);
    default:
      return emitQuery(context, form);
  }
}

/** What stands before ON EMPTY and ON ERROR, NULL where nothing does, and how many of them are DEFAULT. */
function behavioursOf({ words, arguments: operands }: SpecialForm): readonly [Behaviour, Behaviour, number] {
  const before = (place: string): string => words[words.indexOf(place) - 1] ?? 'null';
  const empty = words.includes('on empty') ? before('on empty') : 'null';
  const error = words.includes('on error') ? before('on error') : 'null';
  const count = Number(empty === 'default') + Number(error === 'default');
  return [
    { kind: empty, value: empty === 'default' ? operands.at(-count) : undefined },
    { kind: error, value: error === 'default' ? operands.at(-1) : undefined },
    count,
  ];
}

function holdsQuery(expression: Expression): boolean {
  let found = false;
  visit(expression, {
    enter: (node) => {
      found ||= node.kind === 'query';
      return !found;
    },
  });
  return found;
}

function emitLaxSteps(context: Context, input: Expression, steps: readonly JsonStep[]): void {
  const { out } = context;
  for (const { kind } of [...steps].reverse()) out.text(`lk_path_${kind}(`);
  out.text('lk_path_start(');
  emitUnsorted(context, input);
  out.text(')');
  for (const { kind, text } of steps) {
    out.text(kind === 'member' || kind === 'index' ? `, ${quoteText(text)})` : ')');
  }
}

function emitStrictPath(context: Context, input: Expression, path: string): void {
  context.out.text('lk_path_strict(');
  emitUnsorted(context, input);
  context.out.text(`, ${quoteText(path)})`);
}

/** The answer by cases, with input `.j` and list `.l` bound once to the name that `cases` gets. */
function emitByCases(context: Context, form: Form, cases: (name: string) => void): void {
  const name = freshName(context);
  context.out.text("list_transform([{'j': CAST((", form.node.range.start);
  emitUnsorted(context, form.input);
  context.out.text(") AS VARCHAR), 'l': ");
  form.found();
  context.out.text(`}], lambda ${name}: CASE WHEN ${name}.j IS NULL THEN NULL WHEN ${name}.l IS NULL THEN `);
  emitBehaviour(context, form, form.onError, name);
  cases(name);
  context.out.text(' END)[1]');
}

function emitBehaviour(context: Context, { node }: Form, { kind, value }: Behaviour, name: string): void {
  switch (kind) {
    case 'default':
      if (value) context.emit(value);
      return;
    case 'error':
      return context.out.text(
        `lk_raise('${node.name}() finds not the one value that it is asked for in ' || left(${name}.j, 200))`,
      );
    case 'empty array':
      return context.out.text("'[]'");
    case 'empty object':
      return context.out.text("'{}'");
    case 'true':
    case 'false':
      return context.out.text(kind);
    default:
      return context.out.text('NULL');
  }
}

function emitExists(context: Context, form: Form): void {
  if (form.node.words.includes('on error')) {
    return emitByCases(context, form, (name) => context.out.text(` ELSE len(${name}.l) > 0`));
  }
  context.out.text('lk_path_exists(', form.node.range.start);
  form.found();
  context.out.text(', ');
  context.emit(form.input);
  context.out.text(')');
}

/** Macros that make an item a value of the type, NULL where that cannot be. */
const itemMacros: ReadonlyMap<string, readonly [macro: string, type: string]> = new Map([
  ['varchar', ['lk_json_scalar_of', 'VARCHAR']],
  ['bigint', ['lk_item_to_bigint', 'BIGINT']],
  ['integer', ['lk_item_to_bigint', 'INTEGER']],
  ['int', ['lk_item_to_bigint', 'INTEGER']],
  ['double', ['lk_item_to_double', 'DOUBLE']],
  ['boolean', ['lk_item_to_boolean', 'BOOLEAN']],
]);

function emitValue(context: Context, form: Form): void {
  const { node, onEmpty, onError } = form;
  const target = node.returning;
  const found = itemMacros.get(target?.name ?? 'varchar');
  if (!found || (target && target.precision.length > 0)) return refuseReturning(context, node);
  if (!target && onEmpty.kind === 'null' && onError.kind === 'null') {
    context.out.text('lk_path_value(', node.range.start);
    form.found();
    return context.out.text(')');
  }
  const [macro, type] = found;
  emitByCases(context, form, (name) => {
    const item = `${name}.l[1]`;
    const value = `TRY_CAST(${macro}(${item}) AS ${type})`;
    context.out.text(` WHEN len(${name}.l) = 0 THEN `);
    emitBehaviour(context, form, onEmpty, name);
    context.out.text(` WHEN len(${name}.l) = 1 AND json_type(${item}) = 'NULL' THEN NULL`);
    context.out.text(` WHEN len(${name}.l) > 1 OR ${value} IS NULL THEN `);
    emitBehaviour(context, form, onError, name);
    context.out.text(` ELSE ${value}`);
  });
}

function emitQuery(context: Context, form: Form): void {
  const { node, onEmpty, onError } = form;
  const { words, returning } = node;
  const isText = returning === undefined || (returning.name === 'varchar' && returning.precision.length === 0);
  if (!isText) return refuseReturning(context, node);
  const wrapper = !words.includes('with') ? '' : words.includes('conditional') ? '_conditional' : '_wrapped';
  const omits = words.includes('omit');
  if (omits && wrapper !== '') return refuse(context, node.range, 'OMIT QUOTES does not go with an array wrapper.');
  if (!omits && onEmpty.kind === 'null' && onError.kind === 'null') {
    context.out.text(`lk_path_query${wrapper}(`, node.range.start);
    form.found();
    return context.out.text(')');
  }
  emitByCases(context, form, (name) => {
    context.out.text(` WHEN len(${name}.l) = 0 THEN `);
    emitBehaviour(context, form, onEmpty, name);
    if (wrapper === '') {
      context.out.text(` WHEN len(${name}.l) > 1 THEN `);
      emitBehaviour(context, form, onError, name);
    }
    if (omits) context.out.text(` WHEN json_type(${name}.l[1]) = 'VARCHAR' THEN ${name}.l[1]->>'$'`);
    context.out.text(` ELSE lk_path_query${wrapper}(${name}.l)`);
  });
}

function refuseReturning(context: Context, { name, returning, range }: SpecialForm): void {
  const text = returning ? context.input.text.slice(returning.range.start, returning.range.end) : '';
  refuse(context, returning?.range ?? range, `The local engine has no ${name}() RETURNING ${text}.`);
}

function emitConstructor(context: Context, node: SpecialForm): void {
  const isArray = node.name === 'json_array';
  const usual = ['null', 'on null', 'without unique keys', ...(isArray ? ['absent'] : [])];
  const unusual = node.words.filter((word) => !usual.includes(word));
  if (unusual.length > 0) {
    return refuse(context, node.range, `The local engine knows ${node.name}() without further clauses only.`);
  }
  // JSON_ARRAY leaves NULLs out unless told otherwise; JSON_OBJECT keeps them.
  const dropsNull = isArray && !node.words.includes('null');
  context.out.text(dropsNull ? 'lk_json_array_of([' : `CAST(${node.name}(`, node.range.start);
  node.arguments.forEach((argument, index) => {
    if (index > 0) context.out.text(', ');
    if (!isArray && index % 2 === 0) context.emit(argument);
    else if (isJsonText(argument)) {
      context.out.text('lk_json_read(');
      context.emit(argument);
      context.out.text(')');
    } else castToJson(context, () => context.emit(argument), typeOf(context, argument));
  });
  context.out.text(dropsNull ? '])' : ') AS VARCHAR)');
}

/** The other forms give JSON as text, which stays JSON inside of a constructor. */
function isJsonText(expression: Expression): boolean {
  const node = inParentheses(expression);
  return node.kind === 'special' && ['json_query', 'json_object', 'json_array'].includes(node.name);
}
