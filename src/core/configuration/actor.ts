/** Who acted, as far as the `userIdentity` of an event tells. */
import type { Value } from '../result/types.js';
import { isObject, memberOf, parseJsonText, textOf } from './json.js';
import type { Actor } from './model.js';

export function actorOf(given: Value): Actor {
  const identity = lowerCased(given);
  const session = lowerCased(identity.get('sessioncontext') ?? null);
  const issuer = lowerCased(session.get('sessionissuer') ?? null);
  const attributes = lowerCased(session.get('attributes') ?? null);
  const text = (members: ReadonlyMap<string, Value>, name: string): string | undefined => textOf(members.get(name));
  const kind = text(identity, 'type');
  const arn = text(identity, 'arn');
  const mfa = text(attributes, 'mfaauthenticated');
  return {
    kind,
    arn,
    userName: text(identity, 'username'),
    issuer: text(issuer, 'arn'),
    sessionName: kind === 'AssumedRole' ? arn?.split('/').at(-1) : undefined,
    sourceIdentity: text(session, 'sourceidentity'),
    accessKeyId: text(identity, 'accesskeyid'),
    invokedBy: text(identity, 'invokedby'),
    mfa: mfa === undefined ? undefined : mfa === 'true',
  };
}

function lowerCased(given: Value): ReadonlyMap<string, Value> {
  const value = typeof given === 'string' ? (parseJsonText(given) ?? null) : given;
  if (!isObject(value)) return new Map();
  return new Map(Object.keys(value).map((name) => [name.toLowerCase(), memberOf(value, name)]));
}
