/** How each rule of AWS Config has judged a resource over time, and which change turned it. */
import { controlsOfRule } from '../catalog/controls.js';
import { complianceTarget, ruleStates } from './compliance.js';
import type { ConfigurationItem, ResourceChange, RulePeriod, RuleTrack } from './model.js';
import { captureMilliseconds, timelineOf } from './timeline.js';

/**
 * One track per rule that ever judged the resource: those that fail now first, then by name. A period that the first
 * known evaluation begins may have begun earlier (`fromStart`).
 */
export function ruleTracks(
  changes: readonly ResourceChange[],
  items: readonly ConfigurationItem[],
  complianceItems: readonly ConfigurationItem[],
): readonly RuleTrack[] {
  const evaluations = timelineOf(complianceItems).items;
  const tracks = new Map<string, { name: string; arn: string | undefined; periods: RulePeriod[] }>();
  evaluations.forEach((evaluation, index) => {
    const states = ruleStates(evaluation);
    for (const [key, { name, arn }] of states) {
      const known = tracks.get(key);
      tracks.set(key, { name, arn: arn ?? known?.arn, periods: known?.periods ?? [] });
    }
    for (const [key, track] of tracks) {
      const state = states.get(key)?.compliance;
      const last = track.periods.at(-1);
      if (last ? last.state === state : state === undefined) continue;
      track.periods.push({
        state,
        from: evaluation.captureTime,
        fromStart: index === 0 && evaluation.status !== 'ResourceDiscovered',
        change: changeBefore(changes, items, captureMilliseconds(evaluation)),
      });
    }
  });
  const type = evaluations.map(complianceTarget).findLast((found) => found !== undefined);
  return [...tracks.values()]
    .map(({ name, arn, periods }): RuleTrack => {
      const controls = controlsOfRule(name, type, arn).map(({ id, title, severity }) => ({ id, title, severity }));
      return { configRuleName: name, controls, periods };
    })
    .sort((a, b) => Number(fails(b)) - Number(fails(a)) || (a.configRuleName < b.configRuleName ? -1 : 1));
}

export const fails = ({ periods }: RuleTrack): boolean => periods.at(-1)?.state === 'NON_COMPLIANT';

/** State ID of the latest change that was captured before a time. */
function changeBefore(
  changes: readonly ResourceChange[],
  items: readonly ConfigurationItem[],
  time: number,
): string | undefined {
  const item = items.findLast((one) => captureMilliseconds(one) <= time);
  const at = changes.findIndex(({ to }) => to === item?.stateId);
  // An item that only gained or lost relations did not turn a rule, unless there is nothing else.
  const own = changes.slice(0, at + 1).findLast(({ relationshipsOnly }) => !relationshipsOnly);
  return (own ?? changes[at])?.to;
}
