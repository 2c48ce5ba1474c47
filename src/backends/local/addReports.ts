/** Reports of imports that belong together, as one. */
import type { ImportReport } from '../../protocol/engine.js';

export const emptyReport: ImportReport = {
  files: 0,
  records: 0,
  stores: [],
  duplicates: 0,
  conflicts: 0,
  kinds: {},
  skipped: [],
  notes: [],
  elapsedMilliseconds: 0,
};

/** Remarks that a report carries, as for one import. */
const mostNotes = 10_000;

export function addReports(a: ImportReport, b: ImportReport): ImportReport {
  const stores = new Map(a.stores.map((store) => [store.id, store]));
  for (const store of b.stores)
    stores.set(store.id, { ...store, added: store.added + (stores.get(store.id)?.added ?? 0) });
  const kinds = new Map(Object.entries(a.kinds));
  for (const [kind, count] of Object.entries(b.kinds)) kinds.set(kind, (kinds.get(kind) ?? 0) + count);
  return {
    files: a.files + b.files,
    records: a.records + b.records,
    stores: [...stores.values()],
    duplicates: a.duplicates + b.duplicates,
    conflicts: a.conflicts + b.conflicts,
    kinds: Object.fromEntries(kinds),
    skipped: [...a.skipped, ...b.skipped],
    notes: [...a.notes, ...b.notes].slice(0, mostNotes),
    elapsedMilliseconds: a.elapsedMilliseconds + b.elapsedMilliseconds,
  };
}
