// The fictional account: IDs, clock, chance and principals. Account, names and addresses are reserved for documentation.
import { createHash } from 'node:crypto';

export const account = '111122223333';
export const region = 'ap-northeast-1';
export const group = 'sg-0f3c5a7e9b1d24680';
export const vpc = 'vpc-0a1b2c3d4e5f60718';
export const instance = 'i-0123456789abcdef0';
export const subnet = 'subnet-0fedcba9876543210';

let seed = 20260203;
export const random = () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed / 2 ** 32;
};
export const pick = (list) => list[Math.floor(random() * list.length)];
export const uuid = (name) => {
  const hex = createHash('sha256').update(`lakesql example ${name}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};
export const iso = (time) => new Date(time).toISOString().replace('.000Z', 'Z');
export const isoMs = (time) => new Date(time).toISOString();
export const at = (text) => Date.parse(text);

export const roleSession = (role, session, key) => ({
  type: 'AssumedRole',
  principalId: `AROAEXAMPLE${role.toUpperCase().slice(0, 8).padEnd(8, 'X')}:${session}`,
  arn: `arn:aws:sts::${account}:assumed-role/${role}/${session}`,
  accountId: account,
  accessKeyId: key,
  sessionContext: {
    sessionIssuer: {
      type: 'Role',
      principalId: `AROAEXAMPLE${role.toUpperCase().slice(0, 8).padEnd(8, 'X')}`,
      arn: `arn:aws:iam::${account}:role/${role}`,
      accountId: account,
      userName: role,
    },
    attributes: { creationDate: '2026-02-03T00:41:10Z', mfaAuthenticated: 'true' },
  },
});
export const iamUser = (name, key) => ({
  type: 'IAMUser',
  principalId: `AIDAEXAMPLE${name.toUpperCase().slice(0, 8).padEnd(8, 'X')}`,
  arn: `arn:aws:iam::${account}:user/${name}`,
  accountId: account,
  accessKeyId: key,
  userName: name,
});
export const alice = roleSession('NetworkOps', 'alice', 'ASIAEXAMPLEALICE0001');
export const bob = iamUser('bob', 'AKIAEXAMPLEBOB000001');
export const deploy = roleSession('DeployPipeline', 'build-4711', 'ASIAEXAMPLEDEPLOY001');
export const auditor = roleSession('SecurityAudit', 'carol', 'ASIAEXAMPLECAROL0001');
export const address = {
  [alice.arn]: '203.0.113.7',
  [bob.arn]: '198.51.100.24',
  [deploy.arn]: '192.0.2.80',
  [auditor.arn]: '198.51.100.61',
};
