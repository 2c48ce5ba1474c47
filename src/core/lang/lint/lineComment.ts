/** `--` comments: the head of a result in S3 has the statement on one line, where they swallow what follows. */
import { scanStatement, type Token } from '../scanner.js';
import { on, sourceOf } from './rule.js';

export const lineComment = on('statement', ({ range }, linted) => {
  if (!sourceOf(linted, range).includes('--')) return;
  const tokens: Token[] = [];
  scanStatement(linted.text.slice(0, range.end), range.start, tokens);
  for (const { kind, range: place, text } of tokens) {
    if (kind !== 'comment' || !text.startsWith('--')) continue;
    const words = text.replace(/^--+/, '').trim().replaceAll('*/', '* /');
    const end = place.start + text.trimEnd().length;
    linted.report(
      'line-comment',
      { start: place.start, end },
      'Results that Lake delivers to S3 record the statement on one line, where this comment hides the rest. Write /* ... */.',
      {
        fixes: [
          {
            title: 'Write it as /* ... */',
            edits: [{ range: { start: place.start, end }, text: words === '' ? '/* */' : `/* ${words} */` }],
            safe: true,
          },
        ],
      },
    );
  }
});
