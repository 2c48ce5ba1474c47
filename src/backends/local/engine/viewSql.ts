/**
 * SQL over the temporary table of a result, whose columns are c0, c1 and so on. Texts of the user are parameters; steps of
 * paths are quoted literals.
 */
import { viewColumns, type DerivedColumn, type Filter, type SortKey } from '../../../core/query/resultView.js';
import { searchNeedles } from '../../../core/result/text.js';
import type { Column, Field, LakeType } from '../../../core/result/types.js';

/** A column of a view: how SQL says it, and of what type it is. */
export interface ColumnSql {
  readonly sql: string;
  readonly type: LakeType;
}

/** The columns of the result and the derived ones, as `viewColumns` numbers them. */
export function columnsSql(columns: readonly Column[], derived: readonly DerivedColumn[]): readonly ColumnSql[] {
  const all = viewColumns(columns, derived);
  return all.map(({ type }, index) => {
    const made = derived[index - columns.length];
    if (!made) return { sql: `c${index}`, type };
    const base = columns[made.column];
    return { sql: base ? pathSql(`c${made.column}`, base.type, made.path) : 'NULL', type };
  });
}

/** NULL last in both directions, as Trino does; ties keep the order of the statement. */
export function orderBy(sort: readonly SortKey[], columns: readonly ColumnSql[]): string {
  const keys = sort.flatMap(({ column, direction }) => {
    const found = columns[column];
    if (!found) return [];
    const key = found.type.kind === 'map' ? `CAST(${found.sql} AS VARCHAR)` : found.sql;
    return [`${key} ${direction === 'desc' ? 'DESC' : 'ASC'} NULLS LAST`];
  });
  return [...keys, 'result.rowid'].join(', ');
}

/** One condition; `bind` takes a text and gives its placeholder. */
export function filterSql(
  filter: Filter,
  columns: readonly ColumnSql[],
  bind: (text: string) => string,
): string | undefined {
  const column = columns[filter.column];
  if (!column) return undefined;
  const text = searchedText(column);
  switch (filter.kind) {
    case 'null':
      return `${column.sql} IS ${filter.negate ? 'NOT NULL' : 'NULL'}`;
    case 'values': {
      const texts = filter.values.filter((value) => value !== null).map(bind);
      const tests = [
        ...(texts.length > 0 ? [`coalesce(${text} IN (${texts.join(', ')}), false)`] : []),
        ...(filter.values.includes(null) ? [`${column.sql} IS NULL`] : []),
      ];
      const any = tests.length > 0 ? `(${tests.join(' OR ')})` : 'false';
      return filter.negate ? `NOT ${any}` : any;
    }
    case 'text': {
      const any = needleTest(text, filter.match, searchNeedles(filter.text).map(bind));
      return filter.negate ? `NOT ${any}` : any;
    }
    case 'range': {
      const tests = [
        filter.from === undefined ? undefined : boundTest(column, '>=', filter.from, bind),
        filter.to === undefined ? undefined : boundTest(column, '<=', filter.to, bind),
      ];
      return `coalesce(${['true', ...tests.filter((test) => test !== undefined)].join(' AND ')}, false) AND ${column.sql} IS NOT NULL`;
    }
  }
  return filter satisfies never;
}

/** Whether the searched text of a column contains one of the needles. */
export const findTest = (column: ColumnSql, needles: readonly string[]): string =>
  needleTest(searchedText(column), 'contains', needles);

function needleTest(text: string, match: 'contains' | 'equals' | 'startsWith', needles: readonly string[]): string {
  const test = {
    contains: (needle: string) => `contains(lower(${text}), ${needle})`,
    equals: (needle: string) => `lower(${text}) = ${needle}`,
    startsWith: (needle: string) => `starts_with(lower(${text}), ${needle})`,
  }[match];
  return `coalesce(${needles.map(test).join(' OR ')}, false)`;
}

const scalarName = (type: LakeType): string => (type.kind === 'scalar' ? type.name : type.kind);
export const isInteger = (type: LakeType): boolean => ['integer', 'bigint'].includes(scalarName(type));
export const isFraction = (type: LakeType): boolean => ['double', 'decimal'].includes(scalarName(type));
export const isTime = (type: LakeType): boolean => scalarName(type).startsWith('timestamp');

