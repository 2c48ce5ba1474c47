/**
 * Syntax tree of Lake SQL: Trino's SELECT with bare event data store IDs and placeholders as table names.
 * Every node carries its range (UTF-16 offsets in the whole text). The parser is tolerant: where a piece is
 * missing or unreadable it puts a `missing` node and a problem, so that half-typed text still has a tree.
 */
import type { Problem } from './problem.js';
import type { Range } from './range.js';

export interface Node {
  readonly range: Range;
}

/** `name`, `"quoted name"`. `name` is without quotes and with doubled quotes undone. */
export interface Identifier extends Node {
  readonly kind: 'identifier';
  readonly name: string;
  readonly quoted: boolean;
}

/** One statement of a file, without its `;`. `query` is absent when nothing could be read as a query. */
export interface Statement extends Node {
  readonly kind: 'statement';
  readonly query: Query | undefined;
}

export interface Query extends Node {
  readonly kind: 'query';
  readonly with: WithClause | undefined;
  readonly body: QueryBody;
  readonly orderBy: readonly SortItem[];
  readonly offset: Expression | undefined;
  readonly limit: Limit | undefined;
}

export interface WithClause extends Node {
  readonly kind: 'with';
  readonly recursive: boolean;
  readonly tables: readonly CommonTable[];
}

export interface CommonTable extends Node {
  readonly kind: 'commonTable';
  readonly name: Identifier;
  readonly columns: readonly Identifier[];
  readonly query: Query;
}

export type Limit =
  | (Node & { readonly kind: 'limit'; readonly count: Expression | 'all' })
  | (Node & { readonly kind: 'fetch'; readonly count: Expression | undefined; readonly withTies: boolean });

export type QueryBody = Select | SetOperation | Values | TableBody | ParenthesizedQuery | MissingQuery;

export interface SetOperation extends Node {
  readonly kind: 'setOperation';
  readonly operator: 'UNION' | 'EXCEPT' | 'INTERSECT';
  readonly operatorRange: Range;
  readonly quantifier: 'ALL' | 'DISTINCT' | undefined;
  readonly left: QueryBody;
  readonly right: QueryBody;
}

export interface Values extends Node {
  readonly kind: 'values';
  readonly rows: readonly Expression[];
}

export interface TableBody extends Node {
  readonly kind: 'tableBody';
  readonly name: TableName;
}

export interface ParenthesizedQuery extends Node {
  readonly kind: 'parenthesizedQuery';
  readonly query: Query;
}

export interface MissingQuery extends Node {
  readonly kind: 'missingQuery';
}

export interface Select extends Node {
  readonly kind: 'select';
  readonly quantifier: 'DISTINCT' | 'ALL' | undefined;
  readonly items: readonly SelectItem[];
  readonly from: readonly Relation[];
  readonly where: Expression | undefined;
  readonly groupBy: GroupBy | undefined;
  readonly having: Expression | undefined;
  readonly windows: readonly NamedWindow[];
}

export type SelectItem = SelectExpression | SelectAll;

export interface SelectExpression extends Node {
  readonly kind: 'selectExpression';
  readonly expression: Expression;
  readonly alias: Identifier | undefined;
  /** Whether `AS` was written; DuckDB needs it before some words that Trino takes bare. */
  readonly hasAs: boolean;
}

/** `*`, `t.*`, `(row expression).*` with optional column names. */
export interface SelectAll extends Node {
  readonly kind: 'selectAll';
  readonly target: Expression | undefined;
  readonly aliases: readonly Identifier[];
}

export interface GroupBy extends Node {
  readonly kind: 'groupBy';
  readonly quantifier: 'DISTINCT' | 'ALL' | undefined;
  readonly elements: readonly GroupingElement[];
}

export type GroupingElement =
  | (Node & { readonly kind: 'groupingExpression'; readonly expression: Expression })
  /** `()` or `(a, b)`. */
  | (Node & { readonly kind: 'groupingTuple'; readonly expressions: readonly Expression[] })
  | (Node & { readonly kind: 'rollup' | 'cube'; readonly sets: readonly (readonly Expression[])[] })
  | (Node & { readonly kind: 'groupingSets'; readonly elements: readonly GroupingElement[] });

export interface NamedWindow extends Node {
  readonly kind: 'namedWindow';
  readonly name: Identifier;
  readonly specification: WindowSpecification;
}

