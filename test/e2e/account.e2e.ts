/**
 * What an account holds and what it does on a bad day, against `lakesql serve` with faults: settings of a store, queries and
 * results of others, the event history into the local lake, a session that expires, a refusal.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { GetEventDataStoreResponse } from '@aws-sdk/client-cloudtrail';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dialogsOf, type Dialogs } from './dialogs.js';
import { openEditor, root, type Editor } from './editor.js';
import { startServed, type Served } from './served.js';

let served: Served;
let editor: Editor;
let hand: Dialogs;
/** Of the profile's session: the next one is there when this one has expired. */
let session = 1;

beforeAll(async () => {
  served = await startServed();
  importRecentCalls(served.lake.folder);
  served.signIn(`S${session}`);
  await served.client.createEventDataStore({
    ...{ Name: 'our-trail', BillingMode: 'FIXED_RETENTION_PRICING', RetentionPeriod: 2557 },
    ...{ TerminationProtectionEnabled: false, TagsList: [{ Key: 'owner', Value: 'security' }] },
  });
  const insights = [{ FieldSelectors: [{ Field: 'eventCategory', Equals: ['Insight'] }] }];
  await served.client.createEventDataStore({ Name: 'our-insights', AdvancedEventSelectors: insights });
  editor = await openEditor({
    files: ['expires', 'reloaded', 'lost', 'unwanted', 'denied'].map((name) => `${name}.lakesql`),
    settings: served.settings,
    env: served.env,
  });
  hand = dialogsOf(editor);
  await editor.command('View: Show LakeSQL');
});
beforeEach(() => served.setFaults());
afterEach(({ task }) => editor.keepFailure(task));
afterAll(async () => {
  await editor?.close();
  served?.close();
});

/** Sixty calls of an hour ago, two pages of the event history. */
function importRecentCalls(lake: string): void {
  const source = mkdtempSync(path.join(os.tmpdir(), 'lakesql-recent-'));
  const eventTime = new Date(Date.now() - 3_600_000).toISOString().replace(/\.\d+Z/, 'Z');
  const Records = Array.from({ length: 60 }, (_, index) => ({
    ...{ eventVersion: '1.10', eventID: `7d0f3b52-1111-4a5b-9c6d-${String(index).padStart(12, '0')}`, eventTime },
    ...{ eventName: 'RunInstances', eventSource: 'ec2.amazonaws.com', awsRegion: 'us-east-1', readOnly: false },
    ...{ eventType: 'AwsApiCall', managementEvent: true, eventCategory: 'Management' },
    ...{ recipientAccountId: '111122223333', sourceIPAddress: '203.0.113.9', userIdentity: { type: 'Root' } },
  }));
  writeFileSync(path.join(source, 'trail.json'), JSON.stringify({ Records }));
  execFileSync(process.execPath, [path.join(root, 'dist/cli.js'), 'import', source, '--local', lake, '--json']);
  rmSync(source, { recursive: true });
}

async function ourTrail(): Promise<GetEventDataStoreResponse & { EventDataStore: string }> {
  const { EventDataStores: stores } = await served.client.listEventDataStores({});
  const arn = stores?.find(({ Name }) => Name === 'our-trail')?.EventDataStoreArn ?? '';
  return { ...(await served.client.getEventDataStore({ EventDataStore: arn })), EventDataStore: arn };
}

async function onOurTrail(command: string): Promise<void> {
  await editor.command(command);
  await hand.titled('Event Data Store');
  await hand.pick('our-trail');
}

const queryIds = async (): Promise<readonly string[]> =>
  ((await served.client.listQueries({ EventDataStore: served.lake.stores.trail })).Queries ?? []).map(
    ({ QueryId }) => QueryId ?? '',
  );

/** How many queries with this column's name the service was ever sent. */
async function startsOf(alias: string): Promise<number> {
  const described = (await queryIds()).map((QueryId) => served.client.describeQuery({ QueryId }));
  return (await Promise.all(described)).filter(({ QueryString }) => QueryString?.includes(` AS ${alias} `)).length;
}

