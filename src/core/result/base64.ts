/** Texts in base64, such as the user data of an instance. */

/** Longer texts are left as they are. */
const longest = 1024 * 1024;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** Members that hold base64 by their definition. */
const knownNames = /^(?:user-?data|.*base64.*)$/i;

/**
 * What a text in base64 says, when that is text. A word that only looks like base64 is left alone: unless the member's name
 * says what it is, the decoded text has to have a blank or a line break in it.
 */
export function decodeBase64(text: string, name: string): string | undefined {
  const isKnown = knownNames.test(name);
  if (text.length < (isKnown ? 4 : 24) || text.length > longest || text.length % 4 !== 0) return undefined;
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  const decoded = utf8Text(bytesOf(text));

  if (decoded === undefined || /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(decoded)) return undefined;
  return isKnown || /\s/.test(decoded) ? decoded : undefined;
}

function bytesOf(text: string): readonly number[] {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const character of text.replace(/=+$/, '')) {
    bits = (bits << 6) | alphabet.indexOf(character);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes.push((bits >> held) & 255);
    bits &= (1 << held) - 1;
  }
  return bytes;
}

/** Undefined when the bytes are no UTF-8. */
function utf8Text(bytes: readonly number[]): string | undefined {
  try {
    return decodeURIComponent(bytes.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''));
  } catch {
    return undefined;
  }
}
