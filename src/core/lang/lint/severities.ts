/** Severities of rules as settings and options say them. */
import { isRuleCode, problemCodes, severities, type RuleCode } from '../problem.js';
import type { RuleSeverities, RuleSeverity } from './diagnose.js';

export const ruleSeverities = [...severities, 'off'] as const satisfies readonly RuleSeverity[];

export const isRuleSeverity = (value: unknown): value is RuleSeverity =>
  ruleSeverities.some((severity) => severity === value);

/**
 * What an editor sent: an object from rule to severity; anything else in it is left out. Editors send the default for
 * what nobody has set, so the default leaves the severity to the rule, which may know better for a place.
 */
export function readRuleSeverities(value: unknown): RuleSeverities {
  if (typeof value !== 'object' || value === null) return {};
  const entries = Object.entries(value).filter(
    (entry): entry is [RuleCode, RuleSeverity] =>
      isRuleCode(entry[0]) && isRuleSeverity(entry[1]) && entry[1] !== problemCodes[entry[0]],
  );
  return Object.fromEntries(entries);
}
