/**
 * Which values a record can be found by: tokens, the runs of letters, digits and `._@+=-` in its string values and
 * numbers, as 32-bit hashes. `src/backends/local/scan/tokens.ts` is the same in TypeScript, for statements and for
 * records that are read the careful way, and says what the rules are for; a test compares both.
 */
import {
  COUNTS,
  COUNT_SLOTS,
  IDLE,
  IDLE_SLOTS,
  NEW_STOPS,
  NEW_WORDS,
  NEW_WORD_CAPACITY,
  STOPS,
  STOP_SLOTS,
  TOKENS,
  WORDS,
  WORD_SLOTS,
  WORD_TEXTS,
  WORD_TEXTS_END,
} from './layout';

/** A token that has been seen this often, more often than others, gets no entries any more. */
const OFTEN: i32 = 1000;
const MOST_STOPS: u32 = 0x10000;
const MOST_WORDS: u32 = 30000;
/** A record with more tokens than this is looked at for every statement. */
const MOST_TOKENS: u32 = 4096;

const UPPER: u32 = 1;
const LOWER: u32 = 2;
const DIGIT: u32 = 4;
const DASH: u32 = 8;
const DOT: u32 = 16;
const OTHER: u32 = 32;

/** Class of every byte; 0 separates tokens. */
const classes = memory.data(512);

export let tokenCount: u32 = 0;
export let newWordCount: u32 = 0;
export let newStopCount: u32 = 0;
/** The record has more tokens than are kept. */
export let overflow: bool = false;
/** A token was left out for another reason than being too frequent. */
let repeated: bool = false;
let wordCount: u32 = 0;
let wordEnd: usize = WORD_TEXTS;
let stopCount: u32 = 0;
let recordFrom: u32 = 0;

/** Lower-case letter and class of a byte in one load. */
export function initialize(): void {
  for (let i: u32 = 0; i < 256; i++) store<u16>(classes + (i << 1), u16(lower(i) | (kindOf(i) << 8)));
}

function kindOf(code: u32): u32 {
  if (code >= 0x30 && code <= 0x39) return DIGIT;
  if (code >= 0x41 && code <= 0x5a) return UPPER;
  if (code >= 0x61 && code <= 0x7a) return LOWER;
  if (code == 0x2d) return DASH;
  if (code == 0x2e) return DOT;
  return code == 0x5f || code == 0x40 || code == 0x2b || code == 0x3d ? OTHER : 0;
}

export function resetOutput(): void {
  tokenCount = 0;
  newWordCount = 0;
  newStopCount = 0;
}

export function startRecord(): void {
  recordFrom = tokenCount;
  overflow = false;
}

function classOf(code: u32): u32 {
  return load<u8>(classes + (code << 1), 1);
}

function lower(code: u32): u32 {
  return code - 0x41 < 26 ? code | 0x20 : code;
}

function finish(hash: u32): u32 {
  hash ^= hash >> 16;
  hash *= 0x85ebca6b;
  hash ^= hash >> 13;
  hash *= 0xc2b2ae35;
  hash ^= hash >> 16;
  return hash == 0 ? 1 : hash;
}

const SEED: u32 = 0x811c9dc5;
const PRIME: u32 = 0x01000193;

function hashOf(start: usize, end: usize, seed: u32): u32 {
  let hash = seed;
  for (let at = start; at < end; at++) hash = (hash ^ lower(load<u8>(at))) * PRIME;
  return finish(hash);
}

/** Tokens of the text between, in which nothing is escaped. */
export function tokensOf(start: usize, end: usize): void {
  let at = start;
  while (at < end) {
    let code = <u32>load<u16>(classes + ((<u32>load<u8>(at)) << 1));
    if (code < 0x100) {
      at++;
      continue;
    }
    const from = at;
    let seen: u32 = 0;
    let hash = SEED;
    do {
      seen |= code;
      hash = (hash ^ (code & 0xff)) * PRIME;
      if (++at == end) break;
      code = <u32>load<u16>(classes + ((<u32>load<u8>(at)) << 1));
    } while (code >= 0x100);
    const length = u32(at - from);
    if (length < 4) continue;
    seen >>= 8;
    if (length <= 64 && !isTime(from, length, seen) && !isRandom(length, seen)) post(finish(hash));
    if ((seen & DASH) != 0 && length >= 10) {
      dashGrams(from, at);
      if (length > 36) uuidGrams(from, at);
    }
    if (length > 20 && (seen & UPPER) != 0) keyGrams(from, at);
    if ((seen & (DOT | DIGIT)) == (DOT | DIGIT)) addressGrams(from, at);
  }
}

