/** Identifiers: words that DuckDB reserves, in one place or another, and Trino does not. */
import type { Identifier } from '../../lang/syntax.js';
import { quoteName } from './context.js';

const reserved = new Set(
  `all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create default
  deferrable desc describe distinct do else end except false fetch for foreign from group having in initially intersect
  into lambda lateral leading limit not null offset on only or order pivot pivot_longer pivot_wider placing primary
  qualify references returning select show some summarize symmetric table then to trailing true union unique unpivot
  using variadic when where window with
  anti asof at authorization binary by collation columns concurrently cross freeze full generated glob ilike inner is
  isnull join left like map natural notnull outer overlaps positional right semi similar struct tablesample try_cast
  unpack verbose
  between bigint bit boolean char character coalesce dec decimal exists extract float grouping grouping_id inout int
  integer interval national nchar none nullif numeric out overlay position precision real row setof smallint substring
  time timestamp treat trim values varchar xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse
  xmlpi xmlroot xmlserialize xmltable
  current_date current_time current_timestamp localtime localtimestamp current_user session_user user current_catalog
  current_schema`.split(/\s+/),
);

/** As written, or in quotes where DuckDB would take it for something else. */
export function identifierText({ name, quoted }: Identifier): string {
  return quoted || reserved.has(name.toLowerCase()) ? quoteName(name) : name;
}
