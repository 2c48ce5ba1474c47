/**
 * The fast way into trail files: finds the records of `{"Records":[...]}`, tells which of them DuckDB's `from_json` reads
 * exactly as the careful reader does, and what each can be found by. In WebAssembly (source in scanner/), which reads
 * about 120 MB a second with the values that the index takes; where there is none, everything is read the careful way.
 */
import { addSchema } from './scanSchema.js';
import { newInstance, placeOf, reserve, type WasmExports, type WasmGlobal } from './wasm.js';

/** Records one after the other; offsets are into the bytes given to `open`. */
export interface ScannedRecords {
  readonly count: number;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  readonly flags: Uint32Array;
  /** First 8 bytes of the md5 of event ID, NUL, account: two halves. */
  readonly keyHigh: Uint32Array;
  readonly keyLow: Uint32Array;
  /** Entries of record i: `entries.subarray(entryStarts[i], entryEnds[i])`. */
  readonly entryStarts: Uint32Array;
  readonly entryEnds: Uint32Array;
  readonly entries: Uint32Array;
  /** Words and stops that the store did not have. */
  readonly words: readonly string[];
  readonly stops: readonly number[];
}

/** `indirect`: sure, but read by `from_json` and not by columns.ts. */
export const recordFlags = { doubtful: 1, beyondAscii: 2, unindexed: 4, indirect: 8 } as const;

export interface Scanner {
  /** Takes the bytes of a whole file; false where it does not begin as a trail file does. */
  open(bytes: Uint8Array): boolean;
  /** About a megabyte of records; `end` behind the last; `unsure` where the file is not what it seemed: forget it all. */
  next(): ScannedRecords | 'end' | 'unsure';
  addStop(hash: number): void;
  addWord(word: string): void;
}

/** Larger files are read the careful way, piece by piece. */
export const largestScanned = 256 * 1024 * 1024;
const bytesAtOnce = 1024 * 1024;
const recordWords = 8;

/** Undefined where there is no WebAssembly with SIMD. One store's words and stops belong to one scanner. */
export function createScanner(): Scanner | undefined {
  const wasm = newInstance();
  if (!wasm) return undefined;
  addSchema(wasm);
  return scannerOf(wasm);
}

function scannerOf(wasm: WasmExports): Scanner {
  const input = placeOf(wasm.inputPlace);
  return {
    open: (bytes) => {
      const start = listStart(bytes);
      if (start === undefined || bytes.length > largestScanned) return false;
      reserve(wasm, input + bytes.length + 64);
      new Uint8Array(wasm.memory.buffer).set(bytes, input);
      wasm.begin(input + start, input + bytes.length);
      return true;
    },
    next: () => {
      const count = wasm.scan(bytesAtOnce);
      return count === 0 ? 'end' : count < 0 ? 'unsure' : recordsOf(wasm, input, count);
    },
    addStop: (hash) => wasm.addStop(hash),
    addWord: (word) => {
      const text = Buffer.from(word);
      if (text.length > 1024) return;
      new Uint8Array(wasm.memory.buffer).set(text, input);
      wasm.addWord(input, input + text.length);
    },
  };
}

function recordsOf(wasm: WasmExports, input: number, count: number): ScannedRecords {
  const { buffer } = wasm.memory;
  const rows = new Uint32Array(buffer, Number(wasm.recordsPlace.value), count * recordWords);
  const column = (at: number, less = 0): Uint32Array => {
    const values = new Uint32Array(count);
    for (let row = 0; row < count; row += 1) values[row] = (rows[row * recordWords + at] as number) - less;
    return values;
  };
  const list = (start: WasmGlobal, length: number): Uint32Array =>
    new Uint32Array(buffer, Number(start.value), length).slice();
  const places = list(wasm.newWordsPlace, wasm.countOfNewWords() * 2);
  const words = Array.from({ length: places.length / 2 }, (_, index) =>
    Buffer.from(
      buffer,
      places[index * 2],
      (places[index * 2 + 1] as number) - (places[index * 2] as number),
    ).toString(),
  );
  return {
    count,
    starts: column(0, input),
    ends: column(1, input),
    flags: column(2),
    keyHigh: column(3),
    keyLow: column(4),
    entryStarts: column(5),
    entryEnds: column(6),
    entries: list(wasm.tokensPlace, wasm.countOfTokens()),
    words,
    stops: [...list(wasm.newStopsPlace, wasm.countOfNewStops())],
  };
}

/** Where the elements of the list begin in a file that starts with `{"Records":[`. */
function listStart(bytes: Uint8Array): number | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 256)).toString('latin1');
  return /^(?:\xef\xbb\xbf)?[ \t\r\n]*\{[ \t\r\n]*"Records"[ \t\r\n]*:[ \t\r\n]*\[/.exec(head)?.[0].length;
}