/**
 * Tokens of a value, unless it is one of those whose tokens are all too frequent: most values are, and repeat. Texts are
 * compared, for whoever makes the records could make two texts with one hash.
 */
export function tokensOfValue(start: usize, end: usize): void {
  const length = u32(end - start);
  if (length > 96) return tokensOf(start, end);
  const slot = IDLE + ((u32(textHash(start, end) >> 20) & (IDLE_SLOTS - 1)) << 7);
  if (load<u32>(slot) == length && isSame(slot + 4, start, length)) return;
  const before = tokenCount;
  repeated = false;
  tokensOf(start, end);
  if (tokenCount != before || repeated) return;
  store<u32>(slot, length);
  memory.copy(slot + 4, start, length);
}

/** `2026-02-03T04`, what is left of a time. */
function isTime(from: usize, length: u32, seen: u32): bool {
  return (
    length == 13 &&
    seen == (DIGIT | DASH | UPPER) &&
    load<u8>(from + 4) == 0x2d &&
    load<u8>(from + 7) == 0x2d &&
    load<u8>(from + 10) == 0x54
  );
}

/** A piece of a session token or the like: long, of all three kinds, without a mark of a name. */
function isRandom(length: u32, seen: u32): bool {
  return length >= 25 && (seen & (UPPER | LOWER | DIGIT)) == (UPPER | LOWER | DIGIT) && (seen & (DASH | DOT)) == 0;
}

function isHex(code: u32): bool {
  return code - 0x30 < 10 || (code | 0x20) - 0x61 < 6;
}

function allHex(from: usize, count: u32): bool {
  for (let i: u32 = 0; i < count; i++) if (!isHex(load<u8>(from + i))) return false;
  return true;
}

/** `-0abc1234`, the beginning of a resource's ID, where a letter beyond `f` is one of the two before the dash. */
function dashGrams(from: usize, end: usize): void {
  for (let at = from + 1; at + 9 <= end; at++) {
    if (load<u8>(at) != 0x2d) continue;
    const near = isName(load<u8>(at - 1)) || (at - 1 > from && isName(load<u8>(at - 2)));
    if (near && allHex(at + 1, 8)) post(hashOf(at, at + 9, 0x2d2d2d2d));
  }
}

function isName(code: u32): bool {
  return (code | 0x20) - 0x67 < 20;
}

function uuidGrams(from: usize, end: usize): void {
  for (let at = from; at + 36 <= end; at++) {
    if (load<u8>(at + 8) != 0x2d || load<u8>(at + 13) != 0x2d) continue;
    if (load<u8>(at + 18) != 0x2d || load<u8>(at + 23) != 0x2d) continue;
    if (!allHex(at, 8) || !allHex(at + 9, 4) || !allHex(at + 14, 4) || !allHex(at + 19, 4) || !allHex(at + 24, 12))
      continue;
    post(hashOf(at, at + 36, SEED));
  }
}

/** Access keys and unique IDs: `AKIA`, `ASIA`, `AROA`, `AIDA` and others that begin like them, and 16 more. */
function keyGrams(from: usize, end: usize): void {
  for (let at = from; at + 20 <= end; at++) {
    if (load<u8>(at) != 0x41 || load<u8>(at + 3) != 0x41) continue;
    let length: u32 = 0;
    while (length < 20 && (classOf(load<u8>(at + length)) & (UPPER | DIGIT)) != 0) length++;
    if (length == 20) post(hashOf(at, at + 20, SEED));
  }
}

/** The two middle numbers of an IPv4 address. */
function addressGrams(from: usize, end: usize): void {
  for (let at = from + 1; at + 4 < end; at++) {
    if (load<u8>(at) != 0x2e || classOf(load<u8>(at - 1)) != DIGIT) continue;
    const middle = digits(at + 1, end);
    if (middle == at + 1 || middle >= end || load<u8>(middle) != 0x2e) continue;
    const last = digits(middle + 1, end);
    if (last == middle + 1 || last + 1 >= end || load<u8>(last) != 0x2e || classOf(load<u8>(last + 1)) != DIGIT)
      continue;
    post(hashOf(at, last + 1, 0x2e2e2e2e));
  }
}

