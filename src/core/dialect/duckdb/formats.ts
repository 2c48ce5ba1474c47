/** Format letters of `date_format` (MySQL) and `format_datetime` (Joda) as those of `strftime`. */

export type Format =
  { readonly kind: 'format'; readonly text: string } | { readonly kind: 'unsupported'; readonly letter: string };

const mysqlLetters: ReadonlyMap<string, string> = new Map([
  ['a', '%a'], ['b', '%b'], ['c', '%-m'], ['d', '%d'], ['e', '%-d'], ['f', '%f'], ['H', '%H'], ['h', '%I'], ['I', '%I'],
  ['i', '%M'], ['j', '%j'], ['k', '%-H'], ['l', '%-I'], ['M', '%B'], ['m', '%m'], ['p', '%p'], ['r', '%I:%M:%S %p'],
  ['S', '%S'], ['s', '%S'], ['T', '%H:%M:%S'], ['v', '%V'], ['W', '%A'], ['x', '%G'], ['Y', '%Y'], ['y', '%y'], ['%', '%%'],
]); // prettier-ignore

/** Letters that Trino itself refuses (`%D %U %u %V %w %X`) are unsupported here too. */
export function mysqlFormat(format: string): Format {
  let text = '';
  for (let at = 0; at < format.length; at++) {
    const character = format.charAt(at);
    if (character !== '%') {
      text += character;
      continue;
    }
    at += 1;
    const letter = format.charAt(at);
    const found = mysqlLetters.get(letter);
    if (found === undefined && /[DUuVwX]|^$/.test(letter)) return { kind: 'unsupported', letter: `%${letter}` };
    text += found ?? letter;
  }
  return { kind: 'format', text };
}

/** `zone` is how the time's zone is written for `z` and `ZZZ`. */
export function jodaFormat(format: string, zone: string): Format {
  let text = '';
  for (const [run] of format.matchAll(/'(?:[^']|'')*'?|([A-Za-z])\1*|[^A-Za-z']+/g)) {
    const piece = run.startsWith("'") ? quotedText(run) : /^[A-Za-z]/.test(run) ? jodaLetters(run, zone) : literal(run);
    if (piece === undefined) return { kind: 'unsupported', letter: run };
    text += piece;
  }
  return { kind: 'format', text };
}

const literal = (text: string): string => text.replaceAll('%', '%%');

function quotedText(run: string): string {
  if (run === "''") return "'";
  return literal(run.slice(1, run.endsWith("'") && run.length > 1 ? -1 : undefined).replaceAll("''", "'"));
}

function jodaLetters(run: string, zone: string): string | undefined {
  const length = run.length;
  const padded = (letter: string): string | undefined =>
    length === 1 ? `%-${letter}` : length === 2 ? `%${letter}` : undefined;
  switch (run.charAt(0)) {
    case 'y':
    case 'Y':
      return length === 2 ? '%y' : length === 1 || length === 4 ? '%Y' : undefined;
    case 'x':
      return length === 4 || length === 1 ? '%G' : undefined;
    case 'w':
      return length === 2 ? '%V' : undefined;
    case 'e':
      return length === 1 ? '%u' : undefined;
    case 'E':
      return length <= 3 ? '%a' : '%A';
    case 'D':
      return length === 1 ? '%-j' : length === 3 ? '%j' : undefined;
    case 'M':
      return length === 3 ? '%b' : length > 3 ? '%B' : padded('m');
    case 'd':
      return padded('d');
    case 'a':
      return '%p';
    case 'h':
      return padded('I');
    case 'H':
      return padded('H');
    case 'm':
      return padded('M');
    case 's':
      return padded('S');
    case 'S':
      return length === 3 ? '%g' : length === 6 ? '%f' : undefined;
    case 'z':
      return literal(zone);
    case 'Z':
      return zone !== 'UTC' ? undefined : length === 1 ? '+0000' : length === 2 ? '+00:00' : 'UTC';
    default:
      return undefined;
  }
}
