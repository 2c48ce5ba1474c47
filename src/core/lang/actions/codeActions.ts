/** What can be done about a place: repair a problem, switch its rule off, rewrite the statement. */
import { canBeDisabled } from '../lint/disableComments.js';
import { fixesFor, type ActionRequest, type CodeAction } from './codeAction.js';
import { disableActions } from './disableActions.js';
import { fixAll } from './fixAll.js';
import { refactorings } from './refactorings.js';

export function codeActions(request: ActionRequest): readonly CodeAction[] {
  const { wants } = request;
  const fixes = wants('quickfix') ? quickFixes(request) : [];
  return [
    ...fixes,
    ...(wants('refactor.rewrite') ? refactorings(request).filter(isNew(fixes)) : []),
    ...(wants('source.fixAll.lakesql') ? fixAll(request) : []),
  ];
}

/** A rewriting that does what a quick fix beside it does would be offered twice. */
function isNew(fixes: readonly CodeAction[]): (rewriting: CodeAction) => boolean {
  const known = new Set(fixes.map(({ edits }) => JSON.stringify(edits)));
  return ({ edits }) => !known.has(JSON.stringify(edits));
}

/** Repairs first, then ways not to hear of it; those of the problems in the order of the text. */
function quickFixes({ analyzed, problems, catalog, range }: ActionRequest): readonly CodeAction[] {
  const touched = problems.filter((each) => each.range.start <= range.end && each.range.end >= range.start);
  const repairs = touched.flatMap((problem) =>
    fixesFor(analyzed, problem, catalog).map(({ title, edits }, index): CodeAction => {
      const action = { title, kind: 'quickfix', edits, problem } as const;
      return index === 0 ? { ...action, isPreferred: true } : action;
    }),
  );
  const switches = touched.filter(canBeDisabled).flatMap((problem) => disableActions(analyzed, problem));
  return [...repairs, ...switches];
}
