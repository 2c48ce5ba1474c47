import type { CreateStoreNotifications, CreateStoreRequests } from '../../../src/protocol/createStore.js';
import type { PageHost, Scenario } from './host.js';

/** `?refuse=TEXT` lets the service refuse; `?account=` makes the account unknown. */
export function createStoreScenario(host: PageHost, parameters: URLSearchParams): Scenario {
  return {
    start: () =>
      host.notify('page', {
        language: 'en',
        strings: {},
        profile: parameters.get('profile') ?? 'sec',
        region: 'eu-west-1',
        accountId: parameters.get('account') ?? (parameters.has('unknown') ? null : '111122223333'),
        names: ['taken'],
      } satisfies CreateStoreNotifications['page']),
    request: (name) => {
      if (name !== 'create') return null;
      host.notify('progress', { status: 'CREATED' });
      const refusal = parameters.get('refuse');
      if (refusal !== null) throw new Error(refusal);
      return {
        id: '11111111-2222-4333-8444-555555555555',
        status: 'ENABLED',
      } satisfies CreateStoreRequests['create'][1];
    },
  };
}
