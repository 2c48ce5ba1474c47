/**
 * Completion: a marker takes the place of the word at the caret, the statement is read tolerantly and resolved, and
 * the resolver tells what could stand where the marker is.
 */
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { CompletionItem } from 'vscode-languageserver-types';
import type { FunctionKind } from '../catalog/functions.js';
import { schemaOf } from '../catalog/schemas.js';
import type { EventCategory } from '../query/eventDataStore.js';
import type { LanguageCatalog } from './analysis.js';
import { resolve } from './analyze.js';
import { caretAt, markedStatement, type Caret } from './caret.js';
import {
  columnItem,
  commonTableItem,
  functionItems,
  keywordItem,
  mayMatch,
  memberItem,
  relationItem,
  rewriteItem,
  snippetText,
  storeItem,
  variableItem,
  type Target,
} from './completionItems.js';
import {
  castTypes,
  clauseOf,
  enclosingCall,
  keywordsAfter,
  keywordsBeforeExpression,
  onlyWordsAfter,
  timeUnits,
} from './completionKeywords.js';
import { parseText } from './parser.js';
import type { Range } from './range.js';
import type { Probe } from './resolve/resolution.js';
import { storeColumn } from './resolve/names.js';
import { visibleLambdaParameters, type Scope, type ScopeColumn, type ScopeRelation } from './resolve/scope.js';

/** Items for the caret at an offset (UTF-16) of a text that may hold several statements. Never throws. */
export function complete(text: string, offset: number, catalog: LanguageCatalog): CompletionItem[] {
  const caret = caretAt(text, offset);
  if (!caret) return [];
  const document = TextDocument.create('text:', 'lakesql', 0, text);
  const targetOf = (range: Range): Target => ({
    range: { start: document.positionAt(range.start), end: document.positionAt(range.end) },
    typed: text.slice(range.start, offset),
  });
  const { word, probe } = lookUp(text, caret, catalog);
  const target = targetOf(word);
  if (probe?.kind !== 'table' && /^\d/.test(target.typed)) return [];
  const fixed = fixedWords(caret);
  if (fixed)
    return matching(
      fixed.map((each, rank) => keywordItem(each, rank, target)),
      target,
    );
  switch (probe?.kind) {
    case 'table':
      return tableItems(probe.scope, catalog, target);
    case 'member': {
      const base = { start: probe.base.start + caret.statement.start, end: probe.base.end + caret.statement.start };
      const rewriting = targetOf({ start: base.start, end: word.end });
      return memberItems(probe, text.slice(base.start, base.end), target, rewriting);
    }
    case 'relationColumn':
      return matching(
        probe.columns.flatMap((column) => columnItem(column, target)),
        target,
      );
    case 'expression':
      return expressionItems(probe.scope, caret, catalog, target);
    case undefined:
      return matching(
        keywordsAfter(caret.before).map((each, rank) => keywordItem(each, rank, target)),
        target,
      );
  }
  return probe satisfies never;
}

const marker = 'lakesqlcaret';

/** What the resolver says about the word; names of stores may have hyphens, so those are tried first after FROM. */
function lookUp(
  text: string,
  caret: Caret,
  catalog: LanguageCatalog,
): { readonly word: Range; readonly probe: Probe | undefined } {
  const inFrom = /^(FROM|JOIN|TABLE)$/.test(caret.before.at(-1)?.word ?? '') || clauseOf(caret.before) === 'FROM';
  if (inFrom && caret.storeWord.end - caret.storeWord.start > caret.word.end - caret.word.start) {
    const probe = probeAt(text, caret, caret.storeWord, catalog);
    if (probe?.kind === 'table') return { word: caret.storeWord, probe };
  }
  return { word: caret.word, probe: probeAt(text, caret, caret.word, catalog) };
}

function probeAt(text: string, caret: Caret, word: Range, catalog: LanguageCatalog): Probe | undefined {
  const marked = markedStatement(text, caret, word, marker);
  const statement = parseText(marked).statements[0];
  return statement && resolve(marked, statement, catalog, marker).resolution.probe;
}

/** Places where only a closed list of words fits. */
function fixedWords({ before }: Caret): readonly string[] | undefined {
  const previous = before.at(-1);
  const call = enclosingCall(before);
  if (previous && onlyWordsAfter.has(previous.word)) return keywordsAfter(before);
  if (previous?.word === 'AS' && (call === 'CAST' || call === 'TRY_CAST')) return castTypes;
  if (previous?.text === '(' && call === 'EXTRACT') return timeUnits;
  if (previous?.kind === 'string' && before.at(-2)?.word === 'INTERVAL') return timeUnits;
  return undefined;
}

