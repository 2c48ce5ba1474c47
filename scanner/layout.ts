/**
 * Where things are in the module's memory. Nothing is ever allocated: the tables have fixed places, and the bytes of a
 * file come last, where memory can grow. `src/backends/local/scan/scanner.ts` knows the same numbers from the exports.
 */

/** Fields of the schema by scope and name; 1,024 slots of 32 bytes. */
export const FIELDS: usize = 0x10000;
export const FIELD_SLOTS: u32 = 1024;
export const FIELD_SIZE: usize = 32;
/** Lower-case names and aliases by scope: 32-bit hashes, 2,048 slots. */
export const SPELLINGS: usize = 0x18000;
export const SPELLING_SLOTS: u32 = 2048;
/** The field that came first when a struct of the scope was last read. */
export const FIRSTS: usize = 0x1c000;
/** Text of the field names. */
export const NAMES: usize = 0x20000;
/** Words that were told to the caller: 16 bytes each: hash, place and length of the text in WORD_TEXTS. */
export const WORDS: usize = 0x100000;
export const WORD_SLOTS: u32 = 0x10000;
/** Tokens that were seen often of late: hash and count. */
export const COUNTS: usize = 0x200000;
export const COUNT_SLOTS: u32 = 0x10000;
/** Tokens that are too frequent to be worth an entry. */
export const STOPS: usize = 0x280000;
export const STOP_SLOTS: u32 = 0x20000;
/** What `scan` answers: 32 bytes a record. */
export const RECORDS: usize = 0x300000;
export const RECORD_CAPACITY: u32 = 4096;
export const RECORD_SIZE: usize = 32;
/** Hashes of tokens, 32 bits each. */
export const TOKENS: usize = 0x340000;
export const TOKEN_CAPACITY: u32 = 0x40000;
/** Places of new words in WORD_TEXTS, start and end; 8 bytes each. */
export const NEW_WORDS: usize = 0x440000;
export const NEW_WORD_CAPACITY: u32 = 0x8000;
/** Newly stopped tokens, 32 bits each. */
export const NEW_STOPS: usize = 0x480000;
/** Scratch of md5: one message. */
export const MESSAGE: usize = 0x4c0000;
export const MESSAGE_CAPACITY: u32 = 0x1000;
/** Hashes of the keys of the objects that are open. */
export const KEYS: usize = 0x4d0000;
export const KEY_CAPACITY: u32 = 0x4000;
/** Vectors of a chunk: 32 bytes each; see columns.ts. */
export const NODES: usize = 0x4e0000;
export const NODE_SIZE: usize = 32;
/** Values that give no entries: length and text, 128 bytes each. */
export const IDLE: usize = 0x800000;
export const IDLE_SLOTS: u32 = 0x2000;
/** Text of the words. */
export const WORD_TEXTS: usize = 0x500000;
export const WORD_TEXTS_END: usize = 0x800000;
/** Bytes of the file. */
export const INPUT: usize = 0x1000000;
