/**
 * Completion: a marker takes the place of the word or literal at the caret, the statement is read tolerantly and
 * resolved, and the resolver and the tree around the marker tell what could stand there.
 */
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { CompletionItem, CompletionList } from 'vscode-languageserver-types';
import type { AwsKnowledge } from '../catalog/knowledge.js';
import type { LanguageCatalog } from './analysis.js';
import { resolve } from './analyze.js';
import { caretAt, markedStatement, type Caret } from './caret.js';
import { expressionItems, usingItems } from './completionExpressions.js';
import {
  columnItem,
  commonTableItem,
  keywordItem,
  matching,
  memberItem,
  parameterItem,
  rewriteItem,
  snippetText,
  storeItem,
  type Target,
} from './completionItems.js';
import {
  castTypes,
  clauseOf,
  enclosingCall,
  fetchWords,
  jsonWords,
  keywordsAfter,
  onlyWordsAfter,
  timeUnits,
} from './completionKeywords.js';
import { headItem, investigationItems } from './completionSnippets.js';
import type { ValueItems, ValueTarget } from './completionValueItems.js';
import { wantedItems, type Reading } from './completionValues.js';
import { placeAt } from './completionWanted.js';
import { parseText } from './parser.js';
import type { Range } from './range.js';
import type { Probe } from './resolve/resolution.js';
import type { Scope } from './resolve/scope.js';
import { scan } from './scanner.js';

/** What completion knows beside the text and the catalog. */
export interface CompletionHelp {
  readonly knowledge: AwsKnowledge;
  readonly now: Date;
}

/**
 * Items for the caret at an offset (UTF-16) of a text that may hold several statements. `isIncomplete` says that there
 * are more than were sent, and another letter may bring others. Never throws.
 */
export function complete(text: string, offset: number, catalog: LanguageCatalog, help: CompletionHelp): CompletionList {
  const caret = caretAt(text, offset);
  if (!caret) return listOf([]);
  const document = TextDocument.create('text:', 'lakesql', 0, text);
  const targetOf = (range: Range): ValueTarget => ({
    range: { start: document.positionAt(range.start), end: document.positionAt(range.end) },
    typed: text.slice(range.start, offset),
    isLiteral: caret.literal !== undefined,
    part: (from) => targetOf({ start: range.start + 1 + from, end: partEnd(text, offset, caret) }),
  });
  if (caret.literal) return inLiteral(text, caret, catalog, help, targetOf(caret.literal.range));
  return atWord(text, offset, caret, catalog, help, targetOf);
}

function atWord(
  text: string,
  offset: number,
  caret: Caret,
  catalog: LanguageCatalog,
  help: CompletionHelp,
  targetOf: (range: Range) => ValueTarget,
): CompletionList {
  if (text[caret.word.start - 1] === ':' && text[caret.word.start - 2] !== ':') {
    return listOf(parameterItems(text, targetOf({ start: caret.word.start - 1, end: caret.word.end })));
  }
  const { word, probe, reading } = lookUp(text, caret, catalog, help);
  const target = targetOf(word);
  if (probe?.kind !== 'table' && /^\d/.test(target.typed)) return listOf([]);
  const fixed = fixedWords(caret);
  if (fixed) return listOf(keywordItems(fixed, target));
  switch (probe?.kind) {
    case 'table':
      return listOf(tableItems(probe.scope, catalog, target));
    case 'member': {
      const base = { start: probe.base.start + caret.statement.start, end: probe.base.end + caret.statement.start };
      const rewriting = targetOf({ start: base.start, end: word.end });
      return listOf(memberItems(probe, text.slice(base.start, base.end), target, rewriting));
    }
    case 'relationColumn':
      return listOf(
        matching(
          probe.columns.flatMap((column) => columnItem(column, target)),
          target,
        ),
      );
    case 'expression': {
      if (enclosingCall(caret.before) === 'USING') return listOf(usingItems(probe.scope, target));
      const values = reading ? wantedItems(reading, target) : noValues;
      const others = expressionItems(probe.scope, caret, catalog, reading, target);
      return { isIncomplete: values.isCut, items: [...values.items, ...others] };
    }
    case undefined: {
      const keywords = keywordItems(keywordsAfter(caret.before), target);
      if (caret.before.length > 0) return listOf(keywords);
      const isFirst = text.slice(0, word.start).trim() === '';
      const whole = investigationItems(help.knowledge.investigations, text, catalog, help.now, target);
      return listOf([...keywords, ...whole, ...(isFirst ? headItem(target) : [])]);
    }
  }
  return probe satisfies never;
}

