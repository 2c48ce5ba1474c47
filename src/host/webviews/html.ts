/** What a view's page needs; URIs as the webview sees them. */
export interface Page {
  /** BCP 47, such as `ja`. */
  readonly language: string;
  readonly title: string;
  readonly cspSource: string;
  readonly nonce: string;
  readonly script: string;
  readonly styles: readonly string[];
  /** Name of the view: `results`, `change` or `createStore`. */
  readonly view: string;
}

/**
 * The frame of a view: no data in it, everything comes by message. Scripts run by nonce only, nothing is loaded from
 * the network.
 */
export function pageHtml(page: Page): string {
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${page.nonce}'`,
    `style-src ${page.cspSource}`,
    `font-src ${page.cspSource}`,
    `img-src ${page.cspSource}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escapeAttribute(page.language)}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${escapeAttribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1.0">
<title>${escapeAttribute(page.title)}</title>
${page.styles.map((style) => `<link rel="stylesheet" href="${escapeAttribute(style)}">`).join('\n')}
</head>
<body data-view="${escapeAttribute(page.view)}">
<div id="root"></div>
<script nonce="${escapeAttribute(page.nonce)}" src="${escapeAttribute(page.script)}"></script>
</body>
</html>
`;
}

const escapeAttribute = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
