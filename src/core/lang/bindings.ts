/**
 * Which names of a statement mean the same thing: every occurrence of a name under the key of what it stands for.
 * Names that the text makes up (aliases, common tables, lambda parameters, windows) are known by their definition;
 * an unaliased column of a subquery is the same thing as the name it shows, however many queries it passes through.
 */
import type { Analysis, Reference } from './analysis.js';
import type { TextPart } from './document.js';
import type { Range } from './range.js';
import { scan } from './scanner.js';
import type { Expression, Identifier } from './syntax.js';
import { visit, type SyntaxNode } from './walk.js';

export type DefinitionKind = 'relation' | 'commonTable' | 'column' | 'lambdaParameter' | 'window';

export interface Occurrence {
  /** The name alone, with its quotes; counted from the start of the part. */
  readonly range: Range;
  /** Without quotes. */
  readonly name: string;
  /** Set where the name is made up. */
  readonly defines: DefinitionKind | undefined;
  /** Equal for names that stand for the same thing. Keys of `sharedKinds` mean the same in every statement. */
  readonly key: string;
}

export interface Bindings {
  /** In the order of the text. */
  readonly occurrences: readonly Occurrence[];
  /** Names that could stand for something of the statement, but nothing tells for what; with those of USING. */
  readonly unresolved: readonly UnresolvedName[];
  /** NATURAL JOIN: columns are compared by their names. */
  readonly hasNaturalJoin: boolean;
}

export interface UnresolvedName {
  readonly name: string;
  readonly range: Range;
  /** It stands before a dot, so that it could be a table's. */
  readonly beforeDot: boolean;
}

/** First letter of keys that mean the same in every statement of a file. */
export const sharedKinds = {
  store: 's:',
  storeColumn: 'c:',
  member: 'm:',
  function: 'f:',
  parameter: 'p:',
} as const;

export const isShared = (key: string): boolean => Object.values(sharedKinds).some((kind) => key.startsWith(kind));

/** A column that UNNEST or `.*` made out of the members of a struct: it has no definition that could be renamed. */
export const expandedKind = 'u:';

/** For `TextPart.derived`. */
export function bindingsOf({ range, analyzed }: TextPart, text: string): Bindings {
  const found = new Collector(range.start);
  if (analyzed) {
    const { statement, analysis } = analyzed;
    const roles = rolesOf(statement);
    visit(statement, { enter: (node, parents) => collect(found, node, parents, analysis, roles) });
  }
  for (const { start, end } of found.unread) {
    for (const token of scan(text.slice(start, end))) {
      if (token.kind !== 'word' && token.kind !== 'quotedIdentifier') continue;
      const range = { start: start + token.range.start, end: start + token.range.end };
      found.addUnresolved(range, token.text.replace(/^"|"$/g, '').replaceAll('""', '"'), true);
    }
  }
  collectParameters(
    found,
    text.slice(range.start, range.end),
    analyzed ? columnsAfterColon(analyzed.statement, text) : [],
  );
  return found.bindings();
}

class Collector {
  private readonly names: { range: Range; name: string; defines: DefinitionKind | undefined }[] = [];
  private readonly unresolved: UnresolvedName[] = [];
  private readonly above = new Map<string, string>();
  hasNaturalJoin = false;
  /** Bodies of MATCH_RECOGNIZE, which are read as syntax only. */
  readonly unread: Range[] = [];

  constructor(readonly start: number) {}

  /** The key of the name that starts at an offset of the text. */
  own = (offset: number): string => `i:${offset - this.start}`;

  add({ start, end }: Range, name: string, defines?: DefinitionKind): void {
    this.names.push({ range: { start: start - this.start, end: end - this.start }, name, defines });
  }

  addUnresolved({ start, end }: Range, name: string, beforeDot: boolean): void {
    this.unresolved.push({ name, range: { start: start - this.start, end: end - this.start }, beforeDot });
  }

