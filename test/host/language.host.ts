/** The language inside VS Code: server, catalog of real stores, completion, hints, commands. */
import * as assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { errorsOf, eventually, openDocument, stores } from './support.js';

describe('the extension', () => {
  it('activates for .lakesql', async () => {
    const extension = vscode.extensions.getExtension('lakesql.lakesql');
    assert.ok(extension);
    await openDocument('SELECT 1');
    await eventually(() => extension.isActive, Boolean, 'not active');
  });

  it('contributes every command of its manifest', async () => {
    const manifest = vscode.extensions.getExtension('lakesql.lakesql')?.packageJSON as {
      contributes: { commands: { command: string }[] };
    };
    const known = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      manifest.contributes.commands.map(({ command }) => command).filter((command) => !known.has(command)),
      [],
    );
  });

  it('never claims .sql', async () => {
    const opened = await vscode.workspace.openTextDocument({ content: 'SELECT 1', language: 'sql' });
    assert.equal(opened.languageId, 'sql');
  });
});

describe('the language in the editor', () => {
  it('reports a syntax error at its place', async () => {
    const { document: opened } = await openDocument(`SELECT eventTime, FROM ${stores.trail}`);
    const found = await eventually(
      () => vscode.languages.getDiagnostics(opened.uri),
      (list) => list.length > 0,
      'no diagnostics',
    );
    assert.deepEqual([found[0]?.range.start.line, found[0]?.range.start.character], [0, 18]);
  });

  it('knows the stores of the local lake and refuses others', async () => {
    const good = await openDocument(`SELECT eventName FROM ${stores.trail}`);
    await eventually(
      () => vscode.languages.getDiagnostics(good.document.uri),
      (list) => list.every(({ severity }) => severity !== vscode.DiagnosticSeverity.Error),
      'diagnostics',
    );
    const bad = await openDocument('SELECT eventName FROM 00000000-0000-4000-8000-000000000000');
    const found = await eventually(
      () => vscode.languages.getDiagnostics(bad.document.uri),
      (list) => list.some(({ code }) => code === 'unknown-store'),
      'no unknown store',
    );
    assert.ok(found.length > 0);
  });

  it('completes event data stores by name, inserting the ID', async () => {
    const { document: opened, caret } = await openDocument('SELECT * FROM |');
    const list = await eventually(
      () =>
        vscode.commands.executeCommand<vscode.CompletionList>(
          'vscode.executeCompletionItemProvider',
          opened.uri,
          caret,
        ),
      ({ items }) => items.some(({ label }) => nameOf(label) === 'configuration-items'),
      'no store',
    );
    const item = list.items.find(({ label }) => nameOf(label) === 'configuration-items');
    assert.equal(insertedText(item), stores.items);
  });

  it('completes struct members at any depth', async () => {
    const { document: opened, caret } = await openDocument(
      `SELECT userIdentity.sessionContext.sessionIssuer.| FROM ${stores.trail}`,
    );
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      opened.uri,
      caret,
    );
    const names = list.items.map(({ label }) => nameOf(label).toLowerCase());
    for (const member of ['arn', 'username', 'accountid', 'type', 'principalid'])
      assert.ok(names.includes(member), `${member} in ${names.join()}`);
  });

  it('completes event names as the local lake was seen to hold them', async () => {
    const { document: opened, caret } = await openDocument(`SELECT 1 FROM ${stores.trail} WHERE eventName = '|'`);
    const seen = await eventually(
      async () => {
        const list = await vscode.commands.executeCommand<vscode.CompletionList>(
          'vscode.executeCompletionItemProvider',
          opened.uri,
          caret,
        );
        return list.items.filter(({ label }) => typeof label !== 'string' && /^[\d,]+ ×/.test(label.description ?? ''));
      },
      (items) => items.length > 0,
      'nothing that was seen',
    );
    assert.match(insertedText(seen[0]) ?? '', /^'\w+'$/);
  });

  it('hints the name of a store after its ID, and tells about it on hover', async () => {
    const { document: opened } = await openDocument(`SELECT eventName FROM ${stores.trail}`);
    const whole = new vscode.Range(0, 0, 1, 0);
    const hints = await eventually(
      () => vscode.commands.executeCommand<vscode.InlayHint[]>('vscode.executeInlayHintProvider', opened.uri, whole),
      (list) => list.length > 0,
      'no hints',
    );
    assert.match(
      typeof hints[0]?.label === 'string' ? hints[0].label : (hints[0]?.label ?? []).map(({ value }) => value).join(''),
      /cloudtrail/,
    );
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      opened.uri,
      new vscode.Position(0, 25),
    );
    assert.match(
      hovers
        .flatMap(({ contents }) => contents.map((content) => (typeof content === 'string' ? content : content.value)))
        .join('\n'),
      /cloudtrail/,
    );
  });

  it('puts Run over each statement', async () => {
    const { document: opened } = await openDocument(`SELECT 1 AS one;\n\nSELECT 2 AS two`);
    const lenses = await eventually(
      () => vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', opened.uri, 20),
      (list) => list.filter(({ command }) => command?.command === 'lakesql.runQuery').length === 2,
      'lenses',
    );
    assert.ok(lenses.some(({ range }) => range.start.line === 2));
  });
});

