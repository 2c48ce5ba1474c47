import path from 'node:path';
import { open, realpath, rename, rm, stat } from 'node:fs/promises';
import { Option } from 'commander';
import { isLocalBackend } from '../../backends/local/localBackend.js';
import { noticeText } from '../../core/coverage/notice.js';
import { errors, LakeSqlError } from '../../core/errors.js';
import { fileDirectives } from '../../core/lang/statements.js';
import { runQuery } from '../../core/query/runQuery.js';
import { whenDone, type Backend, type ResultSet, type ResultState } from '../../core/query/backend.js';
import type { AddCommand, CommandContext } from '../context.js';
import { openBackend, withConnectionOptions, type ConnectionOptions } from '../connection.js';
import { excerpt, placeOf } from '../places.js';
import { createRenderer, parquetRenderer, queryFormats, type QueryFormat, type Renderer } from '../renderRows.js';
import { readSource, type SourceText } from '../sourceText.js';
import { checkedStatements, mistakesOf, type CheckedSource } from '../statements.js';
import { Found, safeText, type Terminal } from '../terminal.js';

interface QueryOptions extends ConnectionOptions {
  readonly execute?: string;
  readonly store?: string;
  readonly format: QueryFormat | 'parquet';
  readonly json?: boolean;
  readonly param: readonly string[];
  readonly output?: string;
  readonly maxRows?: number;
}

export const addQueryCommand: AddCommand = (program, context) => {
  withConnectionOptions(program.command('query'))
    .description('run each statement of a file, of -e, or of standard input (-)')
    .argument('[file]', 'file of statements, or - for standard input')
    .option('-e, --execute <sql>', 'statement to run instead of a file')
    .option('--store <name-or-id>', 'event data store that stands in for placeholders such as $EDS_ID')
    .addOption(
      new Option('-f, --format <format>', 'how rows are printed')
        .choices([...queryFormats, 'parquet'])
        .default('table'),
    )
    .option('--json', 'same as --format json')
    .option(
      '--param <name=value>',
      'value of a :name parameter; may be repeated',
      (value, all: string[]) => [...all, value],
      [],
    )
    .option('-o, --output <file>', 'write to a file instead of standard output')
    .option('--max-rows <n>', 'print at most this many rows of each result', readCount)
    .action(async (file: string | undefined, options: QueryOptions) => runFile(file, options, context));
};

async function runFile(file: string | undefined, options: QueryOptions, context: CommandContext): Promise<void> {
  const format = options.json ? 'json' : options.format;
  if (format === 'parquet' && options.output === undefined) {
    throw errors.usage('A Parquet file cannot go to standard output. Name a file with -o FILE.');
  }
  if ((file === undefined) === (options.execute === undefined)) {
    throw errors.usage('Give either a file of statements (- for standard input) or one with -e.');
  }
  const source =
    options.execute === undefined
      ? await readSource(file ?? '-')
      : { name: '-e', text: options.execute, hasMark: false };
  const { terminal } = context;
  const backend = await openBackend(withFileDirectives(options, source.text), context.env, (line) =>
    terminal.say(terminal.paint.dim(safeText(line))),
  );
  try {
    const stores = await backend.listEventDataStores(terminal.signal);
    const checked = checkedStatements(source, {
      stores,
      store: options.store ?? fileDirectives(source.text).store?.value,
      parameters: options.param,
      now: new Date(),
    });
    refuseMistakes(checked);
    if (checked.note) terminal.say(checked.note);
    if (format === 'parquet') {
      refuseParquet(checked, backend);
      const renderer = parquetRenderer(path.resolve(options.output ?? ''), {
        say: terminal.say,
        maximumRows: options.maxRows,
      });
      await runAll(checked, backend, renderer, terminal);
      return;
    }
    const output = await openOutput(options.output, terminal);
    try {
      await runAll(
        checked,
        backend,
        createRenderer(format, { write: output.write, say: terminal.say, maximumRows: options.maxRows }),
        terminal,
      );
      await output.keep();
    } finally {
      await output.close();
    }
  } finally {
    await backend.dispose();
  }
}

