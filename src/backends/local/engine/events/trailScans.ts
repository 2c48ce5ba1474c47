/**
 * The short way of trail files within an import: one file after the other through the scanner, to the writer of events.
 * Files are looked at in turns with whatever else the engine does; when a statement would run dry, at once.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Scanner } from '../../scan/scanner.js';
import type { EventWriter } from './eventWriter.js';
import type { FileInTurn, FilesInTurn } from './readAhead.js';
import { beginScan, type ScannedFile, type TrailScan, type UnpackedTrail } from './trailFile.js';

/** Milliseconds at work without a turn for others. */
const longestTurn = 25;
/** The same, of files that give no events. */
const longestSearch = 100;
/** Unpacked bytes of a file that are looked at without a turn for others. */
const mostAtOnce = 96 * 1024 * 1024;

export interface TrailImport {
  readonly scanner: Scanner;
  readonly inTurn: FilesInTurn;
  readonly signal: AbortSignal;
  /** Made when the first event comes. */
  writer(): Promise<EventWriter>;
  /** Whether the transaction takes more files, and no other is being read: cancelling takes that one out again. */
  isOpen(): boolean;
  /** A number for the next file. */
  nextId(): number;
  /** Whether all records of the file are there, by its digest; then it is done with. */
  countAgain(trail: UnpackedTrail): boolean;
  /** The writer has all records of a file. */
  onScanned(file: FileInTurn, id: number, records: number): void;
}

export interface TrailScans {
  /** How many records the writer got. Undefined: the file has to be read record by record. */
  scan(bytes: Uint8Array, id: number): Promise<number | undefined>;
  /** For a statement that asks for events, within its call: what is looked at goes to its end, or the next files go. */
  more(): void;
  /** What `more` failed with: within a call of DuckDB it would only be a message. */
  failure(): { readonly error: unknown } | undefined;
}

/** A file that the scanner looks at. */
interface RunningScan {
  readonly scan: TrailScan;
  result: ScannedFile | undefined;
  /** Its events are with the writer. */
  isTaken: boolean;
}

export function createTrailScans(run: TrailImport): TrailScans {
  let events: EventWriter | undefined;
  let current: RunningScan | undefined;
  let failure: { readonly error: unknown } | undefined;

  const begin = (bytes: Uint8Array, id: number): RunningScan => ({
    scan: beginScan(run.scanner, bytes, id),
    result: undefined,
    isTaken: false,
  });
  /** How many records the writer has of it. */
  const take = (running: RunningScan, writer: EventWriter): number | undefined => {
    const { pieces, count, words, stops } = running.result as ScannedFile;
    // Also of a file that is not taken: the scanner does not tell them twice.
    writer.learn(words, stops);
    if (!pieces || count === 0) return undefined;
    if (!running.isTaken) for (const piece of pieces) writer.add(piece);
    running.isTaken = true;
    return count;
  };
  const finish = (running: RunningScan, writer: EventWriter): number | undefined => {
    while (!stepOf(running));
    return take(running, writer);
  };
  /** Until one gave events, or one has to be read the careful way. */
  const nextFiles = (writer: EventWriter): void => {
    const begun = performance.now();
    // Files that are there already give nothing: after some time of them others have their turn.
    while (run.isOpen() && !run.signal.aborted && performance.now() - begun < longestSearch) {
      const next = run.inTurn.nextNow();
      if (!next) return;
      const { trail } = next;
      if (trail && run.countAgain(trail)) continue;
      if (!trail?.bytes || trail.bytes.length > mostAtOnce) return run.inTurn.giveBack(next);
      const id = run.nextId();
      const count = finish(begin(trail.bytes, id), writer);
      if (count === undefined) run.inTurn.giveBack(next);
      else run.onScanned(next, id, count);
      return;
    }
  };
  return {
    scan: async (bytes, id) => {
      const running = begin(bytes, id);
      current = running;
      try {
        for (let turn = performance.now(); !stepOf(running);) {
          if (performance.now() - turn < longestTurn) continue;
          await nextTurn();
          if (!running.isTaken) run.signal.throwIfAborted();
          turn = performance.now();
        }
        const { count, words, stops } = running.result as unknown as ScannedFile;
        if (words.length + stops.length + count === 0) return undefined;
        events = await run.writer();
        return take(running, events);
      } finally {
        current = undefined;
      }
    },
    more: () => {
      if (!events?.canWriteNow || failure) return;
      try {
        if (current && !current.isTaken) finish(current, events);
        else nextFiles(events);
        events.writeNow();
      } catch (error) {
        failure = { error };
      }
    },
    failure: () => failure,
  };
}

/** Whether the scan is at its end. */
function stepOf(running: RunningScan): boolean {
  running.result ??= running.scan.step();
  return running.result !== undefined;
}
