/** Completion items for each kind of thing. */
import {
  CompletionItemKind,
  InsertTextFormat,
  type CompletionItem,
  type Range as LspRange,
} from 'vscode-languageserver-types';
import { allFunctions, type FunctionKind, type LakeFunction } from '../catalog/functions.js';
import type { SchemaField } from '../catalog/schemas.js';
import type { EventDataStore } from '../query/eventDataStore.js';
import { typeText, type LakeType } from '../result/types.js';
import { keywordHelp } from './keywordHelp.js';
import { markdown, escapeMarkdown, plainLine } from './markdown.js';
import type { ScopeColumn, ScopeRelation } from './resolve/scope.js';
import { looksLikeStorePlaceholder } from './scanner.js';
import { storeMarkdown, storeSummary } from './storeText.js';
import { reservedWords } from './words.js';

/** Where the items go. */
export interface Target {
  readonly range: LspRange;
  /** What stands there up to the caret. */
  readonly typed: string;
}

/** By name, inserted as the bare ID; typing the name or the start of the ID finds it. */
export function storeItem(store: EventDataStore, target: Target, rank: number): CompletionItem {
  const quote = target.typed.startsWith('"') ? '"' : '';
  const replacesPlaceholder = target.typed.startsWith('$') || looksLikeStorePlaceholder(target.typed);
  const found = `${quote}${plainLine(store.name)}${quote} ${store.id}`;
  return {
    label: plainLine(store.name),
    kind: CompletionItemKind.Struct,
    labelDetails: { description: storeSummary(store) },
    detail: store.id,
    documentation: storeMarkdown(store),
    filterText: replacesPlaceholder ? `${target.typed} ${found}` : found,
    sortText: `1${String(rank).padStart(4, '0')}`,
    textEdit: { range: target.range, newText: store.id },
  };
}

export const columnItem = (column: ScopeColumn, target: Target, qualifier?: string): readonly CompletionItem[] =>
  column.name === undefined
    ? []
    : [
        {
          ...named(qualifier ? `${written(qualifier)}.${written(column.name)}` : written(column.name), target),
          label: qualifier ? `${plainLine(qualifier)}.${plainLine(column.name)}` : plainLine(column.name),
          kind: CompletionItemKind.Field,
          detail: shortType(column.type),
          ...goesOn(column.type),
          sortText: `2${column.hidden ? '1' : '0'}`,
          ...(column.origin ? { documentation: markdown(escapeMarkdown(column.origin.field.description)) } : {}),
        },
      ];

/** A member of a struct; `field` is its description in the schema where it has one. */
export const memberItem = (
  name: string,
  type: LakeType,
  field: SchemaField | undefined,
  target: Target,
  rank: number,
): CompletionItem => ({
  ...named(written(field?.sourceName ?? name), target),
  kind: CompletionItemKind.Property,
  detail: shortType(type),
  ...goesOn(type),
  sortText: `0${String(rank).padStart(4, '0')}`,
  ...(field ? { documentation: markdown(escapeMarkdown(field.description)) } : {}),
});

export const relationItem = (relation: ScopeRelation, target: Target): readonly CompletionItem[] =>
  relation.name === undefined || /^[0-9a-f]{8}-/i.test(relation.name)
    ? []
    : [
        {
          ...named(written(relation.name), target),
          kind: CompletionItemKind.Module,
          commitCharacters: ['.'],
          detail: relation.store ? plainLine(relation.store.name) : 'table',
          sortText: '3',
        },
      ];

export const variableItem = (name: string, type: LakeType, detail: string, target: Target): CompletionItem => ({
  ...named(written(name), target),
  kind: CompletionItemKind.Variable,
  detail: `${detail}: ${shortType(type)}`,
  sortText: '1',
});

export const commonTableItem = (name: string, target: Target): CompletionItem => ({
  ...named(written(name), target),
  kind: CompletionItemKind.Module,
  detail: 'WITH',
  sortText: '0',
});