  /** Both keys mean the same; a shared key stands for all. */
  join(a: string, b: string): void {
    const [first, second] = [this.root(a), this.root(b)];
    if (first === second) return;
    if (isShared(first)) this.above.set(second, first);
    else this.above.set(first, second);
  }

  bindings(): Bindings {
    const occurrences = this.names
      .filter(({ range }) => range.end > range.start)
      .map((each) => ({ ...each, key: this.root(`i:${each.range.start}`) }))
      .sort((a, b) => a.range.start - b.range.start);
    return { occurrences, unresolved: this.unresolved, hasNaturalJoin: this.hasNaturalJoin };
  }

  private root(key: string): string {
    let at = key;
    for (let next = this.above.get(at); next !== undefined; next = this.above.get(at)) at = next;
    return at;
  }
}

/** What ranges that the resolver calls definitions really are. */
interface Roles {
  /** Start of the names that the text makes up. */
  readonly definitions: ReadonlyMap<number, DefinitionKind>;
  /** Select items without an alias, by their range: the name that they show. Table names: their last part. */
  readonly shown: ReadonlyMap<string, Range>;
}

function rolesOf(statement: SyntaxNode): Roles {
  const definitions = new Map<number, DefinitionKind>();
  const shown = new Map<string, Range>();
  const define = (kind: DefinitionKind, ...names: readonly Identifier[]): void => {
    for (const { range } of names) definitions.set(range.start, kind);
  };
  visit(statement, {
    enter(node) {
      if (node.kind === 'relationAlias') {
        define('relation', node.name);
        define('column', ...node.columns);
      } else if (node.kind === 'commonTable') {
        define('commonTable', node.name);
        define('column', ...node.columns);
      } else if (node.kind === 'selectExpression') {
        if (node.alias) define('column', node.alias);
        const name = shownName(node.expression);
        if (name) shown.set(rangeKey(node.expression.range), name.range);
      } else if (node.kind === 'selectAll') define('column', ...node.aliases);
      else if (node.kind === 'lambda') define('lambdaParameter', ...node.parameters);
      else if (node.kind === 'namedWindow') define('window', node.name);
      else if (node.kind === 'tableFunction') define('column', ...(node.columns ?? []).map(({ name }) => name));
      else if (node.kind === 'qualifiedName') shown.set(rangeKey(node.range), node.parts.at(-1)?.range ?? node.range);
      else if (node.kind === 'storeId' || node.kind === 'tablePlaceholder') shown.set(rangeKey(node.range), node.range);
    },
  });
  return { definitions, shown };
}

const rangeKey = ({ start, end }: Range): string => `${start}-${end}`;

/** The name under which a select item without an alias appears outside. */
export function shownName(expression: Expression): Identifier | undefined {
  if (expression.kind === 'parenthesized') return shownName(expression.expression);
  return expression.kind === 'column' || expression.kind === 'dereference' ? expression.name : undefined;
}

function collect(
  found: Collector,
  node: SyntaxNode,
  parents: readonly SyntaxNode[],
  analysis: Analysis,
  roles: Roles,
): void {
  if (node.kind === 'join' && node.natural) found.hasNaturalJoin = true;
  if (node.kind === 'matchRecognize') found.unread.push(node.body);
  if (node.kind === 'qualifiedName' || node.kind === 'storeId') {
    const range = roles.shown.get(rangeKey(node.range)) ?? node.range;
    const reference = analysis.referenceOf(node);
    const name = node.kind === 'qualifiedName' ? (node.parts.at(-1)?.name ?? node.text) : node.text;
    found.add(range, name);
    if (reference) bind(found, range, name, reference, roles);
    return;
  }
  if (node.kind !== 'identifier' || node.name === '') return;
  const parent = parents.at(-1);
  if (!parent || parent.kind === 'qualifiedName' || parent.kind === 'typeName') return;
  const defines = roles.definitions.get(node.range.start);
  const window = defines === undefined ? windowNamed(node, parent, parents) : undefined;
  const reference = analysis.referenceOf(node);
  if (defines !== undefined || reference || window) found.add(node.range, node.name, defines);
  if (window) found.join(found.own(node.range.start), found.own(window.range.start));
  else if (reference) bind(found, node.range, node.name, reference, roles);
  else if (defines === undefined && couldMeanSomething(node, parent, analysis))
    found.addUnresolved(node.range, node.name, isBase(parents));
}