const statement = (alias: string): string =>
  `SELECT count(*) AS ${alias} FROM ${served.lake.stores.trail} WHERE eventTime > '2026-01-01 00:00:00'`;

describe('settings of a store', () => {
  const edit = async (setting: string): Promise<void> => {
    await onOurTrail('LakeSQL: Edit Store');
    await hand.titled('Edit "our-trail"');
    await hand.pick(setting);
  };
  const change = async (effect: string, button = 'Change'): Promise<void> => {
    await expect.poll(() => hand.dialog().innerText()).toContain(effect);
    expect(await hand.dialog().innerText()).toContain('Account 111122223333, Region us-east-1, profile sec.');
    await hand.answer(button);
  };

  it('say what a change does before it is sent: retention, billing mode, Regions, organization', async () => {
    await edit('Retention');
    await hand.fillInput('Retention of "our-trail", in days', '3');
    await expect.poll(() => hand.quickInput().innerText()).toContain('A whole number from 7 to 2557.');
    await hand.fillInput('Retention of "our-trail", in days', '90');
    await editor.screenshot('account-retention');
    await change('Events older than 90 days are removed for good.');
    await expect.poll(async () => (await ourTrail()).RetentionPeriod).toBe(90);
    await edit('Billing mode');
    await change('The service does not take it back.');
    await expect.poll(async () => (await ourTrail()).BillingMode).toBe('EXTENDABLE_RETENTION_PRICING');
    await edit('Regions');
    await change('It collects events of this Region alone from now on.');
    await expect.poll(async () => (await ourTrail()).MultiRegionEnabled).toBe(false);
    await edit('Organization');
    await change('Only the management account may do this.');
    // What the service refuses is told: this account is in no organization.
    await hand.see('OrganizationsNotInUseException');
  });

  it('federate it with a role, and end that', async () => {
    await onOurTrail('LakeSQL: Turn On Federation');
    const role = 'arn:aws:iam::111122223333:role/LakeFederation';
    await hand.fillInput('Federate "our-trail"', 'LakeFederation');
    await expect.poll(() => hand.quickInput().innerText()).toContain('Write the ARN of a role');
    await hand.fillInput('Federate "our-trail"', role);
    await change(role, 'Turn On Federation');
    await expect.poll(async () => (await ourTrail()).FederationStatus).toBe('ENABLED');
    await onOurTrail('LakeSQL: Turn Off Federation');
    await change('Athena can no longer query it.', 'Turn Off Federation');
    await expect.poll(async () => (await ourTrail()).FederationStatus).toBe('DISABLED');
  });

  it('are tags, event configuration and Insights, and all of them one text with its resource policy', async () => {
    const { EventDataStore } = await ourTrail();
    await onOurTrail('LakeSQL: Edit Store Tags');
    await hand.titled('Tags of "our-trail"');
    await hand.pick('Add Tag');
    await hand.fillInput('New tag of "our-trail"', 'team=blue');
    await hand.pick('owner');
    await change('changes with it', 'Remove Tag');
    await expect
      .poll(async () => (await served.client.listTags({ ResourceIdList: [EventDataStore] })).ResourceTagList)
      .toMatchObject([{ TagsList: [{ Key: 'team', Value: 'blue' }] }]);
    await hand.titled('Tags of "our-trail"');
    await editor.page.keyboard.press('Escape');
    await onOurTrail('LakeSQL: Edit Event Configuration');
    await hand.pick('1 MB');
    await hand.quickInput().getByText('Keys of tags to write').waitFor();
    await hand.fillInput('Event configuration of "our-trail"', 'owner, team');
    await hand.quickInput().getByText('Global condition keys').waitFor();
    await hand.fillInput('Event configuration of "our-trail"', 'aws:SourceIp');
    await change('TagContext: owner, team');
    await expect
      .poll(async () => (await served.client.getEventConfiguration({ EventDataStore })).MaxEventSize)
      .toBe('Large');
    await onOurTrail('LakeSQL: Choose Insights');
    await hand.titled('Insights of "our-trail"');
    await hand.quickInput().getByRole('button', { name: 'OK' }).click();
    await hand.pick('our-insights');
    await change('bills the events that it looks at');
    const insights = async (): Promise<number> =>
      (await served.client.getInsightSelectors({ EventDataStore })).InsightSelectors?.length ?? 0;
    await expect.poll(() => insights().catch(() => 0)).toBe(2);
    const allow = { Effect: 'Allow', Principal: '*', Action: 'cloudtrail:StartQuery', Resource: EventDataStore };
    const ResourcePolicy = JSON.stringify({ Version: '2012-10-17', Statement: [allow] });
    await served.client.putResourcePolicy({ ResourceArn: EventDataStore, ResourcePolicy });
    await onOurTrail('LakeSQL: Show Store Details');
    const text = await hand.report('our-trail');
    await expect.poll(text).toContain('Resource policy');
    for (const line of ['Retention (days): 90', 'team = blue', 'RequestContext: aws:SourceIp', 'ApiErrorRateInsight'])
      expect(await text()).toContain(line);
    expect(await text()).toContain('"Action": "cloudtrail:StartQuery"');
    await editor.screenshot('account-details');
  });

  it('stop its ingestion and start it again', async () => {
    await onOurTrail('LakeSQL: Stop Ingestion');
    await change('Events from now on are not stored and cannot be had later.', 'Stop Ingestion');
    await expect.poll(() => hand.treeRow('our-trail').innerText()).toContain('STOPPED_INGESTION');
    await onOurTrail('LakeSQL: Start Ingestion');
    await change('New events are stored from now on, and billed.', 'Start Ingestion');
    await expect.poll(() => hand.treeRow('our-trail').innerText()).not.toContain('INGESTION');
    expect((await ourTrail()).Status).toBe('ENABLED');
  });
});

