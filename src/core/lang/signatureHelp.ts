/** The signatures of the function whose parentheses are open at an offset. */
import type { SignatureHelp, SignatureInformation } from 'vscode-languageserver-types';
import { functionNamed, signaturesOf, type Signature } from '../catalog/functions.js';
import { takes } from '../catalog/signature.js';
import { escapeMarkdown, markdown } from './markdown.js';
import { scan, type Token } from './scanner.js';

export function signatureHelp(text: string, offset: number): SignatureHelp | undefined {
  const before = scan(text).filter(({ range, kind }) => kind !== 'comment' && range.start < offset);
  const call = openCall(before, offset);
  const found = call && functionNamed(call.name);
  if (!found || found.signatureTexts.length === 0) return undefined;
  const signatures = signaturesOf(found);
  const fitting = signatures.findIndex(
    (signature) => takes(signature, call.argument + 1) || signature.parameters.length > call.argument,
  );
  const active = Math.max(0, fitting);
  const chosen = signatures[active];
  return {
    signatures: signatures.map((signature) => information(signature, found.help)),
    activeSignature: active,
    activeParameter: chosen ? activeParameter(chosen, call.argument) : 0,
  };
}

function information(signature: Signature, help: string): SignatureInformation {
  let at = signature.text.indexOf('(');
  const parameters = signature.parameters.map(({ text }) => {
    const start = signature.text.indexOf(text, at);
    at = start + text.length;
    return { label: [start, at] as [number, number] };
  });
  return { label: signature.text, documentation: markdown(escapeMarkdown(help)), parameters };
}

const activeParameter = ({ variadic, parameters }: Signature, argument: number): number =>
  variadic ? Math.min(argument, parameters.length - 1) : argument;

/** Name of the innermost call that is open, and which argument the caret is in. */
function openCall(
  before: readonly Token[],
  offset: number,
): { readonly name: string; readonly argument: number } | undefined {
  let depth = 0;
  let commas = 0;
  for (let index = before.length - 1; index >= 0; index -= 1) {
    const token = before[index];
    if (!token || token.range.end > offset) continue;
    if (token.text === ';') return undefined;
    if (token.text === ')' || token.text === ']') depth += 1;
    else if (token.text === ',' && depth === 0) commas += 1;
    else if (token.text === '(' || token.text === '[') {
      if (depth > 0) {
        depth -= 1;
        continue;
      }
      const name = before[index - 1];
      const isCall = token.text === '(' && name?.kind === 'word' && functionNamed(name.text) !== undefined;
      if (isCall) return { name: name.text, argument: commas };
      commas = 0;
    }
  }
  return undefined;
}
