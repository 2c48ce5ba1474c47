import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  adminPolicy,
  denialOf,
  policyPlaceOf,
  readPolicy,
  singlePolicy,
} from '../../../src/backends/lake/permissions.js';
import { principalName } from '../../../src/backends/lake/principal.js';

const store = 'arn:aws:cloudtrail:eu-west-1:111122223333:eventdatastore/11111111-2222-4333-8444-555555555555';
const user = 'arn:aws:sts::111122223333:assumed-role/Analyst/alice';
const denied = (rest: string): string =>
  `User: ${user} is not authorized to perform: cloudtrail:StartQuery on resource: ${store}${rest}`;

describe('what AWS refused', () => {
  test.each([
    [denied(' because no identity-based policy allows the cloudtrail:StartQuery action'), 'notAllowed'],
    [denied(' with an explicit deny in an identity-based policy'), 'explicitDeny'],
    [denied(' with an explicit deny in a service control policy'), 'organization'],
    [denied(' because no permissions boundary allows the cloudtrail:StartQuery action'), 'boundary'],
    [denied(' because no session policy allows the cloudtrail:StartQuery action'), 'session'],
    [denied(' because no resource-based policy allows the cloudtrail:StartQuery action'), 'resource'],
    [denied('.'), 'notAllowed'],
  ])('%s', (message, reason) => {
    expect(denialOf(message, 'DescribeQuery')).toEqual({
      action: 'cloudtrail:StartQuery',
      resource: store,
      principal: user,
      reason,
    });
  });

  test('a key that encrypts the store is named instead of the query', () => {
    const key = 'arn:aws:kms:eu-west-1:111122223333:key/1';
    expect(
      denialOf(`User: ${user} is not authorized to perform: kms:Decrypt on resource: ${key} because`, 'StartQuery'),
    ).toMatchObject({
      action: 'kms:Decrypt',
      resource: key,
    });
  });

  test('without details it is what was asked for, and the rest is unknown', () => {
    expect(denialOf('Access Denied', 'ListQueries')).toEqual({
      action: 'cloudtrail:ListQueries',
      resource: undefined,
      principal: undefined,
      reason: 'unknown',
    });
  });

  test('what looks like a policy in a message does not become one', () => {
    const { action, resource } = denialOf('perform: "},{"Effect":"Allow" on resource: *', 'StartQuery');
    expect([action, resource]).toEqual(['cloudtrail:StartQuery', undefined]);
  });
});

describe('policies', () => {
  interface Policy {
    readonly Version: string;
    readonly Statement: readonly { readonly Action: string | string[]; readonly Resource: string }[];
  }
  const actionsOf = (text: string): readonly string[] =>
    (JSON.parse(text) as Policy).Statement.flatMap(({ Action }) => Action);

  test('reading changes nothing', () => {
    const actions = actionsOf(readPolicy(policyPlaceOf(store, 'us-east-1')));
    expect(actions).toContain('cloudtrail:StartQuery');
    expect(
      actions.filter((action) => /Create|Delete|Update|Put|Restore|Add|Remove|Enable|Disable/.test(action)),
    ).toEqual([]);
    expect(readPolicy(policyPlaceOf(store, 'us-east-1'))).toContain(
      'arn:aws:cloudtrail:eu-west-1:111122223333:eventdatastore/*',
    );
  });

  test('administration names what it may change, and no wildcard of actions', () => {
    const actions = actionsOf(adminPolicy(policyPlaceOf(undefined, 'cn-north-1')));
    expect(actions).toContain('cloudtrail:DeleteEventDataStore');
    expect(actions.some((action) => action.includes('*'))).toBe(false);
    expect(adminPolicy(policyPlaceOf(undefined, 'cn-north-1'))).toContain(
      'arn:aws-cn:cloudtrail:cn-north-1:*:eventdatastore/*',
    );
  });

  test('the two name every request that is sent to CloudTrail', () => {
    const folder = path.resolve(import.meta.dirname, '../../../src/backends/lake');
    const sent = readdirSync(folder, { encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .flatMap((name) => [...readFileSync(path.join(folder, name), 'utf8').matchAll(/new (\w+)Command\(/g)])
      .map(([, operation]) => `cloudtrail:${operation}`)
      // Of AWS Config, STS and IAM Identity Center, which asks for no permission.
      .filter(
        (action) =>
          !/GetResourceConfigHistory|GetCallerIdentity|AssumeRole|RegisterClient|StartDeviceAuthorization|CreateToken/.test(
            action,
          ),
      );
    const place = policyPlaceOf(store, 'us-east-1');
    const named = new Set([...actionsOf(readPolicy(place)), ...actionsOf(adminPolicy(place))]);
    expect(sent.length).toBeGreaterThan(25);
    expect(sent.filter((action) => !named.has(action))).toEqual([]);
  });

  test('the missing action alone', () => {
    expect(JSON.parse(singlePolicy(denialOf(denied(''), 'x')))).toMatchObject({
      Statement: [{ Action: 'cloudtrail:StartQuery', Resource: store }],
    });
  });
});

test.each([
  [user, 'Analyst/alice'],
  ['arn:aws:iam::111122223333:user/team/bob', 'user/team/bob'],
  ['arn:aws:iam::111122223333:root', 'root'],
])('%s is %s', (arn, name) => expect(principalName(arn)).toBe(name));