describe('queries of others', () => {
  const finished = async (input: { QueryStatement: string; DeliveryS3Uri?: string }): Promise<string> => {
    const { QueryId } = await served.client.startQuery(input);
    const describe = () => served.client.describeQuery({ QueryId });
    await expect.poll(async () => (await describe()).QueryStatus).toBe('FINISHED');
    if (input.DeliveryS3Uri) await expect.poll(async () => (await describe()).DeliveryStatus).toBe('SUCCESS');
    return QueryId ?? '';
  };

  it('are found in the history, and opened again without another', async () => {
    await finished({ QueryStatement: statement('colleague') });
    const before = await queryIds();
    await editor.command('LakeSQL: Search Query History');
    await hand.titled('Query History');
    const row = hand.quickInput().locator('.monaco-list-row', { hasText: 'AS colleague' }).first();
    await expect.poll(() => row.innerText()).toMatch(/finished.*cloudtrail.*111122223333.*run by: unknown/s);
    // The list is made anew for each store that answers.
    await expect.poll(() => hand.quickInput().locator('.monaco-progress-container.active').count()).toBe(0);
    await editor.screenshot('account-history');
    await row.click();
    const view = await editor.webview('[role=columnheader]:has-text("colleague")');
    await view.locator('[role=gridcell]', { hasText: '371' }).first().waitFor();
    expect(await queryIds()).toEqual(before);
  });

  it('are opened from the folder they were delivered to, with what the signature is worth', async () => {
    const id = await finished({ QueryStatement: statement('delivered'), DeliveryS3Uri: 's3://results/lake' });
    const bucket = path.join(served.folder, 's3/results');
    const names = readdirSync(bucket, { recursive: true, encoding: 'utf8' });
    const result = names.find((name) => name.endsWith(`${id}/result_1.csv.gz`)) ?? '';
    const folder = path.dirname(path.join(bucket, result));
    const open = async (): Promise<void> => {
      await editor.command('LakeSQL: Open Delivered Result');
      await hand.titled('Where is the delivered result?');
      await hand.pick('Folder on this machine');
      await hand.chooseFolder('Folder of a delivered result', folder, [], 'Open');
      await hand.titled('Keys to verify with');
      await hand.pick('Asks CloudTrail for its public keys');
    };
    await open();
    await hand.see('Verified: the files and their order are as CloudTrail signed them.');
    const view = await editor.webview('[role=columnheader]:has-text("delivered")');
    await view.locator('[role=gridcell]', { hasText: '371' }).first().waitFor();
    await editor.screenshot('account-delivered');
    const file = path.join(folder, 'result_1.csv.gz');
    writeFileSync(file, gzipSync(gunzipSync(readFileSync(file)).toString().replace('371', '370')));
    await open();
    await hand.see('NOT verified: not as they were signed: result_1.csv.gz');
  });
});

