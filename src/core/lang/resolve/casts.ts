/** Types of casts, and names that are no types. */
import { typeText, type LakeType } from '../../result/types.js';
import { refusedCast } from '../castRules.js';
import { didYouMean } from '../suggest.js';
import type { Cast } from '../syntax.js';
import { typeOfName, unknownTypeNames } from '../typeRules.js';
import { describeType } from './describe.js';
import type { Resolution } from './resolution.js';

/** The type that is cast to; the operand has been visited. */
export function castType(resolution: Resolution, node: Cast): LakeType {
  for (const { name, range } of unknownTypeNames(node.type)) {
    if (name === '') continue;
    const instead = typeWords.get(name) ?? '';
    const remedy = instead ? ` Write ${instead}.` : didYouMean(name, knownTypes);
    resolution.report('type-mismatch', range, `There is no type ${name} in Lake SQL.${remedy}`);
  }
  const target = typeOfName(node.type);
  const source = resolution.typeOf(node.operand);
  const text = resolution.shown(node.operand.range);
  const remedy = refusedCast(source, target, text.length > 60 ? 'it' : text);
  if (remedy !== undefined) {
    const from = source.kind === 'scalar' ? source.name : describeType(source).replace(/^an? /, '');
    const message = `Lake SQL cannot cast ${from} to ${typeText(target).slice(0, 60)}.${remedy && ` ${remedy}`}`;
    resolution.report('type-mismatch', node.range, message);
  }
  return target;
}

const typeWords: ReadonlyMap<string, string> = new Map([
  ['string', 'varchar'],
  ['text', 'varchar'],
  ['long', 'bigint'],
  ['int64', 'bigint'],
  ['float', 'real or double'],
  ['bool', 'boolean'],
  ['datetime', 'timestamp'],
  ['timestamptz', 'timestamp with time zone'],
  ['struct', 'row'],
  ['list', 'array'],
  ['blob', 'varbinary'],
  ['binary', 'varbinary'],
]);
const knownTypes = ['varchar', 'boolean', 'integer', 'bigint', 'double', 'decimal', 'timestamp', 'date', 'json'];
