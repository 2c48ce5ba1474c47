/** Entries of one transaction on their way into the point index, in plain lists of numbers. */
import type { EntrySource } from './feed.js';

export interface EntryList extends EntrySource {
  add(hash: number, seq: number): void;
}

const pieceLength = 1 << 18;

export function createEntryList(): EntryList {
  const pieces: { readonly hashes: Uint32Array; readonly seqs: Uint32Array }[] = [];
  let count = 0;
  return {
    get rows() {
      return count;
    },
    add: (hash, seq) => {
      const at = count % pieceLength;
      if (at === 0) pieces.push({ hashes: new Uint32Array(pieceLength), seqs: new Uint32Array(pieceLength) });
      const piece = pieces[pieces.length - 1] as (typeof pieces)[number];
      piece.hashes[at] = hash;
      piece.seqs[at] = seq;
      count += 1;
    },
    copy: (from, wanted, hashes, seqs) => {
      for (let done = 0; done < wanted;) {
        const piece = pieces[Math.floor((from + done) / pieceLength)] as (typeof pieces)[number];
        const start = (from + done) % pieceLength;
        const length = Math.min(wanted - done, pieceLength - start);
        hashes.set(piece.hashes.subarray(start, start + length), done);
        seqs.set(piece.seqs.subarray(start, start + length), done);
        done += length;
      }
    },
  };
}
