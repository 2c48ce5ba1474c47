/**
 * The rows of one result in the order of their coming: as many as fit a bound in memory, the older ones in a file. The
 * file has no name for as long as it is used, so it goes with the process, however that ends.
 */
import { closeSync, mkdirSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { errors } from '../../core/errors.js';
import type { Value } from '../../core/result/types.js';

export interface StoredRow {
  readonly values: readonly Value[];
  /** Cells that can be read in two ways, with what the service sent. */
  readonly doubtful: readonly { readonly column: number; readonly raw: string }[];
}

export interface RowStore {
  readonly count: number;
  add(row: StoredRow): void;
  /** Undefined beyond `count`. Throws when the file cannot be read. */
  row(index: number): StoredRow | undefined;
  /** Forgets rows from `count` on; with 0 the file goes too. */
  truncate(count: number): void;
}

export interface RowStoreOptions {
  /** Where the file is made; it is the user's alone. */
  readonly folder?: string;
  /** About how many bytes stay in memory. */
  readonly memoryBytes?: number;
  readonly log?: (message: string) => void;
}

/** So little that most rows are gone before V8 takes them for long-lived: with 32 MB its heap grows by 200 MB. */
const usualMemory = 4 * 1024 * 1024;
/** Rows that go to the file at once, and that are read ahead of somebody who reads one after the other. */
const batch = 256;

export function createRowStore(options: RowStoreOptions = {}): RowStore {
  const { folder = tmpdir(), memoryBytes = usualMemory, log = () => undefined } = options;
  const kept: StoredRow[] = [];
  const sizes: number[] = [];
  let bytes = 0;
  let file: RowFile | undefined;
  let canSpill = true;
  const inFile = (): number => file?.count ?? 0;

  /** Reads and writes of the file are done at once: its pages are in the system's cache, a row takes microseconds. */
  function spill(): void {
    while (canSpill && bytes > memoryBytes && kept.length > batch) {
      try {
        file ??= createRowFile(folder);
        file.append(kept.slice(0, batch));
      } catch (error) {
        canSpill = false;
        log(`Rows stay in memory, since ${folder} cannot be written: ${(error as Error).message}`);
        return;
      }
      kept.splice(0, batch);
      bytes -= sizes.splice(0, batch).reduce((sum, size) => sum + size, 0);
    }
  }

  return {
    get count() {
      return inFile() + kept.length;
    },
    add: (row) => {
      const size = sizeOf(row.values) + row.doubtful.reduce((sum, { raw }) => sum + raw.length, 0);
      kept.push(row);
      sizes.push(size);
      bytes += size;
      if (bytes > memoryBytes) spill();
    },
    row: (index) => (index < inFile() ? file?.row(index) : kept[index - inFile()]),
    truncate: (count) => {
      const left = Math.max(0, count - inFile());
      kept.length = Math.min(kept.length, left);
      sizes.length = kept.length;
      bytes = sizes.reduce((sum, size) => sum + size, 0);
      if (count < inFile()) file?.truncate(count);
      if (count > 0) return;
      file?.close();
      file = undefined;
    },
  };
}

interface RowFile {
  readonly count: number;
  append(rows: readonly StoredRow[]): void;
  row(index: number): StoredRow | undefined;
  truncate(count: number): void;
  close(): void;
}

function createRowFile(folder: string): RowFile {
  mkdirSync(folder, { recursive: true });
  const name = path.join(folder, `rows-${randomUUID()}`);
  const descriptor = openSync(name, 'wx+', 0o600);
  unlinkSync(name);
  let count = 0;
  /** Where each row begins, and at `count` where the last one ends. */
  let offsets = new Float64Array(4_096);
  let ahead: { readonly from: number; readonly rows: readonly StoredRow[] } = { from: 0, rows: [] };
  let last = -2;

  const read = (from: number, to: number): readonly StoredRow[] => {
    const [start = 0, end = 0] = [offsets[from], offsets[to]];
    const data = Buffer.allocUnsafe(end - start);
    try {
      for (let at = 0; at < data.length;) {
        const got = readSync(descriptor, data, at, data.length - at, start + at);
        if (got === 0) throw new Error('unexpected end of the file');
        at += got;
      }
    } catch (error) {
      throw errors.rowsUnreadable(folder, error);
    }
    return Array.from({ length: to - from }, (_, index): StoredRow => {
      const [begin = 0, finish = 0] = [offsets[from + index], offsets[from + index + 1]];
      return deserialize(data.subarray(begin - start, finish - start)) as StoredRow;
    });
  };

  return {
    get count() {
      return count;
    },
    append: (rows) => {
      const parts = rows.map((row) => serialize(row));
      const data = Buffer.concat(parts);
      const begin = offsets[count] ?? 0;
      for (let at = 0; at < data.length;) at += writeSync(descriptor, data, at, data.length - at, begin + at);
      if (count + rows.length + 1 > offsets.length) {
        const larger = new Float64Array(Math.max(offsets.length * 2, count + rows.length + 1));
        larger.set(offsets);
        offsets = larger;
      }
      for (const part of parts) {
        offsets[count + 1] = (offsets[count] ?? 0) + part.length;
        count++;
      }
    },
    row: (index) => {
      if (index < 0 || index >= count) return undefined;
      const known = ahead.rows[index - ahead.from];
      const inOrder = index === last + 1;
      last = index;
      if (known) return known;
      if (!inOrder) return read(index, index + 1)[0];
      ahead = { from: index, rows: read(index, Math.min(count, index + batch)) };
      return ahead.rows[0];
    },
    truncate: (rows) => {
      count = Math.min(count, rows);
      ahead = { from: 0, rows: [] };
    },
    close: () => {
      count = 0;
      ahead = { from: 0, rows: [] };
      closeSync(descriptor);
    },
  };
}

/** About what a value takes in memory. */
function sizeOf(value: Value | readonly Value[]): number {
  if (typeof value === 'string') return 24 + value.length;
  if (value === null || typeof value !== 'object') return 8;
  let size = 40;
  for (const [name, member] of Object.entries(value)) size += 16 + name.length + sizeOf(member);
  return size;
}
