/**
 * Unpacks zstd (RFC 8878) piece by piece. Frames and blocks are told apart here, with caps, and handed to `fzstd` one
 * block at a time: it takes any window and any number of blocks, which hostile files use against memory and time.
 */
import { Decompress } from 'fzstd';
import { hasEndlessWeights } from './zstdWeights.js';

/** Says why the bytes cannot be unpacked. */
export class ZstdError extends Error {}

/**
 * zstd's levels up to 19 use windows of at most 8 MB; `--ultra` and `--long` more, up to 2 GB. Window and one block are
 * what unpacking keeps in memory.
 */
const maximumWindow = 32 * 1024 * 1024;
/** A block is at most this long, packed and unpacked. */
const maximumBlock = 128 * 1024;
/**
 * Every block costs one copy of the window. Honest blocks are full: 64 copied bytes for one of output at 8 MB. Beyond the
 * first number and this ratio, a file is made to waste time.
 */
const copiedFrom = 6 * 1024 * 1024 * 1024;
const maximumCopied = 512;

const magic = 0xfd2fb528;

/**
 * The unpacked bytes. Throws ZstdError where the file is damaged, cut or refused; what was yielded before is whole.
 * Checksums are not verified.
 */
export async function* unzstd(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const input = createInput(packed);
  let copied = 0;
  let output = 0;
  while (await input.has(1)) {
    const frame = await readFrameHeader(input);
    if (!frame) continue;
    const unpacked: Uint8Array[] = [];
    const decoder = new Decompress((bytes) => unpacked.push(bytes));
    let before: Uint8Array = frame.header;
    for (let last = false; !last;) {
      const block = await readBlock(input, frame.window);
      last = block.last;
      const checksum = last && frame.checksum ? await input.take(4) : new Uint8Array();
      const bytes = Buffer.concat([block.bytes, checksum]);
      if (hasEndlessWeights(bytes)) throw new ZstdError('the packed file is damaged: weights that never end');
      push(decoder, Buffer.concat([before, bytes]), last);
      before = new Uint8Array();
      copied += frame.window;
      for (const piece of unpacked.splice(0)) {
        output += piece.length;
        if (piece.length > 0) yield piece;
      }
      if (copied > copiedFrom && copied > output * maximumCopied) {
        throw new ZstdError('stopped: it is made of blocks that hold next to nothing, which looks like a bomb');
      }
    }
  }
}

function push(decoder: Decompress, bytes: Uint8Array, last: boolean): void {
  try {
    decoder.push(bytes, last);
  } catch (error) {
    throw new ZstdError('the packed file is damaged', { cause: error });
  }
}

interface Frame {
  readonly header: Uint8Array;
  readonly window: number;
  readonly checksum: boolean;
}

/** Undefined for a skippable frame, which has been skipped. */
async function readFrameHeader(input: Input): Promise<Frame | undefined> {
  const start = await input.take(4);
  const first = Buffer.from(start).readUInt32LE();
  if (first >>> 4 === 0x184d2a5) {
    await input.skip(Buffer.from(await input.take(4)).readUInt32LE());
    return undefined;
  }
  if (first !== magic) throw new ZstdError('the packed file is damaged: no zstd frame where one should begin');
  const descriptor = (await input.take(1))[0] ?? 0;
  const single = (descriptor & 0x20) !== 0;
  if ((descriptor & 3) !== 0) throw new ZstdError('it was packed with a dictionary, which is not at hand');
  const sizeBytes = [single ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  const rest = await input.take((single ? 0 : 1) + sizeBytes);
  const window = single ? contentSize(rest) : windowSize(rest[0] ?? 0);
  if (window > maximumWindow) {
    throw new ZstdError(
      `packed with a window of ${Math.ceil(window / 1024 / 1024).toLocaleString('en')} MB (zstd --long or --ultra), at most 32 MB are read here: unpack it first (zstd -d)`,
    );
  }
  return { header: Buffer.concat([start, Uint8Array.of(descriptor), rest]), window, checksum: (descriptor & 4) !== 0 };
}

function windowSize(code: number): number {
  const base = 2 ** (10 + (code >> 3));
  return base + (base / 8) * (code & 7);
}

/** Little-endian; two bytes count from 256. */
function contentSize(bytes: Uint8Array): number {
  const size = bytes.reduceRight((sum, byte) => sum * 256 + byte, 0);
  return bytes.length === 2 ? size + 256 : size;
}

async function readBlock(input: Input, window: number): Promise<{ bytes: Uint8Array; last: boolean }> {
  const header = await input.take(3);
  const bits = Buffer.from(header).readUIntLE(0, 3);
  const kind = (bits >> 1) & 3;
  const size = bits >>> 3;
  if (kind === 3 || size > Math.min(maximumBlock, Math.max(window, 1)))
    throw new ZstdError('the packed file is damaged: a block that cannot be');
  const content = await input.take(kind === 1 ? 1 : size);
  return { bytes: Buffer.concat([header, content]), last: (bits & 1) !== 0 };
}

interface Input {
  has(count: number): Promise<boolean>;
  /** Throws ZstdError when the file ends before. */
  take(count: number): Promise<Uint8Array>;
  skip(count: number): Promise<void>;
}

function createInput(packed: AsyncIterable<Uint8Array>): Input {
  const chunks = packed[Symbol.asyncIterator]();
  let kept: Uint8Array = new Uint8Array();
  let position = 0;
  const has = async (count: number): Promise<boolean> => {
    while (kept.length < count) {
      const next = await chunks.next();
      if (next.done === true) return false;
      kept = kept.length === 0 ? next.value : Buffer.concat([kept, next.value]);
    }
    return true;
  };
  const cut = (): ZstdError => new ZstdError(`the packed file is cut at byte ${position + kept.length}`);
  return {
    has,
    take: async (count) => {
      if (!(await has(count))) throw cut();
      const bytes = kept.subarray(0, count);
      kept = kept.subarray(count);
      position += count;
      return bytes;
    },
    skip: async (count) => {
      for (let left = count; left > 0;) {
        if (!(await has(1))) throw cut();
        const step = Math.min(left, kept.length);
        kept = kept.subarray(step);
        position += step;
        left -= step;
      }
    },
  };
}
