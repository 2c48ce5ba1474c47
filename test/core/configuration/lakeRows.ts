/** Configuration items as rows of a local store: by the reader that imports them. */
import { interpret } from '../../../src/backends/local/readers/records.js';
import type { Value } from '../../../src/core/result/types.js';

/** The row that importing `json` gives, members that are NULL left out; undefined when it is no configuration item. */
export function lakeRowFromConfigJson(json: unknown): Readonly<Record<string, Value>> | undefined {
  const [record] = interpret(JSON.stringify(json) ?? 'null', undefined).records;
  return record?.category === 'ConfigurationItem'
    ? (JSON.parse(record.row) as Readonly<Record<string, Value>>)
    : undefined;
}
