/** What becomes of events whose key is in the store, or came before: compared one by one, within the transaction. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { interpret } from '../../readers/records.js';
import { baseTable, rowsOf } from '../lake.js';
import { sourceOf, type Feeds } from './feed.js';
import {
  carefulEvent,
  splitRow,
  keyOf,
  textOfScanned,
  type CarefulEvent,
  type PendingEvent,
  type ScannedEvent,
} from './pending.js';

export interface Judgement {
  readonly inserts: readonly { readonly event: CarefulEvent; readonly conflict: boolean }[];
  /** Numbers of partial events in the store that a whole one takes the place of. */
  readonly replaced: readonly number[];
  /** More rows than before. */
  readonly added: number;
  readonly duplicates: number;
  readonly conflicts: number;
}

/**
 * The same record twice is counted, the same key with other content is kept and flagged, and a whole record takes the
 * place of one that a source showed only in part.
 */
export async function judge(
  connection: DuckDBConnection,
  feeds: Feeds,
  storeId: string,
  events: readonly PendingEvent[],
): Promise<Judgement> {
  const rest = await withoutEqualTexts(connection, feeds, storeId, events);
  let duplicates = events.length - rest.length;
  let [added, conflicts] = [0, 0];
  const inserts: { event: CarefulEvent; conflict: boolean }[] = [];
  const replaced: number[] = [];
  const stored = rest.length > 0 ? await storedWith(connection, feeds, storeId, rest) : new Map<bigint, Stored>();
  for (const event of rest) {
    const careful = event.kind === 'careful' ? event : asCareful(event);
    const key = keyOf(event);
    const same = stored.get(key) ?? { partial: [], contents: new Set<string>() };
    stored.set(key, same);
    const { partial, content } = careful.record;
    const exists = same.contents.size > 0 || same.partial.length > 0;
    if (partial ? exists : same.contents.has(content)) {
      duplicates += 1;
      continue;
    }
    const conflict = !partial && same.contents.size > 0;
    if (!partial) {
      const inStore = same.partial.filter((seq) => seq >= 0);
      replaced.push(...inStore);
      const before = inserts.findIndex(({ event: waiting }) => waiting.record.partial && keyOf(waiting) === key);
      if (before >= 0) {
        inserts.splice(before, 1);
        added -= 1;
        duplicates += 1;
      }
      duplicates += inStore.length;
      added -= inStore.length;
      same.partial.length = 0;
      same.contents.add(content);
    } else same.partial.push(-1);
    inserts.push({ event: careful, conflict });
    added += 1;
    if (conflict) conflicts += 1;
  }
  return { inserts, replaced, added, duplicates, conflicts };
}

/** Takes out those whose very text is stored under their key: the same file again, or another copy of it. */
async function withoutEqualTexts(
  connection: DuckDBConnection,
  feeds: Feeds,
  storeId: string,
  events: readonly PendingEvent[],
): Promise<readonly PendingEvent[]> {
  const texts = events.map((event) =>
    event.kind === 'scanned' ? textOfScanned(event) : Buffer.from(splitRow(event.record.row).own ?? ''),
  );
  const asked = feeds.events({ ...sourceOf(events), text: (row) => texts[row] as Uint8Array });
  const equal = await rowsOf(
    connection,
    `SELECT seq FROM ${asked} SEMI JOIN ${baseTable(storeId)} AS stored
     ON stored.lk_key = key AND stored."eventJson" = json AND NOT stored.lk_partial`,
  );
  const found = new Set(equal.map(([index]) => Number(index)));
  return events.filter((event, index) => !found.has(index) || (event.kind === 'careful' && event.record.partial));
}

interface Stored {
  /** Numbers of those shown in part; -1 is one that is about to be stored. */
  readonly partial: number[];
  readonly contents: Set<string>;
}

async function storedWith(
  connection: DuckDBConnection,
  feeds: Feeds,
  storeId: string,
  events: readonly PendingEvent[],
): Promise<Map<bigint, Stored>> {
  const found = await rowsOf(
    connection,
    `SELECT lk_key, lk_seq, lk_partial, "eventJson" FROM ${baseTable(storeId)}
     SEMI JOIN ${feeds.events(sourceOf(events))} AS asked ON asked.key = lk_key`,
  );
  const stored = new Map<bigint, Stored>();
  for (const [key, seq, partial, json] of found) {
    const same = stored.get(key as bigint) ?? { partial: [], contents: new Set<string>() };
    stored.set(key as bigint, same);
    if (partial === true) same.partial.push(Number(seq));
    else same.contents.add(contentOf(String(json)));
  }
  return stored;
}

/** A record that the scanner found sure, read the careful way. */
function asCareful(event: ScannedEvent): CarefulEvent {
  const text = Buffer.from(textOfScanned(event)).toString('utf8');
  const [record] = interpret(text, 'Records').records;
  if (!record) throw new Error('A record of the scanner is none for the careful reader.');
  return carefulEvent(record, event.file, event.position);
}

function contentOf(eventJson: string): string {
  try {
    return interpret(eventJson, 'Records').records[0]?.content ?? eventJson;
  } catch {
    return eventJson;
  }
}
