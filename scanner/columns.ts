/**
 * Columns from records that `scan` found sure, in the form in which DuckDB keeps vectors: what `from_json` would give,
 * without its second look for every column. A node is one vector of a chunk: a column, a member of a struct, the keys
 * of a map. The caller places them (`addNode`), adds records, and takes the vectors; see src/backends/local/scan/columns.ts.
 *
 * Texts are 16 bytes, as DuckDB's public `duckdb_string_t` has it: length, then up to 12 bytes of text, or its first 4 and an
 * address. Addresses are known only once a text is in DuckDB's memory: `gather` puts the long texts of a vector one
 * behind the other, and `relocate` adds the address where they went.
 */
import { FIRSTS, INPUT, NODES, NODE_SIZE } from './layout';
import { FLAG, MAP, STRUCT, STRUCTS, TEXT, TIME, WORD, nextField } from './record';

const NO_NODE: u32 = 0xffffffff;
/** Room for the text of the records of a chunk, and as much again for what is decoded, and for what is gathered. */
const TEXT_CAPACITY: usize = 0x400000;
const SLACK: usize = 64;
const SIDE: usize = INPUT + TEXT_CAPACITY + SLACK;
const SCRATCH: usize = SIDE + TEXT_CAPACITY + SLACK;

export const textCapacity: u32 = u32(TEXT_CAPACITY);
export const scratchPlace: u32 = u32(SCRATCH);
/** Where nodes may be placed. */
export const nodesPlace: u32 = u32(SCRATCH + TEXT_CAPACITY + SLACK);
/** Elements of a list, or entries of a map, in a chunk. */
export const childCapacity: u32 = 0x10000;

const data = memory.data<u8>([0x44, 0x61, 0x74, 0x61, 0, 0, 0, 0, 0, 0, 0, 0]);
const management = memory.data<u8>([0x4d, 0x61, 0x6e, 0x61, 0x67, 0x65, 0x6d, 0x65, 0x6e, 0x74, 0, 0]);

let p: usize = 0;
let escaped: bool = false;
/** An escape that is written otherwise when JSON is written again. */
let respelled: bool = false;
let sideTop: usize = SIDE;
let jsonNode: u32 = 0;
let categoryNode: u32 = 0;
let managementNode: u32 = 0;
let mostChildren: u32 = 0;

/**
 * Entry of a node: the struct it is in, or NO_NODE; place of its values; place of its validity, one bit a row; number of
 * children, for lists and maps.
 */
function node(id: u32): usize {
  return NODES + usize(id) * NODE_SIZE;
}

export function addNode(id: u32, parent: u32, values: usize, validity: usize): void {
  const entry = node(id);
  store<u32>(entry, parent);
  store<u32>(entry, u32(values), 4);
  store<u32>(entry, u32(validity), 8);
  store<u32>(entry, 0, 12);
}

/** Nodes of the columns eventJson, eventCategory and managementEvent. */
export function setColumns(json: u32, category: u32, managementEvent: u32): void {
  jsonNode = json;
  categoryNode = category;
  managementNode = managementEvent;
}

/** Forgets the rows of a node: `rows` is how many it may have had. */
export function clear(id: u32, rows: u32): void {
  const entry = node(id);
  memory.fill(load<u32>(entry, 8), 0, ((rows + 63) >> 6) << 3);
  store<u32>(entry, 0, 12);
  sideTop = SIDE;
  mostChildren = 0;
}

export function childCount(id: u32): u32 {
  return load<u32>(node(id), 12);
}

/** Whether a record of so many bytes fits behind `used` bytes of text. */
export function hasRoom(used: u32, length: u32): bool {
  // The shortest element of a list is `{"ARN":""},`; a map has at most 512 entries.
  const children = max<u32>(512, length / 11);
  return usize(used) + length <= TEXT_CAPACITY && mostChildren + children <= childCapacity;
}