/** The file's head comment chooses the connection where no option does. */
function withFileDirectives(options: QueryOptions, text: string): ConnectionOptions {
  const { local, profile, region, endpointUrl } = options;
  if (local !== undefined || profile !== undefined || region !== undefined || endpointUrl !== undefined) return options;
  const directives = fileDirectives(text);
  const [kind, named, area] = [directives.backend?.value, directives.profile?.value, directives.region?.value];
  if (kind === 'local') return options;
  if (kind !== undefined && kind !== 'lake')
    throw errors.usage(`"-- @backend ${kind}" is not built yet. Known: local, lake.`);
  if (kind === 'lake' && named === undefined && area === undefined) return { ...options, profile: 'default' };
  return {
    ...options,
    ...(named === undefined ? {} : { profile: named }),
    ...(area === undefined ? {} : { region: area }),
  };
}

/** Before anything runs, or is billed. */
function refuseParquet({ statements, source }: CheckedSource, backend: Backend): void {
  if (!isLocalBackend(backend)) {
    throw errors.usage(
      'Parquet files are written by the local engine; rows of CloudTrail Lake come without it. Choose --format lake-csv, import that file, and query it locally.',
    );
  }
  if (statements.length !== 1) {
    throw errors.usage(
      `A Parquet file holds one result, and ${source.name} has ${statements.length} statements. Run them one by one.`,
    );
  }
}

function refuseMistakes(checked: CheckedSource): void {
  const lines = mistakesOf(checked);
  const [first] = lines;
  if (first === undefined) return;
  throw new Found(lines, 'InvalidStatement', first);
}

async function runAll(checked: CheckedSource, backend: Backend, renderer: Renderer, terminal: Terminal): Promise<void> {
  for (const [index, { text, offset, parameters }] of checked.statements.entries()) {
    const at = (problem: { readonly start: number; readonly end: number }) => ({
      start: problem.start + offset,
      end: problem.end + offset,
    });
    const run = { text, catalog: checked.catalog, parameters };
    const startedAt = new Date();
    let result: ResultSet;
    try {
      result = await runQuery(run, backend, terminal.signal);
    } catch (error) {
      await renderer.fail();
      throw placedError(error, checked, at);
    }
    try {
      const state = await watched(result, renderer, terminal, index, checked.statements.length);
      if (state.status === 'failed') throw placedFailure(state, checked, at);
      if (state.status === 'cancelled') throw new LakeSqlError('Cancelled', 'The query was cancelled.', 3);
      await renderer.result(
        result,
        { state, startedAt, number: index + 1, of: checked.statements.length },
        terminal.signal,
      );
      if (state.failure) throw placedFailure(state, checked, at);
      if (state.rowCount === 0 && isLocalBackend(backend)) {
        const request = { statement: result.statement, stores: checked.catalog.stores, columns: [], parameters };
        for (const notice of await backend.explainEmpty(request, terminal.signal))
          terminal.say(safeText(noticeText(notice)));
      }
    } finally {
      await result.dispose();
    }
  }
  await renderer.end();
}

/** Milliseconds after which a statement that could have been answered by index says why it was not. */
const slowStatement = 2_000;

/** Waits for the end; when there will be no rows, what was rendered before is made whole. */
async function watched(
  result: ResultSet,
  renderer: Renderer,
  terminal: Terminal,
  index: number,
  count: number,
): Promise<ResultState> {
  let state: ResultState | undefined;
  try {
    state = await watch(result, terminal, index, count);
    const { access = '', elapsedMilliseconds = 0 } = state.statistics;
    // Only where somebody has waited and may wonder.
    if (elapsedMilliseconds > slowStatement && access.includes('read every event'))
      terminal.say(safeText(`Slow: ${access}.`));
    return state;
  } finally {
    terminal.progress('');
    if (state === undefined || state.status === 'failed' || state.status === 'cancelled') await renderer.fail();
  }
}