export function keywordItem(word: string, rank: number, target: Target): CompletionItem {
  const help = keywordHelp.get(word);
  return {
    ...named(word, target),
    kind: CompletionItemKind.Keyword,
    sortText: `5${String(rank).padStart(4, '0')}`,
    ...(help === undefined ? {} : { documentation: markdown(help) }),
  };
}

/** Functions of the given kinds, as snippets with the caret in the parentheses. */
export function functionItems(
  kinds: readonly FunctionKind[],
  target: Target,
  sortText: (lakeFunction: LakeFunction) => string,
): readonly CompletionItem[] {
  return allFunctions()
    .filter(({ kind, name }) => kinds.includes(kind) && mayMatch(name, target.typed))
    .map((lakeFunction) => ({ ...functionItem(lakeFunction, target), sortText: sortText(lakeFunction) }));
}

/** A parameter of the file, with its colon. */
export const parameterItem = (name: string, target: Target): CompletionItem => ({
  ...named(name, target),
  kind: CompletionItemKind.Variable,
  detail: 'parameter of this file',
  sortText: '0',
});

export const matching = (items: readonly CompletionItem[], { typed }: Target): readonly CompletionItem[] =>
  typed === '' ? items : items.filter(({ filterText, label }) => mayMatch(filterText ?? label, typed));

/** A way to write what was begun, in place of it: `element_at(requestParameters, 'key')` for `requestParameters.`. */
export const rewriteItem = (label: string, snippet: string, target: Target, detail: string): CompletionItem => ({
  label,
  kind: CompletionItemKind.Snippet,
  detail,
  filterText: target.typed,
  insertTextFormat: InsertTextFormat.Snippet,
  textEdit: { range: target.range, newText: snippet },
});

/** Whether the letters typed occur in this order, as editors match. */
export function mayMatch(name: string, typed: string): boolean {
  let at = 0;
  const wanted = typed.toLowerCase();
  for (const character of name.toLowerCase()) if (character === wanted[at]) at += 1;
  return at >= wanted.length;
}

/** An identifier as it must be written. */
export const written = (name: string): string =>
  /^[a-z_]\w*$/i.test(name) && !reservedWords.has(name.toUpperCase()) ? name : `"${name.replaceAll('"', '""')}"`;

/** Text as part of a snippet. */
export const snippetText = (text: string): string => text.replace(/[$}\\]/g, '\\$&');

function functionItem({ name, kind, help, signatureTexts }: LakeFunction, target: Target): CompletionItem {
  const [signature = `${name}(...)`] = signatureTexts;
  const takesNothing = signature.startsWith(`${name}()`) && signatureTexts.length === 1;
  const parentheses = takesNothing ? '()' : kind === 'window' ? '($1) OVER ($0)' : '($0)';
  return {
    label: name,
    kind: CompletionItemKind.Function,
    labelDetails: { detail: signature.slice(name.length, signature.lastIndexOf(' -> ')) },
    detail: signature,
    documentation: markdown(escapeMarkdown(help)),
    insertTextFormat: InsertTextFormat.Snippet,
    textEdit: { range: target.range, newText: `${name}${parentheses}` },
  };
}

function named(text: string, target: Target): Pick<CompletionItem, 'label' | 'textEdit' | 'filterText'> {
  const item = { label: text, textEdit: { range: target.range, newText: text } };
  return target.typed.startsWith('"') && !text.startsWith('"') ? { ...item, filterText: `"${text}"` } : item;
}

/** A dot takes a struct and goes on with its members. Nothing else is taken by a character: most are typed after a new name too. */
const goesOn = (type: LakeType): Pick<CompletionItem, 'commitCharacters'> =>
  type.kind === 'row' ? { commitCharacters: ['.'] } : {};

function shortType(type: LakeType): string {
  if (type.kind === 'row') return 'struct';
  if (type.kind === 'array' && type.element.kind === 'row') return 'array of structs';
  return typeText(type).slice(0, 80);
}
