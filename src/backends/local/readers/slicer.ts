/**
 * Finds the records in a stream of JSON bytes without building the whole: elements of the lists in `containers`, of a
 * list at the top, or values one after another (JSON Lines, concatenated pages). A broken record costs only itself:
 * the slicer looks for the next place that starts a record and goes on there.
 */
import { Byte, classes, timeBytes } from './bytes.js';
import { maximumDepth } from './json.js';

export interface Slice {
  /** Key of the list it stood in; `[]` for a list at the top; undefined for a value at the top. */
  readonly container: string | undefined;
  /** Counted from 0 within the file, over whole and broken ones. */
  readonly index: number;
  /** Offset of the first byte in the unpacked file. */
  readonly offset: number;
  readonly text: string;
}

export interface BrokenSlice {
  readonly index: number;
  readonly offset: number;
  readonly reason: string;
  /** The file ended inside this record. */
  readonly cut: boolean;
}

export interface SlicerOptions {
  readonly containers: ReadonlySet<string>;
  /** Whether a text found after a broken record is a record again, and not a part of the broken one. */
  isRecord(text: string): boolean;
  /** Returns why the text is no JSON, when it is none: it may have swallowed records that follow it. */
  onSlice(slice: Slice): string | undefined;
  onBroken(broken: BrokenSlice): void;
  /** In bytes. */
  readonly maximumRecord: number;
}

export interface Slicer {
  push(bytes: Uint8Array): void;
  /** After the last bytes. Tells whether the JSON was complete. */
  end(): { readonly complete: boolean };
}

/** Bytes that may be looked at twice in one file before recovery gives up; hostile files would take for ever. */
const recoveryBudget = 256 * 1024 * 1024;
/** A record found after a broken one is at most this long; Lake's own limit is 1 MB. */
const maximumRecovered = 2 * 1024 * 1024;

/**
 * `between`: before a value at the top. `elements`: inside a container, before an element. `value`: inside a value or
 * element. `tail`: inside the object that held a container, after it. `recover`: looking for the next record.
 */
type Mode = 'between' | 'elements' | 'value' | 'tail' | 'recover' | 'lost';

export function createSlicer(options: SlicerOptions): Slicer {
  return new JsonSlicer(options);
}

class JsonSlicer implements Slicer {
  private bytes: Buffer = Buffer.allocUnsafe(256 * 1024);
  private length = 0;
  /** Offset in the file of `bytes[0]`. */
  private base = 0;
  private at = 0;
  private mode: Mode = 'between';
  private start = 0;
  private index = 0;
  private readonly stack = new Uint8Array(maximumDepth + 1);
  private depth = 0;
  private inString = false;
  private escaped = false;
  private container: string | undefined;
  /** First byte of the elements of this container: others are debris of a broken record. */
  private elementStart = 0;
  private keyStart = -1;
  private lastString: string | undefined;
  private key: string | undefined;
  private recovering = false;
  /** Offset in the file where a broken value ends whose brackets match. */
  private swallowedUntil: number | undefined;
  private lastBroken: BrokenSlice | undefined;
  private budget = recoveryBudget;
  private final = false;

  constructor(private readonly options: SlicerOptions) {}

  push(bytes: Uint8Array): void {
    if (this.mode === 'lost') return;
    this.store(bytes);
    this.run();
  }

  end(): { complete: boolean } {
    this.final = true;
    this.run();
    if (this.mode === 'value' && this.depth === 0 && !this.inString && this.start < this.length) this.emit();
    const complete = this.mode === 'between';
    if (this.mode === 'value' || this.mode === 'tail') {
      if (this.mode === 'value') this.broken('the file ends inside this record', true);
      // Other records may follow a record that swallowed them.
      this.run();
    }
    this.flushBroken();
    return { complete };
  }

