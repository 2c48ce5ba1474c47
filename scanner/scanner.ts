/**
 * Finds the records of a trail file. `node scripts/scanner.mjs` builds the module into the project; the source is
 * AssemblyScript, TypeScript with the types of WebAssembly. See src/backends/local/scan/scanner.ts for its use.
 */
import {
  INPUT,
  NAMES,
  NEW_STOPS,
  NEW_WORDS,
  RECORDS,
  RECORD_CAPACITY,
  RECORD_SIZE,
  TOKENS,
  TOKEN_CAPACITY,
} from './layout';
import { addField, addSpelling, flags, keyHigh, keyLow, position, readRecord } from './record';
import { addStop, initialize, isWord, newStopCount, newWordCount, resetOutput, textHash, tokenCount } from './tokens';

let at: usize = 0;
let limit: usize = 0;

export const inputPlace: u32 = u32(INPUT);
export const namesPlace: u32 = u32(NAMES);
export const recordsPlace: u32 = u32(RECORDS);
export const tokensPlace: u32 = u32(TOKENS);
export const newWordsPlace: u32 = u32(NEW_WORDS);
export const newStopsPlace: u32 = u32(NEW_STOPS);

export { addField, addSpelling, addStop, initialize };
export {
  addNode,
  addRow,
  childCapacity,
  childCount,
  clear,
  gather,
  hasRoom,
  nodesPlace,
  relocate,
  scratchPlace,
  setColumns,
  textCapacity,
  validCount,
} from './columns';

export function addWord(start: usize, end: usize): void {
  isWord(textHash(start, end), start, end);
  resetOutput();
}

export function countOfTokens(): u32 {
  return tokenCount;
}
export function countOfNewWords(): u32 {
  return newWordCount;
}
export function countOfNewStops(): u32 {
  return newStopCount;
}

/** The elements of the list begin at `start`, right behind its bracket; the file ends at `end`. */
export function begin(start: usize, end: usize): void {
  at = start;
  limit = end;
}

/**
 * The next records, at most RECORD_CAPACITY and about a megabyte of them: how many. 0: the list and the object around
 * it have ended. -1: not what was expected at `stoppedAt`; nothing is known about the rest of the file.
 */
export function scan(most: u32): i32 {
  resetOutput();
  let count: u32 = 0;
  const start = at;
  while (true) {
    skip();
    if (at >= limit) return -1;
    const code = load<u8>(at);
    if (code == 0x5d) return count > 0 ? i32(count) : ends();
    if (count == RECORD_CAPACITY || at - start > most || tokenCount + 0x4000 > TOKEN_CAPACITY) return i32(count);
    if (code != 0x7b) return -1;
    const firstToken = tokenCount;
    if (!readRecord(at, limit)) return -1;
    const record = RECORDS + usize(count++) * RECORD_SIZE;
    store<u32>(record, u32(at));
    store<u32>(record, u32(position), 4);
    store<u32>(record, flags, 8);
    store<u32>(record, keyHigh, 12);
    store<u32>(record, keyLow, 16);
    store<u32>(record, firstToken, 20);
    store<u32>(record, tokenCount, 24);
    at = position;
    skip();
    if (at >= limit) return -1;
    if (load<u8>(at) == 0x2c) {
      at++;
      skip();
      // A comma at the end is for the careful reader to judge.
      if (at >= limit || load<u8>(at) != 0x7b) return -1;
    } else if (load<u8>(at) != 0x5d) return -1;
  }
}

function ends(): i32 {
  at++;
  skip();
  if (at >= limit || load<u8>(at) != 0x7d) return -1;
  at++;
  skip();
  return at == limit ? 0 : -1;
}

function skip(): void {
  while (at < limit) {
    const code = load<u8>(at);
    if (code != 0x20 && code != 0x0a && code != 0x0d && code != 0x09) return;
    at++;
  }
}
