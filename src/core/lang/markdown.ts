/** Names of stores and aliases are written by others: nothing of them may act as Markdown or as control characters. */
import { MarkupKind, type MarkupContent } from 'vscode-languageserver-types';

/** One line of text that Markdown shows as it is. */
export const escapeMarkdown = (text: string): string =>
  plainLine(text).replace(/[\\`*_{}[\]()#+\-.!|<>&~:@/]/g, (character) =>
    character === '<'
      ? '&lt;'
      : character === '&'
        ? '&amp;'
        : /[:@/]/.test(character)
          ? `&#${character.charCodeAt(0)};`
          : `\\${character}`,
  );

/** Code on a line of its own. */
export const codeBlock = (text: string): string => `\`\`\`lakesql\n${plainLine(text).replaceAll('`', "'")}\n\`\`\``;

/** Without line breaks, control characters and marks that turn the direction of text. */
export const plainLine = (text: string): string =>
  text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g, ' ');

export const markdown = (...paragraphs: readonly string[]): MarkupContent => ({
  kind: MarkupKind.Markdown,
  value: paragraphs.filter((paragraph) => paragraph !== '').join('\n\n'),
});
