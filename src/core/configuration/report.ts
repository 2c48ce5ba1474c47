/** The whole story of a resource to show to somebody: changes, who, compliance, and the evidence behind each. */
import { historyText } from './historyOutput.js';
import type { ConfigurationItem, ResourceHistory, RuleTrack } from './model.js';
import { blocksAsHtml, blocksAsMarkdown, type Block } from './reportBlocks.js';
import { fails } from './ruleTracks.js';
import { shortText } from './shortText.js';

export interface ReportFacts {
  /** UTC, `YYYY-MM-DD hh:mm:ss.SSS`. */
  readonly exportedAt: string;
  /** SHA-256 of a text, hexadecimal. */
  readonly digest: (text: string) => string;
  /** The text of an item whose hash is given: keys in order, so that anybody can make it again. */
  readonly itemText: (item: ConfigurationItem) => string;
}

export const reportFormats = ['markdown', 'html'] as const;

export function report(history: ResourceHistory, format: (typeof reportFormats)[number], facts: ReportFacts): string {
  const blocks = reportBlocks(history, facts);
  return format === 'markdown' ? blocksAsMarkdown(blocks) : blocksAsHtml(historyText(history).heading, blocks);
}

function reportBlocks(history: ResourceHistory, facts: ReportFacts): readonly Block[] {
  const { heading, notes } = historyText(history);
  return [
    { kind: 'heading', level: 1, text: heading },
    { kind: 'paragraph', text: `Exported ${facts.exportedAt} UTC by LakeSQL. All times are UTC.` },
    ...complianceBlocks(history),
    ...changeBlocks(history),
    { kind: 'heading', level: 2, text: 'Evidence' },
    ...evidenceBlocks(history, facts),
    ...(notes.length === 0
      ? []
      : ([
          { kind: 'heading', level: 3, text: 'Where was looked' },
          { kind: 'list', items: notes.map((text) => ({ text })) },
        ] as const)),
  ];
}

function complianceBlocks(history: ResourceHistory): readonly Block[] {
  const rules = history.rules ?? [];
  if (rules.length === 0) return [];
  return [
    { kind: 'heading', level: 2, text: 'Compliance at the end' },
    {
      kind: 'table',
      head: ['Rule', 'Controls', 'State', 'Since', 'After the change of', 'Probably by'],
      rows: rules.map((rule) => ruleRow(rule, history)),
    },
  ];
}

function ruleRow(rule: RuleTrack, { changes, items }: ResourceHistory): readonly string[] {
  const last = rule.periods.at(-1);
  const change = fails(rule) ? changes.find(({ to }) => to === last?.change) : undefined;
  const item = items.find(({ stateId }) => stateId === change?.to);
  const [who] = change?.candidates ?? [];
  return [
    rule.configRuleName,
    rule.controls.map(({ id, severity, title }) => `${id} (${severity}) ${title}`).join('; '),
    last?.state ?? 'no longer evaluated',
    `${last?.from ?? ''}${last?.fromStart ? ' or before' : ''}`,
    item?.captureTime ?? '',
    who ? `${who.principal ?? 'unknown'}, ${who.eventName}, ${Math.round(who.score * 100)} %` : '',
  ];
}

const mostRows = 500;

function changeBlocks(history: ResourceHistory): readonly Block[] {
  const texts = historyText(history).changes;
  return history.changes.flatMap((change, index): readonly Block[] => {
    const text = texts[index];
    if (!text) return [];
    const properties = change.properties.slice(0, mostRows);
    const left = change.properties.length - properties.length;
    return [
      { kind: 'heading', level: 2, text: text.heading },
      ...(text.sentences.length > 0
        ? [{ kind: 'list', items: text.sentences.map((sentence) => ({ text: sentence })) } as const]
        : []),
      ...(text.candidates.length > 0
        ? ([
            { kind: 'heading', level: 3, text: 'Who, probably' },
            { kind: 'list', items: text.candidates.map(({ line, reasons }) => ({ text: line, items: reasons })) },
          ] as const)
        : [{ kind: 'paragraph', text: 'No event was found that explains this change.' } as const]),
      ...(text.compliance.length > 0
        ? ([
            { kind: 'heading', level: 3, text: 'Compliance' },
            { kind: 'list', items: text.compliance.map((line) => ({ text: line })) },
          ] as const)
        : []),
      ...(properties.length > 0
        ? ([
            { kind: 'heading', level: 3, text: 'Properties' },
            {
              kind: 'table',
              head: ['Path', 'Kind', 'Before', 'After'],
              rows: properties.map(({ path, changeType, before, after }) => [
                ...[path, changeType, before === null ? '' : shortText(before), after === null ? '' : shortText(after)],
              ]),
            },
          ] as const)
        : []),
      ...(left > 0 ? [{ kind: 'paragraph', text: `${left} more properties are in the JSON report.` } as const] : []),
    ];
  });
}

function evidenceBlocks(history: ResourceHistory, { digest, itemText }: ReportFacts): readonly Block[] {
  const events = new Map(history.changes.flatMap(({ candidates }) => candidates.map((one) => [one.eventId, one])));
  const queries = history.queries ?? [];
  return [
    { kind: 'heading', level: 3, text: 'Configuration items' },
    {
      kind: 'table',
      head: ['Captured', 'State ID', 'Status', 'SHA-256 of the normalised item'],
      rows: history.items.map((item) => [item.captureTime, item.stateId, item.status, digest(itemText(item))]),
    },
    ...(events.size === 0
      ? []
      : ([
          { kind: 'heading', level: 3, text: 'Events' },
          {
            kind: 'table',
            head: ['Time', 'Event', 'Event ID', 'Principal', 'SHA-256 of eventJson'],
            rows: [...events.values()]
              .sort((a, b) => (a.eventTime < b.eventTime ? -1 : 1))
              .map((event) => [
                ...[event.eventTime, event.eventName, event.eventId, event.principal ?? 'unknown', event.sha256 ?? ''],
              ]),
          },
        ] as const)),
    ...(queries.length === 0 ? [] : [{ kind: 'heading', level: 3, text: 'Statements that were run' } as const]),
    ...queries.map((text) => ({ kind: 'code', text }) as const),
  ];
}
