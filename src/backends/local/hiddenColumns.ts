/**
 * Some columns can be named but are not part of `SELECT *` (`eventContext`, `eventJson` of configuration items). A store's
 * view shows what `SELECT *` gives; statements that name such a column read the view with all of them.
 */
import { lookupColumn } from '../../core/catalog/schemas.js';
import type { Translation, TranslationInput } from '../../core/dialect/translation.js';
import { applyEdits, type Edit } from '../../core/lang/edits.js';
import type { Expression, Identifier } from '../../core/lang/syntax.js';
import { visit } from '../../core/lang/walk.js';
import type { EventCategory } from '../../core/query/eventDataStore.js';

/** The translation itself when no such column is named. With `SELECT *` beside it, the star shows them too. */
export function withHiddenColumns(translation: Translation, input: TranslationInput): Translation {
  const categories = hiddenIn(input);
  if (categories.size === 0) return translation;
  const ids = input.analysis.stores.filter(({ category }) => category && categories.has(category)).map(({ id }) => `"${id}"`);
  const edits = namesOutsideTexts(translation.sql)
    .filter(({ text }) => ids.includes(text))
    .map(({ start, text }): Edit => ({ range: { start, end: start + text.length }, text: `whole.${text}` }));
  const edited = applyEdits(translation.sql, edits);
  return { ...translation, sql: edited.text, toSource: (offset) => translation.toSource(edited.toSource(offset)) };
}

function hiddenIn({ statement, analysis }: TranslationInput): ReadonlySet<EventCategory> {
  const categories = new Set<EventCategory>();
  visit(statement, {
    enter: (node) => {
      const reference = analysis.referenceOf(node as Expression | Identifier);
      if (reference?.kind !== 'column' || !reference.category) return;
      if (lookupColumn(reference.category, reference.name)?.hidden === true) categories.add(reference.category);
    },
  });
  return categories;
}

/** Names in double quotes, not those inside texts and comments. */
function namesOutsideTexts(sql: string): readonly { readonly start: number; readonly text: string }[] {
  const tokens = sql.matchAll(/'(?:[^']|'')*'|--[^\n]*|\/\*[^]*?\*\/|"(?:[^"]|"")*"/g);
  return [...tokens].filter(([text]) => text.startsWith('"')).map((token) => ({ start: token.index, text: token[0] }));
}
