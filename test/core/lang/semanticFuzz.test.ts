import { describe, expect, it } from 'vitest';
import { definition } from '../../../src/core/lang/definition.js';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { analyzeText } from '../../../src/core/lang/document.js';
import { hover } from '../../../src/core/lang/hover.js';
import { inlayHints } from '../../../src/core/lang/inlayHints.js';
import { scan } from '../../../src/core/lang/scanner.js';
import { signatureHelp } from '../../../src/core/lang/signatureHelp.js';
import { references } from '../../../src/core/lang/references.js';
import { prepareRename, rename } from '../../../src/core/lang/rename.js';
import { selectionRanges } from '../../../src/core/lang/selectionRanges.js';
import { encodedTokens } from '../../../src/core/lang/semanticTokens.js';
import { documentSymbols, foldingRanges } from '../../../src/core/lang/symbols.js';
import { publishedQueries } from './oracle.js';
import { mutateCharacters, mutateTokens, seeded, spareTokens } from './random.js';
import { catalog, trail } from './stores.js';
import { completeAt } from './completing.js';
import { lakeQueries, validQueries } from './validQueries.js';

/** LAKESQL_FUZZ=100000 tries that many texts in place of a few thousand; LAKESQL_SEED starts elsewhere. */
const scale = Number(process.env['LAKESQL_FUZZ'] ?? 3_000);
const seed = Number(process.env['LAKESQL_SEED'] ?? 20_261_124);

const texts = [...publishedQueries().map(({ text }) => text), ...validQueries, ...lakeQueries];
const tokens = texts.map((text) => scan(text).map((token) => token.text));
const names = [
  'eventName',
  'userIdentity',
  'requestParameters',
  'resources',
  'eventData',
  'element_at',
  'transform',
  'count',
  'x',
  '.',
  '->',
];
const pool = [...new Set(tokens.flat()), ...spareTokens, ...names, ...names, trail.id];

describe('broken texts', () => {
  it(
    `never make the resolver or its askers throw, and problems stay within the text (${scale} texts)`,
    () => {
      const random = seeded(seed);
      for (let count = 0; count < scale; count += 1) {
        const text =
          count % 3 === 0
            ? mutateCharacters(random.pick(texts), random)
            : mutateTokens(random.pick(tokens), pool, random);
        const known = count % 2 === 0 ? catalog : { ...catalog, chosenStore: trail };
        const offset = random.int(text.length + 1);
        try {
          const analyzed = analyzeText(text, known);
          for (const { range, message } of analyzed.problems) {
            expect(range.start).toBeGreaterThanOrEqual(0);
            expect(range.end).toBeGreaterThanOrEqual(range.start);
            expect(range.end).toBeLessThanOrEqual(text.length);
            expect(message).toMatch(/^\S[^\n]*[.?!]$/);
          }
          for (const { statement, analysis } of analyzed.statements) {
            expect(
              analysis.columns.every(({ name }) => typeof name === 'string'),
              String(statement.range.start),
            ).toBe(true);
          }
          completeAt(text, offset, known);
          hover(analyzed, offset);
          definition(analyzed, offset);
          inlayHints(analyzed);
          signatureHelp(text, offset);
          references(analyzed, offset);
          prepareRename(analyzed, offset);
          selectionRanges(analyzed, offset);
          for (const part of analyzed.parts) part.derived(encodedTokens);
          if (count % 10 === 0) {
            const document = TextDocument.create('text:', 'lakesql', 0, text);
            documentSymbols(analyzed, document);
            foldingRanges(analyzed, document);
            rename(analyzed, offset, 'other', known);
          }
        } catch (error) {
          throw new Error(`With the text:\n${text}\nat ${offset}`, { cause: error });
        }
      }
    },
    60_000 + scale * 20,
  );
});
