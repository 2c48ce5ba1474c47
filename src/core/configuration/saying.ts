/** A text with places for values: English by itself, and the key under which other languages have theirs. */
export interface Saying {
  /** `{0}`, `{1}` ... stand for the values. */
  readonly text: string;
  readonly values: readonly (string | number)[];
}

export const say = (text: string, ...values: readonly (string | number)[]): Saying => ({ text, values });

/** The saying in English. */
export const english = ({ text, values }: Saying): string =>
  text.replace(/\{(\d)\}/g, (whole, digit: string) => String(values[Number(digit)] ?? whole));
