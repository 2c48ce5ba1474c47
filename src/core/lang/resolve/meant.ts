/** Names that were probably meant, for messages and for the menu of fixes. */
import type { Fix } from '../problem.js';
import type { Range } from '../range.js';

/** As it is written in a statement: in double quotes where it must be. */
export const asName = (name: string): string => (/^[a-z_]\w*$/i.test(name) ? name : `"${name.replaceAll('"', '""')}"`);

/** `safe` where nothing else can have been meant. */
export function instead(text: string, range: Range, safe = false): Fix {
  const shown = text.replace(/\s+/g, ' ');
  const title = `Write ${shown.length > 60 ? `${shown.slice(0, 57)}...` : shown}`;
  return { title, edits: [{ range, text }], ...(safe ? { safe } : {}) };
}

/** `Did you mean x?` with the fix that writes it; nothing for undefined. A list is a path of names. */
export function meant(
  found: string | readonly string[] | undefined,
  range: Range,
): { readonly question: string; readonly fixes: readonly Fix[] } {
  if (found === undefined) return { question: '', fixes: [] };
  const path = typeof found === 'string' ? [found] : found;
  return { question: ` Did you mean ${path.join('.')}?`, fixes: [instead(path.map(asName).join('.'), range)] };
}
