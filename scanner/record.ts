/**
 * One record of a `Records` list: its bytes are valid JSON, and DuckDB's `from_json` gives exactly the row that the
 * careful reader gives; or it is doubtful and read the careful way. What is not sure is doubtful.
 */
import {
  FIELDS,
  FIELD_SIZE,
  FIELD_SLOTS,
  FIRSTS,
  KEYS,
  KEY_CAPACITY,
  MESSAGE,
  MESSAGE_CAPACITY,
  SPELLINGS,
  SPELLING_SLOTS,
} from './layout';
import { digestHigh, digestLow, md5 } from './md5';
import { isSame, isWord, startRecord, textHash, tokensOf, tokensOfValue, overflow } from './tokens';

/** What stands at a place of the schema; the numbers are those of the caller. */
export const TEXT: u32 = 1;
export const TIME: u32 = 2;
export const FLAG: u32 = 3;
export const MAP: u32 = 4;
export const STRUCT: u32 = 5;
export const STRUCTS: u32 = 6;
/** Below the schema: inside a map. */
const FREE: u32 = 8;
/** Texts that are words. */
export const WORD: u32 = 9;
/** Only null is sure. */
const NOTHING: u32 = 7;
/** A struct that columns.ts does not know. */
const DISTANT: u32 = 10;

const MOST_DEPTH: u32 = 190;

let p: usize = 0;
let end: usize = 0;
let doubt: bool = false;
let beyondAscii: bool = false;
let indirect: bool = false;
let keyTop: u32 = 0;
/** The string that was read last: between the quotes, and whether something in it is escaped. */
let from: usize = 0;
let to: usize = 0;
let escaped: bool = false;
/** Members at the top that make the key and the kind of the record. */
let idFrom: usize = 0;
let idTo: usize = 0;
let accountFrom: usize = 0;
let accountTo: usize = 0;
let named: u32 = 0;
/** Members of the schema that were not null, so far. */
let members: u32 = 0;

export const PLAIN: u32 = 0;
export const DOUBTFUL: u32 = 1;
export const BEYOND_ASCII: u32 = 2;
export const UNINDEXED: u32 = 4;
/** Sure, but not for columns.ts. */
export const INDIRECT: u32 = 8;

/** Longer records could have more elements in a list than a chunk has room for. */
const LONGEST_DIRECT: usize = 0x80000;

export let position: usize = 0;
export let flags: u32 = 0;
export let keyHigh: u32 = 0;
export let keyLow: u32 = 0;

/** Reads the object at `start`. False: its JSON is broken or it does not end before `limit`. */
export function readRecord(start: usize, limit: usize): bool {
  p = start;
  end = limit;
  doubt = false;
  beyondAscii = false;
  indirect = false;
  keyTop = 0;
  idFrom = idTo = accountFrom = accountTo = 0;
  named = 0;
  startRecord();
  if (!readObject(STRUCT, 0, 1)) return false;
  position = p;
  if ((named & 3) != 3 || idFrom == 0 || idTo == idFrom) doubt = true;
  if (!doubt) makeKey();
  flags = u32(doubt) | (u32(beyondAscii) << 1) | (u32(overflow) << 2);
  if (indirect || p - start > LONGEST_DIRECT) flags |= INDIRECT;
  return true;
}

function makeKey(): void {
  const id = u32(idTo - idFrom);
  const account = u32(accountTo - accountFrom);
  if (id + account + 100 > MESSAGE_CAPACITY) {
    doubt = true;
    return;
  }
  memory.copy(MESSAGE, idFrom, id);
  store<u8>(MESSAGE + id, 0);
  memory.copy(MESSAGE + id + 1, accountFrom, account);
  md5(MESSAGE, id + 1 + account);
  keyHigh = digestHigh;
  keyLow = digestLow;
}

function skipBlanks(): void {
  while (p < end) {
    const code = load<u8>(p);
    if (code != 0x20 && code != 0x0a && code != 0x0d && code != 0x09) return;
    p++;
  }
}

/** A value at a place of the schema that is a struct with the members of `scope`, when `kind` says so. */
function readValue(kind: u32, scope: u32, depth: u32): bool {
  skipBlanks();
  if (p >= end) return false;
  switch (load<u8>(p)) {
    case 0x22: {
      if (!readString()) return false;
      return takeString(kind);
    }
    case 0x7b: {
      if (kind == STRUCT || kind == MAP || kind == FREE) return readObject(kind, scope, depth + 1);
      if (kind == DISTANT) {
        indirect = true;
        return readObject(STRUCT, scope, depth + 1);
      }
      doubt = true;
      return readObject(FREE, 0, depth + 1);
    }
    case 0x5b: {
      if (kind != STRUCTS && kind != FREE) doubt = true;
      return readList(kind, scope, depth + 1);
    }
    case 0x74: {
      if (kind != FLAG && kind != FREE) doubt = true;
      return readLetters(0x65757274, 4, 0);
    }
    case 0x66: {
      if (kind != FLAG && kind != FREE) doubt = true;
      return readLetters(0x736c6166, 5, 0x65);
    }
    case 0x6e:
      return readLetters(0x6c6c756e, 4, 0);
    default: {
      if (kind != FREE) doubt = true;
      return readNumber();
    }
  }
}

