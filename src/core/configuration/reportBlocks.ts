/** A report as blocks, and the blocks as Markdown or HTML. Every text is a stranger's: it stays text in both. */

export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly ListItem[] }
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }
  | { readonly kind: 'code'; readonly text: string };

export interface ListItem {
  readonly text: string;
  readonly items?: readonly string[];
}

export function blocksAsMarkdown(blocks: readonly Block[]): string {
  return `${blocks.map(markdownBlock).join('\n\n')}\n`;
}

/** A page by itself: no script, nothing fetched. */
export function blocksAsHtml(title: string, blocks: readonly Block[]): string {
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${htmlText(title)}</title>`,
    `<style>${style}</style></head><body><main>`,
    ...blocks.map(htmlBlock),
    '</main></body></html>',
    '',
  ].join('\n');
}

const style =
  ':root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;margin:0}main{max-width:1000px;margin:0 auto;padding:24px}' +
  'h2{margin-top:32px;border-top:1px solid #8884;padding-top:16px}table{border-collapse:collapse;width:100%;margin:8px 0}' +
  'th,td{border:1px solid #8886;padding:4px 8px;text-align:start;vertical-align:top;overflow-wrap:anywhere}' +
  'pre{background:#8881;padding:10px;overflow:auto;white-space:pre-wrap;overflow-wrap:anywhere}@media print{main{max-width:none}}';

function markdownBlock(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(block.level)} ${markdownText(block.text)}`;
    case 'paragraph':
      return markdownText(block.text);
    case 'list':
      return block.items
        .flatMap(({ text, items = [] }) => [
          `- ${markdownText(text)}`,
          ...items.map((inner) => `  - ${markdownText(inner)}`),
        ])
        .join('\n');
    case 'table':
      return [block.head, block.head.map(() => '---'), ...block.rows]
        .map((row, index) => `| ${row.map((cell) => (index === 1 ? cell : markdownText(cell))).join(' | ')} |`)
        .join('\n');
    case 'code':
      return fenced(block.text);
  }
  return block satisfies never;
}

/** The fence is longer than any within. */
function fenced(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}sql\n${visible(text, '\n')}\n${fence}`;
}

function htmlBlock(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `<h${block.level}>${htmlText(block.text)}</h${block.level}>`;
    case 'paragraph':
      return `<p>${htmlText(block.text)}</p>`;
    case 'list':
      return `<ul>${block.items
        .map(({ text, items = [] }) => {
          const inner = items.map((one) => `<li>${htmlText(one)}</li>`).join('');
          return `<li>${htmlText(text)}${inner === '' ? '' : `<ul>${inner}</ul>`}</li>`;
        })
        .join('')}</ul>`;
    case 'table': {
      const head = block.head.map((cell) => `<th scope="col">${htmlText(cell)}</th>`).join('');
      const rows = block.rows.map((row) => `<tr>${row.map((cell) => `<td>${htmlText(cell)}</td>`).join('')}</tr>`);
      return `<table><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table>`;
    }
    case 'code':
      return `<pre>${htmlText(block.text, '\n')}</pre>`;
  }
  return block satisfies never;
}

/** Without markup, HTML or links. */
const markdownText = (text: string): string =>
  visible(text.replace(/\s+/g, ' '))
    .replace(/[\\`*_{}[\]()#+!|~-]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/(https?):/gi, '$1&#58;');

const htmlText = (text: string, kept = ''): string =>
  visible(text, kept)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

/** No control character and no sign that turns the direction of text. */
function visible(text: string, kept = ''): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (sign) =>
    sign === kept ? sign : `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
}