describe('more of the language', () => {
  it('takes problems back when the text is mended', async () => {
    const { document } = await openDocument(`SELECT eventTime, FROM ${stores.trail}`);
    await eventually(
      () => errorsOf(document),
      (list) => list.length > 0,
      'no diagnostics',
    );
    const edit = new vscode.WorkspaceEdit();
    edit.delete(document.uri, new vscode.Range(0, 16, 0, 17));
    await vscode.workspace.applyEdit(edit);
    await eventually(
      () => errorsOf(document),
      (list) => list.length === 0,
      'diagnostics stayed',
    );
  });

  it('shows the parameters of a function', async () => {
    const { document, caret } = await openDocument(`SELECT date_trunc('hour', |) FROM ${stores.trail}`);
    const help = await eventually(
      () =>
        vscode.commands.executeCommand<vscode.SignatureHelp | undefined>(
          'vscode.executeSignatureHelpProvider',
          document.uri,
          caret,
        ),
      (found) => (found?.signatures.length ?? 0) > 0,
      'no signature',
    );
    assert.match(help?.signatures[help.activeSignature]?.label ?? '', /^date_trunc\(/);
    assert.equal(help?.activeParameter, 1);
  });

  it('finds the definition of a common table expression', async () => {
    const { document, caret } = await openDocument(
      `WITH calls AS (SELECT eventName FROM ${stores.trail})\nSELECT eventName FROM ca|lls`,
    );
    const found = await eventually(
      () =>
        vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
          'vscode.executeDefinitionProvider',
          document.uri,
          caret,
        ),
      (list) => list.length > 0,
      'no definition',
    );
    const range = found[0] && ('range' in found[0] ? found[0].range : found[0].targetRange);
    assert.deepEqual([range?.start.line, range?.start.character], [0, 5]);
  });

  it('lists each statement as a symbol and folds it', async () => {
    const { document } = await openDocument(
      `SELECT eventName\nFROM ${stores.trail}\nLIMIT 1;\n\nSELECT eventTime\nFROM ${stores.items}\nLIMIT 2;\n`,
    );
    const symbols = await eventually(
      () =>
        vscode.commands.executeCommand<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', document.uri),
      (list) => list?.length === 2,
      'symbols',
    );
    assert.deepEqual(
      symbols.map(({ range }) => range.start.line),
      [0, 4],
    );
    const folds = await vscode.commands.executeCommand<vscode.FoldingRange[]>(
      'vscode.executeFoldingRangeProvider',
      document.uri,
    );
    assert.deepEqual(
      folds.map(({ start, end }) => [start, end]),
      [
        [0, 2],
        [4, 6],
      ],
    );
  });

  it('leaves the meaning of a text alone when it is formatted', async () => {
    const text = `select   eventName from ${stores.trail} where eventName='x|y' -- kept`;
    const { document } = await openDocument(text.replace('|', ''));
    const edits = await vscode.commands.executeCommand<vscode.TextEdit[] | undefined>(
      'vscode.executeFormatDocumentProvider',
      document.uri,
      { tabSize: 2, insertSpaces: true },
    );
    const edit = new vscode.WorkspaceEdit();
    edit.set(document.uri, edits ?? []);
    await vscode.workspace.applyEdit(edit);
    const bare = (given: string): string => given.replace(/\s+/g, '').toLowerCase();
    assert.equal(bare(document.getText()), bare(text.replace('|', '')));
  });
});

describe('the package', () => {
  it('has all strings of the manifest in both languages', () => {
    const root = vscode.extensions.getExtension('lakesql.lakesql')?.extensionPath ?? '';
    const keys = (name: string): string[] =>
      Object.keys(JSON.parse(readFileSync(`${root}/${name}`, 'utf8')) as object).sort();
    assert.deepEqual(keys('package.nls.ja.json'), keys('package.nls.json'));
  });
});

const nameOf = (label: string | vscode.CompletionItemLabel): string =>
  typeof label === 'string' ? label : label.label;

function insertedText(item: vscode.CompletionItem | undefined): string | undefined {
  const text = item?.insertText ?? item?.textEdit?.newText;
  return typeof text === 'string' ? text : text?.value;
}
