/** The list of files that gave records: where each row of a store came from. Written once for a transaction. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { EventCategory } from '../../../core/query/eventDataStore.js';
import { rowsOf } from './lake.js';

export interface ListedFile {
  readonly id: number;
  readonly path: string;
  /** As it lies on the disk, in bytes. */
  readonly size: number;
  readonly kinds: ReadonlyMap<string, { readonly category: EventCategory; readonly records: number }>;
}

export interface FileList {
  nextId(): number;
  /** Waits for `write`; a file without records is not listed. */
  add(file: ListedFile): void;
  /** Within the transaction of the connection. */
  write(): Promise<void>;
}

/** Imports of one lake run one after the other, so nobody else gives numbers. */
export async function createFileList(connection: DuckDBConnection): Promise<FileList> {
  const [last] = await rowsOf(connection, 'SELECT coalesce(max(id), 0) FROM base.files');
  let lastId = Number(last?.[0] ?? 0);
  let waiting: ListedFile[] = [];
  return {
    nextId: () => ++lastId,
    add: (file) => {
      if (file.kinds.size > 0) waiting.push(file);
    },
    write: async () => {
      const files = waiting;
      waiting = [];
      if (files.length === 0) return;
      const [now] = await rowsOf(connection, 'SELECT now()::TIMESTAMP');
      const list = await connection.createAppender('files', 'base');
      const kinds = await connection.createAppender('file_kinds', 'base');
      for (const file of files) {
        list.appendUInteger(file.id);
        list.appendVarchar(file.path);
        list.appendUBigInt(BigInt(file.size));
        list.appendValue(now?.[0] ?? null);
        list.appendUInteger([...file.kinds.values()].reduce((sum, { records }) => sum + records, 0));
        list.endRow();
        for (const [kind, { category, records }] of file.kinds) {
          kinds.appendUInteger(file.id);
          kinds.appendVarchar(category);
          kinds.appendVarchar(kind.replace(` ${category}`, ''));
          kinds.appendUInteger(records);
          kinds.endRow();
        }
      }
      list.closeSync();
      kinds.closeSync();
    },
  };
}
