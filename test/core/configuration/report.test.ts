import { describe, expect, it } from 'vitest';
import { assembleHistory } from '../../../src/core/configuration/history.js';
import { itemFromConfigJson } from '../../../src/core/configuration/fromRows.js';
import { itemText } from '../../../src/core/configuration/itemText.js';
import { report } from '../../../src/core/configuration/report.js';
import { blocksAsHtml, blocksAsMarkdown, type Block } from '../../../src/core/configuration/reportBlocks.js';
import { queriesText } from '../../../src/core/configuration/queriesText.js';
import { say } from '../../../src/core/configuration/saying.js';
import { timelineOf } from '../../../src/core/configuration/timeline.js';
import { trailEventFromRow } from '../../../src/core/configuration/trailEvent.js';
import { parseText } from '../../../src/core/lang/parser.js';
import { corpus } from '../../webview/corpus.js';

const hostile = '<img src=x onerror=fired()> [x](javascript:fired()) `| \u202e https://evil.test';
const item = (seconds: number, port: number) =>
  itemFromConfigJson({
    resourceType: 'AWS::EC2::SecurityGroup',
    resourceId: 'sg-1',
    resourceName: hostile,
    awsAccountId: '111122223333',
    awsRegion: 'eu-west-1',
    configurationItemStatus: 'OK',
    configurationStateId: Date.parse('2026-02-03T04:05:00Z') + seconds * 1000,
    configuration: { ipPermissions: [{ ipProtocol: 'tcp', fromPort: port, toPort: port, ipRanges: ['0.0.0.0/0'] }] },
  })!;
const event = trailEventFromRow({
  eventJson: JSON.stringify({
    eventID: 'e1',
    eventTime: '2026-02-03T04:06:30Z',
    eventName: 'AuthorizeSecurityGroupIngress',
    eventSource: 'ec2.amazonaws.com',
    userIdentity: { type: 'IAMUser', arn: `arn:aws:iam::111122223333:user/${hostile}` },
    requestParameters: { groupId: 'sg-1' },
  }),
})!;
const store = '1b07f9d9-f017-4b5b-94c3-662c79a52056';
const history = {
  ...assembleHistory(
    item(0, 22).resource,
    timelineOf([item(0, 22), item(100, 23)]),
    [],
    [event],
    [say('Looked in {0}.', hostile)],
  ),
  queries: ['SELECT 1 -- ``` \n FROM x'],
};
const facts = { exportedAt: '2026-03-01 00:00:00.000', digest: (text: string) => `hash${text.length}`, itemText };

describe('report', () => {
  it('names items, hashes, events, statements and the time of export', () => {
    const text = report(history, 'markdown', facts);
    for (const part of [
      'Exported 2026\\-03\\-01',
      `hash${itemText(item(0, 22)).length}`,
      'e1',
      'SELECT 1',
      'AuthorizeSecurityGroupIngress',
      'ingress tcp 22',
    ])
      expect(text).toContain(part);
    // The fence is longer than the one in the statement.
    expect(text).toContain('````sql');
  });

  it('shows what strangers wrote as text, in both forms', () => {
    const [markdown, html] = [report(history, 'markdown', facts), report(history, 'html', facts)];
    for (const text of [markdown, html]) expect(text).not.toContain('\u202e');
    expect(markdown).not.toMatch(/(?<!\\)\[x(?<!\\)\]\(/);
    expect(markdown).not.toContain('<img');
    expect(html).not.toContain('<img');
    expect(html).toContain("default-src 'none'");
  });

  it.each(['markdown', 'html'] as const)('lets nothing of the hostile texts through as markup: %s', (format) => {
    for (const text of corpus) {
      const blocks: Block[] = [
        { kind: 'heading', level: 1, text },
        { kind: 'list', items: [{ text, items: [text] }] },
        { kind: 'table', head: [text], rows: [[text]] },
      ];
      const made = format === 'html' ? blocksAsHtml(text, blocks) : blocksAsMarkdown(blocks);
      const body =
        format === 'html'
          ? made.replace(
              /<\/?(?:!doctype html|html lang="en"|html|head|meta [^>]*|title|style|body|main|h1|ul|li|table|thead|tbody|tr|th(?: scope="col")?|td)>/g,
              '',
            )
          : made;
      expect(body.replace(/<style>[^<]*/, ''), text).not.toMatch(/<[a-z!/]/i);
    }
  });
});

it('the statements behind a panel are a document without problems', () => {
  const text = queriesText({ ...history, queries: [`SELECT eventID FROM ${store}`] }, [store], [store]);
  expect(parseText(text).problems).toEqual([]);
  expect(text).toContain('INNER JOIN');
  expect(text).toContain('-- Statement 1 of 1');
});
