/** Items for values, keys of maps and steps of JSON paths: inside of quotes and outside, the range fitting both. */
import { CompletionItemKind, type CompletionItem } from 'vscode-languageserver-types';
import { isKey, isShowable, vocabularyLimits } from '../catalog/vocabulary.js';
import type { Candidate } from './completionCandidates.js';
import type { Target } from './completionItems.js';
import { halfPath, isPlainStep } from './completionJsonPath.js';
import { escapeMarkdown, markdown, plainLine } from './markdown.js';

/** More than this is not sent; the editor asks again with the next letter. */
export const mostValues = 200;

export interface ValueItems {
  readonly items: readonly CompletionItem[];
  readonly isCut: boolean;
}

/** The text that is being written as a literal: the target's range is the literal with its quotes. */
export interface ValueTarget extends Target {
  /** Within quotes. */
  readonly isLiteral: boolean;
  /** The target for a part of the literal: from an offset after the opening quote to the end of the word at the caret. */
  part(from: number): Target;
}

/** Whole literals. `lead` stands before each value, such as the `%` of LIKE. */
export function valueItems(candidates: readonly Candidate[], target: ValueTarget, use: 'whole' | 'like'): ValueItems {
  const content = target.isLiteral ? target.typed.slice(1) : target.typed;
  const lead = use === 'like' && target.isLiteral ? (/^%+/.exec(content)?.[0] ?? '') : '';
  const { chosen, isCut } = bestOf(candidates, content.slice(lead.length));
  const shown = chosen.filter(({ value }) => isShowable(value));
  const items = shown.map((candidate, rank): CompletionItem => {
    const quoted = `'${lead}${candidate.value.replaceAll("'", "''")}'`;
    return {
      ...about(candidate, rank),
      kind: CompletionItemKind.Value,
      filterText: target.isLiteral ? quoted : candidate.value,
      textEdit: { range: target.range, newText: quoted },
    };
  });
  return { items, isCut };
}

/** Within a regular expression only the name at the caret is replaced; dots stand for themselves. */
export function patternItems(candidates: readonly Candidate[], target: ValueTarget): ValueItems {
  if (!target.isLiteral) return valueItems(candidates, target, 'whole');
  const content = target.typed.slice(1);
  const word = /(?:[\w:/-]|\\\.)*$/.exec(content.slice(-vocabularyLimits.valueLength))?.[0] ?? '';
  const part = target.part(content.length - word.length);
  const typed = word.replaceAll('\\', '');
  const { chosen, isCut } = bestOf(
    candidates.filter(({ value }) => /^[\w.:/-]+$/.test(value)),
    typed,
  );
  const items = chosen.map((candidate, rank): CompletionItem => {
    const escaped = candidate.value.replaceAll('.', '\\.');
    return {
      ...about(candidate, rank),
      kind: CompletionItemKind.Value,
      filterText: escaped,
      textEdit: { range: part.range, newText: escaped },
    };
  });
  return { items, isCut };
}

export function keyItems(candidates: readonly Candidate[], target: ValueTarget): ValueItems {
  const { items, isCut } = valueItems(
    candidates.filter(({ value }) => isKey(value)),
    target,
    'whole',
  );
  return { items: items.map((item) => ({ ...item, kind: CompletionItemKind.Property })), isCut };
}

export interface JsonChild extends Candidate {
  readonly isArray: boolean;
}

/** Steps of a path in the literal at the caret; `children` tells those at a place. */
export function jsonPathItems(
  children: (steps: readonly string[]) => readonly JsonChild[],
  target: ValueTarget,
): ValueItems {
  const path = target.isLiteral ? halfPath(target.typed.slice(1)) : halfPath('');
  if (!path) return { items: [], isCut: false };
  const part = target.isLiteral && !path.isEmpty ? target.part(path.from) : undefined;
  const usable = children(path.steps).filter(({ value }) => isKey(value) && !/["'\\]/.test(value));
  const typed = part?.typed ?? (target.isLiteral ? '' : target.typed);
  const { chosen, isCut } = bestOf(usable, typed);
  const items = chosen.flatMap((child, rank) =>
    stepsFor(child).flatMap((step, form): CompletionItem[] => {
      const item = {
        ...about(child, rank),
        label: step.startsWith('[') ? child.value : step,
        kind: CompletionItemKind.Property,
      };
      const sortText = `0${String(rank).padStart(4, '0')}${form}`;
      if (part) {
        // A name that needs brackets would stand after the dot that is there.
        if (step.startsWith('[')) return [];
        return [{ ...item, sortText, filterText: step, textEdit: { range: part.range, newText: step } }];
      }
      const whole = step.startsWith('[') ? `$${step}` : `$.${step}`;
      const filterText = target.isLiteral ? `'${whole}'` : step;
      return [{ ...item, sortText, filterText, textEdit: { range: target.range, newText: `'${whole}'` } }];
    }),
  );
  return { items, isCut };
}

/** An array is offered as it is and with its first element. */
function stepsFor({ value, isArray }: JsonChild): readonly string[] {
  const step = isPlainStep(value) ? value : `["${value}"]`;
  return isArray ? [step, `${step}[0]`] : [step];
}

function about(
  { value, detail, documentation, count }: Candidate,
  rank: number,
): Pick<CompletionItem, 'label' | 'sortText' | 'labelDetails' | 'documentation'> {
  const seen = count > 0 ? `${count.toLocaleString('en')} ×` : '';
  const description = [seen, plainLine(detail)].filter((part) => part !== '').join(' · ');
  return {
    label: plainLine(value),
    sortText: `0${String(rank).padStart(4, '0')}`,
    ...(description === '' ? {} : { labelDetails: { description } }),
    ...(documentation === '' ? {} : { documentation: markdown(escapeMarkdown(documentation)) }),
  };
}

/** Whether the letters occur in this order. Both are in lower case. */
function hasLetters(value: string, wanted: string): boolean {
  let at = -1;
  for (let index = 0; index < wanted.length; index += 1) {
    at = value.indexOf(wanted.charAt(index), at + 1);
    if (at < 0) return false;
  }
  return true;
}

/** The best ones that match what was typed: those that begin with it, then those that have it within, in their order. */
function bestOf<T extends Candidate>(
  candidates: readonly T[],
  typed: string,
): { readonly chosen: readonly T[]; readonly isCut: boolean } {
  if (typed === '') return { chosen: candidates.slice(0, mostValues), isCut: candidates.length > mostValues };
  const wanted = typed.toLowerCase();
  const tiers: [T[], T[], T[]] = [[], [], []];
  for (const candidate of candidates) {
    const value = candidate.value.toLowerCase();
    if (value.startsWith(wanted)) tiers[0].push(candidate);
    else if (value.includes(wanted)) tiers[1].push(candidate);
    else if (hasLetters(value, wanted)) tiers[2].push(candidate);
  }
  const all = tiers.flat();
  return { chosen: all.slice(0, mostValues), isCut: all.length > mostValues };
}
