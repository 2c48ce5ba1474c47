/**
 * Billed queries in the editor, against an endpoint with faults: what asks first, a session that expires in mid-query, a
 * window that is reloaded, a cancel, ten that run already, and a budget that is used up.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startFaultEndpoint, type FaultEndpoint, type Step } from '../backends/lake/faultEndpoint.js';
import { seeNotification } from './driving.js';
import { openEditor, type Editor } from './editor.js';

const storeId = '11111111-2222-4333-8444-555555555555';
const arn = `arn:aws:cloudtrail:us-east-1:111122223333:eventdatastore/${storeId}`;
const today = new Date().toISOString().slice(0, 10);

/** A service that does as it is told. Queries are told apart by the alias of their column. */
interface Control {
  /** By alias: what DescribeQuery says. */
  readonly status: Map<string, string>;
  readonly bytes: Map<string, number>;
  /** Access keys that have expired. */
  readonly expired: Set<string>;
  /** StartQuery of these aliases is taken and never answered. */
  readonly silent: Set<string>;
  /** StartQuery of these aliases finds ten queries running. */
  readonly full: Set<string>;
}
const control: Control = {
  status: new Map(),
  bytes: new Map(),
  expired: new Set(),
  silent: new Set(),
  full: new Set(),
};
const queries: { readonly id: string; readonly alias: string; readonly statement: string; readonly at: number }[] = [];
const queryOf = (input: Record<string, unknown>) => queries.find(({ id }) => id === input['QueryId']);
const aliasOf = (statement: unknown): string => /AS (\w+)/.exec(String(statement))?.[1] ?? '';
const startsOf = (endpoint: FaultEndpoint, alias: string): number =>
  endpoint.sent('StartQuery').filter(({ QueryStatement }) => aliasOf(QueryStatement) === alias).length;

const script: Parameters<typeof startFaultEndpoint>[0] = {
  ListEventDataStores: [{ json: { EventDataStores: [{ EventDataStoreArn: arn, Name: 'prod-trail' }] } }],
  GetEventDataStore: [
    {
      json: {
        EventDataStoreArn: arn,
        Name: 'prod-trail',
        Status: 'ENABLED',
        AdvancedEventSelectors: [{ FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] }],
      },
    },
  ],
  GetCallerIdentity: [
    {
      raw: '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:sts::111122223333:assumed-role/Analyst/alice</Arn><UserId>X</UserId><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
      headers: { 'content-type': 'text/xml' },
    },
  ],
  StartQuery: ({ QueryStatement: statement }) => {
    const alias = aliasOf(statement);
    if (control.full.has(alias)) return { error: 'MaxConcurrentQueriesException', status: 429 };
    const id = `00000000-0000-4000-8000-${String(queries.length).padStart(12, '0')}`;
    queries.push({ id, alias, statement: String(statement), at: Date.now() / 1_000 });
    return control.silent.has(alias) ? { stall: true } : { json: { QueryId: id } };
  },
  ListQueries: () => ({
    json: { Queries: queries.map(({ id, at }) => ({ QueryId: id, QueryStatus: 'RUNNING', CreationTime: at })) },
  }),
  DescribeQuery: (input, _, headers): Step => {
    const key = /Credential=(\w+)/.exec(String(headers.authorization))?.[1] ?? '';
    if (control.expired.has(key)) return { error: 'ExpiredTokenException', message: 'The security token has expired' };
    const query = queryOf(input);
    return {
      json: {
        QueryId: query?.id,
        QueryString: query?.statement,
        QueryStatus: control.status.get(query?.alias ?? '') ?? 'FINISHED',
        QueryStatistics: { BytesScanned: control.bytes.get(query?.alias ?? '') ?? 1_000_000 },
      },
    };
  },
  GetQueryResults: (input) => ({
    json: {
      QueryStatus: 'FINISHED',
      QueryResultRows: [[{ [queryOf(input)?.alias ?? 'x']: `row of ${queryOf(input)?.alias}` }]],
    },
  }),
  CancelQuery: (input) => {
    const query = queryOf(input);
    control.status.set(query?.alias ?? '', 'CANCELLED');
    return { json: { QueryId: query?.id, QueryStatus: 'RUNNING' } };
  },
};

let endpoint: FaultEndpoint;
let home: string;
let editor: Editor;
const credentials = (key: string): void =>
  writeFileSync(path.join(home, 'credentials'), `[sec]\naws_access_key_id = ${key}\naws_secret_access_key = secret\n`);
const bounded = (alias: string): string =>
  `SELECT eventName AS ${alias} FROM ${storeId} WHERE eventTime >= '${today} 00:00:00' LIMIT 10|`;
const row = (alias: string): string => `[role=gridcell]:has-text("row of ${alias}")`;

