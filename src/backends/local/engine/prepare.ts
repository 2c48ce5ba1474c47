/** What a statement gives, told without running it. */
import { DuckDBTypeId, StatementType, type DuckDBConnection, type DuckDBType } from '@duckdb/node-api';
import { errors } from '../../../core/errors.js';
import type { Value } from '../../../core/result/types.js';
import { toBound } from './values.js';

export interface PreparedColumn {
  readonly name: string;
  readonly type: DuckDBType;
}

/** Names and types of the result; refuses anything but exactly one SELECT. */
export async function prepareSelect(
  connection: DuckDBConnection,
  { sql, parameters }: { readonly sql: string; readonly parameters: readonly Value[] },
): Promise<readonly PreparedColumn[]> {
  const statements = await connection.extractStatements(sql);
  if (statements.count !== 1)
    throw errors.engineFailed(`Only one SELECT runs at a time; this text has ${statements.count} statements.`);
  const prepared = await statements.prepare(0);
  try {
    if (
      prepared.statementType !== StatementType.SELECT ||
      !/^(\s|--.*\n|\/\*[^]*?\*\/|\()*(select|with|values|table|from)\b/i.test(sql)
    ) {
      throw errors.engineFailed('Only a SELECT runs on event data stores.');
    }
    // Types that hang on a parameter are not known before its value is.
    if (prepared.columnCount > 0 && prepared.columnTypeId(0) === DuckDBTypeId.INVALID)
      return await typesOf(connection, sql, parameters);
    return Array.from({ length: prepared.columnCount }, (_, index) => ({
      name: prepared.columnName(index),
      type: prepared.columnType(index),
    }));
  } finally {
    prepared.destroySync();
  }
}

async function typesOf(
  connection: DuckDBConnection,
  sql: string,
  parameters: readonly Value[],
): Promise<readonly PreparedColumn[]> {
  const bound = parameters.map(toBound);
  const none = `SELECT * FROM (\n${sql}\n) LIMIT 0`;
  const result = await connection.run(
    none,
    bound.map(({ value }) => value),
    bound.map(({ type }) => type),
  );
  return result.columnTypes().map((type, index) => ({ name: result.columnName(index), type }));
}
