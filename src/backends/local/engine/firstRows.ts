/**
 * The first rows of a statement that takes long, before it has ended. The whole result is made by one CREATE TABLE, which
 * shows nothing until it is done; where the plan only reads, filters and projects, the same statement with a LIMIT gives
 * the rows that the table will begin with, at once.
 */
import type { DuckDBConnection, DuckDBType, DuckDBValue } from '@duckdb/node-api';

export interface FirstRowsOptions {
  /** A connection of its own; it is closed here. */
  readonly connect: () => Promise<DuckDBConnection>;
  readonly sql: string;
  readonly values: readonly DuckDBValue[];
  readonly types: readonly DuckDBType[];
  /** Called at most once, and not after `stop`. */
  readonly onRows: (rows: readonly (readonly DuckDBValue[])[]) => void;
}

/** Statements that end sooner need no first rows: milliseconds. */
const patience = 300;
/** A condition that few events meet would read for as long as the statement itself. */
const longest = 2_000;
const most = 1_000;

/** Waits a moment, then looks. `stop` ends it, and resolves when its connection is closed. Never rejects. */
export function watchFirstRows(options: FirstRowsOptions): { readonly stop: () => Promise<void> } {
  let stopped = false;
  let interrupt = (): void => undefined;
  let looking: Promise<void> = Promise.resolve();

  const look = async (): Promise<void> => {
    const connection = await options.connect();
    interrupt = () => connection.interrupt();
    const givingUp = setTimeout(interrupt, longest);
    try {
      if (stopped || !(await keepsItsOrder(connection, options))) return;
      // As for the statement itself: nothing of the user's may write.
      await connection.run('BEGIN TRANSACTION READ ONLY');
      const rows = await ask(connection, `SELECT * FROM (\n${options.sql}\n) LIMIT ${most}`, options);
      if (!stopped && rows.length > 0) options.onRows(rows);
    } finally {
      clearTimeout(givingUp);
      connection.closeSync();
    }
  };
  const timer = setTimeout(() => {
    // What goes wrong here goes wrong in the statement too, which says so.
    looking = look().catch(() => undefined);
  }, patience);
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      interrupt();
      await looking;
    },
  };
}

/** Operators that hand rows on in the order they come in. Joins are not among them: a LIMIT may swap their sides. */
const streaming = /^(?:PROJECTION|FILTER|SEQ_SCAN|TABLE_SCAN|INDEX_SCAN|UNNEST|LIMIT|STREAMING_LIMIT|EMPTY_RESULT)$/;
/** Each run gives others. */
const random = /\b(?:random|setseed|uuid|gen_random_uuid)\s*\(/i;

async function keepsItsOrder(connection: DuckDBConnection, options: FirstRowsOptions): Promise<boolean> {
  if (random.test(options.sql)) return false;
  const [row] = await ask(connection, `EXPLAIN (FORMAT JSON) ${options.sql}`, options);
  const plan = row?.[1];
  return typeof plan === 'string' && operatorsIn(JSON.parse(plan)).every((name) => streaming.test(name));
}

interface PlanNode {
  readonly name?: unknown;
  readonly children?: unknown;
}

function operatorsIn(node: unknown): readonly string[] {
  if (Array.isArray(node)) return node.flatMap(operatorsIn);
  const { name, children } = (node ?? {}) as PlanNode;
  return [typeof name === 'string' ? name.trim() : '', ...operatorsIn(children ?? [])];
}

async function ask(
  connection: DuckDBConnection,
  sql: string,
  { values, types }: FirstRowsOptions,
): Promise<readonly (readonly DuckDBValue[])[]> {
  const result = await (values.length > 0 ? connection.run(sql, [...values], [...types]) : connection.run(sql));
  return result.getRows();
}
