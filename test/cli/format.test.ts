import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildAll, lakesql } from './runCli.js';

let folder: string;
beforeAll(async () => {
  buildAll();
  folder = await mkdtemp(path.join(tmpdir(), 'lakesql-format-'));
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const laidOut = 'select\n  a\nfrom\n  1b07f9d9-f017-4b5b-94c3-662c79a52056\n';

test('format prints, checks and writes', async () => {
  const file = path.join(folder, 'a.lakesql');
  await writeFile(file, 'select a from 1b07f9d9-f017-4b5b-94c3-662c79a52056\n');
  expect(await lakesql(['format', file])).toEqual({ code: 0, stdout: laidOut, stderr: '' });
  expect(await lakesql(['format', file, '--check'])).toEqual({ code: 1, stdout: `${file}\n`, stderr: '' });
  expect(await lakesql(['format', file, '--write'])).toEqual({ code: 0, stdout: `${file}\n`, stderr: '' });
  expect(await readFile(file, 'utf8')).toBe(laidOut);
  expect(await lakesql(['format', file, '--check'])).toEqual({ code: 0, stdout: '', stderr: '' });
  expect((await lakesql(['format', file, '--check', '--write'])).code).toBe(2);
});