function tableItems(scope: Scope, { stores, chosenStore }: LanguageCatalog, target: Target): CompletionItem[] {
  const chosenFirst = [...stores].sort((a, b) => Number(b.id === chosenStore?.id) - Number(a.id === chosenStore?.id));
  return [
    ...matching(
      [...scope.commonTables.values()].map(({ name }) => commonTableItem(name, target)),
      target,
    ),
    ...matching(
      chosenFirst.map((store, rank) => storeItem(store, target, rank)),
      target,
    ),
    ...matching(
      ['UNNEST', 'LATERAL', 'TABLE'].map((word, rank) => keywordItem(word, rank, target)),
      target,
    ),
  ];
}

function memberItems(
  { type, origin }: Extract<Probe, { kind: 'member' }>,
  base: string,
  target: Target,
  rewriting: Target,
): CompletionItem[] {
  const isOneLine = !base.includes('\n');
  if (type.kind === 'map' && isOneLine) {
    const snippet = `element_at(${snippetText(base)}, '\${1:key}')`;
    return [rewriteItem(`element_at(${base}, 'key')`, snippet, rewriting, 'value of a key of the map')];
  }
  if (type.kind === 'array' && isOneLine) {
    const first = rewriteItem(
      `element_at(${base}, 1)`,
      `element_at(${snippetText(base)}, \${1:1})$0`,
      rewriting,
      'one element',
    );
    const any = `any_match(${snippetText(base)}, \${1:x} -> \${1:x}$0)`;
    return [first, rewriteItem(`any_match(${base}, x -> ...)`, any, rewriting, 'whether some element ...')];
  }
  if (type.kind !== 'row') return [];
  const items = type.fields.map(({ name, type: fieldType }, rank) => {
    const field = origin?.field.fields.find((each) => each.name === name);
    return memberItem(name, fieldType, field, target, rank);
  });
  return matching(items, target);
}

function expressionItems(scope: Scope, caret: Caret, catalog: LanguageCatalog, target: Target): CompletionItem[] {
  const parameters = visibleLambdaParameters(scope).map(({ name, type }) =>
    variableItem(name, type, 'parameter', target),
  );
  const aliases =
    scope.clause === 'orderBy'
      ? [...scope.aliases.values()].map(({ name, type }) => variableItem(name, type, 'alias', target))
      : [];
  const relations = relationsOf(scope);
  const columns = relations.length > 0 ? columnsOf(relations, target) : columnsWithoutFrom(catalog, target);
  return [
    ...matching([...parameters, ...aliases, ...columns], target),
    ...matching(
      relations.flatMap((relation) => relationItem(relation, target)),
      target,
    ),
    ...functionItems(functionKinds(scope), target),
    ...matching(
      keywordsBeforeExpression(caret.before).map((word, rank) => keywordItem(word, rank, target)),
      target,
    ),
  ];
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
function columnsOf(relations: readonly ScopeRelation[], target: Target): readonly CompletionItem[] {
  const counts = new Map<string, number>();
  for (const { columns } of relations) {
    for (const { name } of columns) {
      if (name !== undefined) counts.set(name.toLowerCase(), (counts.get(name.toLowerCase()) ?? 0) + 1);
    }
  }
  return relations.flatMap(({ columns, name: alias }) =>
    columns.flatMap((column) => {
      const shared = (counts.get(column.name?.toLowerCase() ?? '') ?? 0) > 1;
      return columnItem(column, target, shared && alias !== undefined ? alias : undefined);
    }),
  );
}

/** Before FROM is written: the columns of the chosen store, or of all kinds of stores there are. */
function columnsWithoutFrom({ stores, chosenStore }: LanguageCatalog, target: Target): readonly CompletionItem[] {
  const known = chosenStore ? [chosenStore] : stores;
  const categories = new Set<EventCategory>(known.flatMap(({ category }) => category ?? []));
  if (categories.size === 0) categories.add('CloudTrail');
  const columns = new Map<string, ScopeColumn>();
  for (const category of categories) {
    for (const field of schemaOf(category).columns) {
      if (!columns.has(field.sourceName)) columns.set(field.sourceName, storeColumn(field, category, true));
    }
  }
  return [...columns.values()].flatMap((column) => columnItem(column, target));
}

const matching = (items: readonly CompletionItem[], { typed }: Target): CompletionItem[] =>
  typed === '' ? [...items] : items.filter(({ filterText, label }) => mayMatch(filterText ?? label, typed));
