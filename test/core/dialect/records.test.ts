/** Answers over real records against the same questions put to the records in plain JavaScript. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorld, load, sampleRecords, translate, type World } from './world.js';

interface Event {
  readonly eventID?: string;
  readonly eventName?: string;
  readonly eventSource?: string;
  readonly eventTime?: string;
  readonly errorCode?: string;
  readonly userIdentity?: {
    readonly type?: string;
    readonly sessionContext?: { readonly sessionIssuer?: { readonly arn?: string } };
  };
  readonly requestParameters?: Readonly<Record<string, unknown>> | null;
  readonly resources?: readonly { readonly ARN?: string; readonly type?: string }[];
}

const events = (sampleRecords() ?? []) as readonly Event[];
const resourcesOf = ({ resources }: Event): readonly { readonly ARN?: string; readonly type?: string }[] =>
  resources instanceof Array ? resources : [];

function counts(names: readonly (string | undefined)[]): [string, string][] {
  const found = new Map<string, number>();
  for (const name of names) if (name !== undefined) found.set(name, (found.get(name) ?? 0) + 1);
  return [...found]
    .map(([name, count]): [string, string] => [name, String(count)])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

const questions: readonly (readonly [statement: string, answer: () => unknown])[] = [
  [
    'SELECT eventSource, count(*) FROM $EDS_ID WHERE eventSource IS NOT NULL GROUP BY eventSource ORDER BY 1',
    () => counts(events.map(({ eventSource }) => eventSource)),
  ],
  [
    "SELECT eventName, count(*) FROM $EDS_ID WHERE errorCode LIKE '%Denied%' AND eventName IS NOT NULL GROUP BY 1 ORDER BY 1",
    () => counts(events.filter(({ errorCode }) => errorCode?.includes('Denied')).map(({ eventName }) => eventName)),
  ],
  [
    "SELECT date_format(eventTime, '%Y-%m'), count(*) FROM $EDS_ID GROUP BY 1 ORDER BY 1",
    () => counts(events.map(({ eventTime }) => eventTime?.slice(0, 7))),
  ],
  [
    'SELECT r.type, count(*) FROM $EDS_ID CROSS JOIN UNNEST(resources) AS r WHERE r.type IS NOT NULL GROUP BY r.type ORDER BY 1',
    () => counts(events.flatMap(resourcesOf).map(({ type }) => type)),
  ],
  [
    'SELECT userIdentity.sessionContext.sessionIssuer.arn, count(*) FROM $EDS_ID WHERE userIdentity.sessionContext.sessionIssuer.arn IS NOT NULL GROUP BY 1 ORDER BY 1',
    () => counts(events.map(({ userIdentity }) => userIdentity?.sessionContext?.sessionIssuer?.arn)),
  ],
  [
    "SELECT element_at(requestParameters, 'bucketName'), count(*) FROM $EDS_ID WHERE element_at(requestParameters, 'bucketName') IS NOT NULL GROUP BY 1 ORDER BY 1",
    () => counts(events.map(({ requestParameters }) => requestParameters?.bucketName as string | undefined)),
  ],
  [
    "SELECT json_extract_scalar(eventJson, '$.userIdentity.type'), count(*) FROM $EDS_ID WHERE json_extract_scalar(eventJson, '$.userIdentity.type') IS NOT NULL GROUP BY 1 ORDER BY 1",
    () => counts(events.map(({ userIdentity }) => userIdentity?.type)),
  ],
  [
    "SELECT cardinality(filter(resources, r -> r.type = 'AWS::S3::Bucket')) n, count(*) FROM $EDS_ID WHERE any_match(resources, r -> r.type = 'AWS::S3::Bucket') GROUP BY 1 ORDER BY 1",
    () =>
      counts(
        events
          .map((event) => resourcesOf(event).filter(({ type }) => type === 'AWS::S3::Bucket').length)
          .filter((count) => count > 0)
          .map(String),
      ),
  ],
];

describe.runIf(events.length > 0)('answers over real records', () => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld();
    await load(world, 'CloudTrail', events);
  });
  afterAll(() => world.close());

  it.each(questions)('%s', async (statement, answer) => {
    const { problems, translation } = translate(statement);
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    const rows = (await world.run(translation.sql)).map((row) => row.map(String));
    expect(rows.length).toBeGreaterThan(0);
    expect(rows).toEqual(answer());
  });
});
