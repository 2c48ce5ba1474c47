/** Running statements inside VS Code: where they run, what they ask for, what they say. */
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { errorsOf, eventually, inputNamed, openDocument, page, screen, stores } from './support.js';

const run = (): Thenable<unknown> => vscode.commands.executeCommand('lakesql.runQuery');
const closeAll = (): Thenable<unknown> => vscode.commands.executeCommand('workbench.action.closeAllEditors');

/** Rows of the results view once they are these. */
const gridShows = (rows: readonly (readonly string[])[]): Promise<unknown> =>
  eventually(
    screen.grid,
    (found) => JSON.stringify(found) === JSON.stringify(rows),
    `not the rows ${JSON.stringify(rows)}`,
  );

describe('running', () => {
  afterEach(async () => {
    if (page && (await screen.input())) await screen.press('Escape');
    await closeAll();
    await screen.clearNotifications();
  });

  it('opens a results tab beside the document', async () => {
    await openDocument(`SELECT eventName, count(*) AS calls FROM ${stores.trail} GROUP BY 1|`);
    await run();
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs.map((tab) => ({ tab, group })));
    const results = tabs.filter(({ tab }) => tab.input instanceof vscode.TabInputWebview);
    assert.equal(results.length, 1);
    assert.notEqual(results[0]?.group.viewColumn, vscode.ViewColumn.One);
  });

  it('places what the engine refuses at its statement, in the words of Lake', async () => {
    const { document } = await openDocument(
      `SELECT eventName,\n       CAST(eventName AS bigint) AS n FROM ${stores.trail}`,
    );
    await run();
    const [found] = errorsOf(document);
    // Only this cast can have failed.
    const { start, end } = found?.range ?? document.validateRange(new vscode.Range(0, 0, 0, 0));
    assert.deepEqual([start.line, start.character, end.line, end.character], [1, 7, 1, 32]);
    assert.ok(!/lk_|BIGINT|DuckDB/.test(found?.message ?? 'BIGINT'), found?.message);
  });

  it('takes what a run refused away with the next edit', async () => {
    const { document } = await openDocument(`SELECT CAST(eventName AS bigint) AS n FROM ${stores.trail}`);
    await run();
    assert.equal(errorsOf(document).length, 1);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(0, 7, 0, 32), 'eventName');
    await vscode.workspace.applyEdit(edit);
    await eventually(
      () => errorsOf(document),
      (list) => list.length === 0,
      'still there',
    );
  });

  it('runs the statement at the cursor only', async function () {
    if (!page) return this.skip();
    await openDocument(`SELECT 1 AS n;\nSELECT 2| AS n;\nSELECT 3 AS n;`);
    await run();
    await gridShows([['2']]);
  });

  it('binds a file to a store by name', async function () {
    if (!page) return this.skip();
    await openDocument(`-- @store configuration-items\nSELECT DISTINCT eventCategory FROM $EDS_ID`);
    await run();
    await gridShows([['ConfigurationItem']]);
  });

  it('names the stores there are when the file asks for another', async function () {
    if (!page) return this.skip();
    await openDocument(`-- @store nowhere\nSELECT eventName FROM $EDS_ID`);
    await run();
    await eventually(
      screen.notifications,
      (list) => list.length === 1 && /store "nowhere".*cloudtrail/.test(list[0] ?? ''),
      'message',
    );
  });

  it('asks for the store of a placeholder once', async function () {
    if (!page) return this.skip();
    await openDocument(`SELECT DISTINCT eventCategory FROM $EDS_ID`);
    const first = run();
    const list = await inputNamed(/Choose Event Data Store/);
    assert.equal(list?.rows.length, 2, JSON.stringify(list));
    await screen.type('configuration-items');
    await screen.press('Enter');
    await first;
    await gridShows([['ConfigurationItem']]);
    await run();
    assert.equal(await screen.input(), null);
  });

  it('asks for parameters once, refuses what is none, and binds them as values', async function () {
    if (!page) return this.skip();
    // On a cold machine the list of the test before was seen open here once in three runs; why is not known yet.
    if (await screen.input()) await screen.press('Escape');
    await openDocument(`SELECT :word AS word, :count_number + 1 AS n`);
    const first = run();
    await inputNamed(/:word/);
    await screen.type("x' OR '1'='1");
    await screen.press('Enter');
    await inputNamed(/:count_number/);
    await screen.type('many');
    await screen.press('Enter');
    const refused = await eventually(screen.input, (input) => /number/i.test(input?.message ?? ''), 'no remark');
    assert.match(refused?.title ?? '', /:count_number/);
    await screen.type('41');
    await screen.press('Enter');
    await first;
    await gridShows([["x' OR '1'='1", '42']]);
    await run();
    assert.equal(await screen.input(), null);
  });

  it('does nothing when a parameter is not given', async function () {
    if (!page) return this.skip();
    const { document } = await openDocument(`SELECT :other AS other`);
    const running = run();
    await inputNamed(/:other/);
    await screen.press('Escape');
    await running;
    assert.deepEqual(errorsOf(document), []);
    assert.deepEqual(await screen.notifications(), []);
    const tabs = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs);
    assert.ok(!tabs.some(({ input }) => input instanceof vscode.TabInputWebview));
  });

  it('asks anew in a new file of the same name', async function () {
    if (!page) return this.skip();
    const { document } = await openDocument(`SELECT :again AS word`);
    const first = run();
    await inputNamed(/:again/);
    await screen.type('one');
    await screen.press('Enter');
    await first;
    await closeAll();
    const { document: next } = await openDocument(`SELECT :again AS word`);
    assert.equal(next.uri.toString(), document.uri.toString());
    const second = run();
    await inputNamed(/:again/);
    await screen.press('Escape');
    await second;
  });

  it('cancels a long statement without a word', async () => {
    const { document } = await openDocument(
      `SELECT count(*) FROM UNNEST(sequence(1, 9000)) AS a(x) CROSS JOIN UNNEST(sequence(1, 9000)) AS b(y) CROSS JOIN UNNEST(sequence(1, 9000)) AS c(z) WHERE x * y + z = 7`,
    );
    let ended = false;
    const running = Promise.resolve(run()).then(() => (ended = true));
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    assert.equal(ended, false, 'the statement was over before it could be cancelled');
    await vscode.commands.executeCommand('lakesql.cancelQuery');
    await eventually(() => ended, Boolean, 'runs on');
    await running;
    assert.deepEqual(errorsOf(document), []);
    if (page) assert.deepEqual(await screen.notifications(), []);
  });

  it('refuses what is not one SELECT before anything runs', async () => {
    const { document } = await openDocument(`DROP TABLE x|`);
    await run();
    assert.ok(errorsOf(document).length > 0);
  });
});

describe('commands without an editor', () => {
  before(closeAll);
  for (const command of ['runQuery', 'runAllInFile', 'chooseEventDataStore', 'changeParameters']) {
    it(`${command} says in one message what to do`, async function () {
      if (!page) return this.skip();
      await screen.clearNotifications();
      await vscode.commands.executeCommand(`lakesql.${command}`);
      const said = await eventually(screen.notifications, (list) => list.length > 0, 'no message');
      assert.equal(said.length, 1);
      assert.match(said[0] ?? '', /Open a \.lakesql file/);
    });
  }

  it('cancelQuery with nothing running is silent', async function () {
    if (!page) return this.skip();
    await screen.clearNotifications();
    await vscode.commands.executeCommand('lakesql.cancelQuery');
    assert.deepEqual(await screen.notifications(), []);
  });
});
