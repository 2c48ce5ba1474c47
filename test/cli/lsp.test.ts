/** `lakesql lsp --stdio` as Neovim, Helix and others start it: a real process that speaks over standard input and output. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type CompletionItem,
  type DocumentHighlight,
  type Hover,
  type InitializeResult,
  type Location,
  type MarkupContent,
  type MessageConnection,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  type SelectionRange,
  type SemanticTokens,
  type SemanticTokensDelta,
  type SignatureHelp,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { buildAll, finished, lakesql, root, start, type Ran } from './runCli.js';

const folder = mkdtempSync(path.join(tmpdir(), 'lakesql-lsp-'));
const lake = path.join(folder, 'lake');
const uri = 'file:///queries/a%20b.lakesql';
const running = new Set<Client>();

beforeAll(async () => {
  buildAll();
  const imported = await lakesql(['import', path.join(root, 'examples/AWSLogs'), '--local', lake]);
  expect(imported.code, imported.stderr).toBe(0);
}, 180_000);
afterAll(() => {
  for (const client of running) client.kill();
  rmSync(folder, { recursive: true, force: true });
});

interface Client {
  readonly connection: ProtocolConnection;
  readonly ended: Promise<Ran>;
  readonly published: PublishDiagnosticsParams[];
  /** Requests that the server sent although nothing was said of supporting them. */
  readonly asked: string[];
  initialize(parameters?: object): Promise<InitializeResult>;
  open(text: string): Promise<void>;
  /** The first diagnostics that fit, also of the past. */
  diagnostics(fits: (published: PublishDiagnosticsParams) => boolean): Promise<PublishDiagnosticsParams>;
  at<Answer>(method: string, line: number, character: number, more?: object): Promise<Answer>;
  about<Answer>(method: string, more?: object): Promise<Answer>;
  closeInput(): void;
  kill(): void;
}

function connect(args: readonly string[] = []): Client {
  const child = start(['lsp', '--stdio', '--local', lake, ...args]);
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const published: PublishDiagnosticsParams[] = [];
  const asked: string[] = [];
  const waiting = new Set<() => void>();
  connection.onNotification('textDocument/publishDiagnostics', (parameters: PublishDiagnosticsParams) => {
    published.push(parameters);
    for (const check of waiting) check();
  });
  // Its type leaves out the handler of everything else, which it has.
  (connection as unknown as MessageConnection).onRequest((method) => {
    asked.push(method);
    throw new Error(`This client does not know ${method}.`);
  });
  connection.listen();
  const textDocument = { uri };
  const client: Client = {
    connection,
    published,
    asked,
    ended: finished(child),
    initialize: async (parameters = {}) => {
      const result = await connection.sendRequest<InitializeResult>('initialize', {
        processId: process.pid,
        rootUri: null,
        capabilities: {},
        ...parameters,
      });
      await connection.sendNotification('initialized', {});
      return result;
    },
    open: (text) =>
      connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri, languageId: 'lakesql', version: 1, text },
      }),
    diagnostics: (fits) =>
      new Promise((resolve) => {
        const check = (): void => {
          const found = published.find(fits);
          if (!found) return;
          waiting.delete(check);
          resolve(found);
        };
        waiting.add(check);
        check();
      }),
    at: (method, line, character, more = {}) =>
      connection.sendRequest(`textDocument/${method}`, { textDocument, position: { line, character }, ...more }),
    about: (method, more = {}) => connection.sendRequest(`textDocument/${method}`, { textDocument, ...more }),
    closeInput: () => child.stdin.end(),
    kill: () => child.kill('SIGKILL'),
  };
  running.add(client);
  return client;
}

const range = (line: number, start: number, end: number): object => ({
  start: { line, character: start },
  end: { line, character: end },
});