export interface SortItem extends Node {
  readonly kind: 'sortItem';
  readonly expression: Expression;
  readonly direction: 'ASC' | 'DESC' | undefined;
  readonly nulls: 'FIRST' | 'LAST' | undefined;
}

// ---- relations ----

export type Relation =
  | TableReference
  | Join
  | SubqueryRelation
  | Unnest
  | ValuesRelation
  | ParenthesizedRelation
  | MatchRecognize
  | TableFunction
  | MissingRelation;

/** Optional `[AS] alias (c1, c2)` of a relation. */
export interface RelationAlias extends Node {
  readonly kind: 'relationAlias';
  readonly name: Identifier;
  readonly columns: readonly Identifier[];
  readonly hasAs: boolean;
}

export interface Sample extends Node {
  readonly kind: 'sample';
  readonly method: 'BERNOULLI' | 'SYSTEM';
  readonly percentage: Expression;
}

export interface TableReference extends Node {
  readonly kind: 'tableReference';
  readonly name: TableName;
  readonly sample: Sample | undefined;
  readonly alias: RelationAlias | undefined;
}

/** What may stand as a table name. `text` is as written. */
export type TableName =
  /** A bare UUID. `id` is lower-cased. */
  | (Node & { readonly kind: 'storeId'; readonly id: string; readonly text: string })
  /** `$EDS_ID`, `<event_data_store_id>`, `eds-id`, `{trail}`, `?`, `${name}`, a masked UUID, `:store`. */
  | (Node & { readonly kind: 'tablePlaceholder'; readonly text: string })
  /** `name`, `"name or UUID in quotes"`, `catalog.schema.table`. */
  | (Node & { readonly kind: 'qualifiedName'; readonly parts: readonly Identifier[]; readonly text: string });

export interface Join extends Node {
  readonly kind: 'join';
  readonly type: 'INNER' | 'LEFT' | 'RIGHT' | 'FULL' | 'CROSS';
  readonly natural: boolean;
  readonly left: Relation;
  readonly right: Relation;
  readonly on: Expression | undefined;
  readonly using: readonly Identifier[];
}

export interface SubqueryRelation extends Node {
  readonly kind: 'subqueryRelation';
  readonly lateral: boolean;
  readonly query: Query;
  readonly sample: Sample | undefined;
  readonly alias: RelationAlias | undefined;
}

export interface Unnest extends Node {
  readonly kind: 'unnest';
  readonly expressions: readonly Expression[];
  readonly withOrdinality: boolean;
  readonly alias: RelationAlias | undefined;
  readonly sample?: Sample | undefined;
}

/** `(VALUES ...)` as a relation. */
export interface ValuesRelation extends Node {
  readonly kind: 'valuesRelation';
  readonly query: Query;
  readonly alias: RelationAlias | undefined;
  readonly sample?: Sample | undefined;
}

export interface ParenthesizedRelation extends Node {
  readonly kind: 'parenthesizedRelation';
  readonly relation: Relation;
  readonly alias: RelationAlias | undefined;
  readonly sample?: Sample | undefined;
}

/** MATCH_RECOGNIZE is read as syntax only: `body` is the range between its parentheses. */
export interface MatchRecognize extends Node {
  readonly kind: 'matchRecognize';
  readonly input: Relation;
  readonly body: Range;
  readonly alias: RelationAlias | undefined;
  readonly sample?: Sample | undefined;
}

/** `TABLE(function(...))`, `JSON_TABLE(...)`. */
export interface TableFunction extends Node {
  readonly kind: 'tableFunction';
  readonly name: string;
  readonly arguments: readonly Expression[];
  readonly alias: RelationAlias | undefined;
  /** Columns that JSON_TABLE names, nested ones included; undefined for other functions. */
  readonly columns?: readonly JsonTableColumn[];
  readonly sample?: Sample | undefined;
}

/** `type` is undefined for FOR ORDINALITY. */
export interface JsonTableColumn {
  readonly name: Identifier;
  readonly type: TypeName | undefined;
}

export interface MissingRelation extends Node {
  readonly kind: 'missingRelation';
}

// ---- expressions ----

export type Expression =
  | Literal
  | ColumnReference
  | Dereference
  | Subscript
  | Unary
  | Binary
  | Logical
  | Comparison
  | Not
  | IsNull
  | IsDistinctFrom
  | Between
  | InList
  | InSubquery
  | Like
  | Quantified
  | Exists
  | ScalarSubquery
  | FunctionCall
  | Lambda
  | Cast
  | Case
  | RowConstructor
  | ArrayConstructor
  | Parenthesized
  | AtTimeZone
  | IntervalLiteral
  | SpecialForm
  | Placeholder
  | MissingExpression;

