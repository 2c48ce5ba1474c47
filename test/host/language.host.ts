/** The language inside VS Code: server, catalog of real stores, completion, hints, commands. */
import * as assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';

interface Stores {
  readonly trail: string;
  readonly items: string;
}
const stores = JSON.parse(process.env['LAKESQL_TEST_STORES'] ?? '{}') as Stores;

const document = async (text: string): Promise<{ document: vscode.TextDocument; caret: vscode.Position }> => {
  const at = text.indexOf('|');
  const content = at < 0 ? text : text.slice(0, at) + text.slice(at + 1);
  const opened = await vscode.workspace.openTextDocument({ language: 'lakesql', content });
  await vscode.window.showTextDocument(opened);
  return { document: opened, caret: opened.positionAt(at < 0 ? content.length : at) };
};

/** Waits until `read` gives something that passes, or fails with what it gave last. */
async function eventually<T>(read: () => T | Thenable<T>, passes: (value: T) => boolean, what: string): Promise<T> {
  const deadline = Date.now() + 20_000;
  let last: T | undefined;
  while (Date.now() < deadline) {
    last = await read();
    if (passes(last)) return last;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${what}: ${JSON.stringify(last)}`);
}

describe('the extension', () => {
  it('activates for .lakesql in under 100 ms of its own time', async () => {
    const extension = vscode.extensions.getExtension('lakesql.lakesql');
    assert.ok(extension);
    await document('SELECT 1');
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
    const { document: opened } = await document(`SELECT eventTime, FROM ${stores.trail}`);
    const found = await eventually(
      () => vscode.languages.getDiagnostics(opened.uri),
      (list) => list.length > 0,
      'no diagnostics',
    );
    assert.deepEqual([found[0]?.range.start.line, found[0]?.range.start.character], [0, 18]);
  });

  it('knows the stores of the local lake and refuses others', async () => {
    const good = await document(`SELECT eventName FROM ${stores.trail}`);
    await eventually(
      () => vscode.languages.getDiagnostics(good.document.uri),
      (list) => list.length === 0,
      'diagnostics',
    );
    const bad = await document('SELECT eventName FROM 00000000-0000-4000-8000-000000000000');
    const found = await eventually(
      () => vscode.languages.getDiagnostics(bad.document.uri),
      (list) => list.some(({ code }) => code === 'unknown-store'),
      'no unknown store',
    );
    assert.ok(found.length > 0);
  });

  it('completes event data stores by name, inserting the ID', async () => {
    const { document: opened, caret } = await document('SELECT * FROM |');
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
    const { document: opened, caret } = await document(
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

  it('hints the name of a store after its ID, and tells about it on hover', async () => {
    const { document: opened } = await document(`SELECT eventName FROM ${stores.trail}`);
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
    const { document: opened } = await document(`SELECT 1 AS one;\n\nSELECT 2 AS two`);
    const lenses = await eventually(
      () => vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', opened.uri, 20),
      (list) => list.filter(({ command }) => command?.command === 'lakesql.runQuery').length === 2,
      'lenses',
    );
    assert.ok(lenses.some(({ range }) => range.start.line === 2));
  });
});

describe('running', () => {
  it('opens a results tab and keeps the run in the history', async () => {
    await document(`SELECT eventName, count(*) AS calls FROM ${stores.trail} GROUP BY 1|`);
    await vscode.commands.executeCommand('lakesql.runQuery');
    await eventually(
      () =>
        vscode.window.tabGroups.all
          .flatMap(({ tabs }) => tabs)
          .some(({ input }) => input instanceof vscode.TabInputWebview),
      Boolean,
      'no results tab',
    );
  });

  it('places what the engine refuses at its position', async () => {
    const { document: opened } = await document(
      `SELECT element_at(requestParameters, 'x'),\n       CAST('abc' AS bigint) AS n FROM ${stores.trail}`,
    );
    await vscode.commands.executeCommand('lakesql.runQuery');
    const found = await eventually(
      () =>
        vscode.languages
          .getDiagnostics(opened.uri)
          .filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error),
      (list) => list.length > 0,
      'no diagnostic',
    );
    assert.ok(found[0] && !/lk_|BIGINT|DuckDB/.test(found[0].message), found[0]?.message);
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