describe('a client with no capabilities at all', () => {
  const client = connect.bind(undefined, []);
  let editor: Client;
  const text = 'WITH c AS (SELECT eventName AS n FROM trail)\nSELECT upper(c.n) FROM c WHERE c.n = :who';

  beforeAll(async () => {
    editor = client();
    await editor.initialize({
      initializationOptions: {
        stores: [
          {
            id: '11111111-1111-1111-1111-111111111111',
            name: 'trail',
            category: 'CloudTrail',
            backend: 'lake',
            connectionId: 'editor',
          },
        ],
      },
    });
    await editor.open(text);
  });

  it('is told what there is, in UTF-16', async () => {
    const other = connect();
    const { capabilities } = await other.initialize({
      capabilities: { general: { positionEncodings: ['utf-8', 'utf-32'] } },
    });
    expect(capabilities).toMatchObject({
      positionEncoding: 'utf-16',
      referencesProvider: true,
      documentHighlightProvider: true,
      renameProvider: { prepareProvider: true },
      selectionRangeProvider: true,
      documentOnTypeFormattingProvider: { firstTriggerCharacter: '\n', moreTriggerCharacter: [';', ')'] },
      semanticTokensProvider: { full: { delta: true }, range: true },
    });
    await other.connection.sendRequest('shutdown');
    await other.connection.sendNotification('exit');
    expect((await other.ended).code).toBe(0);
  });

  it('gets problems, also after a change within the text', async () => {
    expect((await editor.diagnostics(({ version }) => version === 1)).diagnostics.filter(isError)).toEqual([]);
    await editor.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: 2 },
      contentChanges: [{ range: range(1, 13, 16), text: 'c.nope' }],
    });
    const { diagnostics } = await editor.diagnostics(({ version }) => version === 2);
    expect(diagnostics.filter(isError)).toMatchObject([{ code: 'unknown-column', range: range(1, 15, 19) }]);
    await editor.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: 3 },
      contentChanges: [{ range: range(1, 13, 19), text: 'c.n' }],
    });
    expect((await editor.diagnostics(({ version }) => version === 3)).diagnostics.filter(isError)).toEqual([]);
  });

  it('completes, explains and finds', async () => {
    const found = await editor.at<CompletionItem[] | { items: CompletionItem[] }>('completion', 1, 15);
    expect((Array.isArray(found) ? found : found.items).map(({ label }) => label)).toContain('n');
    const hover = await editor.at<Hover>('hover', 1, 8);
    expect((hover.contents as MarkupContent).value).toContain('upper(');
    const help = await editor.at<SignatureHelp>('signatureHelp', 1, 13);
    expect(help.signatures[0]?.label).toMatch(/^upper\(/);
    expect(await editor.at<Location>('definition', 1, 15)).toEqual({ uri, range: range(0, 31, 32) });
    const references = await editor.at<Location[]>('references', 1, 15, { context: { includeDeclaration: false } });
    expect(references.map((place) => place.range)).toEqual([range(1, 15, 16), range(1, 33, 34)]);
    const highlights = await editor.at<DocumentHighlight[]>('documentHighlight', 1, 23);
    expect(highlights).toMatchObject([{ kind: 3 }, { kind: 2 }, { kind: 2 }, { kind: 2 }]);
  });

  it('renames, or hears why not', async () => {
    expect(await editor.at('prepareRename', 1, 15)).toEqual({ range: range(1, 15, 16), placeholder: 'n' });
    const edit = await editor.at<WorkspaceEdit>('rename', 1, 15, { newName: 'event name' });
    expect(edit.changes?.[uri]).toEqual([
      { range: range(0, 31, 32), newText: '"event name"' },
      { range: range(1, 15, 16), newText: '"event name"' },
      { range: range(1, 33, 34), newText: '"event name"' },
    ]);
    await expect(editor.at('prepareRename', 0, 39)).rejects.toThrow(/event data store/);
    await expect(editor.at('rename', 1, 15, { newName: '' })).rejects.toThrow(/no name/);
  });

  it('formats a document, a range and a line', async () => {
    const options = { tabSize: 2, insertSpaces: true };
    const [whole] = await editor.about<TextEdit[]>('formatting', { options });
    expect(whole?.newText).toContain('upper(c.n)\nfrom'.replace('from', 'FROM'));
    expect(await editor.about('rangeFormatting', { options, range: range(0, 0, 1) })).toEqual([whole]);
    await editor.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: 4 },
      contentChanges: [{ range: range(0, 11, 11), text: '\n' }],
    });
    const typed = await editor.at<TextEdit[]>('onTypeFormatting', 1, 0, { ch: '\n', options });
    expect(typed).toEqual([{ range: range(1, 0, 0), newText: '  ' }]);
    await editor.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: 5 },
      contentChanges: [{ text }],
    });
  });

  it('colours and selects by the tree', async () => {
    const full = await editor.about<SemanticTokens>('semanticTokens/full');
    expect(full.data.length % 5).toBe(0);
    expect(full.data.slice(0, 3)).toEqual([0, 5, 1]);
    await editor.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: 6 },
      contentChanges: [{ range: range(1, 0, 0), text: '  ' }],
    });
    const delta = await editor.about<SemanticTokensDelta>('semanticTokens/full/delta', {
      previousResultId: full.resultId,
    });
    const edited = [...full.data];
    for (const { start: at, deleteCount, data } of delta.edits.toReversed())
      edited.splice(at, deleteCount, ...(data ?? []));
    expect(delta.edits).toHaveLength(1);
    expect(edited).toEqual((await editor.about<SemanticTokens>('semanticTokens/full')).data);
    const within = await editor.about<SemanticTokens>('semanticTokens/range', { range: range(0, 0, 1) });
    expect(within.data).toEqual(edited);
    const [selection] = await editor.about<SelectionRange[]>('selectionRange', {
      positions: [{ line: 0, character: 20 }],
    });
    expect(selection).toMatchObject({ range: range(0, 18, 27), parent: { range: range(0, 18, 32) } });
  });

  it('is asked for nothing that it has not said it can do', () => {
    expect(editor.asked).toEqual([]);
  });

  it('ends with 0 after a shutdown', async () => {
    await editor.connection.sendRequest('shutdown');
    await editor.connection.sendNotification('exit');
    const { code, stderr } = await editor.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});

