/**
 * A scan for one JSON value inside longer text: says where the value ends without building it, so that a megabyte of
 * hostile text costs one pass and no stack.
 */

const open = new Set(['{', '[']);
const literal = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)/y;
const blank = /[ \t\r\n]*/y;

/** Offset after the JSON object or list that begins at `from`; undefined when none does. Looks at most `limit` far. */
export function scanJson(
  text: string,
  from: number,
  limit: number,
): { readonly end: number | undefined; readonly seen: number } {
  if (!open.has(text[from] ?? '')) return { end: undefined, seen: 1 };
  const stop = Math.min(text.length, from + limit);
  const closers: string[] = [];
  let at = from;
  let expect: 'value' | 'firstKey' | 'key' | 'firstElement' | 'after' = 'value';
  const give = (end: number | undefined): { end: number | undefined; seen: number } => ({ end, seen: at - from + 1 });
  while (at < stop) {
    at = skip(blank, text, at);
    const char = text[at] ?? '';
    const closer = closers.at(-1);
    if (expect === 'after') {
      if (char === closer) {
        at += 1;
        closers.pop();
        if (closers.length === 0) return give(at);
      } else if (char === ',') {
        at += 1;
        expect = closer === '}' ? 'key' : 'value';
      } else return give(undefined);
    } else if ((expect === 'firstKey' && char === '}') || (expect === 'firstElement' && char === ']')) {
      expect = 'after';
    } else if (expect === 'key' || expect === 'firstKey') {
      const end = stringEnd(text, at, stop);
      const colon = end === undefined ? at : skip(blank, text, end);
      if (end === undefined || text[colon] !== ':') return give(undefined);
      at = colon + 1;
      expect = 'value';
    } else if (open.has(char)) {
      closers.push(char === '{' ? '}' : ']');
      expect = char === '{' ? 'firstKey' : 'firstElement';
      at += 1;
    } else {
      const end = char === '"' ? stringEnd(text, at, stop) : literalEnd(text, at);
      if (end === undefined) {
        if (char === '"') at = stop;
        return give(undefined);
      }
      at = end;
      expect = 'after';
    }
  }
  return give(undefined);
}

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  pattern.test(text);
  return pattern.lastIndex;
}

function literalEnd(text: string, at: number): number | undefined {
  literal.lastIndex = at;
  return literal.test(text) ? literal.lastIndex : undefined;
}

/** Offset after the closing quote of the string that begins at `at`. */
function stringEnd(text: string, at: number, stop: number): number | undefined {
  if (text[at] !== '"') return undefined;
  for (let i = at + 1; i < stop; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 0x22) return i + 1;
    if (code === 0x5c) i += 1;
  }
  return undefined;
}
