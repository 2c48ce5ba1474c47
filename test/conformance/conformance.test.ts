/**
 * What Trino answers, by its documentation, and what the local engine answers. A case is an expression with its value,
 * `[expression, value]`, or a statement with its rows or the words of its error.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explainDuckDbError } from '../../src/core/dialect/duckdb/errors.js';
import { translatedFunctions } from '../../src/core/dialect/duckdb/functions.js';
import { parseText } from '../../src/core/lang/parser.js';
import { visit } from '../../src/core/lang/walk.js';
import type { LakeType } from '../../src/core/result/types.js';
import { createWorld, load, translate, type World } from '../core/dialect/world.js';
import { records } from './records.js';

type Case = readonly [expression: string, value: unknown] | StatementCase;

interface StatementCase {
  readonly statement: string;
  readonly rows?: readonly (readonly unknown[])[];
  /** Part of the message. */
  readonly error?: string;
  /** The text that the error points at, where it points at all. */
  readonly at?: string;
  readonly parameters?: Readonly<Record<string, string | number>>;
}

interface Page {
  /** Page of the Trino documentation, without `https://trino.io/docs/current/`. */
  readonly source: string;
  readonly cases: readonly Case[];
}

const folder = new URL('.', import.meta.url);
const pages = readdirSync(folder)
  .filter((name) => name.endsWith('.jsonl'))
  .map((name) => readPage(readFileSync(new URL(name, folder), 'utf8')));

let world: World;
beforeAll(async () => {
  world = await createWorld();
  for (const [category, list] of records) await load(world, category, list);
});
afterAll(() => world.close());

describe.each(pages)('$source', ({ cases }) => {
  it.each(cases.map((each) => [titleOf(each), asStatement(each)] as const))('%s', async (_, each) => {
    const answer = await answerOf(each);
    if (each.error === undefined) expect(answer).toEqual({ rows: each.rows });
    else {
      expect(answer.error).toContain(each.error);
      if (each.at !== undefined) expect(answer.at).toBe(each.at);
      expect(answer.error).not.toMatch(/lk_|VARCHAR|STRUCT|BIGINT|exception_type/);
    }
  });
});

describe('every function that is translated', () => {
  const answered = pages
    .flatMap((page) => page.cases)
    .map(asStatement)
    .filter((each) => each.error === undefined)
    .flatMap(({ statement }) => callsIn(statement));

  it.each(translatedFunctions)('%s() has a case with an answer', (name) => expect(answered).toContain(name));
});

function callsIn(statement: string): string[] {
  const names: string[] = [];
  for (const each of parseText(statement).statements) {
    visit(each, {
      enter: (node) => {
        if (node.kind === 'call') names.push(node.name.at(-1)?.name.toLowerCase() ?? '');
        if (node.kind === 'special') names.push(node.name);
      },
    });
  }
  return names;
}

/** The first line names the source, each further line is a case. */
function readPage(text: string): Page {
  const [head = '{}', ...lines] = text.trim().split('\n');
  return { ...(JSON.parse(head) as Pick<Page, 'source'>), cases: lines.map((line) => JSON.parse(line) as Case) };
}

const titleOf = (each: Case): string => ('statement' in each ? each.statement : each[0]);

const asStatement = (each: Case): StatementCase =>
  'statement' in each ? each : { statement: `SELECT ${each[0]}`, rows: [[each[1]]] };

async function answerOf(each: StatementCase): Promise<{ rows?: unknown[][]; error?: string; at?: string }> {
  const { problems, translation, input } = translate(each.statement, each.parameters);
  const mistake = problems.find(({ severity }) => severity === 'error');
  if (mistake) return { error: mistake.message, at: each.statement.slice(mistake.range.start, mistake.range.end) };
  try {
    const rows = await world.run(translation.sql, translation.parameters);
    const types = translation.columns.map(({ type }) => type);
    return { rows: rows.map((row) => row.map((value, index) => asJson(value, types[index]))) };
  } catch (error) {
    const { message, problems: places } = explainDuckDbError((error as Error).message, translation, input);
    const range = places[0]?.range;
    return { error: message, at: range ? each.statement.slice(range.start, range.end) : '' };
  }
}

/** Times with three decimals, whole numbers as numbers where their type says so. */
function asJson(value: unknown, type: LakeType | undefined): unknown {
  if (value === null || type === undefined) return value;
  switch (type.kind) {
    case 'scalar':
      if (typeof value !== 'string') return value;
      if (['integer', 'bigint', 'decimal'].includes(type.name)) return Number(value);
      if (type.name.startsWith('timestamp') && /^[\d :.-]+$/.test(value)) {
        return /\.\d/.test(value)
          ? value.replace(/\.(\d*)$/, (_, digits: string) => `.${digits.padEnd(3, '0')}`)
          : `${value}.000`;
      }
      return value;
    case 'array':
      return Array.isArray(value) ? value.map((item) => asJson(item, type.element)) : value;
    case 'map':
      if (Array.isArray(value) && value.length === 0) return {};
      return mapValues(value, () => type.value);
    case 'row':
      return mapValues(value, (name) => type.fields.find((field) => field.name === name)?.type);
    case 'unknown':
      return Array.isArray(value) ? value.map((item) => asJson(item, type)) : numeric(value);
  }
}

const numeric = (value: unknown): unknown =>
  typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;

function mapValues(value: unknown, typeOf: (name: string) => LakeType | undefined): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, asJson(item, typeOf(name))]));
}
