import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import oniguruma from 'vscode-oniguruma';
import textmate from 'vscode-textmate';
import { publishedQueries } from '../core/lang/oracle.js';

const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

describe('grammar', () => {
  let grammar: textmate.IGrammar;
  beforeAll(async () => {
    await oniguruma.loadWASM(
      readFileSync(createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm')),
    );
    const registry = new textmate.Registry({
      onigLib: Promise.resolve({
        createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
        createOnigString: (text) => new oniguruma.OnigString(text),
      }),
      loadGrammar: (scope) =>
        Promise.resolve(
          scope === 'source.lakesql'
            ? textmate.parseRawGrammar(readFileSync('grammars/lakesql.tmLanguage.json', 'utf8'), 'lakesql.json')
            : null,
        ),
    });
    const loaded = await registry.loadGrammar('source.lakesql');
    if (loaded === null) throw new Error('No grammar.');
    grammar = loaded;
  });

  /** The innermost scope of the part of the line between two `|`. */
  function scopeOf(marked: string): string {
    const lines = marked.split('\n');
    let state = textmate.INITIAL;
    for (const line of lines) {
      const [before = '', part] = line.split('|');
      const result = grammar.tokenizeLine(line.replaceAll('|', ''), state);
      state = result.ruleStack;
      if (part === undefined) continue;
      const token = result.tokens.find(
        ({ startIndex, endIndex }) => startIndex <= before.length && before.length < endIndex,
      );
      expect(token?.endIndex).toBeGreaterThanOrEqual(before.length + part.length);
      return token?.scopes.at(-1) ?? '';
    }
    throw new Error('No mark.');
  }

  it.each([
    ['|SELECT| a', 'keyword.other'],
    ['SELECT a |group by| b', 'keyword.other'],
    ['SELECT a FROM t |left outer join| u', 'keyword.other'],
    ['SELECT a FROM |1b07f9d9-f017-4b5b-94c3-662c79a52056| AS e', 'constant.other.event-data-store-id'],
    ['SELECT a FROM |5e471234-0000-4000-8000-0123456789ab|', 'constant.other.event-data-store-id'],
    ['SELECT a FROM |b07f9d91-f017-4b5b-94c3-662c79a52056|;', 'constant.other.event-data-store-id'],
    ['SELECT a FROM\n  |b07f9d91-f017-4b5b-94c3-662c79a52056|;', 'constant.other.event-data-store-id'],
    ['SELECT a FROM |1b07f9d9-f017-xxxx-xxxx-xxxxxexample|', 'variable.other.placeholder'],
    ['SELECT a FROM |$EDS_ID| WHERE', 'variable.other.placeholder'],
    ['SELECT a FROM |<EDS ID>| WHERE', 'variable.other.placeholder'],
    ['SELECT a FROM |eds-id|;', 'variable.other.placeholder'],
    ['FROM\n  |eds-id|', 'variable.other.placeholder'],
    ['FROM\n  |<event_data_store_id>| ', 'variable.other.placeholder'],
    ['FROM |{trail}| e', 'variable.other.placeholder'],
    ['WHERE |${date_filter}| AND', 'variable.other.placeholder'],
    ['WHERE a = |<account id>|', 'variable.other.placeholder'],
    ['WHERE a|<|b AND c>d', 'keyword.operator'],
    ['WHERE a|-|b', 'keyword.operator'],
    ['WHERE a = :|start|', 'variable.parameter'],
    ['WHERE a = |?|', 'variable.parameter'],
    ["WHERE a = '|it|''s'", 'string.quoted.single'],
    ["WHERE a = 'it|''|s'", 'constant.character.escape'],
    ["WHERE a = '\n|SELECT|' AND b", 'string.quoted.single'],
    ["WHERE a = 'x' |AND| b", 'keyword.operator.logical'],
    ['SELECT "|select|" FROM t', 'variable.other.quoted'],
    ['SELECT |count|(*)', 'entity.name.function'],
    ['SELECT userIdentity.|type| FROM t', 'variable.other.property'],
    ['SELECT e.|date|, f', 'variable.other.property'],
    ['CAST(a AS |varchar|)', 'storage.type'],
    ['CAST(a AS |array|(varchar))', 'storage.type'],
    ["WHERE a > |timestamp| '2024-01-01'", 'storage.type'],
    ['SELECT |date|(eventTime)', 'entity.name.function'],
    ['LIMIT |10|', 'constant.numeric'],
    ['SELECT |1.5e3|', 'constant.numeric'],
    ['WHERE a IS NOT |NULL|', 'constant.language'],
    ['SELECT |current_timestamp|', 'support.constant'],
    ['SELECT a --| SELECT|', 'comment.line.double-dash'],
    ['/* a\n |SELECT| */', 'comment.block'],
    ['-- |@store| prod-trail', 'keyword.other.directive'],
    ['-- @region |ap-northeast-1|', 'string.unquoted.directive'],
    ['f(x |->| x.a)', 'keyword.operator.arrow'],
    ['|DROP| TABLE t', 'invalid.illegal.statement'],
  ])('%s', (marked, scope) => {
    expect(scopeOf(marked)).toBe(`${scope}.lakesql`);
  });

  it('colours published queries without leaving a string or comment open', () => {
    for (const { text, id } of publishedQueries()) {
      let state = textmate.INITIAL;
      for (const line of text.split('\n')) state = grammar.tokenizeLine(line, state).ruleStack;
      const [last] = grammar.tokenizeLine('', state).tokens;
      expect(last?.scopes, id).toEqual(['source.lakesql']);
    }
  });
});

describe('language configuration', () => {
  const configuration = read('language-configuration.json') as {
    wordPattern: { pattern: string; flags: string };
    onEnterRules: { beforeText: string; afterText?: string }[];
    folding: { markers: { start: string; end: string } };
  };

  it.each([
    ['FROM 1b07f9d9-f017-4b5b-94c3-662c79a52056 e', ['FROM', '1b07f9d9-f017-4b5b-94c3-662c79a52056', 'e']],
    ['FROM 12345678-1234-1234-1234-123456789012', ['FROM', '12345678-1234-1234-1234-123456789012']],
    ['userIdentity.arn = $EDS_ID', ['userIdentity', 'arn', '$EDS_ID']],
    ["f('x', 1.5)", ['f', 'x', '1.5']],
  ])('words of %s', (text, words) => {
    const { pattern, flags } = configuration.wordPattern;
    expect(text.match(new RegExp(pattern, `${flags}g`))).toEqual(words);
  });

  it('goes on with a comment that is broken in two, but not after a directive', () => {
    const [directive, comment] = configuration.onEnterRules;
    expect('-- @store x').toMatch(new RegExp(directive?.beforeText ?? ''));
    expect('-- because of').toMatch(new RegExp(comment?.beforeText ?? ''));
    expect('SELECT 1').not.toMatch(new RegExp(comment?.beforeText ?? ''));
  });

  it('folds regions', () => {
    expect('-- #region Sign-ins').toMatch(new RegExp(configuration.folding.markers.start));
    expect('-- #endregion').toMatch(new RegExp(configuration.folding.markers.end));
  });
});
