/** What an import did, in words. */
import type { ImportReport } from '../protocol/engine.js';
import { safeText } from './terminal.js';

export function importReportText(report: ImportReport): string {
  const count = (number: number, one: string, many: string): string =>
    `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
  const lines = [
    `Read ${count(report.files, 'file', 'files')} with ${count(report.records, 'record', 'records')} in ${(report.elapsedMilliseconds / 1000).toFixed(1)} s.`,
    ...report.stores.map(
      ({ name, category, added, id }) =>
        `  ${safeText(name)} (${category}): ${added.toLocaleString('en')} added, ID ${id}`,
    ),
    ...(report.duplicates > 0 ? [`${count(report.duplicates, 'duplicate was', 'duplicates were')} left out.`] : []),
    ...(report.conflicts > 0
      ? [
          `${count(report.conflicts, 'record has', 'records have')} the key of another with other content; both are kept and flagged.`,
        ]
      : []),
  ];
  const kinds = Object.entries(report.kinds);
  if (kinds.length > 0)
    lines.push(`Kinds: ${kinds.map(([kind, number]) => `${kind} ${number.toLocaleString('en')}`).join(', ')}.`);
  if (report.skipped.length > 0) {
    lines.push(`${count(report.skipped.length, 'place was', 'places were')} skipped:`);
    lines.push(
      ...report.skipped.map(
        ({ file, position, reason }) =>
          `  ${safeText(file)}${position === undefined ? '' : `, ${position}`}: ${safeText(reason)}`,
      ),
    );
  }
  if (report.notes.length > 0) {
    lines.push(`${count(report.notes.length, 'remark', 'remarks')} about kept records:`);
    lines.push(
      ...report.notes.map(({ file, position, remark }) => `  ${safeText(file)}, ${position}: ${safeText(remark)}`),
    );
  }
  return `${lines.join('\n')}\n`;
}
