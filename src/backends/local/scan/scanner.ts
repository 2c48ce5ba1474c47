/**
 * The fast way into trail files: finds the records of `{"Records":[...]}`, tells which of them DuckDB's `from_json` reads
 * exactly as the careful reader does, and what each can be found by. In WebAssembly (source in scanner/), which reads
 * about 120 MB a second with the values that the index takes; where there is none, everything is read the careful way.
 */
import { lookupColumn, schemaOf, type SchemaField } from '../../../core/catalog/schemas.js';
import { scannerModule } from './scannerModule.js';

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

export const recordFlags = { doubtful: 1, beyondAscii: 2, unindexed: 4 } as const;

export interface Scanner {
  /** Takes the bytes of a whole file; false where it does not begin as a trail file does. */
  open(bytes: Uint8Array): boolean;
  /** About a megabyte of records; `end` behind the last; `unsure` where the file is not what it seemed: forget it all. */
  next(): ScannedRecords | 'end' | 'unsure';
  addStop(hash: number): void;
  addWord(word: string): void;
}

/** The part of the API used here; the types of Node leave it out. */
interface WasmApi {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
}

interface WasmGlobal {
  readonly value: number;
}

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly inputPlace: WasmGlobal;
  readonly namesPlace: WasmGlobal;
  readonly recordsPlace: WasmGlobal;
  readonly tokensPlace: WasmGlobal;
  readonly newWordsPlace: WasmGlobal;
  readonly newStopsPlace: WasmGlobal;
  initialize(): void;
  addField(scope: number, name: number, length: number, kind: number, child: number, role: number, index: number): void;
  addSpelling(scope: number, start: number, length: number): void;
  addStop(hash: number): void;
  addWord(start: number, end: number): void;
  begin(start: number, end: number): void;
  scan(most: number): number;
  countOfTokens(): number;
  countOfNewWords(): number;
  countOfNewStops(): number;
}

/** Larger files are read the careful way, piece by piece. */
export const largestScanned = 256 * 1024 * 1024;
const bytesAtOnce = 1024 * 1024;
const recordWords = 8;

/** Undefined where there is no WebAssembly with SIMD. One store's words and stops belong to one scanner. */
export function createScanner(): Scanner | undefined {
  const { WebAssembly: api } = globalThis as unknown as { readonly WebAssembly?: WasmApi };
  if (!api?.validate(Buffer.from(scannerModule, 'base64'))) return undefined;
  const module = new api.Module(Buffer.from(scannerModule, 'base64'));
  return scannerOf(new api.Instance(module, {}).exports as unknown as Exports);
}

function scannerOf(wasm: Exports): Scanner {
  const place = (global: WasmGlobal): number => Number(global.value);
  const input = place(wasm.inputPlace);
  wasm.initialize();
  addSchema(wasm, place(wasm.namesPlace));
  return {
    open: (bytes) => {
      const start = listStart(bytes);
      if (start === undefined || bytes.length > largestScanned) return false;
      const missing = input + bytes.length + 64 - wasm.memory.buffer.byteLength;
      if (missing > 0) wasm.memory.grow(Math.ceil(missing / 65_536));
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

function recordsOf(wasm: Exports, input: number, count: number): ScannedRecords {
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

const kinds = { text: 1, time: 2, flag: 3, map: 4, struct: 5, structs: 6, nothing: 7, word: 9 } as const;
const roles: Readonly<Record<string, number>> = {
  eventName: 1,
  eventSource: 2,
  eventID: 3,
  recipientAccountId: 4,
  eventCategory: 5,
};

/** Tells the module the columns of CloudTrail stores and their members; scope 0 is the record itself. */
function addSchema(wasm: Exports, firstName: number): void {
  let place = firstName;
  let scopes = 1;
  const write = (text: string): number => {
    const bytes = Buffer.from(text);
    new Uint8Array(wasm.memory.buffer).set(bytes, place);
    place += bytes.length + 8;
    return bytes.length;
  };
  const add = (scope: number, fields: readonly SchemaField[]): void => {
    for (const [index, field] of fields.entries()) {
      const child = field.fields.length > 0 ? scopes++ : 0;
      const isAgent = scope === 0 && field === lookupColumn('CloudTrail', 'userAgent');
      const start = place;
      const length = write(field.sourceName);
      const role = scope === 0 ? (roles[field.sourceName] ?? 0) : 0;
      wasm.addField(scope, start, length, isAgent ? kinds.word : kindOf(field), child, role, index);
      for (const spelling of new Set(
        [field.sourceName, field.name, ...field.aliases].map((name) => name.toLowerCase()),
      )) {
        const at = place;
        wasm.addSpelling(scope, at, write(spelling));
      }
      add(child, field.fields);
    }
  };
  add(0, schemaOf('CloudTrail').columns);
}

function kindOf({ type, sourceName }: SchemaField): number {
  // Their presence makes the record another one.
  if (sourceName === 'eventJson' || sourceName === 'insightDetails') return kinds.nothing;
  switch (type.kind) {
    case 'scalar':
      return type.name === 'varchar'
        ? kinds.text
        : type.name === 'timestamp'
          ? kinds.time
          : type.name === 'boolean'
            ? kinds.flag
            : kinds.nothing;
    case 'map':
      return kinds.map;
    case 'row':
      return kinds.struct;
    case 'array':
      return type.element.kind === 'row' ? kinds.structs : kinds.nothing;
    case 'unknown':
      return kinds.nothing;
  }
  return type satisfies never;
}
