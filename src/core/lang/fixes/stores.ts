/** Table names that are no store of this connection, or stand for one: the IDs of those that are known. */
import { plainLine } from '../markdown.js';
import type { Fix } from '../problem.js';
import { nearest } from '../suggest.js';
import { replacement, source, type Fixing } from './fixing.js';

/** A menu with more is not read. */
const most = 5;

export function storeFixes({ problem, catalog, node, ...fixing }: Fixing): readonly Fix[] {
  if (node?.kind !== 'qualifiedName' && node?.kind !== 'storeId' && node?.kind !== 'tablePlaceholder') return [];
  const written = node.kind === 'qualifiedName' ? (node.parts.at(-1)?.name ?? '') : source(fixing, problem.range);
  const { stores } = catalog;
  const near = nearest(
    written,
    stores.map(({ name }) => name),
  );
  const ordered = [...stores.filter(({ name }) => name === near), ...stores.filter(({ name }) => name !== near)];
  return ordered
    .slice(0, most)
    .map(({ id, name }) => replacement(`Read ${plainLine(name).slice(0, 60)} (${id})`, problem.range, id));
}
