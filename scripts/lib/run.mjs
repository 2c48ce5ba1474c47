// Running commands with their output shown, captured or folded to a spinner line.
import { spawn } from 'node:child_process';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '../..');

/**
 * Runs a command. `show: 'all'` passes output through; `'onFailure'` keeps it and prints it only when the command
 * fails. Past `timeout` (milliseconds) the command is ended with all that it started. Resolves with `{ code, output,
 * timedOut }`; rejects when the command cannot be started.
 */
export function run(command, args, { cwd = root, env = {}, show = 'all', timeout } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: show === 'all' ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that a timeout ends what the command started too; without one it stays in ours, for Ctrl+C.
      detached: timeout !== undefined,
    });
    let timedOut = false;
    const endGroup = () => {
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    };
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    const timer =
      timeout &&
      setTimeout(() => {
        timedOut = true;
        endGroup();
      }, timeout);
    if (timeout !== undefined) process.once('SIGINT', endGroup).once('SIGTERM', endGroup);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      process.off('SIGINT', endGroup).off('SIGTERM', endGroup);
      if (show === 'onFailure' && code !== 0) process.stderr.write(output);
      resolve({ code: code ?? (signal ? 137 : 1), output, timedOut });
    });
  });
}

/** Like `run`, but a failure is an error that names the step. */
export async function must(step, command, args, options) {
  const started = Date.now();
  const { code, output } = await run(command, args, options);
  if (code !== 0) throw new Error(`${step} failed: ${command} ${args.join(' ')} ended with ${code}.`);
  return { output, seconds: (Date.now() - started) / 1000 };
}

/** Shows `label ...` with the seconds running, then `label: done (3.2 s)`. Plain lines where stderr is no terminal. */
export async function step(label, work) {
  const started = Date.now();
  const seconds = () => ((Date.now() - started) / 1000).toFixed(1);
  const live = process.stderr.isTTY;
  if (!live) process.stderr.write(`${label} ...\n`);
  const timer = live ? setInterval(() => process.stderr.write(`\r${label} ... ${seconds()} s `), 200) : undefined;
  try {
    const result = await work();
    process.stderr.write(`${live ? '\r' : ''}${label}: done (${seconds()} s)\n`);
    return result;
  } finally {
    clearInterval(timer);
  }
}
