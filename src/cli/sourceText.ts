/** Texts that commands read: files, or standard input for `-`. */
import { readFile } from 'node:fs/promises';
import { errors } from '../core/errors.js';

export interface SourceText {
  /** As printed before `:line:column`. */
  readonly name: string;
  readonly text: string;
}

const largestFile = 16 * 1024 * 1024;

/** Rejects with `Usage` when the file cannot be read. */
export async function readSource(file: string): Promise<SourceText> {
  const bytes = file === '-' ? await readInput() : await readNamed(file);
  if (bytes.length > largestFile)
    throw errors.usage(`${file} has ${bytes.length.toLocaleString('en')} bytes; a file of statements may have 16 MB.`);
  const text = new TextDecoder('utf-8', { ignoreBOM: false }).decode(bytes);
  return { name: file === '-' ? '<stdin>' : file, text };
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
