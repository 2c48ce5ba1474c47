/** Keys that a store had before an import, in two bytes each: an import of much asks for every one of its own. */
import duckdb from '@duckdb/node-bindings';
import type { DuckDBConnection } from '@duckdb/node-api';
import { randomInt } from 'node:crypto';
import { rowsOf } from '../lake.js';

export interface StoredKeys {
  /** Never false for a key of the store; true for one in some hundred others. */
  mayHave(high: number, low: number): boolean;
}

const bitsPerKey = 16;
const mostBytes = 64 * 1024 * 1024;

/** Of the keys of 64 bits in a column of the table. */
export async function readStoredKeys(connection: DuckDBConnection, table: string, column: string): Promise<StoredKeys> {
  const [counted] = await rowsOf(connection, `SELECT count(*) FROM ${table}`);
  const keys = createStoredKeys(Number(counted?.[0] ?? 0));
  const rows = await connection.stream(`SELECT ${column} FROM ${table}`);
  for (let chunk = await rows.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await rows.fetchChunk()) {
    const data = duckdb.vector_get_data(duckdb.data_chunk_get_vector(chunk.chunk, 0), chunk.rowCount * 8);
    const halves = new Uint32Array(data.buffer, data.byteOffset, chunk.rowCount * 2);
    for (let at = 0; at < halves.length; at += 2) keys.add(halves[at + 1] as number, halves[at] as number);
  }
  return keys;
}

/** A Bloom filter: each key sets four bits, of which nobody can guess the places. */
export function createStoredKeys(count: number): StoredKeys & { add(high: number, low: number): void } {
  let words = 1024;
  while (words * 32 < count * bitsPerKey && words * 4 < mostBytes) words *= 2;
  const bits = new Uint32Array(words);
  const mask = words - 1;
  const seed = randomInt(2 ** 32);
  // Keys are hashes already: their halves mixed once with the seed are enough for four places.
  const mixed = (half: number, by: number): number => {
    const first = Math.imul(half ^ seed, by);
    return Math.imul(first ^ (first >>> 15), 0x2c1b3c6d) ^ (first >>> 13);
  };
  return {
    add: (high, low) => {
      let place = mixed(high ^ (low >>> 7), 0x85ebca6b);
      const step = mixed(low, 0x9e3779b1) | 1;
      for (let turn = 0; turn < 4; turn += 1, place = (place + step) | 0)
        bits[(place >>> 5) & mask] = (bits[(place >>> 5) & mask] as number) | (1 << (place & 31));
    },
    mayHave: (high, low) => {
      let place = mixed(high ^ (low >>> 7), 0x85ebca6b);
      const step = mixed(low, 0x9e3779b1) | 1;
      for (let turn = 0; turn < 4; turn += 1, place = (place + step) | 0)
        if (((bits[(place >>> 5) & mask] as number) & (1 << (place & 31))) === 0) return false;
      return true;
    },
  };
}
