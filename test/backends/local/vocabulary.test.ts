/** What the engine tells of a store, from the import to the completion that the language server answers with. */
import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import {
  CompletionItemKind,
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type CompletionList,
  type ProtocolConnection,
} from 'vscode-languageserver/node';
import { createLocalBackend, type LocalBackend } from '../../../src/backends/local/localBackend.js';
import { emptyVocabulary, type Vocabulary } from '../../../src/core/catalog/vocabulary.js';
import { plainOf } from '../../../src/core/lang/completionSnippets.js';
import { analyze } from '../../../src/core/lang/analyze.js';
import { parseText } from '../../../src/core/lang/parser.js';
import { whenDone } from '../../../src/core/query/backend.js';
import { catalogNotification, vocabularyNotification } from '../../../src/protocol/languageServer.js';
import { completeAt, knowledge } from '../../core/lang/completing.js';
import { enginePath, never, onCleanup, root, temporaryFolder } from './engine.js';

const longText = 'x'.repeat(10_000);
const event = (number: number, more: object): object => ({
  eventVersion: '1.09',
  userIdentity: {
    type: 'IAMUser',
    arn: 'arn:aws:iam::111122223333:user/alice',
    accountId: '111122223333',
    userName: 'alice',
  },
  eventTime: `2026-01-0${1 + (number % 9)}T00:00:00Z`,
  eventSource: 'reports.example.com',
  eventName: 'RunReport',
  awsRegion: 'ap-northeast-1',
  sourceIPAddress: '192.0.2.1',
  eventID: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
  eventType: 'AwsApiCall',
  managementEvent: true,
  readOnly: false,
  recipientAccountId: '111122223333',
  eventCategory: 'Management',
  ...more,
});

const records = [
  event(1, { requestParameters: { reportId: 'r-1', filter: { from: '1', tags: [{ key: 'a', value: 'b' }] } } }),
  event(2, {
    requestParameters: { reportId: 'r-2', "it's": 'x', [longText]: 'y', ['bad\nkey']: 'z', __proto__x: '1' },
  }),
  event(3, { responseElements: { reportArn: 'arn' }, errorCode: "Odd'Code" }),
  event(4, { eventName: 'Bidi\u202eName', errorCode: 'Two\nLines' }),
  event(5, { eventName: longText, errorCode: longText }),
  event(6, { eventName: 'DeleteReport', resources: [{ ARN: 'arn:aws:reports:::r-1', type: 'AWS::Reports::Report' }] }),
];

async function openBackend(): Promise<{ folder: string; backend: LocalBackend }> {
  const folder = await temporaryFolder();
  const backend = createLocalBackend({
    folder: path.join(folder, 'lake'),
    enginePath: await enginePath(),
    env: { ...process.env, LAKESQL_ENGINE_LINGER_MS: '50' },
  });
  onCleanup(() => backend.dispose());
  return { folder, backend };
}

async function importRecords(
  backend: LocalBackend,
  folder: string,
  name: string,
  list: readonly object[],
): Promise<string> {
  const file = path.join(folder, `${name}.json`);
  await writeFile(file, JSON.stringify({ Records: list }));
  const report = await backend.import([file], {}, never);
  expect(report.skipped).toEqual([]);
  return report.stores[0]?.id ?? '';
}

const valuesOf = (vocabulary: Vocabulary, wanted: string): readonly string[] =>
  vocabulary.values.find(({ path: each }) => each === wanted)?.seen.map(([value]) => value) ?? [];

