/** Algorithms of functions that DuckDB lacks, on plain values. */

/** Number of single characters to insert, delete or change. */
export function levenshtein(left: readonly string[], right: readonly string[]): number {
  let before = Array.from({ length: right.length + 1 }, (_, index) => index);
  left.forEach((character, row) => {
    const current = [row + 1];
    right.forEach((other, column) => {
      const changed = (before[column] ?? 0) + (character === other ? 0 : 1);
      current.push(Math.min(changed, (before[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    });
    before = current;
  });
  return before[right.length] ?? 0;
}

/** UTF-8 to text, with the replacement for each sequence that is none: the longest part of a character, or one byte. */
export function textOf(bytes: Uint8Array, replacement: string): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let text = '';
  let plainFrom = 0;
  for (let at = 0; at < bytes.length;) {
    const { length, valid } = sequenceAt(bytes, at);
    if (!valid) {
      text += buffer.toString('utf8', plainFrom, at) + replacement;
      plainFrom = at + length;
    }
    at += length;
  }
  return text + buffer.toString('utf8', plainFrom);
}

/** Lead byte from, its lowest and highest second byte, length: the table of well-formed UTF-8 of the Unicode standard. */
const sequences: readonly (readonly [from: number, low: number, high: number, length: number])[] = [
  [0xf5, 0, 0, 1],
  [0xf4, 0x80, 0x8f, 4],
  [0xf1, 0x80, 0xbf, 4],
  [0xf0, 0x90, 0xbf, 4],
  [0xee, 0x80, 0xbf, 3],
  [0xed, 0x80, 0x9f, 3],
  [0xe1, 0x80, 0xbf, 3],
  [0xe0, 0xa0, 0xbf, 3],
  [0xc2, 0x80, 0xbf, 2],
  [0x80, 0, 0, 1],
];

function sequenceAt(bytes: Uint8Array, at: number): { readonly length: number; readonly valid: boolean } {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return { length: 1, valid: true };
  const found = sequences.find(([from]) => lead >= from);
  if (!found || found[3] === 1) return { length: 1, valid: false };
  const [, low, high, length] = found;
  for (let index = 1; index < length; index++) {
    const next = bytes[at + index] ?? 0;
    const fits = index === 1 ? next >= low && next <= high : next >= 0x80 && next <= 0xbf;
    if (!fits) return { length: index, valid: false };
  }
  return { length, valid: true };
}

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 4648, with `=` to a multiple of eight. */
export function toBase32(bytes: Uint8Array): string {
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  const digits = (bits.match(/.{1,5}/g) ?? []).map((group) => base32[parseInt(group.padEnd(5, '0'), 2)]);
  return digits.join('').padEnd(Math.ceil(digits.length / 8) * 8, '=');
}

/** Undefined for what is not base32. */
export function fromBase32(text: string): Uint8Array | undefined {
  const digits = text.replace(/=+$/, '').toUpperCase();
  if (!/^[A-Z2-7]*$/.test(digits)) return undefined;
  const bits = [...digits].map((digit) => base32.indexOf(digit).toString(2).padStart(5, '0')).join('');
  return Uint8Array.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}

/** Groups of `count` places from 1 to `length`, in order. The caller has seen to it that there are not too many. */
export function combinations(length: number, count: number): number[][] {
  const groups: number[][] = [];
  const choose = (from: number, chosen: readonly number[]): void => {
    if (chosen.length === count) return void groups.push([...chosen]);
    for (let place = from; place <= length; place++) choose(place + 1, [...chosen, place]);
  };
  choose(1, []);
  return groups;
}
