import type { Query } from './syntax.js';
import { childrenOf } from './walk.js';
import type { SyntaxNode } from './walk.js';

/** Whether a tree has more levels than the limit. */
export function depthExceeds(root: Query, limit: number): boolean {
  // Level by level.
  let level: readonly SyntaxNode[] = [root];
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > limit) return true;
    const next: SyntaxNode[] = [];
    for (const node of level) for (const child of childrenOf(node)) next.push(child);
    level = next;
  }
  return false;
}
