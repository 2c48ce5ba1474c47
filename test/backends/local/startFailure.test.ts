import { describe, expect, test } from 'vitest';
import { startExitCode, startExitCodes, startRemedy } from '../../../src/backends/local/startFailure.js';
import { createLocalBackend } from '../../../src/backends/local/localBackend.js';
import { enginePath, never, onCleanup, temporaryFolder } from './engine.js';

describe('an engine that cannot start', () => {
  test.each([
    ['IO Error: Could not set lock on file "lake.duckdb": Conflicting lock is held', 'ownedByAnother', /close it/],
    ['IO Error: Cannot open file "/x/lake.duckdb": Permission denied', 'notWritable', /may not write in \/x/],
    ["EROFS: read-only file system, mkdir '/x/temporary'", 'notWritable', /copy the lake/],
    ['IO Error: Cannot open file "lake.duckdb": No space left on device', 'diskFull', /Free some space/],
    ['Serialization Error: Failed to deserialize: expected end of object', 'cannotStart', /is damaged, move it away/],
  ] as const)('%s', (message, code, remedy) => {
    const exitCode = startExitCode(message);
    expect(exitCode).toBe(startExitCodes[code]);
    const words = startRemedy(exitCode, '/x', '/x/lake.duckdb') ?? '';
    expect(words).toMatch(remedy);
    // Only a damaged file is called one.
    expect(/damaged/.test(words)).toBe(code === 'cannotStart');
  });

  test('a crash has no remedy of its own', () => expect(startRemedy(139, '/x', '/x/lake.duckdb')).toBeUndefined());
});

test('an empty path is refused: it would read the current folder', async () => {
  const backend = createLocalBackend({ folder: await temporaryFolder(), enginePath: await enginePath() });
  onCleanup(() => backend.dispose());
  await expect(backend.import(['logs', ''], {}, never)).rejects.toThrow(/A path is empty/);
});
