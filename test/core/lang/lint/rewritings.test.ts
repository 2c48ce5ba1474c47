import { describe, expect, it } from 'vitest';
import { analyzeText } from '../../../../src/core/lang/document.js';
import { applyEdits } from '../../../../src/core/lang/edits.js';
import { codeActions } from '../../../../src/core/lang/actions/codeActions.js';
import { catalog, config, trail } from '../stores.js';
import { now, problemsOf } from './lintText.js';

/** The text after the rewriting whose title holds `title`; `|` is the caret. */
function rewritten(marked: string, title: string): string | undefined {
  const text = marked.replace('|', '');
  const at = marked.indexOf('|');
  const action = codeActions({
    analyzed: analyzeText(text, catalog),
    problems: [],
    catalog,
    now,
    range: { start: at, end: at },
    wants: (kind) => kind === 'refactor.rewrite',
  }).find((each) => each.title.includes(title));
  return action && applyEdits(text, action.edits).text;
}

const bound = "WHERE eventTime > '2026-01-01'";

describe('rewritings', () => {
  it.each([
    [
      'Cast to JSON',
      `SELECT userId|entity FROM trail ${bound}`,
      `SELECT CAST(userIdentity AS JSON) FROM trail ${bound}`,
    ],
    ['Cast to JSON', `SELECT event|Name FROM trail ${bound}`, undefined],
    [
      'json_extract_scalar',
      `SELECT json_ex|tract(eventJson, '$.a') AS a FROM trail ${bound}`,
      `SELECT json_extract_scalar(eventJson, '$.a') AS a FROM trail ${bound}`,
    ],
    [
      'json_extract_scalar',
      `SELECT element|_at(t.requestParameters, 'groupId') AS a FROM trail t ${bound}`,
      `SELECT json_extract_scalar(t.eventJson, '$.requestParameters.groupId') AS a FROM trail t ${bound}`,
    ],
    ['by time', 'SELECT event|ID FROM config', "SELECT eventID FROM config WHERE eventTime >= '2026-02-24 00:00:00'"],
    ['by time', `SELECT event|ID FROM config ${bound}`, undefined],
    [
      'Qualify',
      `SELECT event|Name, userIdentity.arn, count(*) AS n FROM trail AS t ${bound} GROUP BY eventName, 2 ORDER BY n, eventName`,
      "SELECT t.eventName, t.userIdentity.arn, count(*) AS n FROM trail AS t WHERE t.eventTime > '2026-01-01' GROUP BY t.eventName, 2 ORDER BY n, t.eventName",
    ],
    ['Qualify', `SELECT event|Name FROM trail ${bound}`, undefined],
    [
      'timeline',
      `SELECT event|Name FROM trail ${bound} AND readOnly = false ORDER BY 1 LIMIT 5`,
      [
        "SELECT eventTime, 'event' AS kind, eventName AS what, userIdentity.arn AS who, eventID",
        'FROM trail',
        `${bound} AND readOnly = false`,
        'UNION ALL',
        "SELECT eventTime, 'config' AS kind, eventData.configurationItemStatus AS what, eventData.resourceType AS who, eventID",
        `FROM ${config.id}`,
        bound,
        'ORDER BY eventTime',
        'LIMIT 5',
      ].join('\n'),
    ],
    ['timeline', `SELECT event|ID FROM config ${bound}`, undefined],
  ])('%s: %s', (title, marked, expected) => expect(rewritten(marked, title)).toBe(expected));

  it('expands * to the columns in their order', () => {
    const result = rewritten(`SELECT *| FROM ${trail.id} AS t ${bound}`, 'Expand');
    expect(result).toMatch(/^SELECT eventVersion,\n {7}userIdentity,\n/);
    expect(analyzeText(result ?? '', catalog).problems).toEqual([]);
    const names = analyzeText(result ?? '', catalog).statements[0]?.analysis.columns;
    const star = analyzeText(`SELECT * FROM trail ${bound}`, catalog).statements[0]?.analysis.columns;
    expect(names).toEqual(star);
  });
});

describe('beside quick fixes', () => {
  it('offers nothing twice: the rewriting that a quick fix already is stays away, others stay', () => {
    const text = 'SELECT * FROM trail';
    const at = text.length - 2;
    const offered = (places: number): readonly string[] =>
      codeActions({
        analyzed: analyzeText(text, catalog),
        problems: problemsOf(text),
        catalog,
        now,
        range: { start: places, end: places },
        wants: () => true,
      })
        .filter(({ kind }) => kind === 'refactor.rewrite')
        .map(({ title }) => title);
    expect(offered(at)).not.toContain('Bound trail by time');
    expect(offered(7)).toContain('Bound trail by time');
  });
});
