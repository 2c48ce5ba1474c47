/** Every fix offered anywhere in a corpus: its text parses, and the problem it is for is gone. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { applyEdits } from '../../../../src/core/lang/edits.js';
import { analyzeText } from '../../../../src/core/lang/document.js';
import { fixesFor } from '../../../../src/core/lang/actions/codeAction.js';
import { codeActions } from '../../../../src/core/lang/actions/codeActions.js';
import { withSafeFixes } from '../../../../src/core/lang/actions/fixAll.js';
import { diagnose, partLinter } from '../../../../src/core/lang/lint/diagnose.js';
import { parseText } from '../../../../src/core/lang/parser.js';
import type { Problem } from '../../../../src/core/lang/problem.js';
import { visit } from '../../../../src/core/lang/walk.js';
import { config, prod, trail } from '../stores.js';
import { validQueries } from '../validQueries.js';
import { now } from './lintText.js';

const catalogs = [{ stores: [] }, { stores: [trail, config, prod], chosenStore: trail }];

const pages = readdirSync('docs/rules').flatMap((file) =>
  [...readFileSync(path.join('docs/rules', file), 'utf8').matchAll(/```sql\n([\s\S]*?)```/g)].map(
    ([, text = '']) => text,
  ),
);
const examples = readdirSync('examples', { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(sql|lakesql)$/.test(file))
  .map((file) => readFileSync(path.join('examples', file), 'utf8'));
const published = path.resolve('../shared/data/queries');
const conformance = existsSync(published)
  ? readdirSync(published)
      .filter((file) => file.endsWith('.sql'))
      .map((file) => readFileSync(path.join(published, file), 'utf8'))
  : [];
const corpus = [...validQueries, ...pages, ...examples, ...conformance];

type Stores = (typeof catalogs)[number];
const problemsIn = (text: string, stores: Stores): readonly Problem[] =>
  diagnose(analyzeText(text, stores), partLinter(stores, now), {});
/** A guess such as "did you mean" may reveal another mistake; the one that was told must be gone. */
const timesTold = (told: readonly Problem[], { code, message }: Problem): number =>
  told.filter((each) => each.code === code && each.message === message).length;
const mistakes = (text: string): number => parseText(text).problems.length;

it.each(catalogs.map((stores, index) => [index, stores] as const))(
  'every fix leaves a text that parses, without its problem (catalog %i)',
  (_index, stores) => {
    const wrong: string[] = [];
    let tried = 0;
    for (const text of corpus) {
      const analyzed = analyzeText(text, stores);
      const before = mistakes(text);
      const problems = problemsIn(text, stores);
      for (const problem of problems) {
        for (const fix of fixesFor(analyzed, problem, stores)) {
          tried += 1;
          const after = applyEdits(text, fix.edits).text;
          if (mistakes(after) > before)
            wrong.push(`does not parse: ${problem.code} "${fix.title}"\n${text}\n=>\n${after}`);
          else if (timesTold(problemsIn(after, stores), problem) >= timesTold(problems, problem))
            wrong.push(`still there: ${problem.code} "${fix.title}"\n${text}\n=>\n${after}`);
        }
      }
    }
    expect(wrong.slice(0, 3).join('\n\n')).toBe('');
    expect(tried).toBeGreaterThan(50);
  },
);

it('comments that switch a rule off do so, and everything else is told as before', () => {
  const stores = catalogs[1]!;
  const wrong: string[] = [];
  for (const text of corpus) {
    const problems = problemsIn(text, stores);
    const firsts = problems.filter(({ code }, index) => problems.findIndex((each) => each.code === code) === index);
    for (const problem of firsts) {
      const actions = codeActions({
        analyzed: analyzeText(text, stores),
        problems,
        catalog: stores,
        now,
        range: problem.range,
        wants: (kind) => kind === 'quickfix',
      }).filter((action) => action.problem === problem && action.title.startsWith('Disable'));
      for (const { title, edits } of actions) {
        const after = applyEdits(text, edits).text;
        const left = problemsIn(after, stores);
        const others = (found: readonly Problem[]): string =>
          found
            .filter(({ code }) => code !== problem.code && code !== 'line-comment')
            .map(({ code }) => code)
            .join();
        const isGone =
          left.filter(({ code }) => code === problem.code).length <
          problems.filter(({ code }) => code === problem.code).length;
        if (!isGone || others(left) !== others(problems))
          wrong.push(`${title}\n${text}\n=>\n${after}\n${others(left)}`);
      }
    }
  }
  expect(wrong.slice(0, 3).join('\n\n')).toBe('');
});

/** Where nodes begin: each place at which something else could be offered. */
function startsIn(text: string): Iterable<number> {
  const starts = new Set<number>();
  for (const statement of parseText(text).statements) {
    visit(statement, {
      enter({ kind, range }) {
        if (['column', 'dereference', 'selectAll', 'call', 'select'].includes(kind)) starts.add(range.start);
      },
    });
  }
  return starts;
}

it('rewritings leave a text that parses and has no new mistakes', () => {
  const stores = catalogs[1]!;
  const wrong: string[] = [];
  let tried = 0;
  const errorsIn = (text: string): number =>
    problemsIn(text, stores).filter(({ severity }) => severity === 'error').length;
  for (const text of corpus) {
    const analyzed = analyzeText(text, stores);
    const seen = new Set<string>();
    for (const offset of startsIn(text)) {
      const range = { start: offset, end: offset };
      for (const { title, edits } of codeActions({
        analyzed,
        problems: [],
        catalog: stores,
        now,
        range,
        wants: (kind) => kind === 'refactor.rewrite',
      })) {
        const after = applyEdits(text, edits).text;
        if (seen.has(after)) continue;
        seen.add(after);
        tried += 1;
        if (mistakes(after) > mistakes(text)) wrong.push(`does not parse: ${title}\n${text}\n=>\n${after}`);
        // JSON in place of a map or struct is for what comes around it next, which is the user's to write.
        else if (!title.startsWith('Cast to JSON') && !title.startsWith('Extract') && errorsIn(after) > errorsIn(text))
          wrong.push(`new mistake: ${title}\n${text}\n=>\n${after}`);
      }
    }
  }
  expect(wrong.slice(0, 3).join('\n\n')).toBe('');
  expect(tried).toBeGreaterThan(30);
});

it('fixing all leaves nothing that could be fixed safely, and no new mistake', () => {
  for (const stores of catalogs) {
    for (const text of corpus) {
      const after = withSafeFixes(text, stores, now, {});
      expect(mistakes(after), text).toBeLessThanOrEqual(mistakes(text));
      expect(withSafeFixes(after, stores, now, {}), text).toBe(after);
    }
  }
});