function bind(found: Collector, { start }: Range, name: string, reference: Reference, roles: Roles): void {
  found.join(found.own(start), keyOf(found, name, reference, roles));
}

function keyOf(found: Collector, name: string, reference: Reference, roles: Roles): string {
  switch (reference.kind) {
    case 'store':
      return sharedKinds.store + reference.store.id;
    case 'function':
      return sharedKinds.function + reference.name.toLowerCase();
    case 'member':
      return `${sharedKinds.member}${reference.category ?? ''}.${reference.path.join('.').toLowerCase()}`;
    case 'column':
      if (!reference.definition) {
        const path = reference.origin?.path.join('.') ?? reference.name;
        return `${sharedKinds.storeColumn}${reference.category ?? ''}.${path.toLowerCase()}`;
      }
      return keyOfDefinition(found, name, reference.definition, roles);
    case 'commonTable':
    case 'relation':
    case 'lambdaParameter':
    case 'selectAlias':
      return keyOfDefinition(found, name, reference.definition, roles);
  }
  return reference satisfies never;
}

function keyOfDefinition(found: Collector, name: string, definition: Range, roles: Roles): string {
  if (roles.definitions.has(definition.start) && !roles.shown.has(rangeKey(definition)))
    return found.own(definition.start);
  const shown = roles.shown.get(rangeKey(definition));
  if (shown) return found.own(shown.start);
  return `${expandedKind}${found.own(definition.start)}.${name.toLowerCase()}`;
}

/** `OVER w` and `WINDOW v AS (w ...)`: the window of the same SELECT. */
function windowNamed(node: Identifier, parent: SyntaxNode, parents: readonly SyntaxNode[]): Identifier | undefined {
  const isWindow =
    (parent.kind === 'call' && parent.over === node) || (parent.kind === 'window' && parent.existing === node);
  if (!isWindow) return undefined;
  const around = parents.findLast(({ kind }) => kind === 'select' || kind === 'query');
  const select = around?.kind === 'query' ? around.body : around;
  if (select?.kind !== 'select') return undefined;
  const wanted = node.name.toLowerCase();
  return select.windows.find(({ name }) => name.name.toLowerCase() === wanted)?.name;
}

/** Whether an unresolved name is one of a column or table, rather than a member of some value. */
function couldMeanSomething(node: Identifier, parent: SyntaxNode, analysis: Analysis): boolean {
  if (parent.kind === 'column') return true;
  if (parent.kind === 'join') return true;
  if (parent.kind !== 'dereference' || parent.name !== node || parent.base.kind !== 'column') return false;
  const base = analysis.referenceOf(parent.base);
  return base === undefined || base.kind === 'relation';
}

/** Whether a column, the last of these nodes, is what a dot follows. */
function isBase(parents: readonly SyntaxNode[]): boolean {
  const around = parents.at(-2);
  return around?.kind === 'dereference' && around.base === parents.at(-1);
}

/**
 * Parameters are found by their tokens, so that those in what cannot be read count too. `JSON_OBJECT('key' :value)` has
 * one that is none: a column begins after its colon.
 */
function collectParameters(found: Collector, written: string, columns: readonly number[]): void {
  for (const { kind, range, text } of scan(written)) {
    if (kind !== 'parameter') continue;
    const start = range.start + found.start;
    if (columns.includes(start + 1)) continue;
    found.add({ start, end: range.end + found.start }, text.slice(1));
    found.join(found.own(start), sharedKinds.parameter + text.slice(1));
  }
}

function columnsAfterColon(statement: SyntaxNode, text: string): readonly number[] {
  const starts: number[] = [];
  visit(statement, {
    enter({ kind, range }) {
      if (kind === 'column' && text[range.start - 1] === ':') starts.push(range.start);
    },
  });
  return starts;
}
