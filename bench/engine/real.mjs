// Files as they were delivered, or recorded: our import against DuckDB's own reader of JSON, which is asked for the same
// columns and the text of each record.
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readdirSync, readSync, rmSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Trail files below a folder, up to 32 MB each; the form is told by their first bytes. Undefined where there is no such folder. */
export function trailFilesOf(folder) {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return undefined;
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.json(\.gz)?$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .filter((file) => statSync(file).size < 32 * 1024 * 1024 && beginsAsTrail(file))
    .sort();
}

function beginsAsTrail(file) {
  const head = Buffer.alloc(4096);
  const handle = openSync(file, 'r');
  const length = readSync(handle, head);
  closeSync(handle);
  const bytes = head.subarray(0, length);
  const text = bytes[0] === 0x1f ? gunzipSync(bytes, { finishFlush: 2 }) : bytes;
  return /^\s*\{\s*"Records"\s*:\s*\[/.test(text.toString('latin1'));
}

const script = `
import { DuckDBInstance } from '@duckdb/node-api';
const connection = await (await DuckDBInstance.create(process.env.DATABASE, { memory_limit: '2GB' })).connect();
const started = performance.now();
const files = process.env.FOLDER;
const result = await connection.run(
  "CREATE TABLE events AS SELECT json_transform(r, $1) AS r, r::VARCHAR AS eventJson FROM (SELECT unnest(Records) AS r FROM read_json(["
    + ['*.json', '*.json.gz'].map((name) => "'" + files + '/' + name + "'").join(', ') + "], columns = {Records: 'JSON[]'}, maximum_object_size = 268435456))",
  [process.env.STRUCTURE],
);
await connection.run('CHECKPOINT');
console.log(JSON.stringify({ ms: performance.now() - started }));
`;

/** Milliseconds that `read_json` takes for the files, or why it does not; `structure` is that of a record's columns. */
export function readJson(files, structure, scratch) {
  const folder = path.join(scratch, 'real');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  files.forEach((file, index) => symlinkSync(file, path.join(folder, `${index}-${path.basename(file)}`)));
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    env: { ...process.env, FOLDER: folder, DATABASE: path.join(folder, 'peer.duckdb'), STRUCTURE: structure },
    cwd: import.meta.dirname,
  });
  const answer = /^\{.*\}$/m.exec(stdout)?.[0];
  return answer ? JSON.parse(answer).ms : `failed: ${/Error: (.*)/.exec(stderr)?.[1] ?? 'unknown'}`;
}
