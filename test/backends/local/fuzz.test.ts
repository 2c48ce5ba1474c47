/**
 * Hostile bytes through every reader, in this process: nothing throws, nothing takes long, and what one byte breaks costs
 * one record.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gzipSync } from 'node:zlib';
import { createFileReport } from '../../../src/backends/local/readers/fileReport.js';
import { canonicalJson, JsonSyntaxError, parseJson, toJson } from '../../../src/backends/local/readers/json.js';
import { readerFor } from '../../../src/backends/local/readers/readFile.js';
import type { LakeRecord } from '../../../src/backends/local/readers/records.js';
import { readTime } from '../../../src/backends/local/readers/time.js';
import { unzstd, ZstdError } from '../../../src/backends/local/readers/zstd.js';
import { event, item, readBytes, trail } from './reading.js';

const text = JSON.stringify;
const cases = 100_000;
/** A case that takes longer, in processor time, fails. */
const slow = 1_000;

/** Records of these bytes, given in two pieces; undefined when they are told to be no data. */
function readAll(bytes: Uint8Array, cut: number): readonly LakeRecord[] | undefined {
  const records: LakeRecord[] = [];
  const report = createFileReport({
    record: (record) => void records.push(record),
    skip: () => undefined,
    note: () => undefined,
    drain: async () => {},
  });
  const reader = readerFor(bytes, report);
  if (!reader) return undefined;
  reader.push(bytes.subarray(0, cut));
  reader.push(bytes.subarray(cut));
  const complete = reader.end();
  report.finish({ chunks: (async function* () {})(), damage: () => undefined }, complete);
  return records;
}

function timed(action: () => void, what: () => string): void {
  const before = process.cpuUsage();
  action();
  const { user, system } = process.cpuUsage(before);
  if ((user + system) / 1_000 > slow) throw new Error(`slow: ${what()}`);
}

const pieces = [
  '{',
  '}',
  '[',
  ']',
  '"',
  ',',
  ':',
  '\\',
  '\n',
  '\0',
  '\u00ff',
  '{"',
  '"}',
  '[]',
  '\\u',
  '\\ud800',
  'null',
  '1e999',
  '-',
  '"__proto__":',
  'Records',
  '=',
  ', ',
  '""',
  '\r\n',
  '# Execution Time: ',
  '"Message":"{',
  '"configurationItem":',
];
const edits = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 12 }), fc.constantFrom(...pieces)), {
  minLength: 1,
  maxLength: 5,
});

function mutated(seed: string, changes: readonly (readonly [number, number, string])[]): string {
  let result = seed;
  for (const [at, length, piece] of changes) {
    const place = at % (result.length + 1);
    result = result.slice(0, place) + piece + result.slice(place + length);
  }
  return result;
}

const small = {
  eventVersion: '1.08',
  eventID: 'e',
  eventName: 'a',
  eventSource: 'b',
  eventTime: '2026-02-03T04:05:06Z',
  requestParameters: { a: [1, { b: '}' }] },
};
const seeds: Readonly<Record<string, readonly string[]>> = {
  'JSON of trails': [
    text({ Records: [small, small] }),
    text([small]),
    `${text(small)}\n${text(small)}\n`,
    `2026-02-03T04:05:06.000Z ${text(small)}\n`,
    text({ Events: [{ EventId: 'e', CloudTrailEvent: text(small), Resources: [{ ResourceName: 'arn:x' }] }] }),
    text({
      Records: [
        { ...small, eventCategory: 'Insight', insightDetails: { insightContext: { attributions: [{ insight: [] }] } } },
      ],
    }),
    text({ 'detail-type': 'x', source: 'y', detail: small }),
    text({
      QueryResultRows: [
        [{ eventID: 'e' }, { eventName: 'a' }, { eventSource: 'b' }, { userIdentity: '{type=x, arn=y}' }],
      ],
    }),
  ],
  'JSON of AWS Config': [
    text({ fileVersion: '1.0', configurationItems: [item()] }),
    text({ configurationItems: [item({ version: '1.3', configuration: '{"a":[1]}' })] }),
    text({ baseConfigurationItems: [item()] }),
    text({ Results: [text({ resourceId: 'r', configuration: { a: 1 } })] }),
    text({ messageType: 'x', configurationItem: item(), configurationItemDiff: { changeType: 'UPDATE' } }),
    text({ Type: 'Notification', Message: text({ configurationItem: item() }) }),
    text({ invokingEvent: text({ configurationItem: item() }) }),
  ],
  tables: [
    '# Execution Time: 2026-02-03T04:05:06.1Z Query Statement: SELECT \'a,"b\'\r\neventID,eventName,eventSource,userIdentity\r\ne,a,b,"{type=x, arn=""y""}"\r\n',
    'eventVersion,eventCategory,eventID,eventData\r\n1.08,ConfigurationItem,e,"{configurationitemversion=1.3, configuration={a=[{""b"":1.0}]}, tags=null}"\r\n',
    `eventTime,eventJson\n2026-02-03,"${text(small).replaceAll('"', '""')}"\n`,
    'User name,AWS access key,Event time,Event source,Event name,Event ID,Resources\nu,A,2026-02-03T04:05:06Z,s,n,e,"[{""resourceType"":""T""}]"\n',
  ],
};

