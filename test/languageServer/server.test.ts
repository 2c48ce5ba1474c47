import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type CompletionList,
  type DocumentSymbol,
  type FoldingRange,
  type Hover,
  type InitializeResult,
  type InlayHint,
  type Location,
  type MarkupContent,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  type SignatureHelp,
} from 'vscode-languageserver/node';
import { catalogNotification, type CatalogParameters } from '../../src/protocol/languageServer.js';
import { config, trail } from '../core/lang/stores.js';

const folder = mkdtempSync(path.join(tmpdir(), 'lakesql-server-'));
const bundle = path.join(folder, 'languageServer.js');

/** The bundle as `scripts/build.mjs` makes it. */
beforeAll(async () => {
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
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

class Editor {
  readonly published: PublishDiagnosticsParams[] = [];
  private readonly waiting = new Set<() => void>();
  private version = 0;

  private constructor(
    private readonly process: ChildProcess,
    readonly connection: ProtocolConnection,
    readonly initialized: Promise<InitializeResult>,
  ) {
    connection.onNotification('textDocument/publishDiagnostics', (parameters: PublishDiagnosticsParams) => {
      this.published.push(parameters);
      for (const check of this.waiting) check();
    });
  }

  static start(initializationOptions?: object): Editor {
    const child = spawn(process.execPath, [bundle, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const connection = createProtocolConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    connection.listen();
    const initialized = connection.sendRequest<InitializeResult>('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: {},
      initializationOptions,
    });
    return new Editor(child, connection, initialized);
  }

  async open(uri: string, text: string): Promise<void> {
    this.version = 1;
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'lakesql', version: 1, text },
    });
  }

  async change(uri: string, text: string): Promise<number> {
    this.version += 1;
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: this.version },
      contentChanges: [{ text }],
    });
    return this.version;
  }

  catalog(parameters: CatalogParameters): Promise<void> {
    return this.connection.sendNotification(catalogNotification, parameters);
  }

  ask<Answer>(method: string, uri: string, line: number, character: number): Promise<Answer> {
    return this.connection.sendRequest(`textDocument/${method}`, {
      textDocument: { uri },
      position: { line, character },
    });
  }

  /** The first diagnostics that fit, also of the past. */
  diagnostics(fits: (published: PublishDiagnosticsParams) => boolean): Promise<PublishDiagnosticsParams> {
    return new Promise((resolve) => {
      const check = (): void => {
        const found = this.published.find(fits);
        if (!found) return;
        this.waiting.delete(check);
        resolve(found);
      };
      this.waiting.add(check);
      check();
    });
  }

  /** Processor time of the server so far, in the kernel's ticks of 10 ms. */
  cpuMilliseconds(): number {
    const fields = readFileSync(`/proc/${this.process.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) * 10;
  }

  async stop(): Promise<number | null> {
    const exited = new Promise<number | null>((resolve) => this.process.once('exit', resolve));
    await this.connection.sendRequest('shutdown');
    await this.connection.sendNotification('exit');
    return exited;
  }
}

describe('the language server over stdio', () => {
  const uri = 'file:///a%20b/query.lakesql';
  const text = `SELECT userIdentity.arn, eventNme\nFROM ${trail.id} t\nWHERE date_add('day', 1, t.eventTime) > now()`;
  const editor = { current: undefined as Editor | undefined };

  beforeAll(async () => {
    editor.current = Editor.start();
    await editor.current.initialized;
    await editor.current.catalog({ stores: [trail, config], chosen: { [uri]: config.id } });
    await editor.current.open(uri, text);
  });

  it('says what it can do', async () => {
    const { capabilities } = await editor.current!.initialized;
    expect(capabilities).toMatchObject({
      textDocumentSync: 2,
      hoverProvider: true,
      definitionProvider: true,
      inlayHintProvider: true,
      foldingRangeProvider: true,
      documentSymbolProvider: true,
    });
  });

  it('publishes problems with their version', async () => {
    const found = await editor.current!.diagnostics((each) => each.uri === uri && each.version === 1);
    expect(found.diagnostics).toEqual([
      {
        range: { start: { line: 0, character: 25 }, end: { line: 0, character: 33 } },
        severity: 1,
        code: 'unknown-column',
        source: 'LakeSQL',
        message: 'There is no column eventNme in trail. Did you mean eventName?',
      },
    ]);
  });

  it('completes, explains, and finds', async () => {
    const { current } = editor;
    const { items } = await current!.ask<CompletionList>('completion', uri, 0, 20);
    expect(items.map(({ label }) => label)).toContain('sessionContext');
    const hover = await current!.ask<Hover>('hover', uri, 0, 21);
    expect((hover.contents as MarkupContent).value).toContain('ARN of the caller');
    const help = await current!.ask<SignatureHelp>('signatureHelp', uri, 2, 22);
    expect(help.activeParameter).toBe(1);
    const place = await current!.ask<Location>('definition', uri, 2, 26);
    expect(place).toEqual({ uri, range: { start: { line: 1, character: 42 }, end: { line: 1, character: 43 } } });
    const symbols = await current!.ask<DocumentSymbol[]>('documentSymbol', uri, 0, 0);
    expect(symbols).toHaveLength(1);
    const folds = await current!.ask<FoldingRange[]>('foldingRange', uri, 0, 0);
    expect(folds).toEqual([{ startLine: 0, endLine: 2 }]);
    const hints = await current!.connection.sendRequest<InlayHint[]>('textDocument/inlayHint', {
      textDocument: { uri },
      range: { start: { line: 0, character: 0 }, end: { line: 3, character: 0 } },
    });
    expect(hints.map(({ label }) => label)).toEqual(['trail']);
  });

  it('follows changes and drops what has been left', async () => {
    const { current } = editor;
    const seen = current!.published.length;
    for (let index = 0; index < 10; index += 1) await current!.change(uri, `SELECT nope${index} FROM trail`);
    const last = await current!.change(uri, 'SELECT eventName FROM trail WHERE eventTime > now()');
    const found = await current!.diagnostics((each) => each.version === last);
    expect(found.diagnostics).toEqual([]);
    expect(current!.published.length - seen).toBeLessThan(11);
  });

  it('resolves placeholders with the chosen store, and -- @store before that', async () => {
    const { current } = editor;
    let version = await current!.change(
      uri,
      'SELECT eventData.resourceId, userIdentity FROM $EDS_ID WHERE eventTime > now()',
    );
    const chosen = await current!.diagnostics((each) => each.version === version);
    expect(chosen.diagnostics.map(({ message }) => message)).toEqual([
      expect.stringContaining('no column userIdentity'),
    ]);
    version = await current!.change(uri, '-- @store trail\nSELECT userIdentity FROM $EDS_ID WHERE eventTime > now()');
    expect((await current!.diagnostics((each) => each.version === version)).diagnostics).toEqual([]);
    version = await current!.change(uri, '-- @store nope\nSELECT userIdentity FROM trail WHERE eventTime > now()');
    const head = await current!.diagnostics((each) => each.version === version);
    expect(head.diagnostics).toMatchObject([
      {
        code: 'unknown-store',
        severity: 2,
        range: { start: { line: 0, character: 10 }, end: { line: 0, character: 14 } },
      },
    ]);
  });

  it('publishes again when the catalog changes', async () => {
    const { current } = editor;
    const version = await current!.change(uri, 'SELECT eventID FROM late WHERE eventTime > now()');
    const before = await current!.diagnostics((each) => each.version === version);
    expect(before.diagnostics.map(({ code }) => code)).toEqual(['unknown-store']);
    await current!.catalog({ stores: [{ ...trail, name: 'late' }], chosen: {} });
    const after = await current!.diagnostics((each) => each.version === version && each.diagnostics.length === 0);
    expect(after.diagnostics).toEqual([]);
  });

  it.skipIf(!existsSync('/proc/self/stat'))(
    'needs less than 150 ms of processor time at 10,000 characters, from the first time on (read from /proc)',
    async () => {
      const { current } = editor;
      const line = `  element_at(requestParameters, 'groupId') AS a, userIdentity.sessionContext.sessionIssuer.arn,\n`;
      const big = `SELECT\n${line.repeat(Math.floor(9_900 / line.length))}  nope\nFROM late`;
      const rounds = 10;
      const before = current!.cpuMilliseconds();
      for (let round = 0; round < rounds; round += 1) {
        const version = await current!.change(uri, `${big}${' '.repeat(round)}`);
        const found = await current!.diagnostics((each) => each.version === version);
        expect(found.diagnostics.filter(({ severity }) => severity === 1)).toHaveLength(1);
      }
      expect((current!.cpuMilliseconds() - before) / rounds).toBeLessThan(150);
    },
  );

  it('survives nonsense', async () => {
    const { current } = editor;
    await current!.connection.sendNotification(catalogNotification, {
      stores: [null, { id: 1 }, 'x'],
      chosen: { a: 1 },
    } as never);
    await current!.connection.sendNotification(catalogNotification, null as never);
    expect(await current!.ask('hover', 'file:///unknown.lakesql', 0, 0)).toBeNull();
    expect(await current!.ask('completion', uri, 9_999, 9_999)).toEqual({
      isIncomplete: false,
      items: expect.any(Array),
    });
  });

  it('empties the problems of a closed document and stops', async () => {
    const { current } = editor;
    await current!.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
    const closed = await current!.diagnostics((each) => each.uri === uri && each.version === undefined);
    expect(closed.diagnostics).toEqual([]);
    expect(await current!.stop()).toBe(0);
  });
});

describe('a store that is still being looked for', () => {
  const uri = 'file:///soon.lakesql';
  const codesOf = async (current: Editor, version: number, fits: (codes: readonly unknown[]) => boolean) => {
    const codes = ({ diagnostics }: PublishDiagnosticsParams): readonly unknown[] =>
      diagnostics.map(({ code }) => code);
    return codes(await current.diagnostics((each) => each.version === version && fits(codes(each))));
  };

  it('is not warned about before it is known what it is', async () => {
    const current = Editor.start({ stores: [], chosen: {}, more: true });
    await current.initialized;
    await current.open(uri, `SELECT nope(1) FROM ${trail.id}`);
    expect(await codesOf(current, 1, () => true)).not.toContain('missing-time-bound');
    await current.catalog({ stores: [], chosen: {}, more: true });
    const version = await current.change(uri, `SELECT nope(2) FROM ${trail.id}`);
    expect(await codesOf(current, version, () => true)).not.toContain('missing-time-bound');
    await current.catalog({ stores: [trail], chosen: {}, more: false });
    const known = await codesOf(current, version, (codes) => !codes.includes('unknown-store'));
    expect(known).toContain('missing-time-bound');
    expect(await current.stop()).toBe(0);
  });

  it('is waited for no longer than some seconds', async () => {
    const current = Editor.start({ stores: [], chosen: {}, more: true });
    await current.initialized;
    await current.open(uri, `SELECT eventID FROM ${trail.id}`);
    expect(await codesOf(current, 1, () => true)).not.toContain('missing-time-bound');
    expect(await codesOf(current, 1, (codes) => codes.length > 1)).toContain('missing-time-bound');
    expect(await current.stop()).toBe(0);
  }, 30_000);
});
