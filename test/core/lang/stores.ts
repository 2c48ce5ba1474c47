/** Event data stores for the tests of the language. */
import type { LanguageCatalog } from '../../../src/core/lang/analysis.js';
import type { EventCategory, EventDataStore } from '../../../src/core/query/eventDataStore.js';

export const store = (id: string, name: string, category: EventCategory | undefined): EventDataStore => ({
  id,
  name,
  category,
  backend: 'local',
  connectionId: 'local:test',
});

export const trail: EventDataStore = {
  ...store('11111111-1111-1111-1111-111111111111', 'trail', 'CloudTrail'),
  rowCount: 30477,
  oldestEventTime: '2026-01-01 00:00:00.000',
  newestEventTime: '2026-02-01 00:00:00.000',
};
export const config: EventDataStore = {
  ...store('22222222-2222-2222-2222-222222222222', 'config', 'ConfigurationItem'),
  backend: 'lake',
  region: 'ap-northeast-1',
  accountId: '111122223333',
};
export const prod = store('5e471234-aaaa-bbbb-cccc-1234567890ab', 'prod trail', 'CloudTrail');

export const catalog: LanguageCatalog = { stores: [trail, config, prod] };
export const noStores: LanguageCatalog = { stores: [] };
