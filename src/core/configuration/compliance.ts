/** What a resource's changes meant for the rules that evaluate it. */
import { controlsOfRule } from '../catalog/controls.js';
import { isDeleted } from './diff.js';
import { isList, isObject, memberOf, parseJsonText, textOf } from './json.js';
import type { ComplianceChange, ConfigurationItem, ResourceChange } from './model.js';
import { captureMilliseconds, timelineOf } from './timeline.js';
import type { Value } from '../result/types.js';

export const complianceType = 'AWS::Config::ResourceCompliance';

/** ID under which AWS Config keeps the compliance of a resource. */
export const complianceId = (type: string, id: string): string => `${type}/${id}`;

export interface RuleState {
  readonly name: string;
  readonly arn: string | undefined;
  readonly compliance: string | undefined;
}

/**
 * Puts each compliance item with the resource's latest change before it (with the first change when there is none
 * before). Several evaluations after one change are told as one: from before the first to after the last.
 */
export function withCompliance(
  changes: readonly ResourceChange[],
  items: readonly ConfigurationItem[],
  complianceItems: readonly ConfigurationItem[],
): readonly ResourceChange[] {
  const captured = new Map(items.map((item) => [item.stateId, captureMilliseconds(item)]));
  const evaluations = timelineOf(complianceItems).items;
  const perChange = new Map<number, { before: ConfigurationItem | undefined; after: ConfigurationItem }>();
  evaluations.forEach((evaluation, index) => {
    const time = captureMilliseconds(evaluation);
    const found = changes.findLastIndex(({ to }) => (captured.get(to) ?? 0) <= time);
    const place = Math.max(found, 0);
    perChange.set(place, {
      before: perChange.has(place) ? perChange.get(place)?.before : evaluations[index - 1],
      after: evaluation,
    });
  });
  return changes.map((change, index) => {
    const span = perChange.get(index);
    return span ? { ...change, compliance: complianceChanges(span.before, span.after) } : change;
  });
}

/** Rules that came, went or judge otherwise between two compliance items of one resource. */
export function complianceChanges(
  before: ConfigurationItem | undefined,
  after: ConfigurationItem,
): readonly ComplianceChange[] {
  const [old, now] = [before ? ruleStates(before) : new Map<string, RuleState>(), ruleStates(after)];
  const type = complianceTarget(after);
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((key) => {
    const [was, is] = [old.get(key), now.get(key)];
    const rule = is ?? was;
    if (!rule || was?.compliance === is?.compliance) return [];
    const controls = controlsOfRule(rule.name, type, rule.arn).map(({ id, title, severity }) => ({
      id,
      title,
      severity,
    }));
    return [{ configRuleName: rule.name, before: was?.compliance, after: is?.compliance, controls }];
  });
}

/** Type of the resource that a compliance item judges. */
export function complianceTarget({ configuration, resource }: ConfigurationItem): string | undefined {
  return (
    textOf(isObject(configuration) ? memberOf(configuration, 'targetResourceType') : null) ?? resource.id.split('/')[0]
  );
}

/** Overall judgement of a compliance item. */
export const overallState = ({ configuration }: ConfigurationItem): string | undefined =>
  textOf(isObject(configuration) ? memberOf(configuration, 'complianceType') : null);

/** By rule ID, which stays when a rule's name changes. */
export function ruleStates(item: ConfigurationItem): ReadonlyMap<string, RuleState> {
  const states = new Map<string, RuleState>();
  if (isDeleted(item) || !isObject(item.configuration)) return states;
  for (const rule of listOf(memberOf(item.configuration, 'configRuleList'))) {
    if (!isObject(rule)) continue;
    const text = (name: string): string | undefined => textOf(memberOf(rule, name));
    const name = text('configRuleName') ?? text('configRuleId');
    if (name === undefined) continue;
    states.set(text('configRuleId') ?? name, { name, arn: text('configRuleArn'), compliance: text('complianceType') });
  }
  return states;
}

function listOf(value: Value): readonly Value[] {
  const list = typeof value === 'string' ? parseJsonText(value) : value;
  return isList(list) ? list : [];
}
