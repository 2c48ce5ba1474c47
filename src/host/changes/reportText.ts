import { createHash } from 'node:crypto';
import { historyJson } from '../../core/configuration/historyOutput.js';
import { itemText } from '../../core/configuration/itemText.js';
import type { ResourceHistory } from '../../core/configuration/model.js';
import { report } from '../../core/configuration/report.js';
import { timestampText } from '../../core/result/scalarText.js';
import type { ReportFormat } from './exportReport.js';

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The report of a history as the text of a file. */
export function reportText(history: ResourceHistory, format: ReportFormat): string {
  if (format === 'json') return `${JSON.stringify(historyJson(history), undefined, 2)}\n`;
  return report(history, format, { exportedAt: timestampText(Date.now()) ?? '', digest: sha256, itemText });
}