/** The record between becomes the row. */
export function addRow(start: usize, end: usize, row: u32): void {
  p = start;
  readStruct(0, row);
  setText(jsonNode, row, start, end);
  if (isValid(categoryNode, row)) return;
  const isData = isValid(managementNode, row) && load<u8>(load<u32>(node(managementNode), 4) + row) == 0;
  if (isData) setText(categoryNode, row, data, data + 4);
  else setText(categoryNode, row, management, management + 10);
}

function isValid(id: u32, row: u32): bool {
  return ((load<u8>(load<u32>(node(id), 8) + (row >> 3)) >> (row & 7)) & 1) != 0;
}

/** A struct with a member that is not null is not null. */
function setValid(id: u32, row: u32): void {
  do {
    const entry = node(id);
    const place: usize = load<u32>(entry, 8) + (row >> 3);
    store<u8>(place, u8(u32(load<u8>(place)) | (1 << (row & 7))));
    id = load<u32>(entry);
  } while (id != NO_NODE);
}

function valuesOf(id: u32): usize {
  return load<u32>(node(id), 4);
}

function setText(id: u32, row: u32, start: usize, end: usize): void {
  const place = valuesOf(id) + (usize(row) << 4);
  const length = u32(end - start);
  store<u32>(place, length);
  if (length > 12) {
    store<u32>(place, load<u32>(start), 4);
    store<u64>(place, u64(start), 8);
  } else {
    // There are some bytes behind every text.
    const first = load<u64>(start);
    const rest = load<u32>(start, 8);
    store<u64>(place, length >= 8 ? first : first & ((u64(1) << (length << 3)) - 1), 4);
    store<u32>(place, length == 12 ? rest : length > 8 ? rest & ((1 << ((length - 8) << 3)) - 1) : 0, 12);
  }
  setValid(id, row);
}

function skipBlanks(): void {
  while (load<u8>(p) <= 0x20) p++;
}

/** The closing quote of the text that begins at `at`. */
function endOfText(at: usize): usize {
  const quote = i8x16.splat(0x22);
  const slash = i8x16.splat(0x5c);
  escaped = false;
  while (true) {
    const bytes = v128.load(at);
    const mask = i8x16.bitmask(v128.or(i8x16.eq(bytes, quote), i8x16.eq(bytes, slash)));
    if (mask == 0) {
      at += 16;
      continue;
    }
    at += ctz<i32>(mask);
    if (load<u8>(at) == 0x22) return at;
    escaped = true;
    const kind = load<u8>(at + 1);
    if (kind == 0x2f || kind == 0x75) respelled = true;
    at += 2;
  }
}

/** Members of the object at `p`, to the nodes that the fields of the scope name. */
function readStruct(scope: u32, row: u32): void {
  let last: usize = FIRSTS + (usize(scope) << 2);
  p++;
  while (true) {
    skipBlanks();
    if (load<u8>(p) == 0x7d) break;
    const start = p + 1;
    const end = endOfText(start);
    const field = nextField(scope, last, start, end);
    p = end + 1;
    skipBlanks();
    p++;
    skipBlanks();
    if (field == 0) skipValue();
    else {
      last = field + 8;
      readMember(field, row);
    }
    skipBlanks();
    if (load<u8>(p) == 0x2c) p++;
  }
  p++;
}

function readMember(field: usize, row: u32): void {
  if (load<u8>(p) == 0x6e) {
    p += 4;
    return;
  }
  const id = load<u32>(field, 28);
  switch (load<u32>(field, 12)) {
    case TEXT:
    case WORD:
      return readText(id, row);
    case TIME: {
      store<i64>(valuesOf(id) + (usize(row) << 3), timeAt(p + 1));
      p += 22;
      return setValid(id, row);
    }
    case FLAG: {
      const isTrue = load<u8>(p) == 0x74;
      store<u8>(valuesOf(id) + row, u8(isTrue));
      p += isTrue ? 4 : 5;
      return setValid(id, row);
    }
    case MAP:
      return readMap(id, row);
    case STRUCT:
      return readStruct(load<u32>(field, 16), row);
    case STRUCTS:
      return readStructs(id, load<u32>(field, 16), row);
    default:
      return skipValue();
  }
}