/** The end of up to three digits. */
function digits(from: usize, end: usize): usize {
  let at = from;
  while (at < end && at < from + 3 && classOf(load<u8>(at)) == DIGIT) at++;
  return at;
}

function post(hash: u32): void {
  // Most are.
  if (isStopped(hash)) return;
  for (let i = tokenCount; i > recordFrom; i--) {
    if (load<u32>(TOKENS + ((i - 1) << 2)) != hash) continue;
    repeated = true;
    return;
  }
  if (isFrequent(hash)) return;
  if (tokenCount - recordFrom >= MOST_TOKENS) {
    overflow = true;
    repeated = true;
    return;
  }
  store<u32>(TOKENS + (tokenCount++ << 2), hash);
}

function isStopped(hash: u32): bool {
  let slot = hash & (STOP_SLOTS - 1);
  while (true) {
    const known = load<u32>(STOPS + (slot << 2));
    if (known == hash) return true;
    if (known == 0) return false;
    slot = (slot + 1) & (STOP_SLOTS - 1);
  }
}

/** Counts in the manner of Misra and Gries, in one slot per token; tells when the token gets too frequent. */
function isFrequent(hash: u32): bool {
  const slot = COUNTS + ((hash & (COUNT_SLOTS - 1)) << 3);
  if (load<u32>(slot) != hash) {
    const count = load<i32>(slot, 4) - 1;
    if (count > 0) store<i32>(slot, count, 4);
    else {
      store<u32>(slot, hash);
      store<i32>(slot, 1, 4);
    }
    return false;
  }
  const count = load<i32>(slot, 4) + 1;
  store<i32>(slot, count, 4);
  if (count < OFTEN || stopCount >= MOST_STOPS) return false;
  addStop(hash);
  store<u32>(NEW_STOPS + (newStopCount++ << 2), hash);
  store<u64>(slot, 0);
  return true;
}

export function addStop(hash: u32): void {
  if (isStopped(hash)) return;
  let slot = hash & (STOP_SLOTS - 1);
  while (load<u32>(STOPS + (slot << 2)) != 0) slot = (slot + 1) & (STOP_SLOTS - 1);
  store<u32>(STOPS + (slot << 2), hash);
  stopCount++;
}

/**
 * Whether the text is among the words, or can be put there: what stands in a word needs no entries. Texts are compared
 * byte by byte, for whoever makes the records could make two texts with one hash.
 */
export function isWord(hash: u64, start: usize, end: usize): bool {
  const length = u32(end - start);
  let slot = u32(hash) & (WORD_SLOTS - 1);
  while (true) {
    const entry = WORDS + (slot << 4);
    const known = load<u64>(entry);
    if (known == 0) break;
    if (known == hash && load<u32>(entry, 12) == length && isSame(load<u32>(entry, 8), start, length)) return true;
    slot = (slot + 1) & (WORD_SLOTS - 1);
  }
  if (wordCount >= MOST_WORDS || newWordCount >= NEW_WORD_CAPACITY || length > 1024) return false;
  if (wordEnd + length > WORD_TEXTS_END) return false;
  const entry = WORDS + (slot << 4);
  memory.copy(wordEnd, start, length);
  store<u64>(entry, hash);
  store<u32>(entry, u32(wordEnd), 8);
  store<u32>(entry, length, 12);
  const told = NEW_WORDS + (newWordCount++ << 3);
  store<u32>(told, u32(wordEnd));
  store<u32>(told, u32(wordEnd) + length, 4);
  wordEnd += length;
  wordCount++;
  return true;
}

/** Never 0. */
export function textHash(start: usize, end: usize): u64 {
  let hash: u64 = 0xcbf29ce484222325 ^ u64(end - start);
  let at = start;
  for (; at + 8 <= end; at += 8) hash = mix(hash ^ load<u64>(at));
  const rest = u32(end - at);
  if (rest > 0) hash = mix(hash ^ (load<u64>(at) & ((u64(1) << (rest * 8)) - 1)));
  return hash | 1;
}

function mix(hash: u64): u64 {
  hash *= 0x9e3779b97f4a7c15;
  return hash ^ (hash >> 32);
}

export function isSame(a: usize, b: usize, length: u32): bool {
  let at: u32 = 0;
  for (; at + 8 <= length; at += 8) if (load<u64>(a + at) != load<u64>(b + at)) return false;
  for (; at < length; at++) if (load<u8>(a + at) != load<u8>(b + at)) return false;
  return true;
}
