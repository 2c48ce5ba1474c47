import { analyze } from '../../core/lang/analyze.js';
import { parseText } from '../../core/lang/parser.js';
import type { Problem } from '../../core/lang/problem.js';
import { lengthProblems } from '../../core/query/runQuery.js';
import type { EventDataStore } from '../../core/query/eventDataStore.js';
import type { AddCommand, CommandContext } from '../context.js';
import { knownStores, withLocalOption, type ConnectionOptions } from '../connection.js';
import { placeOf, problemLine } from '../places.js';
import { readSource, type SourceText } from '../sourceText.js';
import { storeChosenBy } from '../statements.js';

interface CheckOptions extends ConnectionOptions {
  readonly json?: boolean;
}

export const addCheckCommand: AddCommand = (program, context) => {
  withLocalOption(program.command('check'))
    .description('find mistakes in files of statements; exit code 1 when there is an error')
    .argument('<file...>', 'files of statements, or - for standard input')
    .option('--json', 'print JSON')
    .action(async (files: readonly string[], options: CheckOptions) => checkFiles(files, options, context));
};

async function checkFiles(files: readonly string[], options: CheckOptions, context: CommandContext): Promise<void> {
  const { terminal } = context;
  const sources = await Promise.all(files.map(readSource));
  const stores = await knownStores(options, context.env, terminal.signal);
  const found = sources.map((source) => ({ source, problems: problemsOf(source, stores) }));
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

function problemsOf(source: SourceText, stores: readonly EventDataStore[] | undefined): readonly Problem[] {
  const { text } = source;
  const parsed = parseText(text);
  const chosenStore = stores && storeChosenBy(source, stores);
  const catalog = { stores: stores ?? [], ...(chosenStore ? { chosenStore } : {}) };
  const problems = [
    ...parsed.problems,
    ...parsed.statements.flatMap((statement) => [
      ...analyze(text, statement, catalog).problems,
      ...lengthProblems(statement),
    ]),
  ];
  return problems
    .filter(({ code }) => stores !== undefined || code !== 'unknown-store')
    .sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
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
