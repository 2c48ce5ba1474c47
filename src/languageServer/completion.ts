/** Completion over the Language Server Protocol. */
import {
  InsertTextFormat,
  type ClientCapabilities,
  type CompletionItem,
  type CompletionList,
  type ServerCapabilities,
} from 'vscode-languageserver/node';
import { noKnowledge, type AwsKnowledge } from '../core/catalog/knowledge.js';
import { vocabularyNotification } from '../protocol/languageServer.js';
import { answer, guarded, logTo, type ServerParts } from './answers.js';
import { readVocabularies } from './catalogs.js';

export const completionCapabilities: Pick<ServerCapabilities, 'completionProvider'> = {
  completionProvider: { triggerCharacters: ['.', '"', "'", '$'] },
};

export interface Completions {
  initialize(capabilities: ClientCapabilities): void;
}

export function answerCompletion(parts: ServerParts): Completions {
  const { connection, catalogs } = parts;
  let takesSnippets = false;
  let knowledge: Promise<AwsKnowledge> | undefined;
  /** Read with the first completion; without it there are still columns, functions and words. */
  const known = (): Promise<AwsKnowledge> =>
    (knowledge ??= import('../core/catalog/data/knowledgeData.js')
      .then(({ awsKnowledge }) => awsKnowledge())
      .catch((error: unknown) => {
        logTo(connection, 'completion/knowledge', error);
        return noKnowledge;
      }));

  connection.onNotification(vocabularyNotification, (parameters: unknown) => {
    guarded(connection, vocabularyNotification, undefined, () => catalogs.learn(readVocabularies(parameters)));
  });
  connection.onCompletion(async ({ textDocument, position }): Promise<CompletionList> => {
    const [knowledge, { complete }, { plainOf }] = await Promise.all([
      known(),
      import('../core/lang/completion.js'),
      import('../core/lang/completionSnippets.js'),
    ]);
    const help = { knowledge, now: new Date() };
    const none: CompletionList = { isIncomplete: false, items: [] };
    const list = answer(parts, 'completion', textDocument.uri, none, (document) =>
      complete(document.getText(), document.offsetAt(position), catalogs.of(document), help),
    );
    return takesSnippets ? list : { ...list, items: list.items.map((item) => withoutSnippet(item, plainOf)) };
  });
  return {
    initialize: ({ textDocument }) => {
      takesSnippets = textDocument?.completion?.completionItem?.snippetSupport ?? false;
    },
  };
}

/** For editors that would insert the marks of a snippet as they are. */
function withoutSnippet(item: CompletionItem, plainOf: (snippet: string) => string): CompletionItem {
  const { insertTextFormat, textEdit, ...others } = item;
  if (insertTextFormat !== InsertTextFormat.Snippet || !textEdit) return item;
  return { ...others, textEdit: { ...textEdit, newText: plainOf(textEdit.newText) } };
}
