import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lakesql } from './runCli.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lakesql-rules-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('check --rule and --fix', async () => {
  const file = path.join(folder, 'rules.lakesql');
  const env = { LAKESQL_LOCAL: path.join(folder, 'none') };
  await writeFile(file, "SELECT eventName FROM trail WHERE readOnly = 'true' AND eventTime > now() - interval '1' day");
  const unknown = await lakesql(['check', file, '--rule', 'selct-star=off'], { env });
  expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('Did you mean select-star?')]);
  const strict = await lakesql(['check', file, '--rule', 'interval-literal=error'], { env });
  expect([strict.code, strict.stdout]).toEqual([1, expect.stringContaining('error interval-literal')]);
  const repaired = await lakesql(['check', file, '--fix'], { env });
  expect([repaired.code, repaired.stdout]).toEqual([0, '']);
  expect(await readFile(file, 'utf8')).toBe(
    "SELECT eventName FROM trail WHERE readOnly = true AND eventTime > date_add('day', -1, now())",
  );
  await writeFile(
    file,
    "\ufeffSELECT eventName\r\nFROM trail WHERE readOnly = 'true' AND eventTime > '2026-01-01'\r\n",
  );
  await lakesql(['check', file, '--fix'], { env });
  expect(await readFile(file, 'utf8')).toBe(
    "\ufeffSELECT eventName\r\nFROM trail WHERE readOnly = true AND eventTime > '2026-01-01'\r\n",
  );
});
