/** Entry of the tests that run inside VS Code's extension host: mocha over every `*.host.js` beside this file. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';

export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, color: false });
  for (const name of readdirSync(__dirname).sort())
    if (name.endsWith('.host.js')) mocha.addFile(path.join(__dirname, name));
  const failures: string[] = [];
  const stats = await new Promise<Mocha.Stats | undefined>((resolve) => {
    const runner = mocha.run(() => resolve(runner.stats));
    runner.on('pass', (test) => console.log(`ok ${test.fullTitle()}`));
    runner.on('fail', (test, error: Error) => {
      failures.push(`${test.fullTitle()}: ${error.stack ?? error.message}`);
      console.error(`FAILED ${test.fullTitle()}\n${error.stack ?? error.message}`);
    });
  });
  const report = process.env['LAKESQL_TEST_RESULTS'];
  if (report) {
    mkdirSync(path.dirname(report), { recursive: true });
    writeFileSync(report, JSON.stringify({ stats, failures }));
  }
  if (!stats || stats.failures > 0 || stats.passes === 0) throw new Error(failures.join('\n') || 'No test ran.');
}
