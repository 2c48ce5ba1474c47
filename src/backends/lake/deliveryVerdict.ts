/** What a check of a delivered result comes to, for people: one thing, the gravest. */
import type { DeliveryCheck } from './verifyDelivery.js';

export type DeliveryVerdict =
  /**
   * The files and their order are those that CloudTrail signed. The signature covers their hashes and nothing else: not the
   * names, Region and time, nor that this is the latest delivery, nor that no other was removed.
   */
  | { readonly kind: 'verified' }
  /** Files that are not there, or not as their hashes say. */
  | { readonly kind: 'notAsSigned'; readonly names: readonly string[] }
  /** Result files that the sign file does not name: somebody put them there. */
  | { readonly kind: 'unsignedFiles'; readonly names: readonly string[] }
  | { readonly kind: 'signFileChanged' }
  | { readonly kind: 'keyUnknown' }
  /** The hashes fit; whoever wrote the files may have written them too. */
  | { readonly kind: 'notChecked' };

export function deliveryVerdict({ files, unsigned, signature }: DeliveryCheck): DeliveryVerdict {
  const names = files.filter(({ state }) => state !== 'intact').map(({ name }) => name);
  if (names.length > 0) return { kind: 'notAsSigned', names };
  if (unsigned.length > 0) return { kind: 'unsignedFiles', names: unsigned };
  switch (signature) {
    case 'valid':
      return { kind: 'verified' };
    case 'invalid':
      return { kind: 'signFileChanged' };
    case 'keyUnknown':
    case 'notChecked':
      return { kind: signature };
  }
  return signature satisfies never;
}
