/** One process at a time: real processes, some of which die in their turn. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inTurn } from '../../../src/backends/lake/fileTurns.js';

const root = path.resolve(import.meta.dirname, '../../..');
let folder: string;
let script: string;

/** Adds one to a number in a file, again and again, and says each one when it is written. */
const adder = `
  import { readFile, rename, writeFile } from 'node:fs/promises';
  import { inTurn } from './src/backends/lake/fileTurns.ts';
  const [turns, file, times] = process.argv.slice(2);
  for (let time = 0; time < Number(times); time += 1) {
    await inTurn(turns, async () => {
      const before = Number(await readFile(file, 'utf8'));
      // Whole or not at all, also when it is killed.
      await writeFile(file + '.' + process.pid, String(before + 1));
      await new Promise((resolve) => setTimeout(resolve, 4));
      return { write: () => rename(file + '.' + process.pid, file), result: undefined };
    });
    process.stdout.write('.');
  }
`;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'lakesql-turns-'));
  script = path.join(folder, 'adder.mjs');
  await build({
    stdin: { contents: adder, resolveDir: root, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: script,
    logLevel: 'error',
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Adder {
  readonly said: () => number;
  readonly kill: () => void;
  readonly ended: Promise<number | null>;
}

function startAdder(turns: string, file: string, times: number): Adder {
  const child = spawn(process.execPath, [script, turns, file, String(times)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = 0;
  child.stdout.on('data', (text: Buffer) => (said += text.length));
  return {
    said: () => said,
    kill: () => child.kill('SIGKILL'),
    ended: new Promise((resolve) => child.on('close', resolve)),
  };
}

describe('turns of several processes', () => {
  test('nothing is lost, also when some are killed in their turn', { timeout: 120_000 }, async () => {
    const [turns, file] = [path.join(folder, 'turns'), path.join(folder, 'count')];
    await writeFile(file, '0');
    const adders = [25, 25, 25, 400, 400].map((times) => startAdder(turns, file, times));
    for (const victim of adders.slice(3)) {
      await expect.poll(victim.said, { timeout: 60_000 }).toBeGreaterThan(3);
      victim.kill();
    }
    expect(await Promise.all(adders.slice(0, 3).map(({ ended }) => ended))).toEqual([0, 0, 0]);
    await Promise.all(adders.map(({ ended }) => ended));
    const said = adders.reduce((sum, adder) => sum + adder.said(), 0);
    const count = Number(readFileSync(file, 'utf8'));
    // What was written and not yet said when it was killed: one each.
    expect(count).toBeGreaterThanOrEqual(said);
    expect(count).toBeLessThanOrEqual(said + 2);
    expect(readdirSync(turns).length).toBeLessThanOrEqual(3);
  });

  test('who slept in its turn until another took the next one writes nothing, and looks again', async () => {
    const turns = path.join(folder, 'slept');
    const looks: string[] = [];
    const written: string[] = [];
    const note = (name: string) => (): Promise<void> => {
      written.push(name);
      return Promise.resolve();
    };
    let wake = (): void => undefined;
    const slept = new Promise<void>((resolve) => (wake = resolve));
    const sleeper = inTurn(turns, async () => {
      looks.push('sleeper');
      if (looks.length === 1) await slept;
      return { write: note('sleeper'), result: 1 };
    });
    await expect.poll(() => looks).toEqual(['sleeper']);
    // Waits until the sleeper counts as dead.
    await inTurn(turns, () => Promise.resolve({ write: note('other'), result: 2 }));
    wake();
    expect(await sleeper).toBe(1);
    expect([looks, written]).toEqual([
      ['sleeper', 'sleeper'],
      ['other', 'sleeper'],
    ]);
  });

  test('what a turn throws is passed on, and the next one need not wait', async () => {
    const turns = path.join(folder, 'thrown');
    const failing = inTurn(turns, () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    const nothing = { write: undefined, result: 'next' };
    expect(await inTurn(turns, () => Promise.resolve(nothing))).toBe('next');
  });

  test('a process that wakes with a number that is long past does not think it its turn', async () => {
    const turns = path.join(folder, 'past');
    await mkdir(turns);
    for (const name of ['5', '9', 'other.txt']) await writeFile(path.join(turns, name), '');
    await utimes(path.join(turns, '9'), 0, 0);
    await inTurn(turns, () => Promise.resolve({ write: undefined, result: undefined }));
    expect(readdirSync(turns).sort()).toEqual(['10', 'other.txt']);
  });

  test('a folder that cannot be made is said', async () => {
    await writeFile(path.join(folder, 'file'), '');
    const nothing = { write: undefined, result: undefined };
    await expect(inTurn(path.join(folder, 'file', 'turns'), () => Promise.resolve(nothing))).rejects.toThrow(/ENOTDIR/);
  });
});
