import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLocalBackend } from '../../../src/backends/local/localBackend.js';
import { loadResourceHistory } from '../../../src/core/configuration/history.js';
import type { FetchedRows, RunRows } from '../../../src/core/configuration/historyRows.js';
import { historyText } from '../../../src/core/configuration/historyOutput.js';
import { whenDone, type Backend } from '../../../src/core/query/backend.js';
import { runQuery } from '../../../src/core/query/runQuery.js';
import type { EventDataStore } from '../../../src/core/query/eventDataStore.js';
import { enginePath, never, onCleanup, root, temporaryFolder } from '../../backends/local/engine.js';

const runOn =
  (backend: Backend, stores: readonly EventDataStore[]): RunRows =>
  async (statement, signal): Promise<FetchedRows> => {
    const result = await runQuery({ text: statement, catalog: { stores } }, backend, signal);
    const state = await whenDone(result, signal);
    if (state.failure) throw new Error(state.failure.message);
    const { rows } = await result.read({ from: 0, count: state.rowCount }, signal);
    await result.dispose();
    return { columns: result.columns, rows };
  };

async function openExamples(): Promise<{ run: RunRows; ids: (category: string) => string[] }> {
  const folder = await temporaryFolder();
  const backend = createLocalBackend({
    folder: path.join(folder, 'lake'),
    enginePath: await enginePath(),
    env: { ...process.env, LAKESQL_ENGINE_LINGER_MS: '50' },
  });
  onCleanup(() => backend.dispose());
  await backend.import([path.join(examples, 'AWSLogs'), path.join(examples, 'lake-results')], {}, never);
  const stores = await backend.listEventDataStores(never);
  return {
    run: runOn(backend, stores),
    ids: (category) => stores.filter((store) => store.category === category).map(({ id }) => id),
  };
}

const examples = path.join(root, 'examples');
describe.skipIf(!existsSync(path.join(examples, 'AWSLogs')))('the example investigation on the local engine', () => {
  it('tells who opened the group and which controls it fails', async () => {
    const { run, ids } = await openExamples();
    const found = await run(
      `SELECT eventData.resourceId AS id, count(*) AS n FROM ${ids('ConfigurationItem')[0]} WHERE eventData.resourceType = 'AWS::EC2::SecurityGroup' GROUP BY eventData.resourceId ORDER BY n DESC`,
      never,
      '',
    );
    const id = found.rows[0]?.[0] as string;
    const request = {
      type: 'AWS::EC2::SecurityGroup',
      id,
      configStoreIds: ids('ConfigurationItem'),
      trailStoreIds: ids('CloudTrail'),
    };
    const history = await loadResourceHistory(request, run, never);
    const { heading, changes } = historyText(history);
    expect(heading).toBe(`AWS::EC2::SecurityGroup ${id} (web-admin), 111122223333, ap-northeast-1`);
    const [created, related, narrowed] = changes;
    expect(created?.sentences).toContain('ingress tcp 22 from 0.0.0.0/0 added');
    expect(created?.compliance.join()).toMatch(/EC2\.19 CRITICAL.*EC2\.18 HIGH/);
    expect(created?.candidates.map(({ line }) => line.split('  ')[2]?.split(' ')[0])).toEqual([
      'CreateSecurityGroup',
      'AuthorizeSecurityGroupIngress',
    ]);
    expect(related?.relationshipsOnly).toBe(true);
    expect(narrowed?.sentences).toEqual(['ingress tcp 22 from 0.0.0.0/0 changed to tcp 22 from 198.51.100.0/24']);
    expect(narrowed?.candidates[0]?.line).toMatch(/ModifySecurityGroupRules by arn:aws:iam::111122223333:user\/bob/);
    expect(narrowed?.compliance.join()).toContain('NON_COMPLIANT -> COMPLIANT');
  });

  it('reads every resource of the example without an error', async () => {
    const { run, ids } = await openExamples();
    const found = await run(
      `SELECT DISTINCT eventData.resourceType AS type, eventData.resourceId AS id FROM ${ids('ConfigurationItem')[0]} WHERE eventData.resourceType <> 'AWS::Config::ResourceCompliance'`,
      never,
      '',
    );
    expect(found.rows.length).toBeGreaterThan(1);
    for (const [type, id] of found.rows) {
      const request = {
        type: type as string,
        id: id as string,
        configStoreIds: ids('ConfigurationItem'),
        trailStoreIds: ids('CloudTrail'),
      };
      const { items, changes } = await loadResourceHistory(request, run, never);
      expect([id, items.length === changes.length, items.length > 0]).toEqual([id, true, true]);
    }
  });
});
