import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type CodeAction,
  type InitializeResult,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  type TextEdit,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { catalogNotification } from '../../src/protocol/languageServer.js';
import { config, trail } from '../core/lang/stores.js';

const folder = mkdtempSync(path.join(tmpdir(), 'lakesql-actions-'));
const uri = 'file:///actions.lakesql';
const state: {
  process?: ChildProcess;
  connection?: ProtocolConnection;
  published: PublishDiagnosticsParams[];
  settings: unknown;
  version: number;
} = { published: [], settings: {}, version: 0 };
const client = (): ProtocolConnection => state.connection!;

beforeAll(async () => {
  const bundle = path.join(folder, 'languageServer.js');
  await build({
    entryPoints: ['src/languageServer/main.ts'],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    conditions: ['module', 'import', 'node'],
    mainFields: ['module', 'main'],
    logLevel: 'error',
  });
  const child = spawn(process.execPath, [bundle, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  state.process = child;
  state.connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  client().onNotification('textDocument/publishDiagnostics', (found: PublishDiagnosticsParams) => {
    state.published.push(found);
  });
  client().onRequest('workspace/configuration', ({ items }: { items: unknown[] }) => items.map(() => state.settings));
  client().onRequest('client/registerCapability', () => null);
  client().onRequest('workspace/inlayHint/refresh', () => null);
  client().listen();
  const capabilities = { workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } } };
  const { capabilities: offered } = await client().sendRequest<InitializeResult>('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities,
  });
  expect(offered.codeActionProvider).toMatchObject({ codeActionKinds: expect.arrayContaining(['quickfix']) });
  await client().sendNotification('initialized', {});
  await client().sendNotification(catalogNotification, { stores: [trail, config], chosen: {} });
});
afterAll(async () => {
  await client().sendRequest('shutdown');
  await client().sendNotification('exit');
  rmSync(folder, { recursive: true, force: true });
});

async function show(text: string): Promise<PublishDiagnosticsParams> {
  state.version += 1;
  const { version } = state;
  if (version === 1) {
    await client().sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'lakesql', version, text },
    });
  } else {
    await client().sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ text }],
    });
  }
  return published((each) => each.version === version);
}

async function published(fits: (found: PublishDiagnosticsParams) => boolean): Promise<PublishDiagnosticsParams> {
  for (;;) {
    const found = state.published.findLast(fits);
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** `|` is the caret. */
async function actions(marked: string, only?: readonly string[]): Promise<(title: string) => string | undefined> {
  const text = marked.replace('|', '');
  await show(text);
  const document = TextDocument.create(uri, 'lakesql', 1, text);
  const position = document.positionAt(Math.max(0, marked.indexOf('|')));
  const found = await client().sendRequest<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri },
    range: { start: position, end: position },
    context: { diagnostics: [], ...(only ? { only } : {}) },
  });
  return (title) => {
    const action = found.find((each) => each.title.includes(title));
    const edits: TextEdit[] | undefined = action?.edit?.changes?.[uri];
    return edits && TextDocument.applyEdits(document, edits);
  };
}

describe('code actions over stdio', () => {
  it('repair, switch off and rewrite', async () => {
    const after = await actions('SELECT eventNme|, userAgent FROM trail t WHERE eventTime > now()');
    expect(after('Write eventName')).toBe('SELECT eventName, userAgent FROM trail t WHERE eventTime > now()');
    expect(after('Qualify columns with t')).toBe('SELECT eventNme, t.userAgent FROM trail t WHERE t.eventTime > now()');
    const star = await actions('SELECT *| FROM trail');
    expect(star('Disable select-star for this line')).toBe(
      '-- lakesql-disable-next-line select-star\nSELECT * FROM trail',
    );
    expect(star('Fix all')).toBeUndefined();
  });

  it('fix all when asked for', async () => {
    const after = await actions("SELECT eventName FROM trail WHERE eventTime > now() - interval '1' day", [
      'source.fixAll',
    ]);
    expect(after('Fix all')).toBe("SELECT eventName FROM trail WHERE eventTime > date_add('day', -1, now())");
    expect(after('Disable')).toBeUndefined();
  });

  it('follow the settings', async () => {
    const first = await show('SELECT count(*) FROM trail WHERE eventTime > now()');
    expect(first.diagnostics).toMatchObject([{ code: 'missing-alias', severity: 4 }]);
    state.settings = { 'missing-alias': 'warning', 'select-star': 'nonsense' };
    await client().sendNotification('workspace/didChangeConfiguration', { settings: null });
    const { version } = first;
    await published((each) => each.version === version && each.diagnostics[0]?.severity === 2);
    state.settings = { 'missing-alias': 'off' };
    await client().sendNotification('workspace/didChangeConfiguration', { settings: null });
    await published((each) => each.version === version && each.diagnostics.length === 0);
  });

  it('tag what has no effect', async () => {
    const { diagnostics } = await show(
      'SELECT n FROM (SELECT eventName AS n FROM trail WHERE eventTime > now() ORDER BY 1)',
    );
    expect(diagnostics).toMatchObject([{ code: 'inner-order-by', tags: [1] }]);
  });
});
