import type { EventCategory, EventDataStore } from '../query/eventDataStore.js';
import type { Vocabulary } from '../catalog/vocabulary.js';
import type { Column, LakeType } from '../result/types.js';
import type { Problem } from './problem.js';
import type { Range } from './range.js';
import type { Expression, Identifier, TableName } from './syntax.js';

/** What the language service knows about the world beside the text. Plain data: it travels to the language server. */
export interface LanguageCatalog {
  readonly stores: readonly EventDataStore[];
  /** The store that stands in for placeholders such as `$EDS_ID` (chosen in the status bar or by `-- @store`). */
  readonly chosenStore?: EventDataStore;
  /** By store ID: what the stores were seen to hold. */
  readonly vocabularies?: ReadonlyMap<string, Vocabulary>;
}

/** A column or member of a schema, from the column down. */
export interface SchemaPath {
  readonly category: EventCategory;
  readonly path: readonly string[];
}

/** What a name in the text turned out to be. */
export type Reference =
  | { readonly kind: 'store'; readonly store: EventDataStore }
  | { readonly kind: 'commonTable'; readonly name: string; readonly definition: Range }
  /**
   * Column of a store, subquery, CTE or UNNEST. `category` is set for a store's own column, `definition` for others.
   * `origin` follows the value to the schema it comes from, through subqueries too.
   */
  | {
      readonly kind: 'column';
      readonly name: string;
      readonly type: LakeType;
      readonly category: EventCategory | undefined;
      readonly definition: Range | undefined;
      readonly origin?: SchemaPath;
    }
  /** `path` has the schema's names from the column down: `['useridentity', 'arn']`; without a schema the last ones. */
  | {
      readonly kind: 'member';
      readonly path: readonly string[];
      readonly type: LakeType;
      readonly category: EventCategory | undefined;
    }
  /** A name before a dot that names a relation of FROM. */
  | { readonly kind: 'relation'; readonly name: string; readonly definition: Range }
  | {
      readonly kind: 'lambdaParameter';
      readonly name: string;
      readonly type: LakeType;
      readonly definition: Range;
      readonly origin?: SchemaPath;
    }
  | { readonly kind: 'selectAlias'; readonly name: string; readonly type: LakeType; readonly definition: Range }
  | { readonly kind: 'function'; readonly name: string };

/** Result of resolving one statement. Never throws: a broken tree gives a partial analysis. */
export interface Analysis {
  readonly problems: readonly Problem[];
  /** Result columns with names as Lake prints them (`SELECT *` in the schema's camelCase, unnamed ones `_colN`). */
  readonly columns: readonly Column[];
  /** The stores the statement reads, each once, in order of appearance. */
  readonly stores: readonly EventDataStore[];
  /** `unknown` where it could not be told. */
  typeOf(expression: Expression): LakeType;
  /** By node identity. */
  referenceOf(node: Expression | Identifier | TableName): Reference | undefined;
}
