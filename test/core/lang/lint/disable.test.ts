import { describe, expect, it } from 'vitest';
import { fixed, problemsOf, told } from './lintText.js';

const bound = "WHERE eventTime > '2026-01-01'";

describe('comments that switch rules off', () => {
  it.each([
    [`-- lakesql-disable select-star\nSELECT * FROM trail ${bound};\nSELECT * FROM trail ${bound}`, 0],
    [`SELECT 1;\n-- lakesql-disable select-star\nSELECT * FROM trail ${bound};\nSELECT * FROM trail ${bound}`, 1],
    [`SELECT /* lakesql-disable select-star */ * FROM trail ${bound}; SELECT * FROM trail ${bound}`, 1],
    [`-- lakesql-disable-next-line select-star, missing-alias -- for the demo\nSELECT * FROM trail ${bound}`, 0],
    [`SELECT\n/* lakesql-disable-next-line select-star */\n  *\nFROM trail ${bound}`, 0],
    [`SELECT * /* lakesql-disable-line select-star */ FROM trail ${bound}`, 0],
    [`-- lakesql-disable-next-line select-star\n\nSELECT * FROM trail ${bound}`, 1],
    [`-- lakesql-disable-nextline select-star\nSELECT * FROM trail ${bound}`, 1],
    [`SELECT '-- lakesql-disable select-star' AS a, * FROM trail ${bound}`, 1],
  ])('%s', (text, left) => expect(told(text, 'select-star')).toHaveLength(left));

  it('cannot allow what Lake refuses', () => {
    const text = `-- lakesql-disable unknown-column\nSELECT nope FROM trail ${bound}`;
    expect(problemsOf(text).map(({ code, severity }) => [code, severity])).toEqual([
      ['unused-disable', 'warning'],
      ['unknown-column', 'error'],
    ]);
    expect(problemsOf(text)[0]?.message).toContain('cannot be switched off');
  });

  it('are told when they do nothing, and can be removed', () => {
    const text = `-- lakesql-disable select-star, missing-alias\nSELECT * FROM trail ${bound}`;
    expect(problemsOf(text)).toMatchObject([{ code: 'unused-disable', severity: 'hint', unnecessary: true }]);
    expect(fixed(text, 'unused-disable')).toBe(`-- lakesql-disable select-star\nSELECT * FROM trail ${bound}`);
    const alone = `-- lakesql-disable missing-alias\r\nSELECT eventID FROM trail ${bound}`;
    expect(fixed(alone, 'unused-disable')).toBe(`SELECT eventID FROM trail ${bound}`);
    expect(problemsOf(text, { 'missing-alias': 'off' })).toEqual([]);
  });
});

describe('severities', () => {
  const text = `SELECT * FROM trail ${bound}`;
  it('are those of the user, for rules only', () => {
    expect(problemsOf(text, { 'select-star': 'error' }).map(({ severity }) => severity)).toEqual(['error']);
    expect(problemsOf(text, { 'select-star': 'off' })).toEqual([]);
    const wrong = problemsOf(`SELECT nope FROM trail ${bound}`, { 'unknown-column': 'off' } as never);
    expect(wrong.map(({ code }) => code)).toEqual(['unknown-column']);
  });
});
