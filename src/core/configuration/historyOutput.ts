/** A resource's history as the command line prints it: for programs and for people. */
import { describeProperty } from './describe.js';
import { english } from './saying.js';
import type { CandidateEvent, ComplianceChange, ResourceChange, ResourceHistory } from './model.js';

/** The document of `changes --json`; what is not known is null. */
export function historyJson(history: ResourceHistory): object {
  const { resource, items, changes, rules = [], conflicts = [], queries = [], daily = false } = history;
  return {
    resource: {
      accountId: resource.accountId,
      region: resource.region,
      type: resource.type,
      id: resource.id,
      name: resource.name ?? null,
    },
    items: items.map(({ captureTime, stateId, status, eventTime }) => ({
      captureTime,
      stateId,
      status,
      eventTime: eventTime ?? null,
    })),
    changes: changes.map((change) => ({
      from: change.from ?? null,
      to: change.to,
      changeType: change.changeType,
      summary: change.summary ?? [],
      properties: change.properties.map(({ path, changeType, before, after, section }) => ({
        path,
        changeType,
        before,
        after,
        section,
      })),
      candidates: change.candidates.map(candidateJson),
      compliance: change.compliance.map(complianceJson),
    })),
    rules: rules.map(({ configRuleName, controls, periods }) => ({
      configRuleName,
      controls: controls.map(({ id, title, severity }) => ({ id, title, severity })),
      periods: periods.map(({ state, from, fromStart, change }) => ({
        state: state ?? null,
        from,
        mayHaveBegunBefore: fromStart,
        change: change ?? null,
      })),
    })),
    conflicts: conflicts.map(({ stateId, captureTime, status }) => ({ stateId, captureTime, status })),
    daily,
    notes: allNotes(history),
    queries,
  };
}

export interface HistoryText {
  readonly heading: string;
  readonly changes: readonly ChangeText[];
  readonly notes: readonly string[];
}

export interface ChangeText {
  /** `2026-02-03 04:05:30.123  UPDATE  OK`. */
  readonly heading: string;
  readonly relationshipsOnly: boolean;
  readonly sentences: readonly string[];
  /** One line each: score, time, event, who, from where; reasons. */
  readonly candidates: readonly { readonly line: string; readonly reasons: readonly string[] }[];
  readonly compliance: readonly string[];
}

/** Plain strings without colour or markup; control characters of events are already visible signs. */
export function historyText(history: ResourceHistory): HistoryText {
  const { resource, items, changes } = history;
  const name = resource.name === undefined || resource.name === resource.id ? '' : ` (${resource.name})`;
  const place = [resource.accountId, resource.region].filter((text) => text !== '').join(', ');
  return {
    heading: plain(`${resource.type} ${resource.id}${name}${place === '' ? '' : `, ${place}`}`),
    changes: changes.map((change) => {
      const item = items.find(({ stateId }) => stateId === change.to);
      return changeText(
        change,
        `${item?.captureTime ?? change.to}  ${change.changeType}  ${item?.status ?? ''}`.trimEnd(),
      );
    }),
    notes: allNotes(history).map(plain),
  };
}

/** Where was looked, further places included. */
const allNotes = ({ notes, further = [] }: ResourceHistory): readonly string[] => [
  ...notes,
  ...further.map(({ saying }) => english(saying)),
];

function changeText(change: ResourceChange, heading: string): ChangeText {
  return {
    heading: plain(heading),
    relationshipsOnly: change.relationshipsOnly ?? false,
    sentences: (change.summary ?? change.properties.map(describeProperty)).map(plain),
    candidates: change.candidates.map((event) => ({
      line: plain(candidateLine(event)),
      reasons: event.reasons.map(plain),
    })),
    compliance: change.compliance.map((found) => plain(complianceLine(found))),
  };
}

function candidateLine({ score, eventTime, eventName, principal, sourceIpAddress }: CandidateEvent): string {
  const who = principal === undefined ? '' : ` by ${principal}`;
  return `${score.toFixed(2)}  ${eventTime}  ${eventName}${who}${sourceIpAddress === undefined ? '' : ` from ${sourceIpAddress}`}`;
}

function complianceLine({ configRuleName, before, after, controls }: ComplianceChange): string {
  const known = controls.map(({ id, severity, title }) => `${id} ${severity}: ${title}`).join('; ');
  return `${configRuleName}: ${before ?? 'not evaluated'} -> ${after ?? 'not evaluated'}${known === '' ? '' : ` (${known})`}`;
}

function candidateJson(event: CandidateEvent): object {
  const { eventId, eventTime, eventName, eventSource, score, reasons } = event;
  return {
    eventId,
    eventTime,
    eventName,
    eventSource,
    principal: event.principal ?? null,
    sourceIpAddress: event.sourceIpAddress ?? null,
    score,
    reasons,
    actor: event.actor ?? null,
    sha256: event.sha256 ?? null,
    ...(event.foundBy ? { foundBy: event.foundBy } : {}),
  };
}

function complianceJson({ configRuleName, before, after, controls }: ComplianceChange): object {
  return {
    configRuleName,
    before: before ?? null,
    after: after ?? null,
    controls: controls.map(({ id, title, severity }) => ({ id, title, severity })),
  };
}

/** Events are written by attackers: no control character reaches a terminal. */
function plain(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (sign) => `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
}
