/** Results as files: each format gives a head, pieces of rows and a tail, so that exports of any size stream. */
import type { QueryStatistics } from '../query/backend.js';
import { displayText } from './text.js';
import { writeCell } from './rowText.js';
import { typeText, type Column, type Value } from './types.js';

/**
 * `lake-csv`: what Lake delivers, byte for byte. `csv`: exact, NULL is nothing and an empty text is `""`.
 * `csv-spreadsheet`: for Excel and its like; no cell is a formula, long digits stay text. `tsv`: quoted like `csv`.
 */
export const exportFormats = ['csv', 'csv-spreadsheet', 'tsv', 'json', 'jsonl', 'markdown', 'lake-csv'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export interface ExportMeta {
  /** For `lake-csv`: the statement as it ran, and the ISO instant when. */
  readonly statement?: string;
  readonly executionTime?: string;
  readonly statistics?: QueryStatistics;
  /** The result is not whole; why, in one sentence. Formats that can say so do. */
  readonly partial?: string;
}

export interface Exporter {
  head(): string;
  rows(rows: readonly (readonly Value[])[]): string;
  tail(): string;
}

export function createExporter(format: ExportFormat, columns: readonly Column[], meta: ExportMeta): Exporter {
  switch (format) {
    case 'lake-csv':
      return lakeCsv(columns, meta);
    case 'csv':
      return delimited(columns, ',', '', exactCell);
    case 'tsv':
      return delimited(columns, '\t', '', exactCell);
    case 'csv-spreadsheet':
      return delimited(columns, ',', '\uFEFF', spreadsheetCell);
    case 'json':
      return json(columns, meta);
    case 'jsonl':
      return jsonLines(columns);
    case 'markdown':
      return markdown(columns, meta);
  }
  return format satisfies never;
}

/** A text that no spreadsheet evaluates, converts to a rounded number or cuts zeros from. */
export function spreadsheetText(text: string): string {
  if (/^-?\d{1,11}(?:\.\d{1,10})?$/.test(text) && !/^-?0\d/.test(text)) return text;
  return formulaStart.test(text) || /^\s*[-+]?\d[\d.eE+-]*\s*$/.test(text) ? `'${text}` : text;
}

/** Labels that can be names of one object's members: later doubles get `_2`, `_3` ... */
export function uniqueLabels(columns: readonly Column[]): readonly string[] {
  const taken = new Set<string>();
  return columns.map(({ name }) => {
    let label = name;
    for (let count = 2; taken.has(label); count += 1) label = `${name}_${count}`;
    taken.add(label);
    return label;
  });
}

function lakeCsv(columns: readonly Column[], meta: ExportMeta): Exporter {
  const statement = (meta.statement ?? '').replace(/\r\n|\r|\n/g, ' ');
  const line = (texts: readonly string[]): string => `${texts.map((text) => quoted(text, ',')).join(',')}\r\n`;
  return {
    head: () =>
      `# Execution Time: ${withMicroseconds(meta.executionTime ?? '')} Query Statement: ${statement}\r\n` +
      line(columns.map(({ name }) => name)),
    rows: (rows) =>
      rows.map((row) => line(columns.map(({ type }, index) => writeCell(row[index] ?? null, type)))).join(''),
    tail: () => '',
  };
}

/** Lake prints six decimals. */
function withMicroseconds(instant: string): string {
  return instant.replace(
    /(?:\.(\d{1,9}))?Z$/,
    (_, decimals: string | undefined) => `.${(decimals ?? '').padEnd(6, '0').slice(0, 6)}Z`,
  );
}

function delimited(
  columns: readonly Column[],
  separator: string,
  mark: string,
  cell: (value: Value, separator: string) => string,
): Exporter {
  const line = (values: readonly Value[]): string =>
    `${values.map((value) => cell(value, separator)).join(separator)}\r\n`;
  return {
    head: () => mark + line(columns.map(({ name }) => name)),
    rows: (rows) => rows.map((row) => line(columns.map((_, index) => row[index] ?? null))).join(''),
    tail: () => '',
  };
}

function exactCell(value: Value, separator: string): string {
  if (value === null) return '';
  return value === '' ? '""' : quoted(plainText(value), separator);
}

function spreadsheetCell(value: Value): string {
  if (value === null) return '';
  const text =
    typeof value === 'number' && String(value).length < 12 ? String(value) : spreadsheetText(plainText(value));
  return `"${text.replaceAll('"', '""')}"`;
}

const plainText = (value: Value): string => (typeof value === 'string' ? value : JSON.stringify(value));

function quoted(text: string, separator: string): string {
  return text.includes('"') || text.includes('\n') || text.includes('\r') || text.includes(separator)
    ? `"${text.replaceAll('"', '""')}"`
    : text;
}

/** Signs that begin a formula in some spreadsheet or locale, also behind blanks, quotes and control characters. */

const formulaStart = /^[\s\u0000-\u001f\ufeff"']*[=+\-@|%\uff1d\uff0b\uff0d\uff20]/;

function json(columns: readonly Column[], meta: ExportMeta): Exporter {
  let rowCount = 0;
  return {
    head: () =>
      `{"columns":${JSON.stringify(columns.map(({ name, type }) => ({ name, type: typeText(type) })))},"rows":[`,
    rows: (rows) => {
      const text = rows.map(
        (row) => `${rowCount++ > 0 ? ',' : ''}\n${JSON.stringify(columns.map((_, index) => row[index] ?? null))}`,
      );
      return text.join('');
    },
    tail: () =>
      `\n],"rowCount":${rowCount},"statistics":${JSON.stringify(meta.statistics ?? {})}` +
      `${meta.partial === undefined ? '' : `,"partial":${JSON.stringify(meta.partial)}`}}\n`,
  };
}

function jsonLines(columns: readonly Column[]): Exporter {
  const labels = uniqueLabels(columns).map((label) => JSON.stringify(label));
  return {
    head: () => '',
    rows: (rows) =>
      rows
        .map((row) => `{${labels.map((label, index) => `${label}:${JSON.stringify(row[index] ?? null)}`).join(',')}}\n`)
        .join(''),
    tail: () => '',
  };
}

function markdown(columns: readonly Column[], meta: ExportMeta): Exporter {
  const line = (texts: readonly string[]): string => `| ${texts.join(' | ')} |\n`;
  return {
    head: () =>
      line(columns.map(({ name }) => markdownText(name))) +
      line(columns.map(({ type }) => (type.kind === 'scalar' && numeric.has(type.name) ? '---:' : '---'))),
    rows: (rows) =>
      rows
        .map((row) => line(columns.map(({ type }, index) => markdownText(displayText(row[index] ?? null, type)))))
        .join(''),
    tail: () => (meta.partial === undefined ? '' : `\nPartial result: ${markdownText(meta.partial)}\n`),
  };
}

const numeric: ReadonlySet<string> = new Set(['integer', 'bigint', 'double', 'decimal']);

/** Text that stays text in a table cell: no markup, no HTML, no links. */
function markdownText(text: string): string {
  return text
    .replace(/[\\`*_[\]|~]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/\r\n|\r|\n/g, '<br>');
}
