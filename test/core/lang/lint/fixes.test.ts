import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../../src/core/lang/edits.js';
import { analyzeText } from '../../../../src/core/lang/document.js';
import { fixesFor } from '../../../../src/core/lang/actions/codeAction.js';
import { catalog, config, trail } from '../stores.js';
import { problemsOf } from './lintText.js';

const bound = "WHERE eventTime > '2026-01-01'";

/** The texts that the fixes of the first problem of that code lead to. */
function fixes(text: string, code: string): readonly string[] {
  const found = problemsOf(text).find((each) => each.code === code);
  if (!found)
    return [
      `no ${code}: ${problemsOf(text)
        .map((each) => each.code)
        .join()}`,
    ];
  return fixesFor(analyzeText(text, catalog), found, catalog).map(({ edits }) => applyEdits(text, edits).text);
}

/** The part of a statement that matters, within the same SELECT. */
const select = (what: string, rest = ''): string => `SELECT ${what} FROM trail ${bound}${rest}`;
const where = (condition: string): string => `SELECT eventID FROM trail ${bound} AND ${condition}`;

describe('fixes of what Lake refuses', () => {
  it.each([
    ['unknown-column', select('eventNme'), select('eventName')],
    ['unknown-column', select('principalId'), select('userIdentity.principalId')],
    ['unknown-column', where('eventName = "RunInstances"'), where("eventName = 'RunInstances'")],
    ['unknown-column', `SELECT t.eventNme FROM trail t ${bound}`, `SELECT t.eventName FROM trail t ${bound}`],
    ['unknown-member', select('userIdentity.arm'), select('userIdentity.arn')],
    ['unknown-member', select('resources.arn'), select('element_at(resources, 1).arn')],
    ['unknown-member', select('eventJson.a'), select("json_extract_scalar(eventJson, '$.a')")],
    ['map-dereference', select('requestParameters.groupId'), select("element_at(requestParameters, 'groupId')")],
    ['array-index-zero', select('resources[0].arn'), select('resources[1].arn')],
    ['array-index-zero', select('element_at(resources, 0)'), select('element_at(resources, 1)')],
    ['alias-not-visible', select('eventName AS n', " AND n = 'x'"), select('eventName AS n', " AND eventName = 'x'")],
    [
      'alias-not-visible',
      select("eventName || 'x' AS n", " AND n = 'x'"),
      select("eventName || 'x' AS n", " AND (eventName || 'x') = 'x'"),
    ],
    [
      'alias-not-visible',
      select('eventName AS n, count(*) AS c', ' GROUP BY n'),
      select('eventName AS n, count(*) AS c', ' GROUP BY eventName'),
      select('eventName AS n, count(*) AS c', ' GROUP BY 1'),
    ],
    ['unknown-function', where('list_contains(ARRAY[1], 1)'), where('contains(ARRAY[1], 1)')],
    ['unknown-function', where("charindex('a', eventName) > 0"), where("strpos(eventName, 'a') > 0")],
    ['unknown-function', select('lowr(eventName) AS n'), select('lower(eventName) AS n')],
    ['unknown-function', select("strftime(eventTime, '%M') AS n")],
    ['type-mismatch', where("readOnly = 'true'"), where('readOnly = true')],
    [
      'type-mismatch',
      where("element_at(additionalEventData, 'x') = true"),
      where("element_at(additionalEventData, 'x') = 'true'"),
    ],
    ['type-mismatch', where('recipientAccountId = 111122223333'), where("recipientAccountId = '111122223333'")],
    ['type-mismatch', where('recipientAccountId IN (1, 2)'), where("recipientAccountId IN ('1', 2)")],
    ['type-mismatch', where("cardinality(resources) > '1'"), where('cardinality(resources) > 1')],
    [
      'type-mismatch',
      where("json_extract(eventJson, '$.a') = 'x'"),
      where("json_extract_scalar(eventJson, '$.a') = 'x'"),
    ],
    ['type-mismatch', where("json_parse(eventJson) = 'x'"), where("CAST(json_parse(eventJson) AS varchar) = 'x'")],
    [
      'type-mismatch',
      where("requestParameters LIKE 'x%'"),
      where("json_format(CAST(requestParameters AS JSON)) LIKE 'x%'"),
    ],
    ['type-mismatch', where("readOnly LIKE 'x%'"), where("CAST(readOnly AS varchar) LIKE 'x%'")],
    [
      'type-mismatch',
      select('eventName || cardinality(resources) AS n'),
      select('eventName || CAST(cardinality(resources) AS varchar) AS n'),
    ],
    ['type-mismatch', where('eventName'), where("eventName = 'true'")],
    ['type-mismatch', where("userIdentity['arn'] = 'x'"), where("userIdentity.arn = 'x'")],
    [
      'type-mismatch',
      select("json_extract_scalar(requestParameters, '$.a') AS n"),
      select("element_at(requestParameters, 'a') AS n"),
      select("json_extract_scalar(CAST(requestParameters AS JSON), '$.a') AS n"),
    ],
    [
      'type-mismatch',
      select("json_extract(requestParameters, '$.a.b') AS n"),
      select("json_extract(element_at(requestParameters, 'a'), '$.b') AS n"),
      select("json_extract(CAST(requestParameters AS JSON), '$.a.b') AS n"),
    ],
    ['type-mismatch', select('length(resources) AS n'), select('cardinality(resources) AS n')],
    ['type-mismatch', select('md5(eventName) AS n'), select('md5(to_utf8(eventName)) AS n')],
    ['type-mismatch', select("date_trunc('huor', eventTime) AS n"), select("date_trunc('hour', eventTime) AS n")],
    [
      'type-mismatch',
      select("date_trunc('hour', eventName) AS n"),
      select("date_trunc('hour', CAST(eventName AS timestamp)) AS n"),
    ],
    [
      'aggregate-misuse',
      select('eventName, count(*) AS n', ' ORDER BY 2'),
      select('eventName, count(*) AS n', ' GROUP BY eventName ORDER BY 2'),
      select('arbitrary(eventName), count(*) AS n', ' ORDER BY 2'),
    ],
    [
      'aggregate-misuse',
      select('eventName, awsRegion', ' GROUP BY eventName'),
      select('eventName, awsRegion', ' GROUP BY eventName, awsRegion'),
      select('eventName, arbitrary(awsRegion)', ' GROUP BY eventName'),
    ],
    [
      'aggregate-misuse',
      select('DISTINCT eventName', ' ORDER BY awsRegion'),
      select('DISTINCT eventName, awsRegion', ' ORDER BY awsRegion'),
    ],
    [
      'ambiguous-column',
      `SELECT a.eventID FROM trail a JOIN trail b ON a.eventID = b.eventID WHERE eventName = 'x'`,
      `SELECT a.eventID FROM trail a JOIN trail b ON a.eventID = b.eventID WHERE a.eventName = 'x'`,
      `SELECT a.eventID FROM trail a JOIN trail b ON a.eventID = b.eventID WHERE b.eventName = 'x'`,
    ],
    ['syntax', where("eventName == 'x'"), where("eventName = 'x'")],
    ['syntax', 'SELECT 1 SELECT 2', 'SELECT 1 ; SELECT 2'],
    ['syntax', 'SELECT `eventName` FROM trail', 'SELECT "eventName" FROM trail'],
  ])('%s: %s', (code, text, ...expected) => expect(fixes(text, code)).toEqual(expected));

  it('names the stores that are known, the likeliest first', () => {
    expect(fixes(`SELECT eventID FROM confg ${bound}`, 'unknown-store')[0]).toBe(
      `SELECT eventID FROM ${config.id} ${bound}`,
    );
    expect(fixes(`SELECT eventID FROM $EDS_ID ${bound}`, 'store-placeholder')[0]).toBe(
      `SELECT eventID FROM ${trail.id} ${bound}`,
    );
  });
});
