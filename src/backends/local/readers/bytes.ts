/** Tables for looking at JSON byte by byte. */

/** What a byte is outside of strings. */
export const enum Byte {
  blank,
  illegal,
  plain,
  quote,
  open,
  close,
  colon,
  comma,
}

/** Class of every byte. */
export const classes = ((): Uint8Array => {
  const table = new Uint8Array(256).fill(Byte.illegal);
  for (const letter of 'truefalsn0123456789+-.E') table[letter.charCodeAt(0)] = Byte.plain;
  for (const letter of ' \n\r\t') table[letter.charCodeAt(0)] = Byte.blank;
  for (const letter of '{[') table[letter.charCodeAt(0)] = Byte.open;
  for (const letter of '}]') table[letter.charCodeAt(0)] = Byte.close;
  table[0x22] = Byte.quote;
  table[0x3a] = Byte.colon;
  table[0x2c] = Byte.comma;
  return table;
})();

/** Bytes that a time before a record is made of. */
export const timeBytes = ((): Uint8Array => {
  const table = new Uint8Array(256);
  for (const letter of '0123456789-:.TZ') table[letter.charCodeAt(0)] = 1;
  return table;
})();
