/** Events that wait to be stored, in the order in which they came: as they stand in a file, or read the careful way. */
import type { LakeRecord } from '../../readers/records.js';
import type { ScannedRecords } from '../../scan/scanner.js';

export type PendingEvent = ScannedEvent | CarefulEvent;

/** As they come out of a file. */
export type PendingPiece = ScannedRun | CarefulEvent;

/** Records `from` to `to` of a file, one behind the other: an object for each would keep the collector busy. */
export interface ScannedRun {
  readonly kind: 'run';
  /** The file, and where the records are in it. */
  readonly bytes: Uint8Array;
  readonly records: ScannedRecords;
  readonly from: number;
  readonly to: number;
  readonly file: number;
  /** Of record `from`. */
  readonly position: number;
}

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

/** One of a run by itself. */
export function scannedEvent({ bytes, records, from, file, position }: ScannedRun, index: number): ScannedEvent {
  const [keyHigh, keyLow] = [records.keyHigh[index] as number, records.keyLow[index] as number];
  return { kind: 'scanned', bytes, records, index, keyHigh, keyLow, file, position: position + index - from };
}

export function partOf(run: ScannedRun, from: number, to: number): ScannedRun {
  return { ...run, from, to, position: run.position + from - run.from };
}

/** In bytes, with what stands between the records. */
export function sizeOfRun({ records, from, to }: ScannedRun): number {
  return to > from ? (records.ends[to - 1] as number) - (records.starts[from] as number) : 0;
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

/** A careful row as the record in its `eventJson`, where it has one, and the row without that. */
export function splitRow(row: string): { readonly own: string | undefined; readonly rest: string } {
  const json = (JSON.parse(row) as { readonly eventJson?: unknown }).eventJson;
  if (typeof json !== 'string') return { own: undefined, rest: row };
  const text = JSON.stringify(json);
  const at = row.lastIndexOf(text);
  return { own: json, rest: at < 0 ? row : row.slice(0, at) + '""' + row.slice(at + text.length) };
}