async function watch(result: ResultSet, terminal: Terminal, index: number, count: number): Promise<ResultState> {
  const started = Date.now();
  const show = (): void => {
    const { status, rowCount, isThrottled } = result.state();
    const words = isThrottled ? 'waiting: the service limits requests,' : status;
    const rows = rowCount > 0 ? `, ${rowCount.toLocaleString('en')} rows` : '';
    terminal.progress(
      `${count > 1 ? `Statement ${index + 1} of ${count}: ` : ''}${words} ${Math.round((Date.now() - started) / 1000)} s${rows}`,
    );
  };
  const timer = setInterval(show, 500);
  try {
    return await whenDone(result, terminal.signal);
  } finally {
    clearInterval(timer);
  }
}

type At = (range: { readonly start: number; readonly end: number }) => { readonly start: number; readonly end: number };

function placedError(error: unknown, checked: CheckedSource, at: At): unknown {
  if (!(error instanceof LakeSqlError)) return error;
  const [problem] = error.problems;
  if (!problem) return error;
  return new Found(
    linesAt(checked.source, at(problem.range), problem.code, error.message),
    error.code,
    firstLine(checked.source, at(problem.range), problem.code, error.message),
    error.exitCode,
  );
}

function placedFailure({ failure }: ResultState, checked: CheckedSource, at: At): LakeSqlError {
  const { code, message, problems } = failure ?? { code: 'EngineFailed', message: 'The query failed.', problems: [] };
  const [problem] = problems;
  if (!problem) return new LakeSqlError(code, message, 3);
  return new Found(
    linesAt(checked.source, at(problem.range), code, message),
    code,
    firstLine(checked.source, at(problem.range), code, message),
    3,
  );
}

const linesAt = (
  source: SourceText,
  range: { readonly start: number; readonly end: number },
  code: string,
  message: string,
): readonly string[] => [firstLine(source, range, code, message), ...excerpt(source.text, range)];

function firstLine(source: SourceText, range: { readonly start: number }, code: string, message: string): string {
  const { line, column } = placeOf(source.text, range.start);
  return `${safeText(source.name)}:${line}:${column}: error ${code} ${safeText(message)}`;
}

interface Output {
  readonly write: (text: string) => Promise<void>;
  /** All was written: the file gets its name. */
  readonly keep: () => Promise<void>;
  /** Lets go of the file; without `keep` before, nothing of it stays, and an earlier file of its name is untouched. */
  readonly close: () => Promise<void>;
}

/** A pipe or device is written to directly; a file under another name until it is whole. */
async function openOutput(file: string | undefined, terminal: Terminal): Promise<Output> {
  const nothing = (): Promise<void> => Promise.resolve();
  if (file === undefined) return { write: terminal.print, keep: nothing, close: nothing };
  const guarded = async <T>(action: () => Promise<T>): Promise<T> => {
    try {
      return await action();
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const reason = (code !== undefined && writeReasons.get(code)) ?? message;
      throw errors.usage(`${file} cannot be written: ${reason}.`);
    }
  };
  const there = await stat(file).catch(() => undefined);
  const special = there !== undefined && !there.isFile() && !there.isDirectory();
  if (there?.isDirectory()) throw errors.usage(`${file} cannot be written: it is a folder.`);
  // A link stays a link: what it points to is replaced.
  const target = there && !special ? await guarded(() => realpath(file)) : file;
  const partial = special ? target : `${target}.${process.pid}.partial`;
  const handle = await guarded(() => open(partial, 'w', there && !special ? there.mode : undefined));
  let kept = false;
  return {
    write: (text) => guarded(() => handle.writeFile(text)),
    keep: async () => {
      if (!special) await guarded(() => rename(partial, target));
      kept = true;
    },
    close: async () => {
      await handle.close();
      if (!kept && !special) await rm(partial, { force: true });
    },
  };
}

const writeReasons: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'the folder does not exist'],
  ['ENOTDIR', 'a part of the path is no folder'],
  ['EACCES', 'permission is denied'],
  ['EROFS', 'the disk can only be read'],
  ['ENOSPC', 'no space is left on the disk'],
]);

function readCount(text: string): number {
  const count = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isSafeInteger(count) || count < 0) throw errors.usage(`--max-rows takes a whole number, not "${text}".`);
  return count;
}