function boundTest(column: ColumnSql, sign: string, text: string, bind: (text: string) => string): string {
  const isWhole = /^-?\d{1,38}$/.test(text.trim());
  if (isInteger(column.type) && isWhole) return `${column.sql} ${sign} CAST(${bind(text.trim())} AS HUGEINT)`;
  if (isInteger(column.type) || isFraction(column.type)) {
    const number = text.trim() === '' ? Number.NaN : Number(text);
    return `CAST(${column.sql} AS DOUBLE) ${sign} CAST(${bind(String(number))} AS DOUBLE)`;
  }
  return `${searchedText(column)} ${sign} ${bind(text)}`;
}

/** As `searchText` of the core says it. */
export function searchedText({ sql, type }: ColumnSql): string {
  switch (scalarName(type)) {
    case 'array':
    case 'map':
    case 'row':
      return `CAST(to_json(${sql}) AS VARCHAR)`;
    case 'timestamp':
    case 'timestamp with time zone':
      return timeText(sql);
    case 'varbinary':
      return `lower(hex(${sql}))`;
    default:
      return `CAST(${sql} AS VARCHAR)`;
  }
}

export const timeText = (sql: string): string => `strftime(${sql}, '%Y-%m-%d %H:%M:%S.%g')`;

/** Epoch milliseconds of a column of times, or of texts that are times; NULL where there is none. */
export const epochSql = ({ sql, type }: ColumnSql): string =>
  `epoch_ms(${isTime(type) ? `CAST(${sql} AS TIMESTAMP)` : `TRY_CAST(CAST(${sql} AS VARCHAR) AS TIMESTAMP)`})`;

/** What lies at a path, as `readPath` of the core reads it. */
function pathSql(base: string, baseType: LakeType, path: readonly string[]): string {
  let sql = base;
  let typed: LakeType | undefined = baseType;
  for (const step of path) {
    switch (typed?.kind) {
      case 'array':
        sql = /^\d{1,9}$/.test(step) ? `${sql}[${Number(step) + 1}]` : 'NULL';
        typed = typed.element;
        break;
      case 'map':
        sql = `element_at(${sql}, ${literal(step)})[1]`;
        typed = typed.value;
        break;
      case 'row': {
        const field: Field | undefined = typed.fields.find(({ name }) => name === step);
        if (!field) return 'NULL';
        sql = `struct_extract(${sql}, ${literal(step)})`;
        typed = field.type;
        break;
      }
      case 'scalar':
      case 'unknown':
        sql = jsonStep(`to_json(CAST(${sql} AS VARCHAR))`, step);
        typed = undefined;
        break;
      case undefined:
        sql = jsonStep(sql, step);
        break;
      default:
        typed satisfies never;
    }
  }
  return typed
    ? sql
    : bound(sql, `CASE json_type(x) WHEN 'NULL' THEN NULL WHEN 'VARCHAR' THEN x->>'$' ELSE CAST(x AS VARCHAR) END`);
}

/** Texts that hold JSON are opened on the way, policy documents in URL encoding included. */
function jsonStep(sql: string, step: string): string {
  const pointer = literal(`/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`);
  const decoded = `url_decode(x->>'$')`;
  const opened = `CASE
    WHEN json_type(x) <> 'VARCHAR' THEN x
    WHEN regexp_matches(x->>'$', '^\\s*[{\\[]') AND json_valid(x->>'$') THEN CAST(x->>'$' AS JSON)
    WHEN regexp_matches(x->>'$', '^\\s*%(7b|5b)', 'i') AND json_valid(${decoded}) THEN CAST(${decoded} AS JSON)
    END`;
  return bound(sql, `json_extract(${opened}, ${pointer})`);
}

/** `expression` over `x`, with `sql` written once: steps nested in each other would double the text each time. */
const bound = (sql: string, expression: string): string => `list_transform([${sql}], lambda x: ${expression})[1]`;

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