beforeAll(async () => {
  endpoint = await startFaultEndpoint(script);
  home = mkdtempSync(path.join(os.tmpdir(), 'lakesql-billed-'));
  writeFileSync(path.join(home, 'config'), '[profile sec]\nregion = us-east-1\n');
  credentials('AKIDFIRST');
  editor = await openEditor({
    files: ['asked', 'expires', 'reloaded', 'silent', 'unwanted', 'crowded', 'dear', 'blocked'].map(
      (name) => `${name}.lakesql`,
    ),
    settings: {
      'lakesql.lake.profile': 'sec',
      'lakesql.lake.region': 'us-east-1',
      'lakesql.lake.endpointUrl': endpoint.url,
      'lakesql.lake.configFile': path.join(home, 'config'),
      'lakesql.lake.credentialsFile': path.join(home, 'credentials'),
      'lakesql.lake.budget.blockAbove': 1,
    },
    env: { LAKESQL_SERVICE_FOLDER: path.join(home, 'service') },
  });
  // The first file of a fresh server is the slowest: on a busy machine it must not fail the first test.
  await editor.open('asked.lakesql').catch(() => undefined);
});
afterEach(({ task }) => editor.keepFailure(task));
afterAll(async () => {
  await editor?.close();
  await endpoint?.close();
  if (home) rmSync(home, { recursive: true, force: true, maxRetries: 5 });
});

describe('billed queries', () => {
  it('asks before a store is read whole: who, where, why; and sends nothing without a yes', async () => {
    await editor.type('asked.lakesql', `SELECT eventName AS asked FROM ${storeId}|`);
    await editor.command('LakeSQL: Run Query');
    const dialog = editor.page.locator('.monaco-dialog-box');
    await dialog.waitFor();
    await editor.screenshot('billed-question');
    const words = await dialog.innerText();
    expect(words).toContain('assumed-role/Analyst/alice');
    expect(words).toContain('prod-trail');
    expect(words).toContain('eventTime');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await editor.webview('.status.cancelled');
    expect(startsOf(endpoint, 'asked')).toBe(0);
    await editor.command('LakeSQL: Run Query');
    await dialog.getByRole('button', { name: 'Run Query' }).click();
    await editor.webview(row('asked'));
    expect(startsOf(endpoint, 'asked')).toBe(1);
    await editor.page.locator('.statusbar-item', { hasText: 'Analyst/alice' }).first().waitFor();
  });

  it('goes on with the same query when somebody has signed in', async () => {
    control.status.set('expires', 'RUNNING');
    await editor.type('expires.lakesql', bounded('expires'));
    await editor.command('LakeSQL: Run Query');
    await editor.webview('.status.running');
    control.expired.add('AKIDFIRST');
    await seeNotification(editor.page, 'Sign in to AWS with profile "sec"');
    await editor.screenshot('billed-expired');
    control.status.set('expires', 'FINISHED');
    // As `aws configure` does in a terminal; nobody presses a button.
    credentials('AKIDSECOND');
    await editor.webview(row('expires'));
    expect(startsOf(endpoint, 'expires')).toBe(1);
    expect(queries.filter(({ alias }) => alias === 'expires')).toHaveLength(1);
  });

  it('follows a query again that ran while the window was reloaded', async () => {
    control.status.set('reloaded', 'RUNNING');
    await editor.type('reloaded.lakesql', bounded('reloaded'));
    await editor.command('LakeSQL: Run Query');
    await editor.webview('.status.running');
    await editor.reload();
    await editor.webview('.status.running');
    control.status.set('reloaded', 'FINISHED');
    await editor.webview(row('reloaded'));
    await editor.screenshot('billed-reloaded');
    expect(startsOf(endpoint, 'reloaded')).toBe(1);
  });

  it('looks for a query whose start was under way when the window was reloaded', async () => {
    control.silent.add('silent');
    await editor.type('silent.lakesql', bounded('silent'));
    await editor.command('LakeSQL: Run Query');
    await expect.poll(() => startsOf(endpoint, 'silent')).toBe(1);
    await editor.reload();
    await editor.webview(row('silent'));
    expect(startsOf(endpoint, 'silent')).toBe(1);
  });

  it('cancels at the service, whose status is what is shown', async () => {
    control.status.set('unwanted', 'RUNNING');
    await editor.type('unwanted.lakesql', bounded('unwanted'));
    await editor.command('LakeSQL: Run Query');
    const view = await editor.webview('.status.running');
    await view.getByRole('button', { name: 'Cancel', exact: true }).click();
    await editor.webview('.status.cancelled');
    expect(endpoint.sent('CancelQuery')).toHaveLength(1);
  });

  it('waits while ten others run, and says so', async () => {
    control.full.add('crowded');
    await editor.type('crowded.lakesql', bounded('crowded'));
    await editor.command('LakeSQL: Run Query');
    const view = await editor.webview('.banner:has-text("Waiting for 1")');
    await editor.screenshot('billed-waiting');
    control.full.delete('crowded');
    await view.locator(row('crowded')).first().waitFor();
  });

  it('shows what a query cost, and sends nothing beyond the budget of the day', async () => {
    control.bytes.set('dear', 250e9);
    await editor.type('dear.lakesql', bounded('dear'));
    await editor.command('LakeSQL: Run Query');
    const view = await editor.webview(row('dear'));
    await view.locator('.fact', { hasText: '$1.25' }).waitFor();
    await editor.page.locator('.statusbar-item', { hasText: '$1.25' }).first().waitFor();
    await editor.type('blocked.lakesql', bounded('blocked'));
    await editor.command('LakeSQL: Run Query');
    await seeNotification(editor.page, 'budget of $1');
    await editor.webview('.status.failed');
    await editor.screenshot('billed-blocked');
    expect(startsOf(endpoint, 'blocked')).toBe(0);
  });
});
