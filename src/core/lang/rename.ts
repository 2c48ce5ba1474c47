/**
 * Renaming what a statement makes up: aliases of tables and columns, common tables, lambda parameters, windows; and
 * `:parameters` in the whole file. What comes from a store or from Lake SQL keeps its name. A new name is taken only if
 * everything in the statement still means what it meant before.
 */
import type { LanguageCatalog } from './analysis.js';
import { bindingsOf, expandedKind, isShared, sharedKinds, type Occurrence } from './bindings.js';
import type { AnalyzedText, TextPart } from './document.js';
import { applyEdits, type Edit } from './edits.js';
import { plainLine } from './markdown.js';
import type { Range } from './range.js';
import { nameAt, placesOf, type FoundName } from './references.js';
import { changeOfMeaning } from './sameMeaning.js';
import { reservedWords } from './words.js';

/** A sentence that says why not. */
export interface Refused {
  readonly refused: string;
}

export interface Renameable {
  /** The name at the caret, with its quotes. */
  readonly range: Range;
  /** To begin the new name with. */
  readonly name: string;
}

/** What would be renamed at an offset. */
export function prepareRename(analyzed: AnalyzedText, offset: number): Renameable | Refused {
  const found = nameAt(analyzed, offset);
  if (!found) return { refused: onlyOwnNames };
  const reason = whyFixed(analyzed, found);
  if (reason !== undefined) return { refused: reason };
  const { part, occurrence } = found;
  const { start, end } = occurrence.range;
  return { range: { start: part.range.start + start, end: part.range.start + end }, name: occurrence.name };
}

/** The edits of a rename, or why it would not do. `newName` may be in double quotes; where it needs them, it gets them. */
export function rename(
  analyzed: AnalyzedText,
  offset: number,
  newName: string,
  catalog: LanguageCatalog,
): readonly Edit[] | Refused {
  const found = nameAt(analyzed, offset);
  if (!found) return { refused: onlyOwnNames };
  const reason = whyFixed(analyzed, found);
  if (reason !== undefined) return { refused: reason };
  return isShared(found.occurrence.key)
    ? renameParameter(analyzed, found, newName.trim(), catalog)
    : renameName(analyzed, found, newName.trim(), catalog);
}

const onlyOwnNames =
  'There is nothing to rename here: only aliases, common tables, lambda parameters, windows and :parameters can be renamed.';

/** Why a name cannot be another; undefined if it can. */
function whyFixed(analyzed: AnalyzedText, found: FoundName): string | undefined {
  const { key, name } = found.occurrence;
  const shown = plainLine(name);
  if (key.startsWith(sharedKinds.parameter)) return undefined;
  if (key.startsWith(sharedKinds.store))
    return `${shown} is an event data store, which has its name where it is kept. Give the table an alias instead.`;
  if (key.startsWith(sharedKinds.storeColumn) || key.startsWith(sharedKinds.member))
    return `${shown} is a name of the event data store's schema. Write AS and a name after the expression instead.`;
  if (key.startsWith(sharedKinds.function)) return `${shown} is a function of Lake SQL and keeps its name.`;
  if (key.startsWith(expandedKind))
    return `${shown} is named by the members of a struct. Name the columns, as in UNNEST(...) AS t (name), to rename it.`;
  if (!placesOf(analyzed, found).some(({ isDefinition }) => isDefinition))
    return `It is not known where the name ${shown} comes from, so it cannot be renamed.`;
  return undefined;
}

