/**
 * Which names of a statement mean the same thing: every occurrence of a name under the key of what it stands for.
 * Names that the text makes up (aliases, common tables, lambda parameters, windows) are known by their definition;
 * an unaliased column of a subquery is the same thing as the name it shows, however many queries it passes through.
 */
import type { Analysis, Reference } from './analysis.js';
import type { TextPart } from './document.js';
import type { Range } from './range.js';
import { scan } from './scanner.js';
import type { Expression, Identifier, NamedWindow, TableName, TypeName } from './syntax.js';
import { visit, type SyntaxNode } from './walk.js';

export type DefinitionKind = 'relation' | 'commonTable' | 'column' | 'lambdaParameter' | 'window';

export interface Occurrence {
  /** The name alone, with its quotes; counted from the start of the part. */
  readonly range: Range;
  /** Without quotes. */
  readonly name: string;
  /** Set where the name is made up. */
  readonly defines: DefinitionKind | undefined;
  /** What the resolver says of the name. */
  readonly reference: Reference | undefined;
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
  /** Names of types that hold no others. */
  readonly typeNames: readonly Range[];
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
  const roles = new Roles();
  const names: NameInTree[] = [];
  if (analyzed) {
    visit(analyzed.statement, {
      enter(node, parents) {
        roles.add(node);
        if (node.kind === 'join' && node.natural) found.hasNaturalJoin = true;
        else if (node.kind === 'matchRecognize') found.unread.push(node.body);
        else if (node.kind === 'typeName') found.addType(node);
        else if (node.kind === 'column' && text[node.range.start - 1] === ':') found.afterColon.add(node.range.start);
        else if (node.kind === 'identifier') names.push(nameInTree(node, parents));
        else if (isTableName(node)) names.push({ node, parent: undefined, above: undefined, windows: undefined });
      },
    });
    for (const name of names) collect(found, name, analyzed.analysis, roles);
  }
  for (const { start, end } of found.unread) {
    for (const token of scan(text.slice(start, end))) {
      if (token.kind !== 'word' && token.kind !== 'quotedIdentifier') continue;
      const place = { start: start + token.range.start, end: start + token.range.end };
      found.addUnresolved(place, token.text.replace(/^"|"$/g, '').replaceAll('""', '"'), true);
    }
  }
  collectParameters(found, text.slice(range.start, range.end));
  return found.bindings();
}

/** A name and what is around it. */
interface NameInTree {
  readonly node: Identifier | TableName;
  readonly parent: SyntaxNode | undefined;
  readonly above: SyntaxNode | undefined;
  /** For a name that could be a window's: those of its SELECT. */
  readonly windows: readonly NamedWindow[] | undefined;
}

function nameInTree(node: Identifier, parents: readonly SyntaxNode[]): NameInTree {
  const parent = parents.at(-1);
  return { node, parent, above: parents.at(-2), windows: parent && windowsFor(node, parent, parents) };
}

const isTableName = (node: SyntaxNode): node is TableName =>
  node.kind === 'qualifiedName' || node.kind === 'storeId' || node.kind === 'tablePlaceholder';

class Collector {
  private readonly names: Omit<Occurrence, 'key'>[] = [];
  private readonly unresolved: UnresolvedName[] = [];
  private readonly above = new Map<string, string>();
  hasNaturalJoin = false;
  /** Bodies of MATCH_RECOGNIZE, which are read as syntax only. */
  readonly unread: Range[] = [];
  /** Starts of columns right after a colon, which the scanner has taken for parameters. */
  readonly afterColon = new Set<number>();
  private readonly typeNames: Range[] = [];

  constructor(readonly start: number) {}

  /** The key of the name that starts at an offset of the text. */
  own = (offset: number): string => `i:${offset - this.start}`;

  add(range: Range, name: string, defines?: DefinitionKind, reference?: Reference): void {
    this.names.push({ range: this.local(range), name, defines, reference });
  }

  /** `array(varchar)`: the types within are nodes of their own. */
  addType({ range, arguments: inner, precision }: TypeName): void {
    if (inner.length === 0 && precision.length === 0) this.typeNames.push(this.local(range));
  }

  addUnresolved(range: Range, name: string, beforeDot: boolean): void {
    this.unresolved.push({ name, range: this.local(range), beforeDot });
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
    const { unresolved, hasNaturalJoin, typeNames } = this;
    return { occurrences, unresolved, hasNaturalJoin, typeNames };
  }

  private local({ start, end }: Range): Range {
    return { start: start - this.start, end: end - this.start };
  }

  private root(key: string): string {
    let at = key;
    for (let next = this.above.get(at); next !== undefined; next = this.above.get(at)) at = next;
    return at;
  }
}

/** What ranges that the resolver calls definitions really are. */
class Roles {
  /** Starts of the names that the text makes up. */
  readonly definitions = new Map<number, DefinitionKind>();
  /** Select items without an alias and table names, by their range: the name under which they are known. */
  readonly shown = new Map<string, Range>();

