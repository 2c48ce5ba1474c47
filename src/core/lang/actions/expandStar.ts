/** `*` as the columns it stands for. */
import { selectAllColumns } from '../../catalog/schemas.js';
import { asName } from '../resolve/meant.js';
import type { CodeAction } from './codeAction.js';
import { rewrite, type Rewriting } from './rewriting.js';
import { qualifierOf, tablesIn } from '../lint/selectStar.js';

/** Only where FROM has stores of known categories and nothing else, so that the columns and their order are certain. */
export function expandStar({ text, path, analysis }: Rewriting): readonly CodeAction[] {
  const star = path.find((node) => node.kind === 'selectAll');
  const select = path.findLast((node) => node.kind === 'select');
  if (star?.kind !== 'selectAll' || select?.kind !== 'select' || star.aliases.length > 0) return [];
  const hasOthers = select.from.some((relation) => relation.kind !== 'tableReference');
  const tables = select.from.flatMap(tablesIn);
  if (hasOthers || tables.length === 0) return [];
  const target = star.target?.kind === 'column' ? star.target.name.name.toLowerCase() : undefined;
  if (star.target && target === undefined) return [];
  const names: string[] = [];
  for (const table of tables) {
    const qualifier = qualifierOf(table);
    if (target !== undefined && qualifier?.name.toLowerCase() !== target) continue;
    const reference = analysis.referenceOf(table.name);
    const category = reference?.kind === 'store' ? reference.store.category : undefined;
    if (!category || (table.alias?.columns.length ?? 0) > 0) return [];
    if (tables.length > 1 && !qualifier) return [];
    const prefix = (tables.length > 1 || target !== undefined) && qualifier ? `${asName(qualifier.name)}.` : '';
    names.push(...selectAllColumns(category).map(({ sourceName }) => `${prefix}${sourceName}`));
  }
  if (names.length === 0) return [];
  const line = text.slice(text.lastIndexOf('\n', star.range.start - 1) + 1, star.range.start);
  const joint = names.length > 6 ? `,\n${' '.repeat(line.length)}` : ', ';
  return [rewrite(`Expand * to its ${names.length} columns`, { range: star.range, text: names.join(joint) })];
}
