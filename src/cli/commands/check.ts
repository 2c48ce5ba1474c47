import { errors } from '../../core/errors.js';
import { withSafeFixes } from '../../core/lang/actions/fixAll.js';
import type { LanguageCatalog } from '../../core/lang/analysis.js';
import { analyzeText } from '../../core/lang/document.js';
import { diagnose, partLinter, type RuleSeverities, type RuleSeverity } from '../../core/lang/lint/diagnose.js';
import { isRuleSeverity, ruleSeverities } from '../../core/lang/lint/severities.js';
import { isProblemCode, isRuleCode, ruleCodes, type Problem, type RuleCode } from '../../core/lang/problem.js';
import { nearest } from '../../core/lang/suggest.js';
import type { EventDataStore } from '../../core/query/eventDataStore.js';
import type { AddCommand, CommandContext } from '../context.js';
import { knownStores, withLocalOption, type ConnectionOptions } from '../connection.js';
import { placeOf, problemLine } from '../places.js';
import { readSource, writeSource, type SourceText } from '../sourceText.js';
import { storeChosenBy } from '../statements.js';

interface CheckOptions extends ConnectionOptions {
  readonly json?: boolean;
  readonly rule: readonly string[];
  readonly fix?: boolean;
}

export const addCheckCommand: AddCommand = (program, context) => {
  withLocalOption(program.command('check'))
    .description('find mistakes in files of statements; exit code 1 when there is an error')
    .argument('<file...>', 'files of statements, or - for standard input')
    .option('--json', 'print JSON')
    .option('--fix', 'write the files with everything repaired that can have but one meaning, and tell the rest')
    .option(
      '--rule <code=severity>',
      `give a rule another severity (${ruleSeverities.join(', ')}); may be repeated`,
      (value: string, before: readonly string[]) => [...before, value],
      [],
    )
    .action(async (files: readonly string[], options: CheckOptions) => checkFiles(files, options, context));
};

async function checkFiles(files: readonly string[], options: CheckOptions, context: CommandContext): Promise<void> {
  const { terminal } = context;
  const severities = readRules(options.rule);
  const sources = await Promise.all(files.map(readSource));
  const stores = await knownStores(options, context.env, terminal.signal);
  if (options.fix && files.includes('-'))
    throw errors.usage('--fix writes files: it cannot be used with - (standard input).');
  const checked = options.fix ? await Promise.all(sources.map((each) => repaired(each, stores, severities))) : sources;
  const found = checked.map((source) => ({ source, problems: problemsOf(source, stores, severities) }));
  if (options.json) {
    await terminal.print(
      `${JSON.stringify({ problems: found.flatMap(({ source, problems }) => problems.map((each) => asJson(source, each))) })}\n`,
    );
  } else {
    for (const { source, problems } of found) {
      for (const each of problems) await terminal.print(`${problemLine(source.name, source.text, each)}\n`);
    }
  }
  if (found.some(({ problems }) => problems.some(({ severity }) => severity === 'error'))) context.exitCode = 1;
}

function problemsOf(
  source: SourceText,
  stores: readonly EventDataStore[] | undefined,
  severities: RuleSeverities,
): readonly Problem[] {
  const catalog = catalogOf(source, stores);
  const problems = diagnose(analyzeText(source.text, catalog), partLinter(catalog, new Date()), severities);
  return problems.filter(({ code }) => stores !== undefined || code !== 'unknown-store');
}

function catalogOf(source: SourceText, stores: readonly EventDataStore[] | undefined): LanguageCatalog {
  const chosenStore = stores && storeChosenBy(source, stores);
  return { stores: stores ?? [], ...(chosenStore ? { chosenStore } : {}) };
}

/** Written back only where something was repaired, and only if the file has not changed since it was read. */
async function repaired(
  source: SourceText,
  stores: readonly EventDataStore[] | undefined,
  severities: RuleSeverities,
): Promise<SourceText> {
  const text = withSafeFixes(source.text, catalogOf(source, stores), new Date(), severities);
  if (text === source.text) return source;
  if ((await readSource(source.name)).text !== source.text)
    throw errors.usage(`${source.name} changed while it was checked. Try again.`);
  await writeSource(source, text);
  return { ...source, text };
}

/** `CODE=SEVERITY`, the last of a code counts. Throws `Usage`. */
function readRules(given: readonly string[]): RuleSeverities {
  return Object.fromEntries(
    given.map((option): [RuleCode, RuleSeverity] => {
      const [code = '', severity = ''] = option.split('=', 2).map((part) => part.trim());
      if (!isRuleCode(code)) throw errors.usage(`--rule ${option}: ${unknownRule(code)}`);
      if (!isRuleSeverity(severity))
        throw errors.usage(
          `--rule takes CODE=SEVERITY, such as ${code}=off; a severity is one of ${ruleSeverities.join(', ')}.`,
        );
      return [code, severity];
    }),
  );
}

function unknownRule(code: string): string {
  if (isProblemCode(code)) return `${code} tells what CloudTrail Lake refuses, which no option can change.`;
  const near = nearest(code, ruleCodes);
  return `there is no rule "${code}". ${near ? `Did you mean ${near}?` : `Rules: ${ruleCodes.join(', ')}.`}`;
}

function asJson({ name, text }: SourceText, { range, severity, code, message }: Problem) {
  const [start, end] = [placeOf(text, range.start), placeOf(text, range.end)];
  return {
    file: name,
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
    severity,
    code,
    message,
  };
}
