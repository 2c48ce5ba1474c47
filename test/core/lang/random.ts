/** Numbers that a seed repeats, and broken texts made with them. */
export interface Random {
  /** A whole number from 0 up to, not including, `below`. */
  int(below: number): number;
  pick<T>(items: readonly T[]): T;
}

/** Mulberry32. */
export function seeded(seed: number): Random {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const int = (below: number): number => Math.floor(next() * below);
  return {
    int,
    pick: (items) => {
      const item = items[int(items.length)];
      if (item === undefined) throw new RangeError('Nothing to pick from.');
      return item;
    },
  };
}

/** Tokens that valid queries may lack, so that mutations meet all of the grammar. */
export const spareTokens: readonly string[] = (
  'SELECT FROM WHERE GROUP BY HAVING ORDER LIMIT OFFSET FETCH UNION ALL EXCEPT INTERSECT AND OR NOT IN IS NULL LIKE ' +
  'BETWEEN CASE WHEN THEN ELSE END JOIN LEFT ON USING CROSS NATURAL AS WITH VALUES TABLE DISTINCT EXISTS CAST UNNEST ' +
  'LATERAL ROW ARRAY INTERVAL AT TIME ZONE OVER PARTITION FILTER WINDOW ASC DESC NULLS FIRST LAST ROLLUP CUBE GROUPING ' +
  'SETS ESCAPE ANY SOME TRUE FALSE DATE ( ) [ ] , . ; -> => = <> < > <= >= + - * / % || ? 1 2.5 1e3 \'s\' "q" a b'
).split(' ');

/** One to three tokens removed, doubled, swapped, replaced or inserted, or the rest cut off. */
export function mutateTokens(tokens: readonly string[], pool: readonly string[], random: Random): string {
  const result = [...tokens];
  for (let count = 1 + random.int(3); count > 0; count--) {
    const at = random.int(result.length);
    const here = result[at] ?? '';
    switch (random.int(6)) {
      case 0:
        result.splice(at, 1);
        break;
      case 1:
        result.splice(at, 0, here);
        break;
      case 2:
        result.splice(at, 2, result[at + 1] ?? '', here);
        break;
      case 3:
        result[at] = random.pick(pool);
        break;
      case 4:
        result.splice(at, 0, random.pick(pool));
        break;
      default:
        if (random.int(3) === 0) result.length = at + 1;
    }
  }
  return result.join(' ');
}

/** Characters removed, doubled, replaced or inserted anywhere, quotes and comment signs among them. */
export function mutateCharacters(text: string, random: Random): string {
  let result = text;
  for (let count = 1 + random.int(8); count > 0; count--) {
    const at = random.int(result.length + 1);
    const signs = [
      '(',
      ')',
      "'",
      '"',
      ';',
      ',',
      '.',
      '[',
      ']',
      '<',
      '{',
      '$',
      '--',
      '/*',
      '*/',
      ':',
      '\u3000',
      'é',
      '\0',
      '😀',
    ];
    const inserted = random.pick([...signs, result.slice(at, at + random.int(20))]);
    result = result.slice(0, at) + inserted + result.slice(at + random.int(4));
  }
  return random.int(4) === 0 ? result.slice(0, random.int(result.length + 1)) : result;
}
