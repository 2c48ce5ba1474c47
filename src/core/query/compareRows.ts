/** Two results against each other: rows added, removed and changed by key columns. */
import type { Column, Value } from '../result/types.js';

export interface ComparedRows {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Value[])[];
}

/** Rows hold the values of `columns`: those that both results have, keys first. */
export interface RowComparison {
  readonly columns: readonly string[];
  readonly added: readonly (readonly Value[])[];
  readonly removed: readonly (readonly Value[])[];
  readonly changed: readonly { readonly before: readonly Value[]; readonly after: readonly Value[] }[];
  readonly counts: {
    readonly added: number;
    readonly removed: number;
    readonly changed: number;
    readonly same: number;
    /** Rows of either result whose key is there more than once; they are paired in the order of the results. */
    readonly repeated: number;
  };
  /** Columns that only one of the two has; they are not compared. */
  readonly onlyBefore: readonly string[];
  readonly onlyAfter: readonly string[];
}

/**
 * Columns are matched by name (of equal names the first). Rows are matched by `keys`; without keys whole rows are, so that
 * nothing counts as changed. Lists hold at most `limit` rows, the counts all. Keys that a result lacks are left out.
 */
export function compareRows(
  before: ComparedRows,
  after: ComparedRows,
  keys: readonly string[],
  limit: number,
): RowComparison {
  const namesBefore = firstPlaces(before.columns);
  const namesAfter = firstPlaces(after.columns);
  const shared = [...namesAfter.keys()].filter((name) => namesBefore.has(name));
  const keyNames = keys.filter((name) => shared.includes(name));
  const names = [...keyNames, ...shared.filter((name) => !keyNames.includes(name))];
  const keyLength = keyNames.length > 0 ? keyNames.length : names.length;
  const pick = (row: readonly Value[], places: ReadonlyMap<string, number>): readonly Value[] =>
    names.map((name) => row[places.get(name) ?? -1] ?? null);
  const keyOf = (row: readonly Value[]): string => JSON.stringify(row.slice(0, keyLength));

  const old = new Map<string, (readonly Value[])[]>();
  let repeated = 0;
  for (const row of before.rows) {
    const picked = pick(row, namesBefore);
    const key = keyOf(picked);
    const known = old.get(key);
    if (known) {
      known.push(picked);
      repeated++;
    } else old.set(key, [picked]);
  }
  const counts = { added: 0, removed: 0, changed: 0, same: 0 };
  const added: (readonly Value[])[] = [];
  const changed: { before: readonly Value[]; after: readonly Value[] }[] = [];
  const seen = new Set<string>();
  for (const row of after.rows) {
    const picked = pick(row, namesAfter);
    const key = keyOf(picked);
    if (seen.has(key)) repeated++;
    seen.add(key);
    const match = old.get(key)?.shift();
    if (!match) {
      counts.added++;
      if (added.length < limit) added.push(picked);
    } else if (JSON.stringify(match) === JSON.stringify(picked)) {
      counts.same++;
    } else {
      counts.changed++;
      if (changed.length < limit) changed.push({ before: match, after: picked });
    }
  }
  const removed: (readonly Value[])[] = [];
  for (const rows of old.values()) {
    counts.removed += rows.length;
    for (const row of rows) if (removed.length < limit) removed.push(row);
  }
  return {
    columns: names,
    added,
    removed,
    changed,
    counts: { ...counts, repeated },
    onlyBefore: [...namesBefore.keys()].filter((name) => !namesAfter.has(name)),
    onlyAfter: [...namesAfter.keys()].filter((name) => !namesBefore.has(name)),
  };
}

function firstPlaces(columns: readonly Column[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  columns.forEach(({ name }, index) => {
    if (!places.has(name)) places.set(name, index);
  });
  return places;
}
