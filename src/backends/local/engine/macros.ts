/**
 * The macros of the translation. They are kept in the lake's file and made only where it has those of another version:
 * to make all of them takes longer than everything else at the start of an engine.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { createHash } from 'node:crypto';
import { macroStatements } from '../../../core/dialect/duckdb/macros.js';

/** Which macros the file has: at most one row. */
export const macroTable = 'CREATE TABLE IF NOT EXISTS base.macros (version VARCHAR NOT NULL)';

/** Closes the connection. Throws DuckDB's error where a macro cannot be made; then the file has what it had. */
export async function keepMacros(connection: DuckDBConnection): Promise<void> {
  const version = createHash('sha256').update(macroStatements.join('\n')).digest('hex');
  try {
    const known = await connection.run('SELECT version FROM base.macros');
    if ((await known.getRows())[0]?.[0] === version) return;
    const note = ['DELETE FROM base.macros', `INSERT INTO base.macros VALUES ('${version}')`];
    await connection.run(`BEGIN; ${[...macroStatements, ...note].join('; ')}; COMMIT`);
  } finally {
    connection.closeSync();
  }
}
