import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { analyze } from '../../../../src/core/lang/analyze.js';
import { parseText } from '../../../../src/core/lang/parser.js';
import { problemCodes, isRuleCode, type ProblemCode } from '../../../../src/core/lang/problem.js';
import { translateToDuckDb } from '../../../../src/core/dialect/duckdb/translate.js';
import { config, trail } from '../stores.js';
import { problemsOf } from './lintText.js';

const folder = path.resolve('docs/rules');
const codes = Object.keys(problemCodes) as ProblemCode[];
const page = (code: string): string => readFileSync(path.join(folder, `${code}.md`), 'utf8');
const old = { ...trail, id: '33333333-3333-3333-3333-333333333333', name: 'old', status: 'PENDING_DELETION' };
const catalog = { stores: [trail, config, old] };

function example(code: string, title: string): string | undefined {
  return new RegExp(`^## ${title}\\n+\`\`\`sql\\n([\\s\\S]*?)\`\`\``, 'm').exec(page(code))?.[1];
}

const codesOf = (text: string): readonly string[] => [
  ...new Set(problemsOf(text, {}, catalog).map(({ code }) => code)),
];

/** Codes that are told when a statement is made ready for an engine. */
function codesLocally(text: string): readonly string[] {
  const statement = parseText(text).statements[0]!;
  const analysis = analyze(text, statement, catalog);
  const { problems } = translateToDuckDb({ text, statement, analysis, parameters: {} });
  return [...new Set(problems.map(({ code }) => code))];
}

/** How each code is raised that reading the text does not raise. */
const elsewhere: Readonly<Partial<Record<ProblemCode, (text: string) => readonly string[]>>> = {
  'unsupported-locally': codesLocally,
  'unbound-parameter': codesLocally,
};

it('every code has a page, every page a code, and the index names them all with their severity', () => {
  const pages = readdirSync(folder).filter((file) => file !== 'README.md');
  expect(pages.sort()).toEqual(codes.map((code) => `${code}.md`).sort());
  const index = readFileSync(path.join(folder, 'README.md'), 'utf8');
  for (const code of codes) {
    const line = index.split('\n').find((each) => each.startsWith(`| [${code}](${code}.md)`));
    expect(line?.split('|')[2]?.trim(), code).toBe(problemCodes[code]);
  }
});

describe.each(codes)('%s', (code) => {
  it('says its severity, why, and how to switch it off', () => {
    const text = page(code);
    expect(text).toContain(`# ${code}\n`);
    expect(text).toContain(`Default: **${problemCodes[code]}**`);
    expect(text).toMatch(/## Why\n\n\S/);
    expect(text.includes(`lakesql.lint.${code}`)).toBe(isRuleCode(code));
  });

  it('has a good example that nothing is said about', () => {
    const good = example(code, 'Good') ?? 'missing';
    expect(codesOf(good)).toEqual([]);
    if (elsewhere[code]) expect(elsewhere[code](good)).toEqual([]);
  });

  if (code === 'too-long') {
    it('is raised by a statement of more than 10,000 characters', () => {
      const good = example(code, 'Good')!.trim();
      expect(codesOf(`${good} AND eventName <> '${'x'.repeat(10_000)}'`)).toEqual([code]);
    });
  } else if (code === 'refused') {
    it.skip('has a bad example: only a running engine raises it (test/backends, test/core/dialect/errors.test.ts)');
  } else {
    it('has a bad example that raises exactly this', () => {
      const bad = example(code, 'Bad') ?? 'missing';
      expect((elsewhere[code] ?? codesOf)(bad)).toEqual([code]);
    });
  }
});
