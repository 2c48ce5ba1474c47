/** The event history over HTTP: what is asked, page after page, and what is told when it cannot be. */
import { spendFreely } from './spending.js';
import { afterEach, describe, expect, test } from 'vitest';
import { createLakeBackend, createLakeLimits } from '../../../src/backends/lake/lakeBackend.js';
import { mostPagesPerName } from '../../../src/backends/lake/lookupEvents.js';
import { createTokenBucket } from '../../../src/backends/lake/tokenBucket.js';
import { startFaultEndpoint, type FaultEndpoint } from './faultEndpoint.js';

const never = new AbortController().signal;
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function open(
  script: Parameters<typeof startFaultEndpoint>[0],
  perSecond = 1_000,
): Promise<{ endpoint: FaultEndpoint; backend: ReturnType<typeof createLakeBackend> }> {
  const endpoint = await startFaultEndpoint(script);
  const backend = createLakeBackend({
    spending: spendFreely(),
    region: 'eu-west-1',
    endpointUrl: endpoint.url,
    credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' },
    limits: { ...createLakeLimits(), lookup: createTokenBucket(perSecond) },
  });
  closing.push(
    () => backend.dispose(),
    () => endpoint.close(),
  );
  return { endpoint, backend };
}

const event = (id: string) => ({ EventId: id, EventTime: 1_790_000_000, CloudTrailEvent: `{"eventID":"${id}"}` });
const from = Date.UTC(2026, 10, 20, 10, 0, 0, 900);
const lookup = { resourceNames: ['sg-1', 'web'], from, to: from + 60_000 };

describe('LookupEvents', () => {
  test('asks for each name, follows the token and gives each event once', async () => {
    const { endpoint, backend } = await open({
      LookupEvents: ({ NextToken, LookupAttributes }) => {
        const [{ AttributeValue: name }] = LookupAttributes as [{ AttributeValue: string }];
        if (name === 'web') return { json: { Events: [event('b'), event('c')] } };
        return NextToken === undefined
          ? { json: { Events: [event('a')], NextToken: 'more' } }
          : { json: { Events: [event('b')] } };
      },
    });
    const found = await backend.lookupEvents(lookup, never);
    expect(found).toEqual({
      records: ['{"eventID":"a"}', '{"eventID":"b"}', '{"eventID":"c"}'],
      requests: 3,
      cut: false,
    });
    expect(endpoint.sent('LookupEvents')).toEqual([
      expect.objectContaining({
        LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: 'sg-1' }],
        // Whole seconds, so that no event on the edge is lost.
        StartTime: Math.floor(from / 1000),
        EndTime: Math.ceil((from + 60_000) / 1000),
        MaxResults: 50,
      }),
      expect.objectContaining({ NextToken: 'more' }),
      expect.objectContaining({ LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: 'web' }] }),
    ]);
  });

  test('an empty page with a token is not the end; a history without end is cut, and says so', async () => {
    const { backend } = await open({ LookupEvents: [{ json: { Events: [], NextToken: 'on' } }] });
    const found = await backend.lookupEvents({ ...lookup, resourceNames: ['sg-1'] }, never);
    expect(found).toEqual({ records: [], requests: mostPagesPerName, cut: true });
  });

  test('waits its turn: two a second', async () => {
    const { backend } = await open({ LookupEvents: [{ json: { Events: [] } }] }, 2);
    const began = performance.now();
    await backend.lookupEvents({ ...lookup, resourceNames: ['a', 'b', 'c', 'd'] }, never);
    expect(performance.now() - began).toBeGreaterThan(900);
  });

  test('names the permission that is missing', async () => {
    const { backend } = await open({ LookupEvents: [{ error: 'AccessDeniedException', status: 400 }] });
    await expect(backend.lookupEvents(lookup, never)).rejects.toThrow('cloudtrail:LookupEvents');
  });

  test('ends with the signal', async () => {
    const { backend } = await open({ LookupEvents: [{ json: { Events: [], NextToken: 'on' } }] }, 2);
    const controller = new AbortController();
    const running = backend.lookupEvents(lookup, controller.signal);
    controller.abort(new Error('left'));
    await expect(running).rejects.toThrow('left');
  });
});
