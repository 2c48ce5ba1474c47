export interface RandomSource {
  next(): number;
  below(count: number): number;
  pick<T>(list: readonly T[]): T;
  hex(length: number): string;
  uuid(): string;
  text(length: number, letters: string): string;
}

export function randomFrom(seed: number): RandomSource;

export function makeEvents(options: {
  readonly count: number;
  readonly days?: number;
  readonly seed?: number;
  readonly onRecord: (text: string, index: number) => void;
}): void;

export function writeTrail(options: {
  readonly folder: string;
  readonly count: number;
  readonly perFile: (random: RandomSource) => number;
  readonly days?: number;
  readonly seed?: number;
  readonly level?: number;
}): { readonly files: readonly string[]; readonly bytes: number };

export const deliveredSizes: (random: RandomSource) => number;
