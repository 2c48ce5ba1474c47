/** All safe fixes of a text at once. */
import type { LanguageCatalog } from '../analysis.js';
import { analyzeText } from '../document.js';
import { applyEdits, type Edit } from '../edits.js';
import { diagnose, partLinter, type RuleSeverities } from '../lint/diagnose.js';
import type { Problem } from '../problem.js';
import { fixesFor, type ActionRequest, type CodeAction } from './codeAction.js';

/** A fix can make room for another, such as an INTERVAL within another sum; none needs more rounds than a sum has. */
const mostRounds = 20;

export function fixAll({ analyzed, problems, catalog, now }: ActionRequest): readonly CodeAction[] {
  const { text } = analyzed;
  const codes = new Set(problems.map(({ code }) => code));
  const hidden = (found: Problem): boolean => !codes.has(found.code);
  const fixed = withSafeFixes(text, catalog, now, {}, hidden);
  return fixed === text
    ? []
    : [{ title: 'Fix all that can be fixed safely', kind: 'source.fixAll.lakesql', edits: [difference(text, fixed)] }];
}

/** The text after its safe fixes; those of problems that are `hidden` are left out. */
export function withSafeFixes(
  text: string,
  catalog: LanguageCatalog,
  now: Date,
  severities: RuleSeverities,
  hidden: (problem: Problem) => boolean = () => false,
): string {
  let current = text;
  for (let round = 0; round < mostRounds; round += 1) {
    const analyzed = analyzeText(current, catalog);
    const problems = diagnose(analyzed, partLinter(catalog, now), severities);
    const edits = compatible(
      problems
        .filter((each) => !hidden(each))
        .flatMap((problem) => {
          const fix = fixesFor(analyzed, problem, catalog).find(({ safe }) => safe);
          return fix ? [fix.edits] : [];
        }),
    );
    if (edits.length === 0) break;
    current = applyEdits(current, edits).text;
  }
  return current;
}

/** The edits of those fixes that do not touch what an earlier one changes. */
function compatible(fixes: readonly (readonly Edit[])[]): readonly Edit[] {
  const taken: Edit[] = [];
  for (const edits of fixes) {
    const isFree = edits.every(({ range }) =>
      taken.every((other) => range.end < other.range.start || range.start > other.range.end),
    );
    if (isFree) taken.push(...edits);
  }
  return taken;
}

/** One edit for what differs between two texts. */
function difference(before: string, after: string): Edit {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  return { range: { start, end: before.length - end }, text: after.slice(start, after.length - end) };
}