  add(node: SyntaxNode): void {
    switch (node.kind) {
      case 'relationAlias':
        this.define('relation', node.name);
        this.define('column', ...node.columns);
        break;
      case 'commonTable':
        this.define('commonTable', node.name);
        this.define('column', ...node.columns);
        break;
      case 'selectExpression': {
        if (node.alias) this.define('column', node.alias);
        const name = shownName(node.expression);
        if (name) this.shown.set(rangeKey(node.expression.range), name.range);
        break;
      }
      case 'selectAll':
        this.define('column', ...node.aliases);
        break;
      case 'lambda':
        this.define('lambdaParameter', ...node.parameters);
        break;
      case 'namedWindow':
        this.define('window', node.name);
        break;
      case 'tableFunction':
        this.define('column', ...(node.columns ?? []).map(({ name }) => name));
        break;
      case 'qualifiedName':
        this.shown.set(rangeKey(node.range), node.parts.at(-1)?.range ?? node.range);
        break;
      case 'storeId':
      case 'tablePlaceholder':
        this.shown.set(rangeKey(node.range), node.range);
        break;
      default:
        break;
    }
  }

  private define(kind: DefinitionKind, ...names: readonly Identifier[]): void {
    for (const { range } of names) this.definitions.set(range.start, kind);
  }
}

const rangeKey = ({ start, end }: Range): string => `${start}-${end}`;

/** The name under which a select item without an alias appears outside. */
export function shownName(expression: Expression): Identifier | undefined {
  if (expression.kind === 'parenthesized') return shownName(expression.expression);
  return expression.kind === 'column' || expression.kind === 'dereference' ? expression.name : undefined;
}

function collect(found: Collector, name: NameInTree, analysis: Analysis, roles: Roles): void {
  const { node, parent, above, windows } = name;
  const reference = analysis.referenceOf(node);
  if (node.kind !== 'identifier') {
    const range = roles.shown.get(rangeKey(node.range)) ?? node.range;
    const written = node.kind === 'qualifiedName' ? (node.parts.at(-1)?.name ?? node.text) : node.text;
    // A parameter in the place of a table is found by its token.
    if (node.kind === 'tablePlaceholder' && (!reference || written.startsWith(':'))) return;
    found.add(range, written, undefined, reference);
    if (reference) bind(found, range, written, reference, roles);
    return;
  }
  if (node.name === '' || !parent || parent.kind === 'qualifiedName' || parent.kind === 'typeName') return;
  const defines = roles.definitions.get(node.range.start);
  const wanted = node.name.toLowerCase();
  const window = windows?.find((each) => each.name.name.toLowerCase() === wanted)?.name;
  if (defines !== undefined || reference || window) found.add(node.range, node.name, defines, reference);
  if (window) found.join(found.own(node.range.start), found.own(window.range.start));
  else if (reference) bind(found, node.range, node.name, reference, roles);
  else if (defines === undefined && couldMeanSomething(node, parent, analysis))
    found.addUnresolved(node.range, node.name, above?.kind === 'dereference' && above.base === parent);
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

/** The windows that `OVER w` and `WINDOW v AS (w ...)` choose from: those of the same SELECT. */
function windowsFor(
  node: Identifier,
  parent: SyntaxNode,
  parents: readonly SyntaxNode[],
): readonly NamedWindow[] | undefined {
  const isWindow =
    (parent.kind === 'call' && parent.over === node) || (parent.kind === 'window' && parent.existing === node);
  if (!isWindow) return undefined;
  const around = parents.findLast(({ kind }) => kind === 'select' || kind === 'query');
  const select = around?.kind === 'query' ? around.body : around;
  return select?.kind === 'select' ? select.windows : undefined;
}

/** Whether an unresolved name is one of a column or table, rather than a member of some value. */
function couldMeanSomething(node: Identifier, parent: SyntaxNode, analysis: Analysis): boolean {
  if (parent.kind === 'column') return true;
  if (parent.kind === 'join') return true;
  if (parent.kind !== 'dereference' || parent.name !== node || parent.base.kind !== 'column') return false;
  const base = analysis.referenceOf(parent.base);
  return base === undefined || base.kind === 'relation';
}

/**
 * Parameters are found by their tokens, so that those in what cannot be read count too. `JSON_OBJECT('key' :value)` has
 * one that is none: a column begins after its colon.
 */
function collectParameters(found: Collector, written: string): void {
  if (!written.includes(':')) return;
  for (const { kind, range, text } of scan(written)) {
    if (kind !== 'parameter') continue;
    const start = range.start + found.start;
    if (found.afterColon.has(start + 1)) continue;
    found.add({ start, end: range.end + found.start }, text.slice(1));
    found.join(found.own(start), sharedKinds.parameter + text.slice(1));
  }
}
