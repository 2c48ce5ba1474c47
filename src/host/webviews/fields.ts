import { errors } from '../../core/errors.js';

/**
 * Reads the parameters of a message from a webview. A page is not trusted: every field is checked, and a message
 * that does not have the shape of the protocol is refused before it reaches anything.
 */
export class Fields {
  constructor(
    private readonly message: string,
    private readonly value: unknown,
  ) {}

  text(name: string, maximumLength = 1_000_000): string {
    const found = this.at(name);
    if (typeof found !== 'string' || found.length > maximumLength) throw this.wrong(name);
    return found;
  }

  optionalText(name: string): string | undefined {
    return this.at(name) === undefined ? undefined : this.text(name);
  }

  flag(name: string): boolean {
    const found = this.at(name);
    if (typeof found !== 'boolean') throw this.wrong(name);
    return found;
  }

  /** A whole number from 0 to `maximum`. */
  count(name: string, maximum = Number.MAX_SAFE_INTEGER): number {
    const found = this.at(name);
    if (typeof found !== 'number' || !Number.isSafeInteger(found) || found < 0 || found > maximum)
      throw this.wrong(name);
    return found;
  }

  optionalCount(name: string, maximum?: number): number | undefined {
    return this.at(name) === undefined ? undefined : this.count(name, maximum);
  }

  oneOf<T extends string>(name: string, known: readonly T[]): T {
    const found = this.at(name);
    const match = known.find((one) => one === found);
    if (match === undefined) throw this.wrong(name);
    return match;
  }

  /** Absent counts as empty. */
  list(name: string, maximumLength = 100): readonly Fields[] {
    const found = this.at(name) ?? [];
    if (!Array.isArray(found) || found.length > maximumLength) throw this.wrong(name);
    return found.map((entry, index) => new Fields(`${this.message}.${name}[${index}]`, entry));
  }

  /** Absent counts as empty. */
  texts(name: string, maximumLength: number, longest = 1_000_000): readonly string[] {
    return this.values(name, maximumLength).map((entry) => {
      if (typeof entry !== 'string' || entry.length > longest) throw this.wrong(name);
      return entry;
    });
  }

  /** Absent counts as empty. */
  textsOrNull(name: string, maximumLength: number, longest = 1_000_000): readonly (string | null)[] {
    return this.values(name, maximumLength).map((entry) => {
      if (entry !== null && (typeof entry !== 'string' || entry.length > longest)) throw this.wrong(name);
      return entry;
    });
  }

  /** Texts, finite numbers, booleans and null. Absent counts as empty. */
  scalars(name: string, maximumLength: number, longest: number): readonly (string | number | boolean | null)[] {
    return this.values(name, maximumLength).map((entry) => {
      const isScalar =
        entry === null ||
        typeof entry === 'boolean' ||
        (typeof entry === 'string' && entry.length <= longest) ||
        (typeof entry === 'number' && Number.isFinite(entry));
      if (!isScalar) throw this.wrong(name);
      return entry;
    });
  }

  textOrNull(name: string, maximumLength?: number): string | null {
    return this.at(name) === null ? null : this.text(name, maximumLength);
  }

  inner(name: string): Fields {
    return new Fields(`${this.message}.${name}`, this.at(name));
  }

  /** Different whole numbers from 0 to `maximum`. Absent counts as empty. */
  counts(name: string, maximumLength: number, maximum: number): readonly number[] {
    const found = this.values(name, maximumLength).map((entry) => {
      if (typeof entry !== 'number' || !Number.isSafeInteger(entry) || entry < 0 || entry > maximum)
        throw this.wrong(name);
      return entry;
    });
    if (new Set(found).size !== found.length) throw this.wrong(name);
    return found;
  }

  private values(name: string, maximumLength: number): readonly unknown[] {
    const found = this.at(name) ?? [];
    if (!Array.isArray(found) || found.length > maximumLength) throw this.wrong(name);
    return found as readonly unknown[];
  }

  /** Plain JSON that the host only keeps and gives back. Refused when its text is longer. */
  opaque(name: string, maximumLength = 200_000): unknown {
    const found = this.at(name);
    let length: number;
    try {
      length = (JSON.stringify(found) ?? '').length;
    } catch {
      throw this.wrong(name);
    }
    if (length > maximumLength) throw this.wrong(name);
    return found;
  }

  private at(name: string): unknown {
    if (typeof this.value !== 'object' || this.value === null || !Object.hasOwn(this.value, name)) return undefined;
    return (this.value as Record<string, unknown>)[name];
  }

  private wrong(name: string): Error {
    return errors.usage(`The view sent "${this.message}" without a usable "${name}".`);
  }
}
