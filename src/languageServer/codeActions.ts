/** Quick fixes, rewritings and fix all. */
import {
  CodeActionKind,
  type CodeAction as LspCodeAction,
  type CodeActionContext,
  type InitializeResult,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { codeActionKinds, type CodeAction } from '../core/lang/actions/codeAction.js';
import { answer, fromLspRange, toLspRange, type ServerParts } from './answers.js';
import { diagnosticOf } from './diagnostics.js';
import type { LintedTexts } from './lintedTexts.js';

export const codeActionCapabilities = {
  codeActionProvider: { codeActionKinds: [...codeActionKinds] },
} as const satisfies InitializeResult['capabilities'];

export function answerCodeActions(parts: ServerParts, linted: LintedTexts): void {
  const { connection, catalogs, texts } = parts;
  connection.onCodeAction(async ({ textDocument: { uri }, range, context }) => {
    const [severities, { codeActions }] = await Promise.all([
      linted.severitiesOf(uri),
      import('../core/lang/actions/codeActions.js'),
    ]);
    return answer(parts, 'codeAction', uri, [], (document) =>
      codeActions({
        analyzed: texts.of(document),
        problems: linted.problemsOf(document, severities),
        catalog: catalogs.of(document),
        now: new Date(),
        range: fromLspRange(document, range),
        wants: (kind) => isWanted(kind, context),
      }).map((action) => lspAction(document, action)),
    );
  });
}

/** `only` names kinds or their parents: `refactor` for `refactor.rewrite`. Source actions come only when asked for. */
function isWanted(kind: CodeAction['kind'], { only }: CodeActionContext): boolean {
  if (!only || only.length === 0) return !kind.startsWith(`${CodeActionKind.Source}.`);
  return only.some((wanted) => wanted === '' || kind === wanted || kind.startsWith(`${wanted}.`));
}

function lspAction(document: TextDocument, { title, kind, edits, problem, isPreferred }: CodeAction): LspCodeAction {
  const changes = edits.map(({ range, text }) => ({ range: toLspRange(document, range), newText: text }));
  return {
    title,
    kind,
    ...(problem ? { diagnostics: [diagnosticOf(document, problem)] } : {}),
    ...(isPreferred ? { isPreferred } : {}),
    edit: { changes: { [document.uri]: changes } },
  };
}
