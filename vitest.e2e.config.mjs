import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/e2e/**/*.e2e.ts'],
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // The editor is no part of ours, and a machine may stall for a minute; the reporter names what needed a second try.
    retry: 1,
    // A busy machine paints late.
    expect: { poll: { timeout: 45_000 } },
    reporters: ['default', './scripts/lib/runningFiles.mjs', ['json', { outputFile: 'test-results/e2e.json' }]],
  },
});
