import os from 'node:os';
import path from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/host/**', 'test/e2e/**'],
    pool: 'forks',
    // What billed queries cost is kept in the user's data folder; tests have nothing to write there.
    env: { LAKESQL_SERVICE_FOLDER: path.join(os.tmpdir(), `lakesql-service-${process.pid}`) },
    maxWorkers: 2,
    // The machine may stall; the reporter names what needed a second try, with the error of the first.
    retry: 1,
    expect: { poll: { timeout: 20_000 } },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default', './scripts/lib/runningFiles.mjs', ['json', { outputFile: 'test-results/unit.json' }]],
  },
});
