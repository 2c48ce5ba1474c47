/** Texts that commands read: files, or standard input for `-`. */
import { readFile, writeFile } from 'node:fs/promises';
import { errors } from '../core/errors.js';
import { placeOf } from './places.js';

export interface SourceText {
  /** As printed before `:line:column`. */
  readonly name: string;
  /** Without byte-order mark. */
  readonly text: string;
  /** Whether the file began with one. */
  readonly hasMark: boolean;
}

const largestFile = 16 * 1024 * 1024;

/** Rejects with `Usage` when the file cannot be read. */
export async function readSource(file: string): Promise<SourceText> {
  const bytes = file === '-' ? await readInput() : await readNamed(file);
  if (bytes.length > largestFile)
    throw errors.usage(`${file} has ${bytes.length.toLocaleString('en')} bytes; a file of statements may have 16 MB.`);
  const name = file === '-' ? '<stdin>' : file;
  return { name, ...decoded(bytes, name) };
}

/** Writes a file that was read here, in UTF-8; a byte-order mark stays. */
export async function writeSource({ name, hasMark }: SourceText, text: string): Promise<void> {
  await writeFile(name, hasMark ? `\ufeff${text}` : text);
}

/** UTF-8, or UTF-16 with its mark (as Windows PowerShell writes redirected output); without byte-order mark. */
function decoded(bytes: Buffer, name: string): Omit<SourceText, 'name'> {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  let text: string;
  try {
    text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw errors.usage(`${name} is not a text in UTF-8. Save it as UTF-8, then run it again.`);
  }
  const nul = text.indexOf('\0');
  const hasMark = encoding !== 'utf-8' || bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]));
  if (nul < 0) return { text, hasMark };
  const { line, column } = placeOf(text, nul);
  throw errors.usage(
    `${name}:${line}:${column}: there is a NUL character, which no statement can hold. Remove it, or check that the file is a text.`,
  );
}

async function readNamed(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const reason =
      code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : (error as Error).message;
    throw errors.usage(`${file} cannot be read: ${reason}.`);
  }
}

async function readInput(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
