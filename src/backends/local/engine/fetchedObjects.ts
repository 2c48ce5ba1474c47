/**
 * Which objects of buckets have been imported, so that they are not fetched again: written after their records are
 * stored. What a crash leaves out is fetched once more, and its records are counted as duplicates.
 */
import type { FetchedObject, FetchedObjects } from '../../../protocol/engine.js';
import { rowsOf, type Lake } from './lake.js';

/** Numbers in `objects` of those that were imported with this content, for this target. */
export async function knownObjects(
  lake: Lake,
  { store, objects }: Omit<FetchedObjects, 'storeIds'>,
): Promise<readonly number[]> {
  const connection = await lake.connect();
  try {
    const found = await rowsOf(
      connection,
      `SELECT asked.number FROM ${listed}
       WHERE EXISTS (FROM base.objects o WHERE o.url = asked.url AND o.etag = asked.etag AND o.bytes = asked.bytes AND o.target = $2)
       ORDER BY 1`,
      [asJson(objects), targetOf(store)],
    );
    return found.map(([number]) => Number(number));
  } finally {
    connection.closeSync();
  }
}

export async function keepObjects(lake: Lake, { store, storeIds, objects }: FetchedObjects): Promise<void> {
  const connection = await lake.connect();
  try {
    const [text, target] = [asJson(objects), targetOf(store)];
    await connection.run('BEGIN');
    await connection.run(`DELETE FROM base.objects WHERE target = $2 AND url IN (SELECT asked.url FROM ${listed})`, [
      text,
      target,
    ]);
    await connection.run(
      `INSERT INTO base.objects SELECT asked.url, asked.etag, asked.bytes, $2, from_json($3::JSON, '["VARCHAR"]') FROM ${listed}`,
      [text, target, JSON.stringify(storeIds)],
    );
    await connection.run('COMMIT');
  } finally {
    connection.closeSync();
  }
}

const listed = `(SELECT o.* FROM (SELECT unnest(from_json($1::JSON,
  '[{"number": "UINTEGER", "url": "VARCHAR", "etag": "VARCHAR", "bytes": "UBIGINT"}]')) AS o)) AS asked`;

const asJson = (objects: readonly FetchedObject[]): string =>
  JSON.stringify(objects.map(({ url, etag, bytes }, number) => ({ number, url, etag, bytes })));

/** Another `--store` is another target: what one has, the other lacks. */
const targetOf = (store: string | undefined): string => store ?? '';
