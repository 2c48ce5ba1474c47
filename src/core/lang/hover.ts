/** What the name under the pointer is: a column and its meaning, a function, the store behind an ID. */
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Hover, MarkupContent } from 'vscode-languageserver-types';
import { functionNamed } from '../catalog/functions.js';
import { lookupPath, schemaOf } from '../catalog/schemas.js';
import { typeText, type LakeType } from '../result/types.js';
import type { Reference, SchemaPath } from './analysis.js';
import { referenceAt, type AnalyzedText } from './document.js';
import { codeBlock, escapeMarkdown, markdown } from './markdown.js';
import { storeMarkdown } from './storeText.js';

export function hover(analyzed: AnalyzedText, offset: number): Hover | undefined {
  const found = referenceAt(analyzed, offset);
  const contents = found && describe(found.reference);
  if (!contents) return undefined;
  const document = TextDocument.create('text:', 'lakesql', 0, analyzed.text);
  const { start, end } = found.node.range;
  return { contents, range: { start: document.positionAt(start), end: document.positionAt(end) } };
}

function describe(reference: Reference): MarkupContent | undefined {
  switch (reference.kind) {
    case 'store':
      return storeMarkdown(reference.store);
    case 'column':
      return describeField(reference.name, reference.type, reference.origin);
    case 'member': {
      const { path, type, category } = reference;
      return describeField(path.at(-1) ?? '', type, category && { category, path });
    }
    case 'lambdaParameter':
      return describeField(reference.name, reference.type, reference.origin, 'parameter');
    case 'selectAlias':
      return describeField(reference.name, reference.type, undefined, 'alias');
    case 'relation':
    case 'commonTable':
      return markdown(`${reference.kind === 'relation' ? 'table' : 'WITH'} **${escapeMarkdown(reference.name)}**`);
    case 'function':
      return describeFunction(reference.name);
  }
  return reference satisfies never;
}

function describeField(name: string, type: LakeType, origin: SchemaPath | undefined, what?: string): MarkupContent {
  const field = origin && lookupPath(origin.category, origin.path);
  const from = origin && schemaOf(origin.category).title;
  return markdown(
    codeBlock(`${what ? `${what} ` : ''}${field && !what ? field.sourceName : name}: ${shortened(typeText(type))}`),
    field ? escapeMarkdown(field.description) : '',
    origin && from ? `${escapeMarkdown(sourcePath(origin))} of ${escapeMarkdown(from)}` : '',
    mapHint(name, type),
  );
}

/** `userIdentity.sessionContext`, in the spelling of the records. */
const sourcePath = ({ category, path }: SchemaPath): string =>
  path.map((name, index) => lookupPath(category, path.slice(0, index + 1))?.sourceName ?? name).join('.');

const mapHint = (name: string, type: LakeType): string =>
  type.kind === 'map' ? `Read a value with ${escapeMarkdown(`element_at(${name}, 'key')`)}; keys keep their case.` : '';

const shortened = (text: string): string => (text.length > 300 ? `${text.slice(0, 297)}...` : text);

function describeFunction(name: string): MarkupContent | undefined {
  const found = functionNamed(name);
  if (!found) return undefined;
  const kind = found.kind === 'scalar' ? '' : `${found.kind} function`;
  return markdown(...found.signatureTexts.map(codeBlock), escapeMarkdown(found.help), kind);
}