describe('the local event data stores', () => {
  it('are completed and resolved although the editor knows nothing of them', async () => {
    const editor = connect();
    await editor.initialize();
    const names = JSON.parse((await lakesql(['stores', '--json', '--local', lake])).stdout) as {
      readonly stores: readonly { readonly name: string; readonly id: string }[];
    };
    const [store] = names.stores;
    await editor.open(
      `SELECT 1 FROM ${store?.id ?? ''};\nSELECT 2 FROM ${'0'.repeat(8)}-0000-0000-0000-000000000000;\nSELECT 3 FROM `,
    );
    const unknown = ({ diagnostics }: PublishDiagnosticsParams): boolean =>
      diagnostics.some(({ code, severity }) => code === 'unknown-store' && severity === 1);
    const { diagnostics } = await editor.diagnostics(unknown);
    expect(diagnostics.filter(({ code }) => code === 'unknown-store')).toMatchObject([{ range: range(1, 14, 50) }]);
    const found = await editor.at<CompletionItem[] | { items: CompletionItem[] }>('completion', 2, 14);
    const labels = (Array.isArray(found) ? found : found.items).map(({ label }) => label);
    for (const { name } of names.stores) expect(labels).toContain(name);
    await editor.connection.sendRequest('shutdown');
    await editor.connection.sendNotification('exit');
    expect((await editor.ended).code).toBe(0);
  });

  it('are known by what they hold, too', async () => {
    const { stores } = JSON.parse((await lakesql(['stores', '--local', lake, '--json'])).stdout) as {
      stores: { id: string; category: string }[];
    };
    const trail = stores.find(({ category }) => category === 'CloudTrail')?.id ?? '';
    const editor = connect();
    await editor.initialize();
    await editor.open(`SELECT 1 FROM ${trail} WHERE eventName = ''`);
    const seen = async (): Promise<readonly string[]> => {
      const { items } = await editor.at<{ items: CompletionItem[] }>('completion', 0, 70);
      return items.flatMap(({ labelDetails }) => (/^[\d,]+ ×/.exec(labelDetails?.description ?? '') ? ['seen'] : []));
    };
    const deadline = Date.now() + 20_000;
    while ((await seen()).length === 0 && Date.now() < deadline) await new Promise((again) => setTimeout(again, 100));
    expect(await seen()).not.toEqual([]);
    await editor.connection.sendRequest('shutdown');
    await editor.connection.sendNotification('exit');
    await editor.ended;
  }, 30_000);

  it('are found when they are made after the server has started', async () => {
    const later = path.join(folder, 'later');
    const editor = connect(['--local', later]);
    await editor.initialize();
    await editor.open('SELECT 1 FROM nowhere');
    await editor.diagnostics(({ version }) => version === 1);
    const imported = await lakesql(['import', path.join(root, 'examples/AWSLogs'), '--local', later]);
    expect(imported.code, imported.stderr).toBe(0);
    // As long as no store is known, an unknown one is no mistake.
    const isMistake = ({ diagnostics }: PublishDiagnosticsParams): boolean =>
      diagnostics.some(({ code, severity }) => code === 'unknown-store' && severity === 1);
    await editor.diagnostics(isMistake);
    await editor.connection.sendRequest('shutdown');
    await editor.connection.sendNotification('exit');
    expect((await editor.ended).code).toBe(0);
  }, 120_000);

  it('need no folder: one that is not there is not made, and said', async () => {
    const missing = path.join(folder, 'missing');
    const editor = connect(['--local', missing]);
    await editor.initialize();
    await editor.open('SELECT 1 FROM trail');
    await editor.diagnostics(({ version }) => version === 1);
    await editor.connection.sendRequest('shutdown');
    await editor.connection.sendNotification('exit');
    const { code, stderr } = await editor.ended;
    expect(code).toBe(0);
    expect(stderr).toBe(`There are no local event data stores in ${missing}.\n`);
  });
});

describe('an editor that leaves', () => {
  it('without a shutdown gives 1', async () => {
    const editor = connect();
    await editor.initialize();
    await editor.connection.sendNotification('exit');
    expect((await editor.ended).code).toBe(1);
  });

  it('by closing its end ends the server too', async () => {
    const editor = connect();
    await editor.initialize();
    editor.closeInput();
    expect((await editor.ended).code).toBe(1);
  });
});

const isError = ({ severity }: { readonly severity?: number }): boolean => severity === 1;
