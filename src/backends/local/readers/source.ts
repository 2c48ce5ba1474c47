/** Bytes of one file: opened, unpacked, recoded to UTF-8, with caps against bombs. */
import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { unzstd, ZstdError } from './zstd.js';

/** More than this out of one file is refused. AWS states 50 MB for log files; downloads of a history are larger. */
const maximumOutput = 8 * 1024 * 1024 * 1024;
/** Log files shrink 10 to 60 times. Above this ratio, and after `ratioFrom` bytes, a file is a bomb. */
const maximumRatio = 400;
const ratioFrom = 32 * 1024 * 1024;

export interface Source {
  /** Unpacked bytes; from `openSource` in UTF-8 without byte-order mark. Ends early on damage; `damage` then says why. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Of the file, for messages. Known after the last chunk. */
  damage(): string | undefined;
}

/** Opens a regular file, or says why it cannot be data. The first bytes decide, never the name. */
export async function openSource(path: string, signal: AbortSignal): Promise<Source | { readonly refused: string }> {
  const source = await openUnpacked(path, signal);
  return 'refused' in source ? source : { ...source, chunks: toUtf8(source.chunks) };
}

/** As `openSource`, but the unpacked bytes as they are: what hashes are taken over. */
export async function openUnpacked(path: string, signal: AbortSignal): Promise<Source | { readonly refused: string }> {
  const head = await readHead(path);
  if ('refused' in head) return head;
  const refused = refusalOf(head.bytes);
  if (refused) return { refused };
  const state: State = { damage: undefined };
  const pack = packOf(head.bytes);
  const raw = pack ? capped(pack(path, head.size, signal), state) : plain(path, signal);
  return { chunks: raw, damage: () => state.damage };
}

interface State {
  damage: string | undefined;
}

/** Unpacked bytes, and how many packed ones they took; throws UnpackError where the file is damaged. */
interface Unpacking {
  readonly chunks: AsyncIterable<Uint8Array>;
  packedBytes(): number;
}

class UnpackError extends Error {}

function packOf(head: Uint8Array): ((path: string, size: number, signal: AbortSignal) => Unpacking) | undefined {
  if (head[0] === 0x1f && head[1] === 0x8b) return gunzip;
  if (head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd) return unpackZstd;
  // A skippable frame comes first in files of pzstd.
  if (((head[0] ?? 0) & 0xf0) === 0x50 && head[1] === 0x2a && head[2] === 0x4d && head[3] === 0x18) return unpackZstd;
  return undefined;
}

/** Formats that are known and not read, by their first bytes. */
function refusalOf(bytes: Uint8Array): string | undefined {
  const text = Buffer.from(bytes).toString('latin1');
  for (const [magic, reason] of unreadFormats) if (text.startsWith(magic)) return reason;
  if (text.slice(257, 262) === 'ustar') return 'tar archive: unpack it first, archives are not opened';
  return undefined;
}

const unreadFormats = [
  ['PK\x03\x04', 'zip archive: unpack it first, archives are not opened'],
  ['BZh', 'compressed with bzip2, which is not supported: unpack it first'],
  ['\xfd7zXZ', 'compressed with xz, which is not supported: unpack it first'],
  ['\x04\x22\x4d\x18', 'compressed with lz4, which is not supported: unpack it first'],
  ["7z\xbc\xaf'", '7z archive: unpack it first, archives are not opened'],
  ['Rar!', 'rar archive: unpack it first, archives are not opened'],
  ['PAR1', 'Parquet file: not read here'],
  ['SQLite format 3', 'database file, not data'],
] as const;

async function readHead(path: string): Promise<{ bytes: Uint8Array; size: number } | { refused: string }> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    const { size } = await file.stat();
    const bytes = Buffer.alloc(512);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
    if (bytesRead === 0) return { refused: 'empty file' };
    return { bytes: bytes.subarray(0, bytesRead), size };
  } catch (error) {
    return { refused: `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown failure'})` };
  } finally {
    await file?.close();
  }
}

async function* plain(path: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024, signal })) yield chunk as Buffer;
}

/** Stops on bombs, and turns damage into words. */
async function* capped(unpacking: Unpacking, state: State): AsyncGenerator<Uint8Array> {
  let output = 0;
  try {
    for await (const chunk of unpacking.chunks) {
      output += chunk.length;
      const read = Math.max(unpacking.packedBytes(), 1);
      if (output > maximumOutput || (output > ratioFrom && output / read > maximumRatio)) {
        state.damage = `stopped after ${Math.floor(output / 1024 / 1024)} MB out of ${read} packed bytes: this looks like a decompression bomb`;
        return;
      }
      yield chunk;
    }
  } catch (error) {
    if (!(error instanceof UnpackError || error instanceof ZstdError)) throw error;
    state.damage = error.message;
  }
}

function gunzip(path: string, size: number, signal: AbortSignal): Unpacking {
  const file = createReadStream(path, { highWaterMark: 256 * 1024, signal });
  const unpacked = createGunzip({ chunkSize: 256 * 1024 });
  file.on('error', (error) => unpacked.destroy(error));
  file.pipe(unpacked);
  async function* chunks(): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of unpacked) yield chunk as Buffer;
    } catch (error) {
      if (signal.aborted) throw error;
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'Z_BUF_ERROR') throw new UnpackError(`the packed file is cut at byte ${size}`);
      if (code?.startsWith('Z_'))
        throw new UnpackError(`the packed file is damaged before byte ${unpacked.bytesWritten}`);
      throw error;
    } finally {
      file.destroy();
      unpacked.destroy();
    }
  }
  return { chunks: chunks(), packedBytes: () => unpacked.bytesWritten };
}

function unpackZstd(path: string, _size: number, signal: AbortSignal): Unpacking {
  const file = createReadStream(path, { highWaterMark: 256 * 1024, signal });
  return { chunks: unzstd(file as AsyncIterable<Uint8Array>), packedBytes: () => file.bytesRead };
}

/** Drops a UTF-8 byte-order mark; recodes UTF-16 (as Windows PowerShell writes redirected output). */
async function* toUtf8(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  let first = true;
  let marked = true;
  for await (let chunk of chunks) {
    if (first) {
      first = false;
      const [a, b, c] = chunk;
      if (a === 0xff && b === 0xfe) decoder = new TextDecoder('utf-16le');
      else if (a === 0xfe && b === 0xff) decoder = new TextDecoder('utf-16be');
      else if (a === 0xef && b === 0xbb && c === 0xbf) chunk = chunk.subarray(3);
    }
    // Node's decoder keeps the mark when it decodes piece by piece.
    if (!decoder) {
      yield chunk;
      continue;
    }
    const text = decoder.decode(chunk, { stream: true });
    yield Buffer.from(marked ? text.replace(/^\ufeff/, '') : text);
    marked = false;
  }
}
