/** Where an expression can stand: columns, aliases, functions and words, those of the type that fits there first. */
import { CompletionItemKind, type CompletionItem } from 'vscode-languageserver-types';
import type { FunctionKind } from '../catalog/functions.js';
import { schemaOf } from '../catalog/schemas.js';
import type { EventCategory } from '../query/eventDataStore.js';
import type { LanguageCatalog } from './analysis.js';
import type { Caret } from './caret.js';
import { fitsFor, type Fit, type Fits } from './completionFit.js';
import {
  columnItem,
  functionItems,
  keywordItem,
  matching,
  relationItem,
  variableItem,
  type Target,
} from './completionItems.js';
import { joinConditions, sharedColumns } from './completionJoins.js';
import { keywordsBeforeExpression } from './completionKeywords.js';
import type { Reading } from './completionValues.js';
import { codeBlock, escapeMarkdown, markdown, plainLine } from './markdown.js';
import { storeColumn } from './resolve/names.js';
import { visibleLambdaParameters, type Scope, type ScopeColumn, type ScopeRelation } from './resolve/scope.js';

/**
 * Order: aliases and lambda parameters, then columns and functions that fit, then columns and functions of which it
 * cannot be told, the others, words.
 */
const order = {
  fits: { column: '20', call: '22' },
  usual: { column: '24', call: '40' },
  misfits: { column: '28', call: '48' },
} as const satisfies Record<Fit, { readonly column: string; readonly call: string }>;

export function expressionItems(
  scope: Scope,
  caret: Caret,
  catalog: LanguageCatalog,
  reading: Reading | undefined,
  target: Target,
): readonly CompletionItem[] {
  const fits = fitsFor(reading?.place.wanted, reading?.resolution);
  const relations = relationsOf(scope);
  const columns = relations.length > 0 ? columnsOf(relations, fits, target) : columnsWithoutFrom(catalog, fits, target);
  return [
    ...joinItems(scope, caret, target),
    ...matching([...variables(scope, target), ...columns], target),
    ...matching(
      relations.flatMap((relation) => relationItem(relation, target)),
      target,
    ),
    ...functionItems(functionKinds(scope), target, (each) => order[fits.ofFunction(each)].call),
    ...matching(
      keywordsBeforeExpression(caret.before).map((word, rank) => wordItem(word, rank, fits, target)),
      target,
    ),
  ];
}

/** Columns that both sides of the join have. */
export const usingItems = ({ relations }: Scope, target: Target): readonly CompletionItem[] =>
  matching(
    sharedColumns(relations).flatMap((column) => columnItem(column, target)),
    target,
  );

function variables(scope: Scope, target: Target): readonly CompletionItem[] {
  const parameters = visibleLambdaParameters(scope).map(({ name, type }) =>
    variableItem(name, type, 'parameter', target),
  );
  if (scope.clause !== 'orderBy') return parameters;
  return [
    ...parameters,
    ...[...scope.aliases.values()].map(({ name, type }) => variableItem(name, type, 'alias', target)),
  ];
}

/** Whole conditions where one begins. */
function joinItems({ clause, relations }: Scope, { before }: Caret, target: Target): readonly CompletionItem[] {
  const previous = before.at(-1)?.word;
  if (clause !== 'on' || (previous !== 'ON' && previous !== 'AND')) return [];
  const items = joinConditions(relations).map(({ condition, help, name }, rank): CompletionItem => ({
    label: name === undefined ? condition : plainLine(name),
    kind: CompletionItemKind.Snippet,
    ...(name === undefined ? {} : { labelDetails: { description: 'condition' }, filterText: `${condition} ${name}` }),
    documentation: markdown(escapeMarkdown(help), name === undefined ? '' : codeBlock(condition)),
    sortText: `0${String(rank).padStart(3, '0')}`,
    textEdit: { range: target.range, newText: condition },
  }));
  return matching(items, target);
}

function wordItem(word: string, rank: number, fits: Fits, target: Target): CompletionItem {
  const item = keywordItem(word, rank, target);
  const isTruth = word === 'TRUE' || word === 'FALSE';
  return isTruth && fits.wantsBoolean && !fits.isCondition ? { ...item, sortText: `1${item.sortText ?? ''}` } : item;
}

function functionKinds({ clause, inAggregate }: Scope): readonly FunctionKind[] {
  if (clause === 'where' || clause === 'groupBy' || clause === 'on' || clause === 'from') return ['scalar'];
  if (inAggregate !== undefined) return ['scalar'];
  return clause === 'having' ? ['scalar', 'aggregate'] : ['scalar', 'aggregate', 'window'];
}

/** Relations of this query and of those around it. */
const relationsOf = (scope: Scope): readonly ScopeRelation[] =>
  scope.parent ? [...scope.relations, ...relationsOf(scope.parent)] : scope.relations;

/** A name that several tables have is offered with each table's alias. */
function columnsOf(relations: readonly ScopeRelation[], fits: Fits, target: Target): readonly CompletionItem[] {
  const counts = new Map<string, number>();
  for (const { columns } of relations) {
    for (const { name } of columns) {
      if (name !== undefined) counts.set(name.toLowerCase(), (counts.get(name.toLowerCase()) ?? 0) + 1);
    }
  }
  return relations.flatMap(({ columns, name: alias }) =>
    columns.flatMap((column) => {
      const shared = (counts.get(column.name?.toLowerCase() ?? '') ?? 0) > 1;
      return fittingColumn(column, fits, target, shared && alias !== undefined ? alias : undefined);
    }),
  );
}

/** Before FROM is written: the columns of the chosen store, or of all kinds of stores there are. */
function columnsWithoutFrom(
  { stores, chosenStore }: LanguageCatalog,
  fits: Fits,
  target: Target,
): readonly CompletionItem[] {
  const known = chosenStore ? [chosenStore] : stores;
  const categories = new Set<EventCategory>(known.flatMap(({ category }) => category ?? []));
  if (categories.size === 0) categories.add('CloudTrail');
  const columns = new Map<string, ScopeColumn>();
  for (const category of categories) {
    for (const field of schemaOf(category).columns) {
      if (!columns.has(field.sourceName)) columns.set(field.sourceName, storeColumn(field, category, true));
    }
  }
  return [...columns.values()].flatMap((column) => fittingColumn(column, fits, target));
}

function fittingColumn(column: ScopeColumn, fits: Fits, target: Target, qualifier?: string): readonly CompletionItem[] {
  const usual = conditionsBeginWith.indexOf(column.name ?? '');
  const first = fits.isCondition && usual >= 0 ? `${order.fits.column}${usual.toString(36)}` : undefined;
  const group = first ?? order[fits.ofType(column.type)].column;
  return columnItem(column, target, qualifier).map((item) => ({
    ...item,
    sortText: group + (column.hidden ? '1' : '0'),
  }));
}

/** Columns that investigations filter by, the most usual first: time is what a query costs. */
const conditionsBeginWith: readonly string[] = [
  'eventTime',
  'eventSource',
  'eventName',
  'userIdentity',
  'eventData',
  'errorCode',
  'readOnly',
  'awsRegion',
  'recipientAccountId',
  'requestParameters',
  'resources',
  'insightState',
];
