/** The WebAssembly module of scanner/: its exports, and a new instance of it with a memory of its own. */
import { scannerModule } from './scannerModule.js';

/** The part of the API used here; the types of Node leave it out. */
interface WasmApi {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
}

export interface WasmGlobal {
  readonly value: number;
}

export interface WasmExports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly inputPlace: WasmGlobal;
  readonly namesPlace: WasmGlobal;
  readonly recordsPlace: WasmGlobal;
  readonly tokensPlace: WasmGlobal;
  readonly newWordsPlace: WasmGlobal;
  readonly newStopsPlace: WasmGlobal;
  readonly textCapacity: WasmGlobal;
  readonly scratchPlace: WasmGlobal;
  readonly nodesPlace: WasmGlobal;
  readonly childCapacity: WasmGlobal;
  initialize(): void;
  addField(
    scope: number,
    name: number,
    length: number,
    kind: number,
    child: number,
    role: number,
    index: number,
    node: number,
  ): void;
  addSpelling(scope: number, start: number, length: number): void;
  addStop(hash: number): void;
  addWord(start: number, end: number): void;
  begin(start: number, end: number): void;
  scan(most: number): number;
  countOfTokens(): number;
  countOfNewWords(): number;
  countOfNewStops(): number;
  addNode(id: number, parent: number, values: number, validity: number): void;
  setColumns(json: number, category: number, managementEvent: number): void;
  clear(id: number, rows: number): void;
  hasRoom(used: number, length: number): number;
  addRow(start: number, end: number, row: number): void;
  childCount(id: number): number;
  validCount(id: number, rows: number): number;
  gather(id: number, rows: number): number;
  relocate(id: number, rows: number, low: number, high: number): void;
}

const webAssembly = (): WasmApi | undefined =>
  (globalThis as unknown as { readonly WebAssembly?: WasmApi }).WebAssembly;

/** Whether there is WebAssembly with SIMD. */
export const hasWasm = (): boolean => webAssembly()?.validate(Buffer.from(scannerModule, 'base64')) ?? false;

/** Undefined where there is no WebAssembly with SIMD. */
export function newInstance(): WasmExports | undefined {
  const api = webAssembly();
  const bytes = Buffer.from(scannerModule, 'base64');
  if (!api?.validate(bytes)) return undefined;
  const wasm = new api.Instance(new api.Module(bytes), {}).exports as unknown as WasmExports;
  wasm.initialize();
  return wasm;
}

export const placeOf = (global: WasmGlobal): number => Number(global.value);

/** Room for so many bytes of memory in all. */
export function reserve({ memory }: WasmExports, bytes: number): void {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / 65_536));
}
