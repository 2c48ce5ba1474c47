import { Option } from 'commander';
import { translateToDuckDb } from '../../core/dialect/duckdb/translate.js';
import { analyze } from '../../core/lang/analyze.js';
import { parseText } from '../../core/lang/parser.js';
import type { Problem } from '../../core/lang/problem.js';
import { parametersOf } from '../../core/query/parameters.js';
import type { Value } from '../../core/result/types.js';
import type { AddCommand, CommandContext } from '../context.js';
import { notBuiltYet } from '../context.js';
import { knownStores, withLocalOption, type ConnectionOptions } from '../connection.js';
import { readSource, type SourceText } from '../sourceText.js';
import { mistakesOf, storeChosenBy } from '../statements.js';
import { placeOf } from '../places.js';
import { Found } from '../terminal.js';

interface TranslateOptions extends ConnectionOptions {
  readonly to: 'duckdb' | 'athena' | 'trino';
  readonly json?: boolean;
}

interface Translated {
  readonly sql: string;
  readonly parameters: readonly Value[];
  /** Offsets in the source. */
  readonly problems: readonly Problem[];
}

export const addTranslateCommand: AddCommand = (program, context) => {
  withLocalOption(program.command('translate'))
    .description('rewrite statements for another engine, or tell what it cannot say')
    .argument('<file>', 'file of statements, or - for standard input')
    .addOption(
      new Option('--to <engine>', 'engine to rewrite for').choices(['duckdb', 'athena', 'trino']).makeOptionMandatory(),
    )
    .option('--json', 'print JSON')
    .action(async (file: string, options: TranslateOptions) => translateFile(file, options, context));
};

async function translateFile(file: string, options: TranslateOptions, context: CommandContext): Promise<void> {
  if (options.to !== 'duckdb') notBuiltYet(`translate --to ${options.to}`, 'Choose duckdb.');
  const { terminal, env } = context;
  const source = await readSource(file);
  const stores = (await knownStores(options, env, terminal.signal)) ?? [];
  const parsed = parseText(source.text);
  const chosenStore = storeChosenBy(source, stores);
  const translated = parsed.statements.map((statement): Translated => {
    const analysis = analyze(source.text, statement, { stores, ...(chosenStore ? { chosenStore } : {}) });
    const { sql, parameters, problems } = translateToDuckDb({
      text: source.text,
      statement,
      analysis,
      parameters: unbound(statement, analysis),
    });
    return { sql, parameters, problems: [...analysis.problems, ...problems] };
  });
  const problems = [...parsed.problems, ...translated.flatMap((each) => each.problems)];
  if (options.json) {
    await terminal.print(
      `${JSON.stringify({ statements: translated.map((each) => asJson(source, each)), problems: parsed.problems.map((each) => problemJson(source, each)) })}\n`,
    );
    if (problems.some(isError)) context.exitCode = 1;
    return;
  }
  const mistakes = mistakesOf({ source, problems });
  const [first] = mistakes;
  if (first !== undefined) throw new Found(mistakes, 'InvalidStatement', first);
  for (const { sql } of translated) await terminal.print(`${sql};\n`);
}

/** Parameters stay bind markers: their values do not matter for the text. */
function unbound(
  statement: Parameters<typeof parametersOf>[0],
  analysis: Parameters<typeof parametersOf>[1],
): Readonly<Record<string, Value>> {
  return Object.fromEntries(parametersOf(statement, analysis).map(({ name }) => [name, null]));
}

const isError = ({ severity }: Problem): boolean => severity === 'error';

/** With an error the engine cannot say it: there is no text to run. */
function asJson(source: SourceText, { sql, parameters, problems }: Translated) {
  return {
    sql: problems.some(isError) ? null : sql,
    parameters,
    problems: problems.map((each) => problemJson(source, each)),
  };
}

function problemJson({ text }: SourceText, { range, severity, code, message }: Problem) {
  const { line, column } = placeOf(text, range.start);
  return { line, column, severity, code, message };
}