const marker = 'lakesqlcaret';
const noValues: ValueItems = { items: [], isCut: false };
const listOf = (items: readonly CompletionItem[]): CompletionList => ({ isIncomplete: false, items: [...items] });

function inLiteral(
  text: string,
  caret: Caret,
  catalog: LanguageCatalog,
  help: CompletionHelp,
  target: ValueTarget,
): CompletionList {
  const mark = `'${marker}'`;
  const { reading } = readAt(text, caret, caret.word, hasFrom(text, caret) ? mark : [mark, anyFrom], catalog, help);
  const { items, isCut } = reading ? wantedItems(reading, target) : noValues;
  return { isIncomplete: isCut, items: [...items] };
}

/** Of a step within a literal: the rest of the name at the caret goes too. */
function partEnd(text: string, offset: number, { literal }: Caret): number {
  const rest = /^\w*/.exec(text.slice(offset, literal?.range.end))?.[0].length ?? 0;
  return offset + rest;
}

interface Found {
  readonly word: Range;
  readonly probe: Probe | undefined;
  readonly reading: Reading | undefined;
}

/** What the resolver says about the word; names of stores may have hyphens, so those are tried first after FROM. */
function lookUp(text: string, caret: Caret, catalog: LanguageCatalog, help: CompletionHelp): Found {
  const inFrom = /^(FROM|JOIN|TABLE)$/.test(caret.before.at(-1)?.word ?? '') || clauseOf(caret.before) === 'FROM';
  if (inFrom && caret.storeWord.end - caret.storeWord.start > caret.word.end - caret.word.start) {
    const found = readAt(text, caret, caret.storeWord, marker, catalog, help);
    if (found.probe?.kind === 'table') return found;
  }
  const found = readAt(text, caret, caret.word, marker, catalog, help);
  if (hasFrom(text, caret)) return found;
  const assumed = readAt(text, caret, caret.word, [marker, anyFrom], catalog, help);
  const isMember = caret.before.at(-1)?.text === '.';
  return { ...found, ...(isMember ? { probe: assumed.probe } : {}), reading: assumed.reading };
}

/** Where FROM has not been written yet, names are looked up in the chosen store, or in the schema they fit. */
const anyFrom = ' FROM $EDS_ID';

const hasFrom = (text: string, { statement, before }: Caret): boolean =>
  before.length === 0 || /\bFROM\b/i.test(text.slice(statement.start, statement.end));

function readAt(
  text: string,
  caret: Caret,
  word: Range,
  mark: string | readonly [mark: string, end: string],
  catalog: LanguageCatalog,
  { knowledge }: CompletionHelp,
): Found {
  const [middle, end] = typeof mark === 'string' ? [mark, ''] : mark;
  const marked = markedStatement(text, caret, word, middle) + end;
  const statement = parseText(marked).statements[0];
  if (!statement) return { word, probe: undefined, reading: undefined };
  const { resolution } = resolve(marked, statement, catalog, marker);
  const place = placeAt(statement, word.start - caret.statement.start + 2, resolution);
  return { word, probe: resolution.probe, reading: { statement, resolution, place, catalog, knowledge } };
}

/** Places where only a closed list of words fits. */
function fixedWords({ before }: Caret): readonly string[] | undefined {
  const previous = before.at(-1);
  const call = enclosingCall(before);
  if (previous && onlyWordsAfter.has(previous.word)) return keywordsAfter(before);
  if (previous?.word === 'AS' && (call === 'CAST' || call === 'TRY_CAST')) return castTypes;
  if (previous?.text === '(' && call === 'EXTRACT') return timeUnits;
  if (previous?.kind === 'string' && before.at(-2)?.word === 'INTERVAL') return timeUnits;
  return jsonWords(before, call) ?? fetchWords(before);
}

const keywordItems = (words: readonly string[], target: Target): readonly CompletionItem[] =>
  matching(
    words.map((word, rank) => keywordItem(word, rank, target)),
    target,
  );

/** `:name` of the same file. */
function parameterItems(text: string, target: Target): readonly CompletionItem[] {
  const names = new Set(
    scan(text).flatMap(({ kind, text: written }) => (kind === 'parameter' && /^:\w+$/.test(written) ? [written] : [])),
  );
  return matching(
    [...names].map((name) => parameterItem(name, target)),
    target,
  );
}

function tableItems(scope: Scope, { stores, chosenStore }: LanguageCatalog, target: Target): readonly CompletionItem[] {
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
    ...keywordItems(['UNNEST', 'LATERAL', 'TABLE'], target),
  ];
}

function memberItems(
  { type, origin }: Extract<Probe, { kind: 'member' }>,
  base: string,
  target: Target,
  rewriting: Target,
): readonly CompletionItem[] {
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
