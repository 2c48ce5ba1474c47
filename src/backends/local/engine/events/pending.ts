/** Events that wait to be stored, in the order in which they came: as they stand in a file, or read the careful way. */
import type { LakeRecord } from '../../readers/records.js';
import type { ScannedRecords } from '../../scan/scanner.js';

export type PendingEvent = ScannedEvent | CarefulEvent;

export interface ScannedEvent {
  readonly kind: 'scanned';
  /** The file, and where the record is in it. */
  readonly bytes: Uint8Array;
  readonly records: ScannedRecords;
  readonly index: number;
  readonly keyHigh: number;
  readonly keyLow: number;
  readonly file: number;
  readonly position: number;
}

export interface CarefulEvent {
  readonly kind: 'careful';
  readonly record: LakeRecord;
  readonly keyHigh: number;
  readonly keyLow: number;
  readonly file: number;
  readonly position: number;
}

export function scannedEvent(
  bytes: Uint8Array,
  records: ScannedRecords,
  index: number,
  file: number,
  position: number,
): ScannedEvent {
  const [keyHigh, keyLow] = [records.keyHigh[index] as number, records.keyLow[index] as number];
  return { kind: 'scanned', bytes, records, index, keyHigh, keyLow, file, position };
}

/** The key of a careful record is the whole md5 in hex, of which stores keep the first 64 bits. */
export function carefulEvent(record: LakeRecord, file: number, position: number): CarefulEvent {
  const half = (at: number): number => Number.parseInt(record.key.slice(at, at + 8), 16);
  return { kind: 'careful', record, keyHigh: half(0), keyLow: half(8), file, position };
}

export function textOfScanned({ bytes, records, index }: ScannedEvent): Uint8Array {
  return bytes.subarray(records.starts[index], records.ends[index]);
}

/** In bytes. */
export function sizeOfScanned({ records, index }: ScannedEvent): number {
  return (records.ends[index] as number) - (records.starts[index] as number);
}

export const keyOf = ({ keyHigh, keyLow }: PendingEvent): bigint => (BigInt(keyHigh) << 32n) | BigInt(keyLow);

/** The record in a careful row, where it has one. */
export function eventJsonOf(row: string): string | undefined {
  const json = (JSON.parse(row) as { readonly eventJson?: unknown }).eventJson;
  return typeof json === 'string' ? json : undefined;
}