describe('readers', () => {
  test.each(Object.entries(seeds))(
    '%s: 100,000 changed texts',
    (_, list) => {
      fc.assert(
        fc.property(fc.constantFrom(...list), edits, fc.nat(), (seed, changes, cut) => {
          const bytes = Buffer.from(mutated(seed, changes), 'utf8');
          timed(
            () => {
              for (const { row } of readAll(bytes, cut % (bytes.length + 1)) ?? []) JSON.parse(row);
            },
            () => bytes.toString('utf8'),
          );
        }),
        { numRuns: cases },
      );
      expect(({} as Record<string, unknown>)['a']).toBeUndefined();
    },
    600_000,
  );

  test('pieces of any size give the same records', () => {
    const whole = Buffer.from(text({ Records: [small, { ...small, eventID: 'f', n: '\u3042\\"' }] }));
    const expected = readAll(whole, 0)!.map(({ row }) => row);
    expect(expected).toHaveLength(2);
    for (let cut = 0; cut <= whole.length; cut += 1) {
      expect(readAll(whole, cut)!.map(({ row }) => row)).toEqual(expected);
    }
  });

  const withId = (id: string): string => text({ ...event(1), eventID: id, requestParameters: { a: [{ b: '}{' }] } });
  test.each<[string, (id: string) => string, (elements: readonly string[]) => string]>([
    ['trail file', withId, (elements) => `{"Records":[${elements.join(',')}]}`],
    ['bare list', withId, (elements) => `[${elements.join(',\n')}]`],
    ['JSON Lines', withId, (elements) => elements.join('\n')],
    [
      'Config file',
      (id) => text(item({ resourceId: id })),
      (elements) => `{"configurationItems":[${elements.join(',')}]}`,
    ],
    [
      'lookup-events',
      (id) => text({ CloudTrailEvent: withId(id) }),
      (elements) => `{"Events":[${elements.join(',')}]}`,
    ],
  ])('%s: one byte changed in the middle record costs that record alone', (_, element, make) => {
    const elements = ['first', 'before', 'middle', 'after', 'last'].map(element);
    const middle = elements[2] ?? '';
    const lost = new Set<string>();
    const bytes = ['"', '{', '}', '[', ']', ',', ':', '\\', 'x', '7', ' ', '\n', '\0'];
    for (let at = 0; at < middle.length; at += 1) {
      for (const byte of bytes) {
        const changed = middle.slice(0, at) + byte + middle.slice(at + 1);
        const rows = (readAll(Buffer.from(make(elements.with(2, changed))), 0) ?? []).map(({ row }) => row).join();
        for (const id of ['first', 'before', 'after', 'last']) {
          if (!rows.includes(id)) lost.add(`${id}: ${text(byte)} at ${at} of ${middle}`);
        }
      }
    }
    expect([...lost]).toEqual([]);
  });

  test.each([
    ['JSON Lines', Array.from({ length: 4 }, (_, id) => text(event(id))).join('\n')],
    [
      'results as CSV',
      `eventTime,eventJson\n${Array.from({ length: 4 }, (_, id) => `2026-02-03,"${text(event(id)).replaceAll('"', '""')}"\n`).join('')}`,
    ],
    ['trail file', trail(4)],
  ])('a gzip of %s, cut at every byte, keeps its whole records and says so', async (_, content) => {
    const packed = gzipSync(content, { level: 0 });
    let most = 0;
    for (let at = 18; at < packed.length; at += 1) {
      const { rows, skipped } = await readBytes(packed.subarray(0, at));
      expect(skipped.join(), `at ${at}`).toMatch(/the packed file is cut at byte \d+/);
      const whole = rows.filter(({ eventID }) => typeof eventID === 'string');
      expect(whole.length, `at ${at}`).toBeGreaterThanOrEqual(most);
      most = whole.length;
    }
    expect(most).toBeGreaterThanOrEqual(3);
  });
});

