import type { Analysis } from '../lang/analysis.js';
import type { Problem } from '../lang/problem.js';
import type { Statement } from '../lang/syntax.js';
import type { Column, Value } from '../result/types.js';

export interface TranslationInput {
  /** The text the statement's ranges refer to. */
  readonly text: string;
  readonly statement: Statement;
  readonly analysis: Analysis;
  /** Values of `:name` parameters. */
  readonly parameters: Readonly<Record<string, Value>>;
}

export interface PointCondition {
  /** `equals`: a column of the event, or a value of a map in it, is one of the texts. `contains`: `eventJson` holds one. */
  readonly kind: 'equals' | 'contains';
  readonly texts: readonly string[];
}

/** A place of the translated text where a store stands that these conditions narrow. */
export interface PointLookup {
  readonly storeId: string;
  /** Offset and length of the store's name in the translated text. */
  readonly at: number;
  readonly length: number;
  /** Whether an alias follows; otherwise the name itself is the alias. */
  readonly hasAlias: boolean;
  /** Whether columns are named that `SELECT *` leaves out. */
  readonly whole: boolean;
  readonly conditions: readonly PointCondition[];
}

export interface Translation {
  /** One SELECT of the other engine, without `;`. Comments and layout of the original stay. */
  readonly sql: string;
  /** Values for the engine's bind markers, in order. */
  readonly parameters: readonly Value[];
  /** Result columns as Lake names and types them; the engine's own names do not matter. */
  readonly columns: readonly Column[];
  /** What the other engine cannot say; with an error here `sql` must not be run. */
  readonly problems: readonly Problem[];
  /** Stores in `sql` that an index can narrow; the local engine may, and the answer is the same. */
  readonly lookups: readonly PointLookup[];
  /** Offset in `sql` to offset in `text`; undefined inside generated text that stands for nothing. */
  toSource(offset: number): number | undefined;
}

/** One per engine. Pure. */
export type Translator = (input: TranslationInput) => Translation;