function readText(id: u32, row: u32): void {
  const start = p + 1;
  const end = endOfText(start);
  p = end + 1;
  if (!escaped) return setText(id, row, start, end);
  const decoded = sideTop;
  decode(start, end);
  setText(id, row, decoded, sideTop);
}

/** The next children of a list or map: the entry of the row says where they begin; how many is told by `endChildren`. */
function beginChildren(id: u32, row: u32): u32 {
  const count = childCount(id);
  store<u64>(valuesOf(id) + (usize(row) << 4), u64(count));
  return count;
}

function endChildren(id: u32, row: u32, count: u32): void {
  const place = valuesOf(id) + (usize(row) << 4);
  store<u64>(place, u64(count) - load<u64>(place), 8);
  store<u32>(node(id), count, 12);
  if (count > mostChildren) mostChildren = count;
  setValid(id, row);
}

/** The two nodes behind that of a map are those of its keys and values. */
function readMap(id: u32, row: u32): void {
  let child = beginChildren(id, row);
  p++;
  while (true) {
    skipBlanks();
    if (load<u8>(p) == 0x7d) break;
    const start = p + 1;
    const end = endOfText(start);
    setText(id + 1, child, start, end);
    p = end + 1;
    skipBlanks();
    p++;
    skipBlanks();
    readMapValue(id + 2, child++);
    skipBlanks();
    if (load<u8>(p) == 0x2c) p++;
  }
  p++;
  endChildren(id, row, child);
}

/** What is no text is the JSON of it. */
function readMapValue(id: u32, row: u32): void {
  const code = load<u8>(p);
  if (code == 0x22) return readText(id, row);
  if (code == 0x6e) {
    p += 4;
    return;
  }
  const start = p;
  const isPlain = skipValue();
  if (isPlain) return setText(id, row, start, p);
  const written = sideTop;
  writeAgain(start, p);
  setText(id, row, written, sideTop);
}

/** The node behind that of a list of structs is that of its elements. */
function readStructs(id: u32, scope: u32, row: u32): void {
  let child = beginChildren(id, row);
  p++;
  while (true) {
    skipBlanks();
    const code = load<u8>(p);
    if (code == 0x5d) break;
    if (code == 0x2c) p++;
    else readStruct(scope, child++);
  }
  p++;
  endChildren(id, row, child);
}

/** False where the text of the value is not how JSON is written without blanks and needless escapes. */
function skipValue(): bool {
  let isPlain = true;
  respelled = false;
  let depth = 0;
  do {
    const code = load<u8>(p);
    if (code == 0x22) p = endOfText(p + 1);
    else if (code == 0x7b || code == 0x5b) depth++;
    else if (code == 0x7d || code == 0x5d) depth--;
    else if (code <= 0x20) isPlain = false;
    else if (depth == 0) {
      skipWord();
      return true;
    }
    p++;
  } while (depth > 0);
  return isPlain && !respelled;
}

/** A number, true, false or null. */
function skipWord(): void {
  while (true) {
    const code = load<u8>(p);
    if (code <= 0x20 || code == 0x2c || code == 0x7d || code == 0x5d) return;
    p++;
  }
}

function writeAgain(start: usize, end: usize): void {
  for (let at = start; at < end;) {
    const code = load<u8>(at);
    if (code == 0x22) {
      const close = endOfText(at + 1);
      write(0x22);
      respell(at + 1, close);
      write(0x22);
      at = close + 1;
      continue;
    }
    if (code > 0x20) write(code);
    at++;
  }
}

function write(code: u32): void {
  store<u8>(sideTop++, u8(code));
}