describe('the event history', () => {
  const importAll = async (): Promise<void> => {
    await editor.command('LakeSQL: Import from the Service');
    await hand.titled('Import from the Service');
    await hand.pick('Event history');
    await hand.fillInput('Which events', 'EventName=RunInstances from=-1d');
    await hand.titled('Profile of the AWS configuration');
    await hand.pick('sec');
    await hand.titled('Region');
    await hand.pick('us-east-1');
  };

  it('comes into the local lake with its progress; what was cancelled is kept, the rest comes later', async () => {
    served.setFaults({ operation: 'LookupEvents', skip: 1, stall: true });
    await importAll();
    const progress = await hand.notification(/Importing from the Service: 50 events/);
    await editor.screenshot('account-import');
    // A message whose text changes just then loses the press.
    const cancel = progress.getByRole('button', { name: 'Cancel' });
    const isThere = async (): Promise<boolean> => {
      await cancel.click({ timeout: 1_000 }).catch(() => undefined);
      return progress.isVisible();
    };
    await expect.poll(isThere).toBe(false);
    await hand.see('The import was cancelled.');
    await expect.poll(() => hand.treeRow('cloudtrail').innerText()).toContain('361 events');
    served.setFaults();
    await importAll();
    await hand.see('10 events added; there already: 50.');
    await expect.poll(() => hand.treeRow('cloudtrail').innerText()).toContain('371 events');
  });

  it('leaves it again, as old events do, after their number was shown', async () => {
    await hand.fromTree('cloudtrail', 'Remove Old Events');
    await hand.fillInput('Remove old events of "cloudtrail"', '2026-02-04');
    const question = 'Remove 160 events before 2026-02-04 00:00:00.000 (UTC) from "cloudtrail"?';
    await expect.poll(() => hand.dialog().innerText()).toContain(question);
    expect(await hand.dialog().innerText()).toContain('adding those again brings the events back');
    await editor.screenshot('account-prune');
    await hand.answer('Remove');
    await hand.see('Removed from "cloudtrail": 160 events.');
    await expect.poll(() => hand.treeRow('cloudtrail').innerText()).toContain('211 events');
  });
});