export type LiteralType =
  | 'string' // 'x'
  | 'unicodeString' // U&'x'
  | 'integer'
  | 'decimal'
  | 'double' // 1e0
  | 'boolean'
  | 'null'
  | 'binary' // X'00'
  | 'typed'; // timestamp '...', date '...', time '...', decimal '...', json '...', ipaddress '...'

export interface Literal extends Node {
  readonly kind: 'literal';
  readonly type: LiteralType;
  /** The value without quotes and with doubled quotes undone; digits for numbers; lower-case word for booleans. */
  readonly value: string;
  /** For `typed`: lower-case type name as written, such as `timestamp`. */
  readonly typeName: string | undefined;
}

export interface ColumnReference extends Node {
  readonly kind: 'column';
  readonly name: Identifier;
}

/** `base.name`: table-qualified column or struct member; the resolver tells which. `name` is a missing
 *  identifier (empty name, empty range) right after a dot that nothing follows. */
export interface Dereference extends Node {
  readonly kind: 'dereference';
  readonly base: Expression;
  readonly name: Identifier;
}

export interface Subscript extends Node {
  readonly kind: 'subscript';
  readonly base: Expression;
  readonly index: Expression;
}

export interface Unary extends Node {
  readonly kind: 'unary';
  readonly operator: '+' | '-';
  readonly operand: Expression;
}

export interface Binary extends Node {
  readonly kind: 'binary';
  readonly operator: '+' | '-' | '*' | '/' | '%' | '||';
  readonly operatorRange: Range;
  readonly left: Expression;
  readonly right: Expression;
}

export interface Logical extends Node {
  readonly kind: 'logical';
  readonly operator: 'AND' | 'OR';
  readonly left: Expression;
  readonly right: Expression;
}

export interface Comparison extends Node {
  readonly kind: 'comparison';
  readonly operator: '=' | '<>' | '!=' | '<' | '<=' | '>' | '>=';
  readonly operatorRange: Range;
  readonly left: Expression;
  readonly right: Expression;
}

export interface Not extends Node {
  readonly kind: 'not';
  readonly operand: Expression;
}

export interface IsNull extends Node {
  readonly kind: 'isNull';
  readonly negated: boolean;
  readonly operand: Expression;
}

export interface IsDistinctFrom extends Node {
  readonly kind: 'isDistinctFrom';
  readonly negated: boolean;
  readonly left: Expression;
  readonly right: Expression;
}

export interface Between extends Node {
  readonly kind: 'between';
  readonly negated: boolean;
  readonly operand: Expression;
  readonly low: Expression;
  readonly high: Expression;
}

export interface InList extends Node {
  readonly kind: 'inList';
  readonly negated: boolean;
  readonly operand: Expression;
  readonly items: readonly Expression[];
}

export interface InSubquery extends Node {
  readonly kind: 'inSubquery';
  readonly negated: boolean;
  readonly operand: Expression;
  readonly query: Query;
}

export interface Like extends Node {
  readonly kind: 'like';
  readonly negated: boolean;
  readonly operand: Expression;
  readonly pattern: Expression;
  readonly escape: Expression | undefined;
}

/** `a = ANY (SELECT ...)`. */
export interface Quantified extends Node {
  readonly kind: 'quantified';
  readonly operator: Comparison['operator'];
  readonly quantifier: 'ALL' | 'ANY' | 'SOME';
  readonly operand: Expression;
  readonly query: Query;
}

export interface Exists extends Node {
  readonly kind: 'exists';
  readonly query: Query;
}

export interface ScalarSubquery extends Node {
  readonly kind: 'scalarSubquery';
  readonly query: Query;
}

export interface FunctionCall extends Node {
  readonly kind: 'call';
  /** Parts as written: `["count"]`, `["catalog","schema","fn"]`. */
  readonly name: readonly Identifier[];
  readonly quantifier: 'DISTINCT' | 'ALL' | undefined;
  /** `count(*)`. */
  readonly star: boolean;
  readonly arguments: readonly Expression[];
  /** Range between the parentheses. */
  readonly argumentsRange: Range;
  readonly orderBy: readonly SortItem[];
  readonly filter: Expression | undefined;
  readonly withinGroup: readonly SortItem[];
  readonly nullTreatment: 'IGNORE' | 'RESPECT' | undefined;
  readonly over: WindowSpecification | Identifier | undefined;
}