describe('JSON', () => {
  const accepted = [
    '[]',
    '{}',
    ' [ ] ',
    'null',
    'true',
    '-0',
    '0',
    '1e5',
    '1E+2',
    '-1.5e-3',
    '""',
    '"\\u0041\\n\\/"',
    '"\\ud83d\\ude00"',
    '"\u2028"',
    '"\x7f"',
    '{"a":1,"a":2}',
    '{"":0}',
    '[1,[2,[3]]]',
    '\t\r\n 1',
    '123456789012345678901234567890',
    '1e400',
    '"\\ud800"',
    '{"__proto__":1}',
  ];
  const refused = [
    '',
    ' ',
    '[1,]',
    '{,}',
    '{"a":1,}',
    '[,1]',
    '[1 2]',
    '{"a" 1}',
    "{'a':1}",
    '{a:1}',
    '01',
    '1.',
    '.5',
    '+1',
    '0x1',
    '1e',
    '1e+',
    '-',
    '--1',
    'NaN',
    'Infinity',
    'nul',
    'TRUE',
    '"',
    '"\n"',
    '"\t"',
    '"\\x"',
    '"\\u12"',
    '"\\u12G4"',
    '[',
    '{',
    '[1',
    '{"a"',
    '{"a":',
    ']',
    '}',
    '[1]]',
    '1 2',
    '[1}',
    '// x\n1',
    '/**/1',
    '\u00a01',
    '\ufeff1',
    '"a\0b"',
    '[1,,2]',
    '{"a":1 "b":2}',
    '{1:2}',
    '[\u000b1]',
  ];
  test.each(accepted)('takes %j', (given) => expect(canonicalJson(parseJson(given))).toBeDefined());
  test.each(refused)('refuses %j', (given) => expect(() => parseJson(given)).toThrow(JsonSyntaxError));

  test('says what JSON.parse says about 100,000 changed texts', () => {
    const seed = '{"a":[1,-2.5e3,true,null,"x\\u00e9\\n"],"b":{"c":""},"d":[[],{}]}';
    fc.assert(
      fc.property(edits, (changes) => {
        const given = mutated(seed, changes);
        let expected: unknown;
        let fails = false;
        try {
          expected = JSON.parse(given);
        } catch {
          fails = true;
        }
        if (fails) expect(() => parseJson(given)).toThrow(JsonSyntaxError);
        else if (!given.includes('1e999') && !given.includes('__proto__')) {
          // Values out of a number's range and keys that JSON.parse sets on prototypes are what ours is for.
          const ours: unknown = JSON.parse(canonicalJson(parseJson(given)));
          expect(ours).toEqual(JSON.parse(canonicalJson(toJson(expected))));
        }
      }),
      { numRuns: cases },
    );
  }, 300_000);

  test('depth is capped, not the stack', () => {
    expect(() => parseJson('['.repeat(199) + ']'.repeat(199))).not.toThrow();
    expect(() => parseJson('['.repeat(500_000))).toThrow(/nested deeper than 200 levels/);
    expect(() => parseJson('{"a":'.repeat(500_000))).toThrow(/nested deeper/);
  });
});

test('times: 100,000 texts give a time or nothing', () => {
  const part = fc.constantFrom(
    '2026',
    '0000',
    '9999',
    '02',
    '31',
    '13',
    '-',
    ':',
    'T',
    't',
    ' ',
    'Z',
    'z',
    '+09:00',
    '-1200',
    '.',
    '123456789',
    '04:05:06',
    'UTC',
    '99',
    '1770091530',
    'e5',
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const time = readTime(parts.join(''));
      if (time !== undefined && !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/.test(time))
        throw new Error(`${parts.join('')}: ${time}`);
    }),
    { numRuns: cases },
  );
}, 120_000);

test('zstd: 20,000 changed files give bytes or say why not', async () => {
  const packed = Buffer.from(
    'KLUv/WTHDX0HAMILJRlg1wPUP7VyGhK/BxOIopySUYSQnGRBg+CsHVQUX+sTxFP6c76UH+ND+P/v718UXqsThFPqc7qUHqND6P9A0L0IP0IujW2MjUtniZJwrlyw70CsjPW9LI1oTLnJtPFgaVfv7U53gDjjCtuL426nW+lMdAG6QKHDPEkMELzqwz/APr0lq8rNpXOWH/cA9llRtXFWHhc0qBHQbaGUVUpzgIO0OlEUYohACf//iqAI/Smf6ll+1bu8qnf5an9pD5z+0R/pJz7qT17Un7yoN4WJ/FujAQR4CMlphTdSArvEyCgPCUoVfWhL8QXqHX4VAuo5kA==',
    'base64',
  );
  const changes = fc.array(fc.tuple(fc.nat({ max: packed.length - 1 }), fc.nat({ max: 255 })), {
    minLength: 1,
    maxLength: 4,
  });
  await fc.assert(
    fc.asyncProperty(changes, async (list) => {
      const changed = Buffer.from(packed);
      for (const [at, byte] of list) changed[at] = byte;
      async function* once(): AsyncGenerator<Uint8Array> {
        yield await Promise.resolve(changed);
      }
      let length = 0;
      try {
        for await (const bytes of unzstd(once())) length += bytes.length;
      } catch (error) {
        if (!(error instanceof ZstdError)) throw error;
      }
      expect(length).toBeLessThan(1024 * 1024);
    }),
    { numRuns: 20_000 },
  );
}, 300_000);
