/** Texts of the views. The English text is the key; the host sends translations in one `strings` notification. */
export interface Strings {
  /** `{0}`, `{1}` ... stand for the arguments. */
  (english: string, ...values: readonly (string | number)[]): string;
  /** False when nothing changed. */
  use(translations: Readonly<Record<string, string>>): boolean;
}

export function createStrings(): Strings {
  let translations = new Map<string, string>();
  const translate = (english: string, ...values: readonly (string | number)[]): string =>
    (translations.get(english) ?? english).replace(/\{(\d)\}/g, (whole, digit: string) =>
      String(values[Number(digit)] ?? whole),
    );
  return Object.assign(translate, {
    use: (given: Readonly<Record<string, string>>) => {
      const next = new Map(Object.entries(given).filter((entry) => typeof entry[1] === 'string'));
      const same = next.size === translations.size && [...next].every(([key, text]) => translations.get(key) === text);
      translations = next;
      return !same;
    },
  });
}
