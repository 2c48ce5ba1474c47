/** What names mean at a place in a statement. Plain immutable data: an inner scope is a copy with changes. */
import type { EventCategory, EventDataStore } from '../../query/eventDataStore.js';
import type { LakeType } from '../../result/types.js';
import type { SchemaField } from '../../catalog/schemas.js';
import type { Range } from '../range.js';

/** Where a value comes from in the schemas, followed through members, elements, subqueries and UNNEST. */
export interface Origin {
  readonly category: EventCategory;
  /** Names of the schema from the column down. */
  readonly path: readonly string[];
  readonly field: SchemaField;
  /** The category is a guess, so a name that another schema has is no mistake. */
  readonly guessed: boolean;
}

export interface ScopeColumn {
  /** As Lake prints it; undefined for columns without a name, which cannot be referred to. */
  readonly name: string | undefined;
  readonly type: LakeType;
  readonly origin: Origin | undefined;
  /** Where it was defined in this text; undefined for a store's own column. */
  readonly definition: Range | undefined;
  /** Can be named but is not part of `*`. */
  readonly hidden: boolean;
}

/** The columns that a query gives. */
export interface Output {
  readonly columns: readonly ScopeColumn[];
  /** There may be more columns, which are not known. */
  readonly open: boolean;
}

export interface ScopeRelation {
  /** Alias, or the name as written; undefined for subqueries without an alias. */
  readonly name: string | undefined;
  readonly definition: Range;
  readonly columns: readonly ScopeColumn[];
  /** The store read, for completion and hover. */
  readonly store: EventDataStore | undefined;
  /** A table whose category is a guess: columns of other schemas are taken without an error. */
  readonly guessed: boolean;
  /** Columns are not known at all: no name in it is an error. */
  readonly open: boolean;
  /** Lower-case names merged by USING, which are not ambiguous. */
  readonly merged: ReadonlySet<string>;
}

export interface LambdaParameter {
  readonly name: string;
  readonly type: LakeType;
  readonly origin: Origin | undefined;
  readonly definition: Range;
}

export interface CommonTableScope {
  readonly name: string;
  readonly definition: Range;
  /** Nothing and open while a recursive table is being read. */
  readonly output: Output;
}

export type Clause = 'select' | 'where' | 'groupBy' | 'having' | 'orderBy' | 'on' | 'from' | 'values';

export interface SelectAlias {
  readonly name: string;
  readonly type: LakeType;
  readonly origin: Origin | undefined;
  readonly definition: Range;
}

export interface Scope {
  readonly parent: Scope | undefined;
  readonly relations: readonly ScopeRelation[];
  /** Innermost first. */
  readonly lambdaParameters: readonly LambdaParameter[];
  /** By lower-case name; those of outer queries included. */
  readonly commonTables: ReadonlyMap<string, CommonTableScope>;
  /** Aliases of the select list by lower-case name; they count only in ORDER BY, elsewhere they explain a mistake. */
  readonly aliases: ReadonlyMap<string, SelectAlias>;
  readonly clause: Clause;
  /** Within the arguments of an aggregate function (named, for messages). */
  readonly inAggregate: string | undefined;
}

export const emptyScope: Scope = {
  parent: undefined,
  relations: [],
  lambdaParameters: [],
  commonTables: new Map(),
  aliases: new Map(),
  clause: 'select',
  inAggregate: undefined,
};

/** A scope for a query inside another one: its own names first, then those outside. */
export const innerScope = (outer: Scope): Scope => ({
  ...emptyScope,
  parent: outer,
  commonTables: outer.commonTables,
  lambdaParameters: [],
});

export interface FoundColumn {
  readonly relation: ScopeRelation;
  readonly column: ScopeColumn;
}

/** Columns with that name in one scope, outer scopes not looked at. */
export function columnsNamed(scope: Scope, name: string): readonly FoundColumn[] {
  const wanted = name.toLowerCase();
  const found: FoundColumn[] = [];
  for (const relation of scope.relations) {
    for (const column of relation.columns) {
      if (!isNamed(column, wanted)) continue;
      if (relation.merged.has(wanted) && found.length > 0) continue;
      found.push({ relation, column });
    }
  }
  return found;
}

export function columnOf(relation: ScopeRelation, name: string): ScopeColumn | undefined {
  const wanted = name.toLowerCase();
  return relation.columns.find((column) => isNamed(column, wanted));
}

/** The relation with that alias or name, in this scope or an outer one. */
export function relationNamed(scope: Scope, name: string): ScopeRelation | undefined {
  const wanted = name.toLowerCase();
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    const found = at.relations.find((relation) => relation.name?.toLowerCase() === wanted);
    if (found) return found;
  }
  return undefined;
}

/** Lambda parameters of this scope and of the scopes around it, innermost first. */
export function visibleLambdaParameters(scope: Scope): readonly LambdaParameter[] {
  return scope.parent ? [...scope.lambdaParameters, ...visibleLambdaParameters(scope.parent)] : scope.lambdaParameters;
}

// Letters outside ASCII may become longer in lower case.
const isAscii = (text: string): boolean => !/[^\0-\x7f]/.test(text);

/** Tens of columns are asked for every name of a statement: most answer by their length. */
function isNamed(column: ScopeColumn, wanted: string): boolean {
  const { name } = column;
  if (name !== undefined && (name.length === wanted.length || !isAscii(wanted)) && name.toLowerCase() === wanted)
    return true;
  return (column.origin?.path.length === 1 && column.origin.field.aliases.includes(wanted)) ?? false;
}