function renameParameter(
  analyzed: AnalyzedText,
  found: FoundName,
  wanted: string,
  catalog: LanguageCatalog,
): readonly Edit[] | Refused {
  const name = wanted.replace(/^:/, '');
  if (!/^[a-z_]\w*$/i.test(name))
    return {
      refused: `A parameter is a colon, a letter and then letters, digits or _; not ${quoteForPeople(wanted)}.`,
    };
  if (name === found.occurrence.name) return [];
  const key = sharedKinds.parameter + name;
  const isTaken = analyzed.parts.some((part) =>
    part.derived(bindingsOf).occurrences.some((occurrence) => occurrence.key === key),
  );
  if (isTaken) return { refused: `There is already a parameter :${name} in this file; both would get one value.` };
  const edits = placesOf(analyzed, found).map(({ range }) => ({ range, text: `:${name}` }));
  for (const part of analyzed.parts) {
    const own = within(edits, part.range);
    const change = own.length > 0 ? changeIn(analyzed, part, own, catalog) : undefined;
    if (change !== undefined) return { refused: change };
  }
  return edits;
}

function renameName(
  analyzed: AnalyzedText,
  found: FoundName,
  wanted: string,
  catalog: LanguageCatalog,
): readonly Edit[] | Refused {
  const { part, occurrence } = found;
  const name = unquoted(wanted);
  if (name === undefined) return { refused: `${quoteForPeople(wanted)} is no name. Write letters, digits and _.` };
  const doubt = doubtAbout(part, occurrence, name);
  if (doubt !== undefined) return { refused: doubt };
  const isBare = /^[a-z_]\w*$/i.test(name) && !reservedWords.has(name.toUpperCase());
  const quoted = `"${name.replaceAll('"', '""')}"`;
  const spellings = wanted.startsWith('"') ? [quoted] : isBare ? [name, quoted] : [quoted];
  let firstChange: string | undefined;
  for (const spelling of spellings) {
    const edits = placesOf(analyzed, found).map(({ range }) => ({ range, text: spelling }));
    const change = changeIn(analyzed, part, edits, catalog);
    if (change === undefined) return edits;
    firstChange ??= change;
  }
  return { refused: firstChange ?? onlyOwnNames };
}

/** The name that was typed, without quotes; undefined for what cannot be one. */
function unquoted(wanted: string): string | undefined {
  const inner = /^"((?:[^"]|"")*)"$/s.exec(wanted)?.[1]?.replaceAll('""', '"') ?? wanted;
  return inner.trim() === '' || /\p{C}/u.test(inner) ? undefined : inner;
}

/** Names that nothing is known about could be what is renamed, or what the new name would hide. */
function doubtAbout(part: TextPart, { name, key }: Occurrence, newName: string): string | undefined {
  const { unresolved, hasNaturalJoin, occurrences } = part.derived(bindingsOf);
  const kind = occurrences.find((other) => other.key === key && other.defines !== undefined)?.defines;
  const isTable = kind === 'relation' || kind === 'commonTable';
  const both = [name.toLowerCase(), newName.toLowerCase()];
  const doubtful = unresolved.find((each) => both.includes(each.name.toLowerCase()) && (!isTable || each.beforeDot));
  if (doubtful)
    return `What ${plainLine(doubtful.name)} means in another place of this statement is not known, so renaming could change it. Rename by hand.`;
  if (hasNaturalJoin && kind === 'column')
    return 'NATURAL JOIN compares columns by their names, so renaming one could change the result. Write JOIN ... USING first.';
  return undefined;
}

/** What the edits would change beside the name; undefined: nothing. */
function changeIn(
  { text }: AnalyzedText,
  { range }: TextPart,
  edits: readonly Edit[],
  catalog: LanguageCatalog,
): string | undefined {
  const own = edits.map((edit) => ({
    text: edit.text,
    range: { start: edit.range.start - range.start, end: edit.range.end - range.start },
  }));
  const before = text.slice(range.start, range.end);
  return changeOfMeaning(before, applyEdits(before, own), catalog);
}

const within = (edits: readonly Edit[], { start, end }: Range): readonly Edit[] =>
  edits.filter(({ range }) => range.start >= start && range.end <= end);

const quoteForPeople = (text: string): string => (text === '' ? 'an empty text' : `"${plainLine(text).slice(0, 60)}"`);