describe('vocabulary', () => {
  test('counts values and names, knows keys, and leaves out what cannot be shown', async () => {
    const { folder, backend } = await openBackend();
    const id = await importRecords(backend, folder, 'one', records);
    const vocabulary = await backend.vocabulary(id, never);
    expect(vocabulary.eventNames).toEqual([
      { source: 'reports.example.com', name: 'RunReport', count: 3 },
      { source: 'reports.example.com', name: 'DeleteReport', count: 1 },
    ]);
    expect(valuesOf(vocabulary, 'errorcode')).toEqual(["Odd'Code"]);
    expect(valuesOf(vocabulary, 'awsregion')).toEqual(['ap-northeast-1']);
    expect(valuesOf(vocabulary, 'useridentity.arn')).toEqual(['arn:aws:iam::111122223333:user/alice']);
    expect(valuesOf(vocabulary, 'resources.type')).toEqual(['AWS::Reports::Report']);
    const keys = vocabulary.shapes
      .filter(({ owner, map }) => owner === 'RunReport' && map === 'requestparameters')
      .flatMap(({ paths }) => paths.map((steps) => steps.join('.')));
    expect(new Set(keys)).toEqual(
      new Set([
        'reportId',
        'filter',
        'filter.from',
        'filter.tags',
        'filter.tags.[]',
        'filter.tags.[].key',
        'filter.tags.[].value',
        "it's",
        '__proto__x',
      ]),
    );
    expect(await backend.vocabulary('00000000-0000-0000-0000-000000000000', never)).toEqual(emptyVocabulary);
  });

  test('is kept until the next import, and comes after the queries that run', async () => {
    const { folder, backend } = await openBackend();
    const id = await importRecords(backend, folder, 'one', records);
    const stores = await backend.listEventDataStores(never);
    const slow = await backend.run(
      {
        statement: `SELECT count(*) FROM ${id} a, UNNEST(sequence(1, 3000)) t (x), UNNEST(sequence(1, 3000)) u (y) WHERE x * y % 7 = 3 AND a.eventName <> ''`,
        stores,
        columns: [],
      },
      never,
    );
    const vocabulary = await backend.vocabulary(id, never);
    expect(slow.state().status).toBe('finished');
    expect(vocabulary.eventNames.map(({ name }) => name)).not.toContain('NewName');
    await importRecords(backend, folder, 'two', [event(9, { eventName: 'NewName' })]);
    expect((await backend.vocabulary(id, never)).eventNames.map(({ name }) => name)).toContain('NewName');
  });

  test('reaches the completion of an editor', async () => {
    const { folder, backend } = await openBackend();
    const id = await importRecords(backend, folder, 'one', records);
    const stores = await backend.listEventDataStores(never);
    const connection = await startServer(folder);
    const uri = 'file:///query.lakesql';
    const complete = async (marked: string): Promise<string[]> => {
      const text = marked.replace('|', '');
      await connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri, languageId: 'lakesql', version: 1, text },
      });
      const position = { line: 0, character: marked.indexOf('|') };
      const list = await connection.sendRequest<CompletionList>('textDocument/completion', {
        textDocument: { uri },
        position,
      });
      await connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
      return list.items.map(({ label }) => label);
    };
    await connection.sendNotification(catalogNotification, { stores, chosen: {} });
    expect(await complete(`SELECT 1 FROM ${id} WHERE eventName = 'RunRep|'`)).not.toContain('RunReport');
    await connection.sendNotification(vocabularyNotification, {
      vocabularies: { [id]: await backend.vocabulary(id, never) },
    });
    expect((await complete(`SELECT 1 FROM ${id} WHERE eventName = '|'`)).slice(0, 2)).toEqual([
      'RunReport',
      'DeleteReport',
    ]);
    expect(
      await complete(`SELECT element_at(requestParameters, '|') FROM ${id} WHERE eventName = 'RunReport'`),
    ).toEqual(expect.arrayContaining(['reportId', 'filter', "it's"]));
    expect(
      await complete(
        `SELECT json_extract(eventJson, '$.requestParameters.filter.|') FROM ${id} WHERE eventName = 'RunReport'`,
      ),
    ).toEqual(expect.arrayContaining(['from', 'tags', 'tags[0]']));
    await connection.sendNotification(vocabularyNotification, {
      vocabularies: { [id]: { values: 7, eventNames: [null, { name: 1 }], shapes: [{ owner: {}, paths: 'x' }] } },
    });
    expect(await complete(`SELECT 1 FROM ${id} WHERE eventName = 'RunInst|'`)).toContain('RunInstances');
  });
});

describe('investigations', () => {
  test('all run on local stores as they are offered', async () => {
    const { folder, backend } = await openBackend();
    await importRecords(backend, folder, 'one', records);
    for (const [name, category] of [
      ['items', 'ConfigurationItem'],
      ['insights', 'Insight'],
      ['activity', 'ActivityAuditLog'],
    ] as const) {
      await backend.createStore(name, category, never);
    }
    const stores = await backend.listEventDataStores(never);
    const { items } = completeAt('', 0, { stores });
    const offered = items.filter(
      ({ kind, label }) => kind === CompletionItemKind.Snippet && label !== 'Head of the file',
    );
    expect(offered.length).toBe(knowledge.investigations.length);
    expect(offered.length).toBeGreaterThanOrEqual(33);
    for (const { label, textEdit } of offered) {
      const text = plainOf(textEdit?.newText ?? '');
      const { statements, problems } = parseText(text);
      expect(problems, label).toEqual([]);
      const [statement] = statements;
      expect(
        analyze(text, statement!, { stores }).problems.filter(({ severity }) => severity === 'error'),
        label,
      ).toEqual([]);
      expect(text, label).toMatch(/eventTime >= '\d{4}-\d\d-\d\d 00:00:00'/);
      const result = await backend.run({ statement: text.replace(/;\s*$/, ''), stores, columns: [] }, never);
      const state = await whenDone(result, never);
      expect(state.failure, label).toBeUndefined();
      expect(state.status, label).toBe('finished');
      await result.dispose();
    }
  }, 60_000);
});

async function startServer(folder: string): Promise<ProtocolConnection> {
  const outfile = path.join(folder, 'languageServer.cjs');
  await build({
    entryPoints: [path.join(root, 'src/languageServer/main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    conditions: ['module', 'import', 'node'],
    mainFields: ['module', 'main'],
    logLevel: 'error',
  });
  const child = spawn(process.execPath, [outfile, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  connection.listen();
  onCleanup(async () => {
    await connection.sendRequest('shutdown');
    await connection.sendNotification('exit');
    connection.dispose();
  });
  await connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities: {} });
  return connection;
}
