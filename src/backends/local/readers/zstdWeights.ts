/**
 * One kind of block on which `fzstd` never returns: its Huffman weights are packed with a table that gives one symbol all
 * the probability (RFC 8878, 4.2.1.2 and 4.1.1). Reading such a symbol takes no bits, so the bits never end. No encoder
 * writes it, since the weights then tell nothing. Any other table takes bits sooner or later: a state that takes none
 * leads to a lower one.
 */

/** Whether the block, its header of three bytes included, would be read for ever. */
export function hasEndlessWeights(block: Uint8Array): boolean {
  const isCompressed = (((block[0] ?? 0) >> 1) & 3) === 2;
  const literals = block[3] ?? 0;
  const hasTree = (literals & 3) === 2;
  if (!isCompressed || !hasTree) return false;
  const tree = 3 + (literalsHeader[(literals >> 2) & 3] ?? 0);
  // From 128 on the weights stand there unpacked.
  if ((block[tree] ?? 0) >= 128) return false;
  const accuracy = ((block[tree + 1] ?? 0) & 15) + 5;
  return accuracy <= maximumAccuracy && givesAllToOne(block, (tree + 1) * 8 + 4, accuracy);
}

/** Bytes, by size format. */
const literalsHeader = [3, 3, 4, 5];
const maximumAccuracy = 6;

/** Looks for the first symbol that has any probability; as long as there is none, all of it is left to give. */
function givesAllToOne(bytes: Uint8Array, start: number, accuracy: number): boolean {
  const everything = 2 ** (accuracy + 1) - 1;
  for (let bit = start; bit < bytes.length * 8;) {
    const value = bitsAt(bytes, bit, accuracy + 1);
    if (value === everything) return true;
    const none = value % 2 ** accuracy === 1;
    if (!none) return false;
    bit += accuracy;
    // How many symbols after it have none either: 3 means that more is to come.
    for (let more = 3; more === 3 && bit < bytes.length * 8; bit += 2) more = bitsAt(bytes, bit, 2);
  }
  return false;
}

/** Lowest bit first; zero beyond the end. */
function bitsAt(bytes: Uint8Array, bit: number, count: number): number {
  const at = bit >> 3;
  return (((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8)) >> (bit & 7)) & ((1 << count) - 1);
}
