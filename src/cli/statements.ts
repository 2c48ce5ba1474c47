/** The statements of a source, checked against the stores known, with the values of their parameters. */
import { errors } from '../core/errors.js';
import type { LanguageCatalog } from '../core/lang/analysis.js';
import { parseText } from '../core/lang/parser.js';
import { problem, type Problem } from '../core/lang/problem.js';
import { fileDirectives } from '../core/lang/statements.js';
import { storePlaceholdersOf } from '../core/lang/storePlaceholders.js';
import { tableNamesOf } from '../core/lang/walk.js';
import type { EventDataStore } from '../core/query/eventDataStore.js';
import { parametersOf, readParameter, type Parameter } from '../core/query/parameters.js';
import { checkStatement, type CheckedStatement } from '../core/query/runQuery.js';
import type { Value } from '../core/result/types.js';
import { excerpt, problemLine } from './places.js';
import type { SourceText } from './sourceText.js';
import { safeText } from './terminal.js';

export interface CheckedSource {
  readonly source: SourceText;
  readonly catalog: LanguageCatalog;
  readonly statements: readonly {
    readonly text: string;
    /** Of `text` in the source. */
    readonly offset: number;
    readonly parameters: Readonly<Record<string, Value>>;
  }[];
  /** Offsets in the source. */
  readonly problems: readonly Problem[];
  /** Said to the user before running. */
  readonly note: string | undefined;
}

export interface SourceChoices {
  readonly stores: readonly EventDataStore[];
  /** Name or ID of the store for placeholders. */
  readonly store: string | undefined;
  /** `NAME=VALUE` */
  readonly parameters: readonly string[];
  readonly now: Date;
}

/** Throws `Usage` for a file without statements, and for parameters that are missing, unknown or unreadable. */
export function checkedStatements(source: SourceText, choices: SourceChoices): CheckedSource {
  const parsed = parseText(source.text);
  const named = choices.store === undefined ? undefined : findStore(choices.stores, choices.store);
  const lone =
    !named &&
    choices.stores.length === 1 &&
    parsed.statements.some((each) => storePlaceholdersOf(each, choices.stores).length > 0)
      ? choices.stores[0]
      : undefined;
  const chosenStore = named ?? lone;
  const catalog: LanguageCatalog = { stores: choices.stores, ...(chosenStore ? { chosenStore } : {}) };
  const given = readGiven(choices.parameters);
  const wanted: Parameter[] = [];
  const statements: { text: string; offset: number; parameters: Readonly<Record<string, Value>> }[] = [];
  const problems: Problem[] = parsed.statements.length === 0 ? [...parsed.problems] : [];
  for (const { range } of parsed.statements) {
    const text = source.text.slice(range.start, range.end);
    const checked = checkStatement(text, catalog);
    problems.push(...checked.problems.map((found) => moved(found, range.start)));
    problems.push(...withoutStores(checked, catalog).map((found) => moved(found, range.start)));
    const parameters = checked.statement ? parametersOf(checked.statement, checked.analysis) : [];
    wanted.push(...parameters);
    statements.push({ text, offset: range.start, parameters: valuesOf(parameters, given, choices.now) });
  }
  // A piece that belongs to no statement (text before the first SELECT) is a mistake too.
  const covered = new Set(problems.map(({ range, code }) => `${range.start} ${code}`));
  problems.push(
    ...parsed.problems.filter(
      ({ range, code }) =>
        !covered.has(`${range.start} ${code}`) &&
        !parsed.statements.some(
          (statement) => range.start >= statement.range.start && range.end <= statement.range.end,
        ),
    ),
  );
  if (statements.length === 0 && problems.length === 0) throw errors.usage(`${source.name} has no statement.`);
  refuseUnknown(given, wanted, problems);
  return {
    source,
    catalog,
    statements,
    problems,
    note: lone && `The placeholder stands for ${lone.name} (${lone.id}), the only event data store here.`,
  };
}

