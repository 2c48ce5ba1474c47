import { changeBetween } from './timeline.js';
import type { CandidateEvent, ComplianceChange, ConfigurationItem, ResourceChange, ResourceHistory } from './model.js';

/**
 * What changed between two freely chosen items of a history, with the events and the compliance of all steps that lie
 * between them. Items may be given in either order; `from` is the left side.
 */
export function compareItems(history: ResourceHistory, from: ConfigurationItem, to: ConfigurationItem): ResourceChange {
  const indexOf = (item: ConfigurationItem): number =>
    history.items.findIndex(({ stateId }) => stateId === item.stateId);
  const [first, last] = [indexOf(from), indexOf(to)].sort((a, b) => a - b);
  const reached = new Set(history.items.slice((first ?? 0) + 1, (last ?? 0) + 1).map(({ stateId }) => stateId));
  const steps = history.changes.filter((change) => reached.has(change.to));
  const backwards = indexOf(from) > indexOf(to);
  return {
    ...changeBetween(from, to),
    candidates: strongestOfEach(steps.flatMap(({ candidates }) => candidates)),
    compliance: endToEnd(
      steps.flatMap(({ compliance }) => compliance),
      backwards,
    ),
  };
}

/** An event may be a candidate of several steps: once is enough, with its best score. */
function strongestOfEach(candidates: readonly CandidateEvent[]): readonly CandidateEvent[] {
  const best = new Map<string, CandidateEvent>();
  for (const candidate of candidates) {
    const known = best.get(candidate.eventId);
    if (!known || known.score < candidate.score) best.set(candidate.eventId, candidate);
  }
  return [...best.values()].sort((a, b) => b.score - a.score);
}

/** Per rule the first state and the last one; rules that ended where they began are left out. */
function endToEnd(steps: readonly ComplianceChange[], backwards: boolean): readonly ComplianceChange[] {
  const rules = new Map<string, ComplianceChange>();
  for (const step of steps) {
    const known = rules.get(step.configRuleName);
    rules.set(step.configRuleName, known ? { ...step, before: known.before } : step);
  }
  return [...rules.values()]
    .filter(({ before, after }) => before !== after)
    .map((rule) => (backwards ? { ...rule, before: rule.after, after: rule.before } : rule));
}
