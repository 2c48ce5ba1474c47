/**
 * The short way from a file to events: unpacked at once, sliced by the scanner, each record as it stands. Whatever is not
 * a whole and usual trail file is left to the careful reader, which says what is wrong with it.
 */
import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip, gunzipSync } from 'node:zlib';
import { interpret } from '../../readers/records.js';
import { JsonSyntaxError } from '../../readers/json.js';
import type { FoundFile } from '../../readers/walk.js';
import { largestScanned, recordFlags, type ScannedRecords, type Scanner } from '../../scan/scanner.js';
import { digestOf } from '../knownFiles.js';
import { carefulEvent, type PendingPiece } from './pending.js';

const unpack = promisify(gunzip);

/** Larger files are read and unpacked apart from the main thread, where there is time for it. */
const smallFile = 96 * 1024;
/** Log files shrink 10 to 60 times; what goes beyond is for the careful reader to judge. */
const mostRatio = 200;

export interface UnpackedTrail {
  /** Of the file as it lies on the disk. */
  readonly digest: string;
  /** Undefined where it is known: there is no need to look. */
  readonly bytes: Uint8Array | undefined;
}

/** Undefined where the careful reader has to look. */
export async function unpackTrailFile(file: FoundFile, isKnown: IsKnown): Promise<UnpackedTrail | undefined> {
  if (file.size <= smallFile) return unpackTrailFileNow(file, isKnown);
  if (file.size > largestScanned) return undefined;
  try {
    const packed = await readFile(file.path);
    const plan = planOf(packed, isKnown);
    if (!plan?.options) return plan?.trail;
    return { ...plan.trail, bytes: await unpack(packed, plan.options) };
  } catch {
    return undefined;
  }
}

/** The same at once. */
export function unpackTrailFileNow(file: FoundFile, isKnown: IsKnown): UnpackedTrail | undefined {
  if (file.size === 0 || file.size > largestScanned) return undefined;
  try {
    const packed = readFileSync(file.path);
    const plan = planOf(packed, isKnown);
    if (!plan?.options) return plan?.trail;
    return { ...plan.trail, bytes: gunzipSync(packed, plan.options) };
  } catch {
    return undefined;
  }
}

type IsKnown = (digest: string) => boolean;

interface Plan {
  readonly trail: UnpackedTrail;
  /** How to unpack it; undefined where there is nothing to unpack. */
  readonly options?: { readonly maxOutputLength: number; readonly chunkSize: number };
}

/** Undefined: what it is, or how long it gets, is not sure at first sight. */
function planOf(packed: Buffer, isKnown: IsKnown): Plan | undefined {
  const isPacked = packed[0] === 0x1f && packed[1] === 0x8b;
  if (!isPacked && packed[0] !== 0x7b) return undefined;
  const digest = digestOf(packed);
  if (isKnown(digest)) return { trail: { digest, bytes: undefined } };
  if (!isPacked) return { trail: { digest, bytes: packed } };
  // The last four bytes tell the length, unless there are several members.
  const length = packed.length >= 18 ? packed.readUInt32LE(packed.length - 4) : 0;
  const most = Math.min(largestScanned, Math.max(1 << 20, packed.length * mostRatio));
  if (length === 0 || length > most) return undefined;
  const options = { maxOutputLength: most, chunkSize: Math.max(1024, length + 64) };
  return { trail: { digest, bytes: undefined }, options };
}

export interface ScannedFile {
  /** Undefined: the careful reader has to read the file. */
  readonly pieces: readonly PendingPiece[] | undefined;
  /** Records in them. */
  readonly count: number;
  /** What the scanner knows by now and the store does not, whether or not the file is taken. */
  readonly words: readonly string[];
  readonly stops: readonly number[];
}

/** A whole file on its way through the scanner. */
export interface TrailScan {
  /** About a megabyte more; what the file is once it is done, else undefined. */
  step(): ScannedFile | undefined;
}

export function beginScan(scanner: Scanner, bytes: Uint8Array, file: number): TrailScan {
  const words: string[] = [];
  const stops: number[] = [];
  const pieces: PendingPiece[] = [];
  let count = 0;
  const unsure = { pieces: undefined, count: 0, words, stops };
  const isOpen = scanner.open(bytes);
  return {
    step: () => {
      if (!isOpen) return unsure;
      const records = scanner.next();
      if (records === 'unsure') return unsure;
      if (records === 'end') return { pieces, count, words, stops };
      words.push(...records.words);
      stops.push(...records.stops);
      if (!takeRecords(bytes, records, file, count, pieces)) return unsure;
      count += records.count;
      return undefined;
    },
  };
}

/** False where a record is none: the careful reader tells why. */
function takeRecords(
  bytes: Uint8Array,
  records: ScannedRecords,
  file: number,
  before: number,
  pieces: PendingPiece[],
): boolean {
  let from = 0;
  const endRun = (to: number): void => {
    if (to > from) pieces.push({ kind: 'run', bytes, records, from, to, file, position: before + from });
  };
  for (let index = 0; index < records.count; index += 1) {
    const odd = (records.flags[index] as number) & (recordFlags.doubtful | recordFlags.beyondAscii);
    if (odd === 0) continue;
    const text = bytes.subarray(records.starts[index], records.ends[index]);
    if (odd === recordFlags.beyondAscii && isUtf8(text)) continue;
    endRun(index);
    from = index + 1;
    const found = readCarefully(Buffer.from(text).toString('utf8'));
    const [record] = found?.records ?? [];
    if (!record || record.category !== 'CloudTrail' || record.kind !== trailKind) return false;
    pieces.push(carefulEvent(record, file, before + index));
  }
  endRun(records.count);
  return true;
}

/** The kind that all records of such a file have. */
export const trailKind = 'cloudtrail-log';

/** Exactly one record without any remark, or undefined. */
function readCarefully(text: string): ReturnType<typeof interpret> | undefined {
  try {
    const found = interpret(text, 'Records');
    const lists = Object.values(found) as readonly (readonly unknown[])[];
    return found.records.length === 1 && lists.every((list) => list === found.records || list.length === 0)
      ? found
      : undefined;
  } catch (error) {
    if (error instanceof JsonSyntaxError) return undefined;
    throw error;
  }
}
