import { historyJson, historyText } from '../../core/configuration/historyOutput.js';
import type { ResourceHistory } from '../../core/configuration/model.js';
import type { ReportFormat } from './exportReport.js';

/** The report of a history as the text of a file. */
export function reportText(history: ResourceHistory, format: ReportFormat): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(historyJson(history), undefined, 2)}\n`;
    case 'markdown':
      return markdown(history);
  }
  return format satisfies never;
}

function markdown(history: ResourceHistory): string {
  const { heading, changes, notes } = historyText(history);
  const lines = [`# ${escaped(heading)}`, ''];
  for (const change of changes) {
    lines.push(`## ${escaped(change.heading)}`, '');
    lines.push(...change.sentences.map((sentence) => `- ${escaped(sentence)}`), '');
    if (change.candidates.length > 0) lines.push('Who, probably:', '');
    for (const { line, reasons } of change.candidates) {
      lines.push(`1. ${escaped(line)}`, ...reasons.map((reason) => `   - ${escaped(reason)}`));
    }
    if (change.candidates.length > 0) lines.push('');
    if (change.compliance.length > 0) {
      lines.push('Compliance:', '', ...change.compliance.map((rule) => `- ${escaped(rule)}`), '');
    }
  }
  if (notes.length > 0) lines.push('## Notes', '', ...notes.map((note) => `- ${escaped(note)}`), '');
  return lines.join('\n');
}

/** Events and resources are named by whoever made them: their text stays text, without markup, HTML or links. */
const escaped = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]()#+!|~-]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/(https?):/gi, '$1&#58;');
