import type { Query } from './syntax.js';
import { childrenOf } from './walk.js';
import type { SyntaxNode } from './walk.js';

/** Whether a tree has more levels than the limit. */
export function depthExceeds(root: Query, limit: number): boolean {
  const work: { node: SyntaxNode; depth: number }[] = [{ node: root, depth: 1 }];
  for (let step = work.pop(); step !== undefined; step = work.pop()) {
    const { node, depth } = step;
    if (depth > limit) return true;
    for (const child of childrenOf(node)) work.push({ node: child, depth: depth + 1 });
  }
  return false;
}