export interface WindowSpecification extends Node {
  readonly kind: 'window';
  readonly existing: Identifier | undefined;
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly SortItem[];
  readonly frame: WindowFrame | undefined;
}

export interface WindowFrame extends Node {
  readonly kind: 'frame';
  readonly unit: 'ROWS' | 'RANGE' | 'GROUPS';
  readonly start: FrameBound;
  readonly end: FrameBound | undefined;
}

export type FrameBound =
  | (Node & { readonly kind: 'unboundedPreceding' | 'unboundedFollowing' | 'currentRow' })
  | (Node & { readonly kind: 'preceding' | 'following'; readonly offset: Expression });

export interface Lambda extends Node {
  readonly kind: 'lambda';
  readonly parameters: readonly Identifier[];
  readonly body: Expression;
}

export interface Cast extends Node {
  readonly kind: 'cast';
  readonly safe: boolean; // TRY_CAST
  readonly operand: Expression;
  readonly type: TypeName;
}

/** A type as written: `varchar(10)`, `array(varchar)`, `map(varchar, json)`, `row(a bigint, b varchar)`,
 *  `timestamp(3) with time zone`. `name` is lower-case, with `with time zone` kept in it. */
export interface TypeName extends Node {
  readonly kind: 'typeName';
  readonly name: string;
  readonly arguments: readonly TypeName[];
  /** Row field names beside `arguments` (empty for other types; undefined entry = unnamed field). */
  readonly fieldNames: readonly (Identifier | undefined)[];
  /** Digits such as 10 in varchar(10). */
  readonly precision: readonly number[];
}

export interface Case extends Node {
  readonly kind: 'case';
  readonly operand: Expression | undefined;
  readonly branches: readonly { readonly when: Expression; readonly then: Expression }[];
  readonly otherwise: Expression | undefined;
}

export interface RowConstructor extends Node {
  readonly kind: 'row';
  /** Whether the word ROW was written; `(a, b)` is a row without it. */
  readonly explicit: boolean;
  readonly fields: readonly Expression[];
}

export interface ArrayConstructor extends Node {
  readonly kind: 'array';
  readonly items: readonly Expression[];
}

export interface Parenthesized extends Node {
  readonly kind: 'parenthesized';
  readonly expression: Expression;
}

export interface AtTimeZone extends Node {
  readonly kind: 'atTimeZone';
  readonly operand: Expression;
  readonly zone: Expression;
}

export interface IntervalLiteral extends Node {
  readonly kind: 'interval';
  readonly sign: '+' | '-' | undefined;
  readonly value: string;
  readonly from: string; // lower-case unit: 'day', 'hour' ...
  readonly to: string | undefined;
}

/**
 * Forms with a grammar of their own: `EXTRACT(unit FROM x)`, `POSITION(a IN b)`, `TRIM(BOTH x FROM y)`,
 * `SUBSTRING(x FROM a FOR b)`, `OVERLAY`, `NORMALIZE`, `GROUPING(...)`, `CURRENT_TIMESTAMP(p)` and the like
 * without parentheses, `JSON_VALUE/QUERY/EXISTS/OBJECT/ARRAY(...)`, `TRY(x)` is an ordinary call.
 */
export interface SpecialForm extends Node {
  readonly kind: 'special';
  /** Lower-case: `extract`, `position`, `trim`, `current_timestamp`, `json_value` ... */
  readonly name: string;
  /** Words with a meaning in order, lower-case: the unit of extract, `both`/`leading`/`trailing` of trim. */
  readonly words: readonly string[];
  readonly arguments: readonly Expression[];
  /** Type after RETURNING of the SQL/JSON functions. */
  readonly returning?: TypeName | undefined;
}

/** `?`, `:name`, `${name}`, `$NAME`, `{name}`, `<name>` where an expression may stand. */
export interface Placeholder extends Node {
  readonly kind: 'placeholder';
  readonly text: string;
  /** For `:name`: the name; else undefined. */
  readonly parameter: string | undefined;
}

export interface MissingExpression extends Node {
  readonly kind: 'missing';
}

/** Result of parsing one text. `statements` are in order; empty ones (`;;`, comments only) are left out. */
export interface ParsedText {
  readonly text: string;
  readonly statements: readonly Statement[];
  readonly problems: readonly Problem[];
}
