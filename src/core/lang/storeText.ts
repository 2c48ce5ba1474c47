/** An event data store in words. */
import type { EventDataStore } from '../query/eventDataStore.js';
import { escapeMarkdown, markdown } from './markdown.js';
import type { MarkupContent } from 'vscode-languageserver-types';

/** `CloudTrail · lake · us-east-1`. */
export const storeSummary = ({ category, backend, region }: EventDataStore): string =>
  [category ?? 'unknown category', backend, region].filter((part) => part !== undefined).join(' · ');

export function storeMarkdown(store: EventDataStore): MarkupContent {
  const { rowCount, oldestEventTime, newestEventTime, accountId, status, retentionDays } = store;
  const facts = [
    rowCount === undefined ? undefined : `${rowCount.toLocaleString('en')} rows`,
    oldestEventTime && newestEventTime ? `${oldestEventTime} to ${newestEventTime} UTC` : undefined,
    accountId === undefined ? undefined : `account ${accountId}`,
    status,
    retentionDays === undefined ? undefined : `kept for ${retentionDays} days`,
  ].filter((fact) => fact !== undefined);
  return markdown(
    `**${escapeMarkdown(store.name)}**`,
    escapeMarkdown(storeSummary(store)),
    facts.map((fact) => escapeMarkdown(fact)).join('  \n'),
    `\`${store.id.replace(/[^0-9a-f-]/gi, '')}\``,
  );
}
