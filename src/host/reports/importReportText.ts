import * as vscode from 'vscode';
import type { ImportReport } from '../../protocol/engine.js';
import { countText } from '../texts.js';

/** Everything that was left out of an import, and every remark, one line each, for a document. */
export function importReportText({ files, records, skipped, notes }: ImportReport): string {
  const place = (file: string, position: string | undefined): string =>
    oneLine(position === undefined ? file : `${file}, ${position}`);
  return [
    vscode.l10n.t('{0} files read, {1} records found.', countText(files), countText(records)),
    '',
    vscode.l10n.t('Left out ({0}):', countText(skipped.length)),
    ...skipped.map(({ file, position, reason }) => `${place(file, position)}: ${oneLine(reason)}`),
    ...(notes.length === 0
      ? []
      : [
          '',
          vscode.l10n.t('Kept, with a remark ({0}):', countText(notes.length)),
          ...notes.map(({ file, position, remark }) => `${place(file, position)}: ${oneLine(remark)}`),
        ]),
    '',
  ].join('\n');
}

/** File names may hold line breaks and what turns the direction of text. */
export const oneLine = (text: string): string =>
  text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