function readLetters(letters: u32, length: u32, last: u32): bool {
  if (p + length > end || load<u32>(p) != letters) return false;
  if (length == 5 && load<u8>(p + 4) != last) return false;
  p += length;
  return true;
}

function takeString(kind: u32): bool {
  switch (kind) {
    case TIME: {
      if (escaped || !isPlainTime()) doubt = true;
      return true;
    }
    case WORD: {
      if (!isWord(textHash(from, to), from, to)) tokens();
      return true;
    }
    case TEXT:
    case FREE: {
      tokens();
      return true;
    }
    default: {
      doubt = true;
      tokens();
      return true;
    }
  }
}

/** Of the string as it stands and, where something in it is escaped, of the pieces between as well. */
function tokens(): void {
  if (!escaped) return tokensOfValue(from, to);
  tokensOf(from, to);
  let start = from;
  for (let at = from; at < to; at++) {
    if (load<u8>(at) != 0x5c) continue;
    tokensOf(start, at);
    at += load<u8>(at + 1) == 0x75 ? 5 : 1;
    start = at + 1;
  }
  if (start < to) tokensOf(start, to);
}

/** `kind` is STRUCT, with the members of `scope`; MAP; or FREE. Keys and words count as one: see tokens.ts. */
function readObject(kind: u32, scope: u32, depth: u32): bool {
  if (depth > MOST_DEPTH) return false;
  const base = keyTop;
  let seen: u64 = 0;
  let last: usize = FIRSTS + (usize(scope) << 2);
  p++;
  skipBlanks();
  if (p < end && load<u8>(p) == 0x7d) {
    p++;
    return true;
  }
  while (true) {
    skipBlanks();
    if (p >= end || load<u8>(p) != 0x22 || !readString()) return false;
    if (escaped) doubt = true;
    let field: usize = 0;
    if (kind == STRUCT) {
      field = nextField(scope, last, from, to);
    }
    if (field != 0) {
      last = field + 8;
      const bit = u64(1) << load<u32>(field, 24);
      if ((seen & bit) != 0) doubt = true;
      seen |= bit;
    } else {
      if (kind == STRUCT && (scope == 0 || isSpelling(scope))) doubt = true;
      const hash = textHash(from, to);
      for (let at = base; at < keyTop; at++) if (load<u32>(KEYS + (at << 2)) == u32(hash)) doubt = true;
      if (keyTop >= KEY_CAPACITY || keyTop - base >= 512) return false;
      store<u32>(KEYS + (keyTop++ << 2), u32(hash));
      if (!isWord(hash, from, to)) tokens();
    }
    const atTop = kind == STRUCT && scope == 0 && field != 0;
    skipBlanks();
    if (p >= end || load<u8>(p) != 0x3a) return false;
    p++;
    if (field == 0) {
      if (!readValue(FREE, 0, depth)) return false;
    } else {
      skipBlanks();
      const isText = p < end && load<u8>(p) == 0x22;
      if (p < end && load<u8>(p) != 0x6e) members++;
      if (!readValue(load<u32>(field, 12), load<u32>(field, 16), depth)) return false;
      if (atTop) note(load<u32>(field, 20), isText);
    }
    skipBlanks();
    if (p >= end) return false;
    const code = load<u8>(p++);
    if (code == 0x2c) continue;
    if (code != 0x7d) return false;
    keyTop = base;
    return true;
  }
}

/** Members at the top that decide what the record is; the numbers are those of the caller. */
function note(role: u32, isText: bool): void {
  switch (role) {
    case 1:
      named |= 1;
      break;
    case 2:
      named |= 2;
      break;
    case 3:
      if (!isText || escaped) doubt = true;
      else {
        idFrom = from;
        idTo = to;
      }
      break;
    case 4:
      if (isText && !escaped) {
        accountFrom = from;
        accountTo = to;
      } else if (isText) doubt = true;
      break;
    case 5:
      if (isText && !isCategory()) doubt = true;
      break;
    default:
      break;
  }
}