function respell(start: usize, end: usize): void {
  for (let at = start; at < end;) {
    const code = load<u8>(at);
    const kind = load<u8>(at + 1);
    if (code != 0x5c) {
      write(code);
      at++;
    } else if (kind == 0x75) {
      writeLetter(hexAt(at + 2));
      at += 6;
    } else {
      if (kind != 0x2f) write(code);
      write(kind);
      at += 2;
    }
  }
}

function decode(start: usize, end: usize): void {
  for (let at = start; at < end;) {
    const code = load<u8>(at);
    if (code != 0x5c) {
      write(code);
      at++;
      continue;
    }
    const kind = load<u8>(at + 1);
    if (kind == 0x75) {
      writeLetter(hexAt(at + 2));
      at += 6;
      continue;
    }
    write(meaning(kind));
    at += 2;
  }
}

function meaning(kind: u32): u32 {
  switch (kind) {
    case 0x62:
      return 0x08;
    case 0x66:
      return 0x0c;
    case 0x6e:
      return 0x0a;
    case 0x72:
      return 0x0d;
    case 0x74:
      return 0x09;
    default:
      return kind;
  }
}

function hexAt(at: usize): u32 {
  let code: u32 = 0;
  for (let i = 0; i < 4; i++) {
    const digit = <u32>load<u8>(at + i);
    code = (code << 4) | (digit < 0x40 ? digit & 15 : (digit & 7) + 9);
  }
  return code;
}

/** Beyond ASCII and no half of a pair, or `scan` would not have been sure. */
function writeLetter(code: u32): void {
  if (code < 0x800) write(0xc0 | (code >> 6));
  else {
    write(0xe0 | (code >> 12));
    write(0x80 | ((code >> 6) & 0x3f));
  }
  write(0x80 | (code & 0x3f));
}

function two(at: usize): i64 {
  return i64(load<u8>(at) - 0x30) * 10 + i64(load<u8>(at + 1) - 0x30);
}

/** Microseconds since 1970 of `2026-02-03T04:05:06Z`. */
function timeAt(at: usize): i64 {
  const month = two(at + 5);
  // Years begin in March, so that the odd day is the last one.
  const year = two(at) * 100 + two(at + 2) - i64(month <= 2);
  const fromMarch = (month + 9) % 12;
  const dayOfYear = (153 * fromMarch + 2) / 5 + two(at + 8) - 1;
  const days = year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - 719468;
  return (days * 86400 + two(at + 11) * 3600 + two(at + 14) * 60 + two(at + 17)) * 1000000;
}

/** Rows of the node that are not null. */
export function validCount(id: u32, rows: u32): u32 {
  const validity: usize = load<u32>(node(id), 8);
  let count: u32 = 0;
  for (let at: u32 = 0; at < rows; at += 64) count += u32(popcnt<u64>(load<u64>(validity + (at >> 3))));
  return count;
}

/** Puts the long texts of a node one behind the other, and their places there into the vector: how many bytes. */
export function gather(id: u32, rows: u32): u32 {
  let place = valuesOf(id);
  let top: usize = SCRATCH;
  for (let row: u32 = 0; row < rows; row++, place += 16) {
    if (!isValid(id, row)) {
      store<u64>(place, 0);
      store<u64>(place, 0, 8);
      continue;
    }
    const length = load<u32>(place);
    if (length <= 12) continue;
    memory.copy(top, usize(load<u64>(place, 8)), length);
    store<u64>(place, u64(top - SCRATCH), 8);
    top += length;
  }
  return u32(top - SCRATCH);
}

/** Adds to the addresses of long texts: a number in two halves. */
export function relocate(id: u32, rows: u32, low: u32, high: u32): void {
  const base = (u64(high) << 32) | u64(low);
  let place = valuesOf(id);
  for (let row: u32 = 0; row < rows; row++, place += 16)
    if (isValid(id, row) && load<u32>(place) > 12) store<u64>(place, load<u64>(place, 8) + base, 8);
}
