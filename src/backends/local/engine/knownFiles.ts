/**
 * Trail files whose records are all in a store, by the SHA-256 of their bytes as they lie on the disk: importing one again,
 * or a copy of it, needs no look at its records. In a table of its own; what takes events out of a store forgets them.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { createHash } from 'node:crypto';
import { rowsOf } from './lake.js';

export interface KnownFiles {
  /** How many records the file has; undefined where it is not known. */
  recordsOf(digest: string): number | undefined;
  /** Every record of the file is in the store, or was there before. */
  add(digest: string, records: number): void;
  /** Keeps what was added, within the transaction of the connection. */
  write(storeId: string): Promise<void>;
}

export const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('base64url');

const table = 'base.known_files';
const create = `CREATE TABLE IF NOT EXISTS ${table} (store VARCHAR NOT NULL, digest VARCHAR NOT NULL, records UINTEGER NOT NULL)`;

/** `storeId` is undefined where the store is yet to be made. */
export async function openKnownFiles(connection: DuckDBConnection, storeId: string | undefined): Promise<KnownFiles> {
  await connection.run(create);
  await connection.run(`DELETE FROM ${table} WHERE store NOT IN (SELECT id FROM base.stores)`);
  const stored =
    storeId === undefined
      ? []
      : await rowsOf(connection, `SELECT digest, records FROM ${table} WHERE store = $1`, [storeId]);
  const known = new Map(stored.map(([digest, records]) => [String(digest), Number(records)]));
  let added: [string, number][] = [];
  return {
    recordsOf: (digest) => known.get(digest),
    add: (digest, records) => {
      known.set(digest, records);
      added.push([digest, records]);
    },
    write: async (id) => {
      const files = added;
      added = [];
      if (files.length === 0) return;
      const appender = await connection.createAppender('known_files', 'base');
      for (const [digest, records] of files) {
        appender.appendVarchar(id);
        appender.appendVarchar(digest);
        appender.appendUInteger(records);
        appender.endRow();
      }
      appender.closeSync();
    },
  };
}

/** Events of the store have gone: its files may be imported again. */
export async function forgetKnownFiles(connection: DuckDBConnection, storeId: string): Promise<void> {
  await connection.run(create);
  await connection.run(`DELETE FROM ${table} WHERE store = $1`, [storeId]);
}
