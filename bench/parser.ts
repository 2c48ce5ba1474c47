/**
 * Time to parse 10,000 characters, the longest statement that Lake takes: cold (first call in the process) and steady.
 * Run: npx esbuild bench/parser.ts --bundle --format=esm --platform=node --outfile=dist/bench-parser.mjs && node dist/bench-parser.mjs
 * Goals: under 20 ms cold, 3 ms steady; a file of 1,000 statements re-parsed after an edit under 20 ms.
 */
import { documentParser } from '../src/core/lang/incremental.js';
import { parseText } from '../src/core/lang/parser.js';

const line = `SELECT eventTime, element_at(requestParameters, 'groupId') AS id, count(*) FILTER (WHERE errorCode IS NULL) AS calls
FROM 1b07f9d9-f017-4b5b-94c3-662c79a52056 AS e LEFT JOIN $EDS_ID AS c ON e.recipientAccountId = c.recipientAccountId
WHERE e.eventTime >= '2024-01-01 00:00:00' AND (e.userIdentity.sessionContext.sessionIssuer.arn LIKE '%role/%'
  OR any_match(resources, r -> r.arn = 'x' AND r.type IN ('a', 'b'))) -- comment
GROUP BY 1, 2 HAVING max(e.eventTime) > date_add('day', -7, now()) UNION ALL
`;
const statement = `${line.repeat(Math.floor(10_000 / line.length))}SELECT 1`.padEnd(10_000);

const cold = time(() => parseText(statement));
for (let count = 0; count < 300; count++) parseText(statement);
const steady = median(Array.from({ length: 100 }, () => time(() => parseText(statement))));
const characters = statement.length.toLocaleString('en');
console.log(`${characters} characters: ${cold.toFixed(1)} ms cold, ${steady.toFixed(2)} ms steady`);

const file = `${line.slice(0, line.indexOf('UNION'))};\n`.repeat(1_000);
const first = time(() => parseText(file));
const parse = documentParser();
parse(file);
const middle = file.indexOf('eventTime', file.length / 2);
const edits = Array.from(
  { length: 40 },
  (_, count) => file.slice(0, middle) + 'x'.repeat(count + 1) + file.slice(middle),
);
const typing = median(edits.map((edited) => time(() => parse(edited))));
const size = (file.length / 1e6).toFixed(1);
console.log(
  `1,000 statements, ${size} MB: ${first.toFixed(0)} ms; a letter typed in the middle: ${typing.toFixed(1)} ms`,
);

function time(run: () => unknown): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