function isCategory(): bool {
  const length = to - from;
  if (length == 10) return load<u64>(from) == 0x656d6567616e614d && load<u16>(from + 8) == 0x746e;
  if (length == 4) return load<u32>(from) == 0x61746144;
  return length == 15 && load<u64>(from) == 0x416b726f7774654e && load<u64>(from + 7) == 0x7974697669746341;
}

function readList(kind: u32, scope: u32, depth: u32): bool {
  if (depth > MOST_DEPTH) return false;
  p++;
  skipBlanks();
  if (p < end && load<u8>(p) == 0x5d) {
    p++;
    return true;
  }
  while (true) {
    skipBlanks();
    if (kind == STRUCTS) {
      // An element that is no object, or one without members, is NULL the careful way.
      const before = members;
      if (!readValue(p < end && load<u8>(p) == 0x7b ? STRUCT : FREE, scope, depth)) return false;
      if (members == before) doubt = true;
    } else if (!readValue(FREE, 0, depth)) return false;
    skipBlanks();
    if (p >= end) return false;
    const code = load<u8>(p++);
    if (code == 0x2c) continue;
    return code == 0x5d;
  }
}

/** To behind the closing quote. False: it does not end, or holds what JSON forbids. */
function readString(): bool {
  p++;
  from = p;
  escaped = false;
  const quote = i8x16.splat(0x22);
  const slash = i8x16.splat(0x5c);
  const blank = i8x16.splat(0x20);
  while (true) {
    while (p + 16 <= end) {
      const bytes = v128.load(p);
      // Signed: bytes beyond ASCII are below the blank, as control characters are.
      const stops = v128.or(v128.or(i8x16.eq(bytes, quote), i8x16.eq(bytes, slash)), i8x16.lt_s(bytes, blank));
      const mask = i8x16.bitmask(stops);
      if (mask != 0) {
        p += ctz<i32>(mask);
        break;
      }
      p += 16;
    }
    if (p >= end) return false;
    const code = <u32>load<u8>(p);
    if (code == 0x22) {
      to = p++;
      return true;
    }
    if (code == 0x5c) {
      escaped = true;
      if (!readEscape()) return false;
    } else if (code < 0x20) return false;
    else {
      if (code >= 0x80) beyondAscii = true;
      p++;
    }
  }
  return false;
}

function readEscape(): bool {
  if (p + 6 >= end) return false;
  switch (load<u8>(p + 1)) {
    case 0x22:
    case 0x5c:
    case 0x2f:
    case 0x62:
    case 0x66:
    case 0x6e:
    case 0x72:
    case 0x74:
      p += 2;
      return true;
    case 0x75: {
      let code: u32 = 0;
      for (let i = 2; i < 6; i++) {
        const digit = <u32>load<u8>(p + i);
        if (digit - 0x30 < 10) code = (code << 4) | (digit - 0x30);
        else if ((digit | 0x20) - 0x61 < 6) code = (code << 4) | ((digit | 0x20) - 0x57);
        else return false;
      }
      // Half pairs, control characters, and what may join two pieces to one token.
      if (code < 0x80 || (code >= 0xd800 && code < 0xe000)) doubt = true;
      p += 6;
      return true;
    }
    default:
      return false;
  }
}

function isDigit(at: usize): bool {
  return at < end && load<u8>(at) - 0x30 < 10;
}

/** Sure are whole numbers up to 15 digits, and short decimal fractions as everybody writes them. */
function readNumber(): bool {
  const start = p;
  const negative = load<u8>(p) == 0x2d;
  if (negative) p++;
  const whole = p;
  if (!isDigit(p)) return false;
  if (load<u8>(p) == 0x30) p++;
  else while (isDigit(p)) p++;
  const wholeDigits = p - whole;
  if (wholeDigits > 15 || (negative && load<u8>(whole) == 0x30)) doubt = true;
  if (p < end && load<u8>(p) == 0x2e) {
    const fraction = ++p;
    while (isDigit(p)) p++;
    const digits = p - fraction;
    if (digits == 0) return false;
    if (wholeDigits > 9 || digits > 6) doubt = true;
    if (load<u8>(p - 1) == 0x30 && digits > 1) doubt = true;
    if (load<u8>(whole) == 0x30 && load<u8>(fraction) == 0x30 && digits > 1) doubt = true;
  }
  if (p < end && (load<u8>(p) | 0x20) == 0x65) {
    doubt = true;
    p++;
    if (p < end && (load<u8>(p) == 0x2b || load<u8>(p) == 0x2d)) p++;
    if (!isDigit(p)) return false;
    while (isDigit(p)) p++;
  }
  tokensOf(start, p);
  return true;
}

function two(at: usize): u32 {
  return (load<u8>(at) - 0x30) * 10 + (load<u8>(at + 1) - 0x30);
}