  private store(bytes: Uint8Array): void {
    const keep = this.keepFrom();
    if (keep > 0) {
      this.bytes.copyWithin(0, keep, this.length);
      this.base += keep;
      this.length -= keep;
      this.at -= keep;
      this.start -= keep;
      if (this.keyStart >= 0) this.keyStart -= keep;
    }
    if (this.length + bytes.length > this.bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.length + bytes.length));
      this.bytes.copy(larger, 0, 0, this.length);
      this.bytes = larger;
    }
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  private keepFrom(): number {
    if (this.mode === 'value') return this.start;
    // In recovery, what stands before the next `{` tells whether a record begins there.
    if (this.mode === 'recover') return Math.max(0, Math.min(this.at, this.length) - 64);
    if (this.mode === 'tail') return this.keyStart >= 0 ? Math.min(this.keyStart, this.at) : this.at;
    return this.at;
  }

  private run(): void {
    for (let progress = true; progress;) {
      switch (this.mode) {
        case 'between':
        case 'elements':
          progress = this.skipToValue();
          break;
        case 'value':
        case 'tail':
          progress = this.scan();
          break;
        case 'recover':
          progress = this.findRecord();
          break;
        case 'lost':
          return;
      }
    }
  }

  /** From between two values to the start of the next. False: more bytes are needed. */
  private skipToValue(): boolean {
    for (; this.at < this.length; this.at += 1) {
      const code = this.bytes[this.at] as number;
      const kind = classes[code];
      if (kind === Byte.blank) continue;
      if (this.mode === 'elements') {
        if (kind === Byte.comma) continue;
        if (code === 0x5d) {
          const ends = this.containerEnds();
          if (ends === undefined) return false;
          return ends ? this.endContainer() : this.debris();
        }
        if (this.elementStart === 0) this.elementStart = code;
        if (code !== this.elementStart && classes[this.elementStart] !== Byte.plain) return this.debris();
      } else if (code === 0x5b) {
        this.at += 1;
        this.enterContainer('[]');
        return true;
      } else if (code !== 0x7b) {
        // Log exports put a time before each record.
        if (timeBytes[code] === 1 || kind === Byte.comma) continue;
        return this.debris();
      }
      this.startValue();
      return true;
    }
    return false;
  }

  /**
   * Whether the `]` here is the end of the container, and not debris of a broken record: an object goes on with a key, or
   * ends, and then the file ends or another value begins. Undefined: more bytes are needed to tell.
   */
  private containerEnds(): boolean | undefined {
    if (this.container === '[]') return true;
    const next = this.skipBlanks(this.at + 1);
    if (next >= this.length) return this.final ? true : undefined;
    if (this.bytes[next] === 0x7d) {
      const after = this.skipBlanks(next + 1);
      if (after >= this.length) return this.final ? true : undefined;
      const code = this.bytes[after] as number;
      return code === 0x7b || code === 0x5b || code === 0x2c || timeBytes[code] === 1;
    }
    if (this.bytes[next] !== 0x2c) return false;
    const key = this.skipBlanks(next + 1);
    if (key >= this.length) return this.final ? true : undefined;
    return this.bytes[key] === 0x22;
  }

  private startValue(): void {
    this.mode = 'value';
    this.start = this.at;
    this.depth = 0;
    this.inString = false;
    this.escaped = false;
    this.key = undefined;
    this.keyStart = -1;
  }

  private debris(): boolean {
    this.startValue();
    this.broken('unexpected text between records', false);
    return true;
  }

  private enterContainer(name: string): void {
    this.container = name;
    this.elementStart = 0;
    this.mode = 'elements';
  }

  private endContainer(): boolean {
    this.at += 1;
    if (this.container === '[]') this.mode = 'between';
    else {
      this.mode = 'tail';
      this.depth = 1;
      this.stack[1] = 0x7b;
      this.key = undefined;
      this.keyStart = -1;
    }
    this.container = undefined;
    return true;
  }

  /** Goes on inside a value. True: something happened and there may be more to do. */
  private scan(): boolean {
    const { bytes } = this;
    const top = this.container === undefined;
    const limit = this.recovering ? maximumRecovered : this.options.maximumRecord;
    const end = this.length;
    let at = this.at;
    while (at < end) {
      const code = bytes[at] as number;
      if (this.inString) {
        if (this.escaped) this.escaped = false;
        else if (code === 0x5c) this.escaped = true;
        else if (code === 0x22) {
          this.inString = false;
          if (top && this.depth === 1) this.noteString(at);
          if (this.depth === 0) {
            this.at = at + 1;
            return this.emit();
          }
        } else if (code < 0x20) return this.failAt(at, 'a control character inside a string');
        at += 1;
        continue;
      }
      switch (classes[code]) {
        case Byte.quote:
          this.inString = true;
          this.keyStart = top && this.depth === 1 ? at : -1;
          break;
        case Byte.open: {
          if (
            top &&
            this.depth === 1 &&
            code === 0x5b &&
            this.key !== undefined &&
            this.options.containers.has(this.key)
          ) {
            this.at = at + 1;
            this.enterContainer(this.key);
            return true;
          }
          if (this.depth === maximumDepth) return this.failAt(at, `nested deeper than ${maximumDepth} levels`);
          this.stack[++this.depth] = code;
          break;
        }
        case Byte.close:
          if (this.depth === 0 && this.start < at) {
            this.at = at;
            return this.emit();
          }
          if (this.stack[this.depth] !== code - 2) return this.failAt(at, 'brackets do not match');
          if (--this.depth === 0) {
            this.at = at + 1;
            return this.emit();
          }
          break;
        case Byte.colon:
          if (top && this.depth === 1) this.key = this.lastString;
          break;
        case Byte.comma:
        case Byte.blank:
          if (this.depth === 0 && this.start < at) {
            this.at = at;
            return this.emit();
          }
          if (code === 0x2c && this.depth === 1) this.key = undefined;
          break;
        case Byte.plain:
          break;
        default:
          return this.failAt(at, 'text outside of a string');
      }
      at += 1;
    }
    this.at = at;
    if (this.mode === 'value' && at - this.start > limit) {
      return this.failAt(at, `the record is larger than ${Math.floor(limit / 1024 / 1024)} MB`);
    }
    return false;
  }

  /** A string at the first level of an object at the top ended at `at`; it may be a key. */
  private noteString(at: number): void {
    const length = at - this.keyStart - 1;
    this.lastString = length <= 32 ? this.bytes.toString('utf8', this.keyStart + 1, at) : undefined;
    this.keyStart = -1;
  }

  private failAt(at: number, reason: string): boolean {
    this.at = at;
    if (this.mode === 'tail') this.startValue();
    this.broken(`${reason} at byte ${this.base + at}`, false);
    return true;
  }

  private emit(): boolean {
    const next: Mode = this.container === undefined ? 'between' : 'elements';
    if (this.mode === 'tail') {
      this.mode = 'between';
      return true;
    }
    const text = this.bytes.toString('utf8', this.start, this.at);
    if (this.recovering && !this.options.isRecord(text)) {
      this.broken('', false);
      return true;
    }
    this.flushBroken();
    // Found after debris: elements of the list begin as this one does.
    if (this.recovering) this.elementStart = this.bytes[this.start] as number;
    this.recovering = false;
    this.swallowedUntil = undefined;
    this.mode = next;
    const slice = { container: this.container, index: this.index, offset: this.base + this.start, text };
    const failure = this.options.onSlice(slice);
    if (failure === undefined) this.index += 1;
    else {
      this.swallowedUntil = this.base + this.at;
      this.broken(failure, false);
    }
    return true;
  }

  /** The value at `start` is not whole; goes on to look for the next record right behind its start. */
  private broken(reason: string, cut: boolean): void {
    this.budget -= this.at - this.start;
    if (!this.recovering) {
      this.lastBroken ??= { index: this.index++, offset: this.base + this.start, reason, cut };
      this.recovering = true;
    }
    this.at = this.start + 1;
    this.mode = this.budget > 0 ? 'recover' : 'lost';
  }

  private flushBroken(): void {
    if (this.lastBroken) this.options.onBroken(this.lastBroken);
    this.lastBroken = undefined;
  }

  /**
   * To the next place where a record may begin: at the top, a `{` that begins a line; in a list, one behind a comma. The
   * broken record may lack its own end, so that end is no sign. Whether it is a record is seen when it has been read.
   */
  private findRecord(): boolean {
    for (;;) {
      const found = this.bytes.subarray(0, this.length).indexOf(0x7b, this.at);
      const resume = this.swallowedUntil;
      if (resume !== undefined && (found < 0 || this.base + found >= resume)) return this.resumeAt(resume);
      if (found < 0) {
        this.at = this.length;
        return false;
      }
      if (this.mayBegin(found)) {
        this.at = found;
        this.startValue();
        return true;
      }
      this.at = found + 1;
    }
  }

  /** What stands before is still at hand: it is looked for from the broken record's start on. */
  private mayBegin(at: number): boolean {
    let before = at - 1;
    while (before >= 0 && isBlankOnLine(this.bytes[before])) before -= 1;
    const code = this.bytes[before];
    // A broken line may look like the start of a list, and then the lines after it stand in that list.
    if (this.container === undefined || (this.container === '[]' && code === 0x0a)) return code === 0x0a;
    while (before >= 0 && classes[this.bytes[before] as number] === Byte.blank) before -= 1;
    return this.bytes[before] === 0x2c;
  }

  /** No record stood inside the broken value: goes on behind it. */
  private resumeAt(offset: number): boolean {
    this.flushBroken();
    this.swallowedUntil = undefined;
    this.recovering = false;
    this.at = offset - this.base;
    this.mode = this.container === undefined ? 'between' : 'elements';
    return true;
  }

  private skipBlanks(from: number): number {
    let at = from;
    while (at < this.length && classes[this.bytes[at] as number] === Byte.blank) at += 1;
    return at;
  }
}

const isBlankOnLine = (code: number | undefined): boolean => code === 0x20 || code === 0x09 || code === 0x0d;
