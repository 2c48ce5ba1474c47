/** JSON objects and lists inside map values, as Lake prints them: compact, and every number a double (`22.0`). */
import { scanJson } from './jsonScan.js';
import { javaDouble } from './scalarText.js';

const tokens = /"(?:[^"\\]|\\[^])*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[ \t\r\n]/g;

/**
 * A text that is no whole JSON object or list comes back as it is, and so does one with blanks: it was a text in the event
 * already, such as a policy document. Numbers that Lake has printed stay byte for byte; integers lose the digits that a
 * double does not hold, as they do in Lake.
 */
export function lakeJsonText(text: string): string {
  if (text[0] !== '{' && text[0] !== '[') return text;
  if (scanJson(text, 0, text.length).end !== text.length) return text;
  let hasBlanks = false;
  const printed = text.replace(tokens, (token) => {
    if (token[0] === '"') return token;
    if (/^[ \t\r\n]/.test(token)) hasBlanks = true;
    return hasBlanks || /^-?\d+\.\d+(?:E-?\d+)?$/.test(token) ? token : javaDouble(Number(token));
  });
  return hasBlanks ? text : printed;
}
