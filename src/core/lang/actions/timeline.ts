/** A statement over CloudTrail events as one timeline with the configuration items of the same time. */
import type { EventDataStore } from '../../query/eventDataStore.js';
import type { Expression, Select } from '../syntax.js';
import type { CodeAction } from './codeAction.js';
import { rewrite, type Rewriting } from './rewriting.js';

/**
 * Both halves give when, which kind, what, who and the ID of the record. The conditions of the statement stay with the
 * events; of them, only the bounds of eventTime mean the same for configuration items, so those are repeated.
 */
export function timeline({ text, statement, analysis, catalog }: Rewriting): readonly CodeAction[] {
  const { query } = statement;
  const body = query?.body;
  if (!query || body?.kind !== 'select' || query.with || body.groupBy || body.having || body.quantifier) return [];
  const [table, ...others] = body.from;
  if (table?.kind !== 'tableReference' || others.length > 0 || body.where === undefined) return [];
  const reference = analysis.referenceOf(table.name);
  if (reference?.kind !== 'store' || reference.store.category !== 'CloudTrail') return [];
  const config = configStore(catalog.stores, reference.store);
  if (!config) return [];
  const source = ({ start, end }: Expression['range']): string => text.slice(start, end);
  const bounds = timeBounds(body, table.alias?.name.name);
  if (bounds.length === 0) return [];
  const alias = table.alias ? ` AS ${source(table.alias.name.range)}` : '';
  const prefix = table.alias ? `${source(table.alias.name.range)}.` : '';
  const written = [
    `SELECT ${prefix}eventTime, 'event' AS kind, ${prefix}eventName AS what, ${prefix}userIdentity.arn AS who, ${prefix}eventID`,
    `FROM ${source(table.name.range)}${alias}`,
    `WHERE ${source(body.where.range)}`,
    'UNION ALL',
    `SELECT ${prefix}eventTime, 'config' AS kind, ${prefix}eventData.configurationItemStatus AS what, ${prefix}eventData.resourceType AS who, ${prefix}eventID`,
    `FROM ${config.id}${alias}`,
    `WHERE ${bounds.map(({ range }) => source(range)).join(' AND ')}`,
    'ORDER BY eventTime',
    ...(query.limit ? [source(query.limit.range)] : []),
  ].join('\n');
  return [
    rewrite(`Turn into a timeline with ${config.name.replace(/\s+/g, ' ').slice(0, 60)} (UNION ALL)`, {
      range: query.range,
      text: written,
    }),
  ];
}

/** The only store of configuration items beside the other one; with several there is nothing to choose by. */
function configStore(stores: readonly EventDataStore[], beside: EventDataStore): EventDataStore | undefined {
  const found = stores.filter(
    ({ category, connectionId }) => category === 'ConfigurationItem' && connectionId === beside.connectionId,
  );
  return found.length === 1 ? found[0] : undefined;
}

/** Conditions joined by AND that are about nothing but eventTime and values. */
function timeBounds({ where }: Select, alias: string | undefined): readonly Expression[] {
  const found: Expression[] = [];
  const split = (condition: Expression): void => {
    if (condition.kind === 'parenthesized') split(condition.expression);
    else if (condition.kind === 'logical' && condition.operator === 'AND') {
      split(condition.left);
      split(condition.right);
    } else if (isTimeBound(condition, alias)) found.push(condition);
  };
  if (where) split(where);
  return found;
}

function isTimeBound(condition: Expression, alias: string | undefined): boolean {
  if (condition.kind === 'between') {
    return isEventTime(condition.operand, alias) && isValue(condition.low) && isValue(condition.high);
  }
  if (condition.kind !== 'comparison') return false;
  const { left, right } = condition;
  return (isEventTime(left, alias) && isValue(right)) || (isEventTime(right, alias) && isValue(left));
}

function isEventTime(node: Expression, alias: string | undefined): boolean {
  if (node.kind === 'column') return node.name.name.toLowerCase() === 'eventtime';
  if (node.kind !== 'dereference' || node.name.name.toLowerCase() !== 'eventtime') return false;
  return node.base.kind === 'column' && node.base.name.name.toLowerCase() === alias?.toLowerCase();
}

function isValue(node: Expression): boolean {
  if (node.kind === 'call') return node.arguments.every(isValue);
  if (node.kind === 'unary') return isValue(node.operand);
  if (node.kind === 'binary') return isValue(node.left) && isValue(node.right);
  return ['literal', 'placeholder', 'interval', 'special'].includes(node.kind);
}
