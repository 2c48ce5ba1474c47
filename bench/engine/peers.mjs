// The same question to tools that people ask otherwise: events by name, over packed files. Each by a command of its own.
import { spawnSync } from 'node:child_process';

const python = `
import collections, glob, gzip, json, sys
counts = collections.Counter()
for name in glob.glob(sys.argv[1] + '/*.gz'):
    for record in json.load(gzip.open(name))['Records']:
        counts[record['eventName']] += 1
print(counts.most_common(3))
`;

const duckdb = `
import { DuckDBInstance } from '@duckdb/node-api';
const connection = await (await DuckDBInstance.create(':memory:')).connect();
const rows = await connection.run("SELECT json_extract_string(r, '$.eventName') AS n, count(*) FROM (SELECT unnest(Records) AS r FROM read_json('" + process.env.FOLDER + "/*.gz', columns = {Records: 'JSON[]'}, maximum_object_size = 268435456)) GROUP BY 1 ORDER BY 2 DESC LIMIT 3");
console.log(JSON.stringify(await rows.getRowsJson()));
`;

/** Milliseconds by tool; those that are not installed, or fail, say so. */
export function peerTimes(folder) {
  const peers = {
    jq: ['bash', ['-c', `zcat ${folder}/*.gz | jq -r '.Records[].eventName' | sort | uniq -c | sort -rn | head -3`]],
    python: ['python3', ['-c', python, folder]],
    duckdbReadJson: [process.execPath, ['--input-type=module', '-e', duckdb]],
  };
  return Object.fromEntries(
    Object.entries(peers).map(([name, [command, args]]) => {
      const started = performance.now();
      const { status, stdout } = spawnSync(command, args, {
        encoding: 'utf8',
        env: { ...process.env, FOLDER: folder },
        cwd: import.meta.dirname,
      });
      const took = Math.round(performance.now() - started);
      return [name, status === 0 && stdout.trim() !== '' ? took : 'not installed, or failed'];
    }),
  );
}
