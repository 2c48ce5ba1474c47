/** Finds the texts that the sources hand to a translating function. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { root } from './manifest.js';

export function sourceFiles(folder: string): readonly string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => path.join(root, folder, name));
}

/**
 * First arguments of calls whose callee's text is one of `callees`. Arguments that are not plain texts come as
 * `file:line` in `unreadable`: such a text cannot be translated.
 */
export function translatedTexts(
  files: readonly string[],
  isTranslator: (callee: string) => boolean,
): { readonly texts: ReadonlySet<string>; readonly unreadable: readonly string[] } {
  const texts = new Set<string>();
  const unreadable: string[] = [];
  for (const file of files) {
    const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true);
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && isTranslator(node.expression.getText(source))) {
        const first = node.arguments[0];
        if (first) collect(first, source, texts, unreadable);
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return { texts, unreadable };
}

/** A text, or a choice between texts. */
function collect(node: ts.Expression, source: ts.SourceFile, texts: Set<string>, unreadable: string[]): void {
  if (ts.isStringLiteralLike(node)) texts.add(node.text);
  else if (ts.isConditionalExpression(node)) {
    collect(node.whenTrue, source, texts, unreadable);
    collect(node.whenFalse, source, texts, unreadable);
  } else {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
    unreadable.push(`${path.relative(root, source.fileName)}:${line + 1}`);
  }
}
