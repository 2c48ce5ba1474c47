/** JSON paths: Trino's `$.a["b c"][0][*]`, where names run on to the next `.` or `[`, in DuckDB's notation. */

export interface JsonPath {
  /** `$."a"."b c"[0]`. */
  readonly text: string;
  /** Has `[*]` or `.*`: the answer is a list of all matches. */
  readonly wild: boolean;
}

/** One step of a path: `.a`, `[0]`, `[*]` or `.*`, in DuckDB's notation. */
export interface JsonStep {
  readonly kind: 'member' | 'index' | 'elements' | 'members';
  readonly text: string;
}

/** The steps of a path of SQL/JSON and whether it is lax, as it is unless it says strict. */
export function jsonSteps(path: string): { readonly lax: boolean; readonly steps: readonly JsonStep[] } | undefined {
  let rest = path.trim().replace(/^(?:lax|strict)\s+/i, '');
  if (!rest.startsWith('$')) return undefined;
  rest = rest.slice(1);
  const steps: JsonStep[] = [];
  while (rest !== '') {
    const step = readStep(rest);
    if (!step) return undefined;
    const wild = step.text === '.*' ? 'members' : 'elements';
    steps.push({ kind: step.wild ? wild : step.text.startsWith('[') ? 'index' : 'member', text: `$${step.text}` });
    rest = rest.slice(step.length);
  }
  return { lax: !/^\s*strict\s/i.test(path), steps };
}

/** Undefined for what DuckDB has no path for: `..`, filters, slices, functions. */
export function duckdbPath(path: string): JsonPath | undefined {
  let rest = path.trim().replace(/^(?:lax|strict)\s+/i, '');
  if (!rest.startsWith('$')) return undefined;
  rest = rest.slice(1);
  let text = '$';
  let wild = false;
  while (rest !== '') {
    const step = readStep(rest);
    if (!step) return undefined;
    text += step.text;
    wild ||= step.wild;
    rest = rest.slice(step.length);
  }
  return { text, wild };
}

function readStep(rest: string): { text: string; wild: boolean; length: number } | undefined {
  const star = /^(?:\.\*|\[\s*\*\s*\])/.exec(rest);
  if (star) return { text: star[0].startsWith('.') ? '.*' : '[*]', wild: true, length: star[0].length };
  const index = /^\[\s*(\d+)\s*\]/.exec(rest);
  if (index) return { text: `[${index[1]}]`, wild: false, length: index[0].length };
  const quoted = /^(?:\.|\[\s*)(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')(\s*\])?/.exec(rest);
  if (quoted) {
    const name = (quoted[1] ?? quoted[2] ?? '').replaceAll(/\\(.)/g, '$1');
    return { text: member(name), wild: false, length: quoted[0].length };
  }
  const bare = /^\[\s*([A-Za-z_][\w-]*)\s*\]/.exec(rest);
  if (bare) return { text: member(bare[1] ?? ''), wild: false, length: bare[0].length };
  const plain = /^\.([^.[\]"'()?@*]+)/.exec(rest);
  return plain ? { text: member(plain[1] ?? ''), wild: false, length: plain[0].length } : undefined;
}

const member = (name: string): string => `."${name.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