/** The store that the file's head comment (`-- @store prod-trail`) names. Throws when it is not there. */
export function storeChosenBy({ text }: SourceText, stores: readonly EventDataStore[]): EventDataStore | undefined {
  const named = fileDirectives(text).store?.value;
  return named === undefined || stores.length === 0 ? undefined : findStore(stores, named);
}

/** By ID, else by name. */
export function findStore(stores: readonly EventDataStore[], name: string): EventDataStore {
  const wanted = name.toLowerCase();
  const found =
    stores.find(({ id }) => id === wanted) ??
    stores.find((store) => store.name === name) ??
    stores.find((store) => store.name.toLowerCase() === wanted);
  if (found) return found;
  throw errors.eventDataStoreNotFound(
    name,
    stores.map((store) => store.name),
  );
}

/** Mistakes shown of one file: a file that is no SQL has a million. */
const mostMistakes = 50;

/** Lines for errors, the first ones of many: `file:line:column: error code message`, the line, a caret. */
export function mistakesOf({ source, problems }: Pick<CheckedSource, 'source' | 'problems'>): readonly string[] {
  const mistakes = problems
    .filter(({ severity }) => severity === 'error')
    .sort((a, b) => a.range.start - b.range.start);
  const more = mistakes.length - mostMistakes;
  return [
    ...mistakes
      .slice(0, mostMistakes)
      .flatMap((found) => [problemLine(source.name, source.text, found), ...excerpt(source.text, found.range)]),
    ...(more > 0 ? [`and ${more.toLocaleString('en')} more mistakes in ${safeText(source.name)}`] : []),
  ];
}

const moved = (found: Problem, by: number): Problem => ({
  ...found,
  range: { start: found.range.start + by, end: found.range.end + by },
});

/** The language leaves table names alone while no store is known; to run, there must be one. */
function withoutStores(checked: CheckedStatement, { stores }: LanguageCatalog): readonly Problem[] {
  const { statement, analysis } = checked;
  if (stores.length > 0 || !statement) return [];
  return tableNamesOf(statement)
    .filter((name) => analysis?.referenceOf(name)?.kind !== 'commonTable')
    .map(({ range }) => {
      // The tree's offsets are those of the text as edited; `toSource` counts from the statement.
      const from = checked.toSource(range.start - statement.range.start);
      return problem(
        'unknown-store',
        { start: from, end: from + (range.end - range.start) },
        'There is no event data store here. Import files first: lakesql import PATH.',
      );
    });
}

function readGiven(parameters: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    parameters.map((text) => {
      const at = text.indexOf('=');
      if (at < 1) throw errors.usage(`--param takes NAME=VALUE, not "${text}".`);
      return [text.slice(0, at).replace(/^:/, ''), text.slice(at + 1)];
    }),
  );
}

function valuesOf(
  parameters: readonly Parameter[],
  given: ReadonlyMap<string, string>,
  now: Date,
): Readonly<Record<string, Value>> {
  const values = new Map<string, Value>();
  for (const { name, kind } of parameters) {
    const typed = given.get(name);
    if (typed === undefined)
      throw errors.usage(`The parameter :${name} has no value. Add --param ${name}=VALUE (${kind}).`);
    const value = readParameter(kind, typed, now);
    if (value === undefined) throw errors.usage(`"${typed}" cannot be read as the ${kind} that :${name} takes.`);
    values.set(name, value);
  }
  return Object.fromEntries(values);
}

function refuseUnknown(
  given: ReadonlyMap<string, string>,
  wanted: readonly Parameter[],
  problems: readonly Problem[],
): void {
  if (problems.some(({ severity }) => severity === 'error')) return;
  const names = new Set(wanted.map(({ name }) => name));
  for (const name of given.keys()) {
    if (names.has(name)) continue;
    const known =
      names.size > 0 ? `It has ${[...names].map((parameter) => `:${parameter}`).join(', ')}.` : 'It has none.';
    throw errors.usage(`No statement has a parameter :${name}. ${known}`);
  }
}
