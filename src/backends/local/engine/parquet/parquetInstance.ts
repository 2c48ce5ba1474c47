/**
 * A second database, in memory, that may read and write files: the lake's own never can. It sees no SQL but that of this
 * folder, and lives for one export or one import.
 */
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import type { LakePlaces } from '../../places.js';

export interface ParquetDatabase {
  readonly connection: DuckDBConnection;
  close(): void;
}

export async function openParquetDatabase(places: Pick<LakePlaces, 'temporary'>): Promise<ParquetDatabase> {
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: '768MB',
    threads: '2',
    temp_directory: places.temporary,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  return {
    connection,
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** A path as a literal; also where DuckDB would take `*` or `[` in it for a pattern. */
export function pathLiteral(path: string, isPattern = false): string {
  const plain = isPattern ? path.replaceAll(/[*?[]/g, (letter) => `[${letter}]`) : path;
  return `'${plain.replaceAll("'", "''")}'`;
}
