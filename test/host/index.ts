/** Entry of the tests that run inside VS Code's extension host: mocha over the files named in the environment. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';

export async function run(): Promise<void> {
  const mocha = new Mocha({
    ...{ ui: 'bdd', timeout: 150_000, color: false, reporter: silent as unknown as string },
    // The editor is no part of ours; what needed a second try is said, with the error of the first.
    retries: 1,
  });
  for (const name of (process.env['LAKESQL_TEST_FILES'] ?? '').split(',')) mocha.addFile(path.join(__dirname, name));
  const failures: string[] = [];
  const stats = await new Promise<Mocha.Stats | undefined>((resolve) => {
    const runner = mocha.run(() => resolve(runner.stats));
    runner.on('pass', (test) => console.log(`ok ${test.fullTitle()} (${test.duration ?? 0} ms)`));
    // Not among the events that mocha's types name.
    runner.on('retry' as 'fail', (test, error: Error) =>
      console.log(`Tried again: ${test.fullTitle()}\n${error.stack ?? error.message}`),
    );
    runner.on('pending', (test) => console.log(`not run here: ${test.fullTitle()}`));
    runner.on('fail', (test, error: Error) => {
      failures.push(`${test.fullTitle()}: ${error.stack ?? error.message}`);
      console.log(`FAILED ${test.fullTitle()}\n${error.stack ?? error.message}`);
    });
  });
  const report = process.env['LAKESQL_TEST_RESULTS'];
  if (report) {
    mkdirSync(path.dirname(report), { recursive: true });
    writeFileSync(report, JSON.stringify({ stats, failures }));
  }
  if (!stats || stats.failures > 0 || stats.passes === 0) throw new Error(failures.join('\n') || 'No test ran.');
}

/** What happens is written by `run`; mocha's own reporters write for terminals. */
function silent(): void {
  return undefined;
}
