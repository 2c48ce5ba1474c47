/** Maps, structs and arrays as JSON; JSON values as text. */
import { quoted } from '../lint/rule.js';
import type { Expression } from '../syntax.js';
import type { SyntaxNode } from '../walk.js';
import type { CodeAction } from './codeAction.js';
import { rewrite, type Rewriting } from './rewriting.js';

export function jsonRewritings({ text, analysis, path }: Rewriting): readonly CodeAction[] {
  const { node, parent } = expressionAt(path) ?? {};
  const actions: CodeAction[] = [];
  const type = node && analysis.typeOf(node);
  if (node && type && (type.kind === 'map' || type.kind === 'row' || type.kind === 'array') && !isTaken(node, parent)) {
    const written = text.slice(node.range.start, node.range.end);
    actions.push(rewrite('Cast to JSON', { range: node.range, text: `CAST(${written} AS JSON)` }));
  }
  const call = path.findLast((each) => each.kind === 'call');
  const name = call?.name.at(-1)?.name.toLowerCase();
  if (call && name === 'json_extract') {
    const word = call.name.at(-1)?.range ?? call.range;
    actions.push(rewrite('Extract as text with json_extract_scalar', { range: word, text: 'json_extract_scalar' }));
  }
  const [map, key] = call?.arguments ?? [];
  if (call && name === 'element_at' && map && key?.kind === 'literal' && key.type === 'string') {
    const reference = map.kind === 'column' || map.kind === 'dereference' ? analysis.referenceOf(map) : undefined;
    const isRecord = reference?.kind === 'column' && reference.category === 'CloudTrail';
    const column = isRecord && /^(requestParameters|responseElements|additionalEventData)$/i.exec(reference.name)?.[0];
    if (column && /^\w+$/.test(key.value)) {
      const prefix = map.kind === 'dereference' ? `${text.slice(map.base.range.start, map.base.range.end)}.` : '';
      const path = quoted(`$.${column}.${key.value}`);
      const extracted = `json_extract_scalar(${prefix}eventJson, ${path})`;
      actions.push(rewrite('Extract from eventJson with json_extract_scalar', { range: call.range, text: extracted }));
    }
  }
  return actions;
}

/** The whole name that the caret is in, such as `userIdentity.sessionContext`. */
function expressionAt(
  path: readonly SyntaxNode[],
): { readonly node: Expression; readonly parent: SyntaxNode | undefined } | undefined {
  const index = path.findIndex(({ kind }) => kind === 'column' || kind === 'dereference');
  const node = path[index];
  if (node?.kind !== 'column' && node?.kind !== 'dereference') return undefined;
  return { node, parent: path[index - 1] };
}

/** Already read by something that needs the map, struct or array as it is. */
const isTaken = (node: Expression, parent: SyntaxNode | undefined): boolean =>
  parent?.kind === 'cast' ||
  parent?.kind === 'subscript' ||
  parent?.kind === 'selectAll' ||
  parent?.kind === 'unnest' ||
  (parent?.kind === 'call' && parent.arguments.includes(node)) ||
  parent?.kind === 'groupingExpression';
