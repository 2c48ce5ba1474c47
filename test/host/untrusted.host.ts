/** A folder from a stranger, not trusted: the language works, its settings and head comments reach nothing. */
import * as assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { errorsOf, eventually, openDocument, page, screen, stores } from './support.js';

const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';

describe('in a folder that is not trusted', () => {
  it('is one', () => {
    assert.equal(vscode.workspace.isTrusted, false);
    assert.ok(existsSync(path.join(folder, '.vscode/settings.json')));
  });

  for (const [name, mine] of [
    ['local.folder', 'own'],
    ['lake.profile', ''],
    ['lake.region', ''],
    ['lake.endpointUrl', ''],
  ] as const) {
    it(`ignores lakesql.${name} of the folder`, () => {
      const read = vscode.workspace.getConfiguration().get<string>(`lakesql.${name}`, '');
      if (mine === '') assert.equal(read, '');
      else assert.ok(read !== '' && !read.startsWith(folder), read);
    });
  }

  it('reads and runs on the own local lake', async function () {
    const { document } = await openDocument(`SELECT DISTINCT eventCategory FROM ${stores.items}`);
    await vscode.commands.executeCommand('lakesql.runQuery');
    assert.deepEqual(errorsOf(document), []);
    assert.equal(existsSync(path.join(folder, 'lake')), false);
    if (!page) return this.skip();
    await eventually(screen.grid, (rows) => JSON.stringify(rows) === '[["ConfigurationItem"]]', 'not the rows');
  });

  it('does not sign in to AWS because a file says so', async function () {
    if (!page) return this.skip();
    await screen.clearNotifications();
    await openDocument(`-- @profile stranger\n-- @region us-east-1\nSELECT eventName FROM ${stores.trail}`);
    await vscode.commands.executeCommand('lakesql.runQuery');
    const said = await eventually(screen.notifications, (list) => list.length > 0, 'no message');
    // Either the refusal, or the question that comes before it, which VS Code refuses to show in tests.
    assert.match(said.join('\n'), /trusted workspace|asks to run on CloudTrail Lake/);
  });
});