describe('a bad day of the service', () => {
  beforeAll(() => editor.command('View: Show Explorer'));
  const run = async (alias: string, text = statement(alias)): Promise<void> => {
    await editor.type(`${alias}.lakesql`, `${text}|`);
    // The stores of the service are listed: the statement goes to the one that the hint names.
    await editor.page.locator('.view-line', { hasText: 'cloudtrail' }).first().waitFor();
    await editor.command('LakeSQL: Run Query');
  };
  const rows = (alias: string) => editor.webview(`main:has([role=columnheader]:has-text("${alias}")) [role=gridcell]`);
  const runsOn = { operation: 'DescribeQuery', set: { QueryStatus: 'RUNNING' } };

  it('goes on with the same query when the session has expired and somebody signs in', async () => {
    served.setFaults(runsOn);
    await run('expires');
    await editor.webview('.status.running');
    const expired = { operation: '*', sessionToken: `S${session}`, error: 'ExpiredTokenException' };
    served.setFaults(expired, runsOn);
    await hand.see('Sign in to AWS with profile "sec"');
    session += 1;
    served.signIn(`S${session}`);
    served.setFaults(expired);
    await rows('expires');
    expect(await startsOf('expires')).toBe(1);
  });

  it('follows a query over a reload of the window', async () => {
    served.setFaults(runsOn);
    await run('reloaded');
    await editor.webview('.status.running');
    await editor.reload();
    // The editor's own part of a reload is long on a busy machine.
    await editor.page.locator('iframe.webview.ready').first().waitFor({ timeout: 90_000 });
    await editor.webview('.status.running');
    served.setFaults();
    await rows('reloaded');
    expect(await startsOf('reloaded')).toBe(1);
  });

  it('finds a query whose start was answered by a cut line', async () => {
    served.setFaults({ operation: 'StartQuery', contains: 'AS lost', afterwards: true, reset: true });
    await run('lost');
    await rows('lost');
    expect(await startsOf('lost')).toBe(1);
  });

  it('cancels at the service, also when that is too busy at first', async () => {
    served.setFaults({ operation: 'CancelQuery', count: 1, error: 'ThrottlingException' });
    const { trail } = served.lake.stores;
    const endless = `SELECT count(*) AS unwanted FROM ${['a', 'b', 'c', 'd'].map((name) => `${trail} ${name}`).join(', ')} WHERE concat(a.eventJson, b.eventJson, c.eventJson, d.eventJson) LIKE '%never there%'`;
    const before = await queryIds();
    await run('unwanted', endless);
    const view = await editor.webview('.status.running, .status.queued');
    await expect.poll(async () => (await queryIds()).length).toBe(before.length + 1);
    await view.getByRole('button', { name: 'Cancel', exact: true }).click();
    await editor.webview('.status.cancelled');
    const [QueryId] = (await queryIds()).filter((id) => !before.includes(id));
    await expect.poll(async () => (await served.client.describeQuery({ QueryId })).QueryStatus).toBe('CANCELLED');
  });

  it('says which permission is missing, with a policy to copy', async () => {
    const { EventDataStore } = await ourTrail();
    const message = `User: arn:aws:sts::111122223333:assumed-role/Analyst/alice is not authorized to perform: cloudtrail:StartQuery on resource: ${EventDataStore} because no identity-based policy allows the cloudtrail:StartQuery action`;
    served.setFaults({ operation: 'StartQuery', error: 'AccessDeniedException', message });
    await run('denied');
    await (await hand.notification('does not permit')).getByRole('button', { name: 'Show Missing Permission' }).click();
    const text = await hand.report('Permissions');
    await expect.poll(text).toContain('Missing action: cloudtrail:StartQuery');
    expect(await text()).toContain('Refused to: arn:aws:sts::111122223333:assumed-role/Analyst/alice');
    expect(await text()).toContain('"Sid": "Missing"');
    await editor.screenshot('account-denied');
    await (await hand.notification('is missing on')).getByRole('button', { name: 'Copy Policy' }).click();
    const copied = (): Promise<string> => editor.page.evaluate('navigator.clipboard.readText()');
    await expect.poll(copied).toContain('"Action": "cloudtrail:StartQuery"');
  });

  it('tells a new customer of the other roads', async () => {
    const message = 'AWS CloudTrail Lake is no longer accepting new customers.';
    served.setFaults({ operation: 'CreateEventDataStore', error: 'OperationNotPermittedException', message });
    await editor.command('LakeSQL: Create Event Data Store');
    const form = await editor.webview('.create .snippet');
    await form.getByLabel('Name', { exact: true }).fill('too-late');
    await form.getByRole('button', { name: 'Create Event Data Store' }).click();
    await form.locator('.banner.failed').waitFor();
    expect(await form.locator('.banner.failed').innerText()).toContain('Import trail files instead');
    await editor.screenshot('account-closed');
    const refusal = await hand.notification('no longer accepting new customers');
    await refusal.getByRole('button', { name: 'Add Local Files' }).waitFor();
    await refusal.getByRole('button', { name: 'Open Example' }).click();
    await hand.answer('Open Only');
    await editor.page.locator('.tab.active', { hasText: 'A security group was opened' }).first().waitFor();
  });
});