/** `2026-02-03T04:05:06Z`, a time that exists. */
function isPlainTime(): bool {
  if (to - from != 20) return false;
  for (let i = 0; i < 19; i++) {
    const code = <u32>load<u8>(from + i);
    const expected: u32 = i == 4 || i == 7 ? 0x2d : i == 10 ? 0x54 : i == 13 || i == 16 ? 0x3a : 0;
    if (expected != 0 ? code != expected : code - 0x30 >= 10) return false;
  }
  if (load<u8>(from + 19) != 0x5a) return false;
  const century = two(from);
  const month = two(from + 5);
  const day = two(from + 8);
  if (century < 19 || century > 20 || month < 1 || month > 12 || day < 1 || day > 28) {
    if (day < 1 || day > 31 || month < 1 || month > 12 || century < 19 || century > 20) return false;
    const isShort = month == 4 || month == 6 || month == 9 || month == 11;
    if (month == 2 || (isShort && day > 30)) return false;
  }
  return two(from + 11) < 24 && two(from + 14) < 60 && two(from + 17) < 60;
}

/**
 * 0: no such name in that scope. Otherwise its entry: place of the name, scope and length (2 bytes each), the field that
 * followed last time, kind, child scope, role, number within the scope, node.
 */
function fieldOf(scope: u32, hash: u64, start: usize, limit: usize): usize {
  const length = u32(limit - start);
  let slot = (u32(hash) + scope * 0x9e3779b9) & (FIELD_SLOTS - 1);
  while (true) {
    const entry = FIELDS + usize(slot) * FIELD_SIZE;
    const name = load<u32>(entry);
    if (name == 0) return 0;
    if (load<u16>(entry, 4) == scope && load<u16>(entry, 6) == length && isSame(name, start, length)) return entry;
    slot = (slot + 1) & (FIELD_SLOTS - 1);
  }
}

/** The field with this name that comes behind `last`, where members come in the same order most of the time. */
export function nextField(scope: u32, last: usize, start: usize, limit: usize): usize {
  const length = u32(limit - start);
  const guess: usize = load<u32>(last);
  if (guess != 0 && load<u16>(guess, 6) == length && isSame(load<u32>(guess), start, length)) return guess;
  const field = fieldOf(scope, textHash(start, limit), start, limit);
  if (field != 0) store<u32>(last, u32(field));
  return field;
}

/**
 * `name` is the text between; `kind`, `child` and `role` are what `readValue` and `note` need, `node` what columns.ts
 * needs.
 */
export function addField(
  scope: u32,
  name: usize,
  length: u32,
  kind: u32,
  child: u32,
  role: u32,
  number: u32,
  node: u32,
): void {
  const hash = textHash(name, name + length);
  let slot = (u32(hash) + scope * 0x9e3779b9) & (FIELD_SLOTS - 1);
  while (load<u32>(FIELDS + usize(slot) * FIELD_SIZE) != 0) slot = (slot + 1) & (FIELD_SLOTS - 1);
  const entry = FIELDS + usize(slot) * FIELD_SIZE;
  store<u32>(entry, u32(name));
  store<u16>(entry, u16(scope), 4);
  store<u16>(entry, u16(length), 6);
  store<u32>(entry, kind, 12);
  store<u32>(entry, child, 16);
  store<u32>(entry, role, 20);
  store<u32>(entry, number, 24);
  store<u32>(entry, node, 28);
}

function spellingHash(scope: u32, start: usize, limit: usize): u32 {
  let hash: u32 = 0x811c9dc5 + scope;
  for (let at = start; at < limit; at++) {
    const code = <u32>load<u8>(at);
    hash = (hash ^ (code - 0x41 < 26 ? code | 0x20 : code)) * 0x01000193;
  }
  return hash == 0 ? 1 : hash;
}

/** Another spelling of a member, in whatever case: what has it is doubtful. */
export function addSpelling(scope: u32, start: usize, length: u32): void {
  const hash = spellingHash(scope, start, start + length);
  let slot = hash & (SPELLING_SLOTS - 1);
  while (load<u32>(SPELLINGS + (slot << 2)) != 0) slot = (slot + 1) & (SPELLING_SLOTS - 1);
  store<u32>(SPELLINGS + (slot << 2), hash);
}

/** Beyond ASCII there are letters whose lower case is an ASCII letter. */
function isSpelling(scope: u32): bool {
  for (let at = from; at < to; at++) if (load<u8>(at) >= 0x80) return true;
  const hash = spellingHash(scope, from, to);
  let slot = hash & (SPELLING_SLOTS - 1);
  while (true) {
    const known = load<u32>(SPELLINGS + (slot << 2));
    if (known == hash) return true;
    if (known == 0) return false;
    slot = (slot + 1) & (SPELLING_SLOTS - 1);
  }
}
