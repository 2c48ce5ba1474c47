import { expect, test } from 'vitest';
import { pageHtml } from '../../src/host/webviews/html.js';

const page = {
  language: 'ja',
  title: `Results: "><script>alert(1)</script>&'`,
  cspSource: 'https://*.vscode-cdn.net',
  nonce: 'abc123',
  script: 'https://host/dist/results.js?a="b"',
  styles: [],
  view: 'results',
};

test('the page loads one script by nonce, and names of files stay text', () => {
  const html = pageHtml(page);
  expect(html.match(/<script/g)).toHaveLength(1);
  expect(html).toContain('<script nonce="abc123" src="https://host/dist/results.js?a=&#34;b&#34;"></script>');
  expect(html).not.toContain('alert(1)</script>');
});

test('the policy starts from nothing and allows no inline script, no eval and no connection', () => {
  const [, policy = ''] = /Content-Security-Policy" content="([^"]+)"/.exec(pageHtml(page)) ?? [];
  const directives = policy.replaceAll('&#39;', "'").split('; ');
  expect(directives[0]).toBe("default-src 'none'");
  expect(directives.find((each) => each.startsWith('script-src'))).toBe("script-src 'nonce-abc123'");
  expect(policy).not.toMatch(/unsafe-inline|unsafe-eval|connect-src|frame-src/);
});
