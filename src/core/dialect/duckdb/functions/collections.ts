/** Arrays and maps. */
import { elementOf, emitFunction, knownInteger, typeOf, type EmitCall } from '../context.js';
import { sortByLambda } from '../lambdas.js';
import { emitWithoutNaN } from '../nan.js';
import {
  allMacros,
  allRenamed,
  allTemplates,
  byCount,
  emitElement,
  emitRenamed,
  macroOf,
  renamed,
  template,
} from '../calls.js';

const elementAt: EmitCall = (context, call) => {
  const [base, index] = call.arguments;
  if (!base || !index) return emitRenamed(context, call, 'element_at');
  const isMap = typeOf(context, base).kind === 'map';
  const place = knownInteger(context, index);
  if (isMap || (place !== undefined && place !== 0)) return emitElement(context, base, index);
  macroOf(typeOf(context, base).kind === 'array' ? 'lk_array_element_at' : 'lk_element_at', call, context);
};

const cardinality: EmitCall = (context, call) => {
  const type = call.arguments[0] && typeOf(context, call.arguments[0]);
  emitRenamed(context, call, type?.kind === 'map' ? 'lk_map_cardinality' : 'len');
};

/** `contains(array, element)`, and `contains('10.0.0.0/8', address)`. */
const contains: EmitCall = (context, call) => {
  const type = call.arguments[0] && typeOf(context, call.arguments[0]);
  if (type?.kind === 'scalar') return emitRenamed(context, call, 'lk_in_network');
  ofEqualElement('lk_contains')(context, call);
};

/** Looks for elements that equal one, which no NaN does. */
const ofEqualElement =
  (name: string): EmitCall =>
  (context, call) => {
    const operands = call.arguments.map(
      (argument, index) => () => (index === 1 ? emitWithoutNaN(context, argument) : context.emit(argument)),
    );
    emitFunction(context, name, operands, call.range.start);
  };

const arrayMax: EmitCall = (context, call) => {
  const element = call.arguments[0] && elementOf(typeOf(context, call.arguments[0]));
  const isOfDoubles = element?.kind === 'scalar' && element.name === 'double';
  emitRenamed(context, call, isOfDoubles ? 'lk_array_max_double' : 'lk_array_max');
};

const sequence: EmitCall = (context, call) => {
  const type = call.arguments[0] && typeOf(context, call.arguments[0]);
  const name = type?.kind === 'scalar' ? type.name : undefined;
  if (name !== 'date' && name !== 'timestamp' && name !== 'timestamp with time zone') {
    return emitRenamed(context, call, 'lk_sequence');
  }
  const macro = name === 'date' ? 'lk_sequence_date' : 'lk_sequence_time';
  template(call.arguments.length === 2 ? `${macro}($1, $2, INTERVAL 1 DAY)` : `${macro}($1, $2, $3)`)(context, call);
};

const zip: EmitCall = (context, call) => {
  const entries = call.arguments.map((_, index) => `'field${index}': lk_zip[${index + 1}]`).join(', ');
  context.out.text('list_transform(list_zip(', call.range.start);
  call.arguments.forEach((argument, index) => {
    if (index > 0) context.out.text(', ');
    context.emit(argument);
  });
  context.out.text(`), lambda lk_zip: {${entries}})`);
};

const mapConcat: EmitCall = (context, call) => {
  const rest = call.arguments.slice(1);
  context.out.text('lk_map_concat('.repeat(rest.length), call.range.start);
  call.arguments.forEach((argument, index) => {
    if (index > 0) context.out.text(', ');
    context.emit(argument);
    if (index > 0) context.out.text(')');
  });
};

export const collectionFunctions: Readonly<Record<string, EmitCall>> = {
  ...allMacros('array_distinct array_except array_intersect array_join array_min'),
  ...allMacros(
    'array_union arrays_overlap combinations contains_sequence flatten ngrams repeat shuffle slice trim_array',
  ),
  ...allMacros('ip_prefix ip_subnet_min ip_subnet_max ip_subnet_range'),
  ...allMacros('map_keys map_values'),
  ...allRenamed({ array_histogram: 'lk_histogram', is_subnet_of: 'lk_is_subnet_of' }),
  ...allTemplates({
    array_first: '($1)[1]',
    array_last: '($1)[-1]',
    map_entries: "list_transform(map_entries($1), lambda lk_entry: {'field0': lk_entry.key, 'field1': lk_entry.value})",
    map_from_entries: 'lk_map_of_entries($1)',
    multimap_from_entries:
      "lk_multimap(list_transform($1, lambda lk_entry: {'key': lk_entry.field0, 'value': lk_entry.field1}))",
  }),
  map: byCount({ 0: template('MAP {}'), 2: renamed('lk_map') }),
  array_max: arrayMax,
  array_position: ofEqualElement('lk_array_position'),
  array_remove: ofEqualElement('lk_array_remove'),
  element_at: elementAt,
  cardinality,
  contains,
  sequence,
  zip,
  map_concat: mapConcat,
  array_sort: byCount({ 1: renamed('lk_array_sort'), 2: sortByLambda }),
};
