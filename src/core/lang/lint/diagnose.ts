/** Everything there is to say about a text: mistakes, and advice as settings and comments want it. */
import type { LanguageCatalog } from '../analysis.js';
import type { AnalyzedText, TextPart } from '../document.js';
import { move } from '../incremental.js';
import { isRuleCode, type Problem, type RuleCode, type Severity } from '../problem.js';
import { lengthProblems } from '../statementLength.js';
import { canBeDisabled, disabledIn, disables, unusedDisable, type Disabled } from './disableComments.js';
import { lint } from './lint.js';

/** What the user wants of each rule; a rule that is not named has its default. */
export type RuleSeverities = Readonly<Partial<Record<RuleCode, RuleSeverity>>>;
export type RuleSeverity = Severity | 'off';

/** Advice on one part of a text, with offsets from the start of the part. One per catalog, so that parts keep theirs. */
export type PartLinter = (part: TextPart, text: string) => readonly Problem[];

/** `now` is for the times that fixes write. */
export function partLinter(catalog: LanguageCatalog, now: Date): PartLinter {
  return ({ range, analyzed, problems: mistakes }, text) => {
    if (!analyzed) return [];
    const { statement, analysis } = analyzed;
    // What could not be read may hold the bounds.
    const isReadWhole = !mistakes.some(({ code }) => code === 'syntax');
    const advice = lint(text, statement, analysis, catalog, now).filter(
      ({ code }) => isReadWhole || code !== 'missing-time-bound',
    );
    return move([...lengthProblems(statement), ...advice], -range.start);
  };
}

/** In the order of the text. */
export function diagnose(analyzed: AnalyzedText, linter: PartLinter, severities: RuleSeverities): readonly Problem[] {
  const { text, parts } = analyzed;
  const found = parts.map((part) => ({
    problems: [...part.problems, ...move(part.derived(linter), part.range.start)],
    disabled: disabledIn(text, part.range, part.analyzed?.statement.range.start ?? part.range.end, part === parts[0]),
  }));
  const ofFile = found[0]?.disabled.filter(({ scope }) => scope === 'file') ?? [];
  const used = new Set<Disabled>();
  const kept: Problem[] = [];
  for (const { problems, disabled } of found) {
    const asked = [...ofFile, ...disabled];
    for (const each of problems) {
      const by = asked.filter((one) => disables(one, each));
      for (const one of by) used.add(one);
      if (by.length === 0) kept.push(each);
    }
  }
  const unused = found
    .flatMap(({ disabled }) => disabled)
    .filter((one) => !used.has(one) && !isOff(one.code, severities))
    .map((one) => unusedDisable(text, one));
  return [...kept, ...unused]
    .flatMap((each) => withSeverity(each, severities))
    .sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
}

const isOff = (code: string, severities: RuleSeverities): boolean => isRuleCode(code) && severities[code] === 'off';

function withSeverity(found: Problem, severities: RuleSeverities): readonly Problem[] {
  const wanted = isRuleCode(found.code) && canBeDisabled(found) ? severities[found.code] : undefined;
  if (wanted === 'off') return [];
  return [wanted === undefined || wanted === found.severity ? found : { ...found, severity: wanted }];
}
