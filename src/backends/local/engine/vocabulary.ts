/**
 * What a store holds, for completion: counted once and kept until something is imported or deleted. It never stands in
 * the way of a user's query: it begins when none runs, in short steps, and a query that starts ends the step at once.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { setTimeout as wait } from 'node:timers/promises';
import {
  learnRows,
  learntMaps,
  learntPaths,
  ownerPath,
  type SchemaPlace,
} from '../../../core/catalog/learnVocabulary.js';
import { lookupColumn, lookupMember, type SchemaField } from '../../../core/catalog/schemas.js';
import {
  emptyVocabulary,
  readVocabulary,
  vocabularyLimits,
  type Vocabulary,
} from '../../../core/catalog/vocabulary.js';
import type { EventCategory } from '../../../core/query/eventDataStore.js';
import type { Value } from '../../../core/result/types.js';
import { rowsOf, type Lake } from './lake.js';
import { toValue } from './values.js';

export interface Vocabularies {
  /** Of a store of the lake; empty for an ID that is not there. Waits for the queries that run. */
  of(id: string): Promise<Vocabulary>;
  /** A query of a user starts. */
  yield(): void;
  /** The stores hold something else now. */
  forget(): void;
}

const limits = {
  /** Rows from which values are counted; of a larger store a sample. */
  counted: 2_000_000,
  /** Rows in which events of each name are looked for, and rows per name that keys are read from. */
  searched: 20_000,
  rowsPerOwner: 4,
  shapeRows: 2_500,
  /** A step that takes longer is left out. */
  stepMilliseconds: 3_000,
  /** Between steps, so that what a user does is always first. */
  pauseMilliseconds: 10,
  /** How often a step begins anew after it has let a query go first. */
  attempts: 20,
} as const;

/** `isBusy` says whether a query of anybody runs. */
export function createVocabularies(lake: Lake, isBusy: () => boolean): Vocabularies {
  const known = new Map<string, Promise<Vocabulary>>();
  const working = new Set<DuckDBConnection>();
  let last: Promise<unknown> = Promise.resolve();
  let yields = 0;

  const step = async (connection: DuckDBConnection, sql: string): Promise<Value[][]> => {
    for (let attempt = 0; attempt < limits.attempts; attempt += 1) {
      do await wait(limits.pauseMilliseconds, undefined, { ref: false });
      while (isBusy());
      const before = yields;
      const timer = setTimeout(() => connection.interrupt(), limits.stepMilliseconds);
      working.add(connection);
      try {
        return (await rowsOf(connection, sql)).map((row) => row.map(toValue));
      } catch {
        // Interrupted for a query: again. Too slow, or the store has just gone: without it.
        if (yields === before) return [];
      } finally {
        clearTimeout(timer);
        working.delete(connection);
      }
    }
    return [];
  };

  const read = async (id: string): Promise<Vocabulary> => {
    const store = (await lake.listStores()).find((each) => each.id === id.toLowerCase());
    if (!store?.category) return emptyVocabulary;
    const connection = await lake.connect();
    try {
      return await readStore(store.id, store.category, store.rowCount ?? 0, (sql) => step(connection, sql));
    } finally {
      connection.closeSync();
    }
  };

  return {
    of: (id) => {
      const before = known.get(id);
      if (before) return before;
      // One store after the other. Whoever asked may have gone; the next who asks finds the answer.
      const vocabulary = last.then(() => read(id));
      last = vocabulary.catch(() => undefined);
      known.set(id, vocabulary);
      vocabulary.catch(() => known.delete(id));
      return vocabulary;
    },
    yield: () => {
      yields += 1;
      for (const connection of working) connection.interrupt();
    },
    forget: () => known.clear(),
  };
}

type Run = (sql: string) => Promise<Value[][]>;

async function readStore(id: string, category: EventCategory, rowCount: number, run: Run): Promise<Vocabulary> {
  const share = (rows: number): string =>
    rowCount <= rows ? '' : ` TABLESAMPLE SYSTEM (${((100 * rows) / rowCount).toFixed(4)} PERCENT)`;
  const from = `whole."${id}"`;
  const values: { path: string; seen: Value[][] }[] = [];
  for (const path of learntPaths[category]) {
    const expression = expressionOf(category, path);
    if (expression === undefined) continue;
    const sql =
      `SELECT v, count(*)::DOUBLE AS n FROM (SELECT ${expression} AS v FROM ${from}${share(limits.counted)}) ` +
      `WHERE v <> '' AND length(v) <= ${vocabularyLimits.valueLength} GROUP BY v ORDER BY n DESC, v LIMIT ${vocabularyLimits.valuesPerPath}`;
    values.push({ path, seen: await run(sql) });
  }
  const names =
    category === 'CloudTrail'
      ? await run(
          `SELECT eventSource, eventName, count(*)::DOUBLE AS n FROM ${from}${share(limits.counted)} ` +
            `WHERE length(eventName) <= ${vocabularyLimits.valueLength} GROUP BY ALL ORDER BY n DESC, eventName LIMIT ${vocabularyLimits.eventNames}`,
        )
      : [];
  const eventNames = names.map(([source, name, count]) => ({ source: source ?? '', name, count }));
  return readVocabulary({ values, eventNames, shapes: await readShapes(from, category, share(limits.searched), run) });
}

/** Keys are read from some rows of each event name, not from all rows of the store. */
async function readShapes(
  from: string,
  category: EventCategory,
  sample: string,
  run: Run,
): Promise<Vocabulary['shapes']> {
  const owner = expressionOf(category, ownerPath[category]);
  const maps = learntMaps[category].flatMap((path) => {
    const expression = expressionOf(category, path);
    return expression === undefined ? [] : [{ place: placeOf(category, path), expression }];
  });
  if (owner === undefined || maps.length === 0) return [];
  const columns = maps.map(({ expression }, index) => `${expression} AS m${index}`);
  const inner = `SELECT ${owner} AS owner, ${columns.join(', ')} FROM ${from}${sample} LIMIT ${limits.searched}`;
  const rows = await run(
    `SELECT * FROM (${inner}) WHERE owner IS NOT NULL ` +
      `QUALIFY row_number() OVER (PARTITION BY owner) <= ${limits.rowsPerOwner} LIMIT ${limits.shapeRows}`,
  );
  return learnRows([placeOf(category, ownerPath[category]), ...maps.map(({ place }) => place)], rows).shapes;
}

const placeOf = (category: EventCategory, path: string): SchemaPlace => ({ category, path: path.split('.') });

/** DuckDB's words for a path of the schema, elements of arrays unnested; undefined for a path that is none. */
function expressionOf(category: EventCategory, path: string): string | undefined {
  const [first = '', ...rest] = path.split('.');
  const column = lookupColumn(category, first);
  if (!column) return undefined;
  let field: SchemaField = column;
  let expression = `"${column.sourceName}"`;
  let isList = false;
  for (const step of rest) {
    const member = lookupMember(field, step);
    if (!member) return undefined;
    const name = member.name.replaceAll("'", "''");
    if (field.type.kind === 'array') isList = true;
    expression = isList
      ? `list_transform(${expression}, lambda x: struct_extract(x, '${name}'))`
      : `struct_extract(${expression}, '${name}')`;
    field = member;
  }
  return isList ? `unnest(${expression})` : expression;
}
