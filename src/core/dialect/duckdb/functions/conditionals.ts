import {
  emitFunction,
  knownText,
  quoteText,
  refuse,
  scalarOf,
  typeOf,
  type Context,
  type EmitCall,
} from '../context.js';
import type { Expression } from '../../../lang/syntax.js';
import { typeText } from '../../../result/types.js';
import { visit, type SyntaxNode } from '../../../lang/walk.js';
import { allSame, byCount, emitRenamed, template } from '../calls.js';
import { emitNullifOfNaN, mayBeNaN } from '../nan.js';

/** NULL as soon as one argument is; NaN is the greatest only where there is nothing else. */
const extreme =
  (name: 'greatest' | 'least'): EmitCall =>
  (context, call) => {
    context.out.text('CASE WHEN ', call.range.start);
    call.arguments.forEach((argument, index) => {
      if (index > 0) context.out.text(' OR ');
      context.out.text('(');
      context.emit(argument);
      context.out.text(') IS NULL');
    });
    const hidesNaN = name === 'greatest' && call.arguments.some((argument) => meetsNaN(context, argument));
    context.out.text(` THEN NULL ELSE ${hidesNaN ? 'coalesce(' : ''}${name}(`, call.range.start);
    call.arguments.forEach((argument, index) => {
      if (index > 0) context.out.text(', ');
      if (hidesNaN && meetsNaN(context, argument)) {
        emitFunction(context, 'lk_number_or_null', [() => context.emit(argument)]);
      } else context.emit(argument);
    });
    context.out.text(hidesNaN ? "), CAST('nan' AS DOUBLE)) END" : ') END');
  };

const meetsNaN = (context: Context, argument: Expression): boolean =>
  scalarOf(context, argument) === 'double' && mayBeNaN(context, argument);

/** Told from the analysis: DuckDB's own names are not Trino's. */
const typeof_: EmitCall = (context, call) => {
  const operand = call.arguments[0];
  const type = operand ? typeOf(context, operand) : undefined;
  const text = type ? typeText(type) : '';
  if (!operand || text.includes('unknown') || text.includes('decimal')) {
    return refuse(context, call.range, 'The local engine cannot tell the type of this expression.');
  }
  const literal = knownText(context, operand);
  const precise =
    literal === undefined ? text.replaceAll(/\btimestamp\b/g, 'timestamp(3)') : `varchar(${[...literal].length})`;
  context.out.text(quoteText(precise), call.range.start);
};

/** DuckDB's TRY takes neither subqueries nor what answers otherwise each time. */
const try_: EmitCall = (context, call) => {
  let obstacle: SyntaxNode | undefined;
  for (const argument of call.arguments) {
    visit(argument, {
      enter: (node) => {
        const name = node.kind === 'call' ? (node.name.at(-1)?.name.toLowerCase() ?? '') : '';
        const isObstacle = node.kind === 'query' || ['random', 'rand', 'shuffle', 'uuid'].includes(name);
        if (isObstacle) obstacle ??= node;
        return !isObstacle;
      },
    });
  }
  if (!obstacle) {
    context.tries += 1;
    template('TRY($1)')(context, call);
    context.tries -= 1;
    return;
  }
  const what = obstacle.kind === 'query' ? 'a subquery' : 'a random value';
  refuse(context, call.range, `The local engine has no try() around ${what}.`);
};

export const conditionalFunctions: Readonly<Record<string, EmitCall>> = {
  ...allSame('coalesce'),
  nullif: (context, call) => {
    if (!emitNullifOfNaN(context, call)) emitRenamed(context, call, 'nullif');
  },
  if: byCount({ 2: template('CASE WHEN $1 THEN $2 END'), 3: template('CASE WHEN $1 THEN $2 ELSE $3 END') }),
  try: try_,
  greatest: extreme('greatest'),
  least: extreme('least'),
  typeof: typeof_,
  grouping: template('GROUPING($1)'),
};
