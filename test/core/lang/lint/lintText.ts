/** What the tests of the rules write: a statement, the code, what comes of its fix. */
import { applyEdits } from '../../../../src/core/lang/edits.js';
import { analyzeText } from '../../../../src/core/lang/document.js';
import { diagnose, partLinter, type RuleSeverities } from '../../../../src/core/lang/lint/diagnose.js';
import type { LanguageCatalog } from '../../../../src/core/lang/analysis.js';
import type { Problem } from '../../../../src/core/lang/problem.js';
import { catalog } from '../stores.js';

/** Noon in UTC; seven days before is 2026-02-24. */
export const now = new Date('2026-03-03T12:00:00Z');

export const problemsOf = (
  text: string,
  severities: RuleSeverities = {},
  stores: LanguageCatalog = catalog,
): readonly Problem[] => diagnose(analyzeText(text, stores), partLinter(stores, now), severities);

/** `code: the text it points at`, of one code or of all. */
export const told = (text: string, code?: string, stores: LanguageCatalog = catalog): readonly string[] =>
  problemsOf(text, {}, stores)
    .filter((each) => code === undefined || each.code === code)
    .map(({ code: found, range }) => `${found}: ${text.slice(range.start, range.end)}`);

/** The text after the first fix (or the one whose title holds `title`) of the first problem of that code. */
export function fixed(text: string, code: string, title = '', stores: LanguageCatalog = catalog): string | undefined {
  const found = problemsOf(text, {}, stores).find((each) => each.code === code);
  const fix = found?.fixes?.find((each) => each.title.includes(title));
  return fix && applyEdits(text, fix.edits).text;
}
