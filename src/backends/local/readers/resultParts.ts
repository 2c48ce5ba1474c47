/** Delivered results of several parts: AWS does not say whether a further part repeats the head lines of the first. */
import { basename, dirname, join } from 'node:path';
import { createCsvReader } from '../../../core/result/csv.js';
import { openSource } from './source.js';

const partName = /^(.*_)(\d+)(\.csv(?:\.gz|\.zst)?)$/;
/** The head line holds a statement of at most 10,000 characters, and the header follows. */
const longestHead = 64 * 1024;

/** The header of the first part in the same folder, for a further part that has none. Undefined when there is no such. */
export async function headerOfFirstPart(path: string, signal: AbortSignal): Promise<readonly string[] | undefined> {
  const [, stem, number, ending] = partName.exec(basename(path)) ?? [];
  if (stem === undefined || ending === undefined || Number(number) < 2) return undefined;
  const source = await openSource(join(dirname(path), `${stem}1${ending}`), signal);
  if ('refused' in source) return undefined;
  const decoder = new TextDecoder();
  const reader = createCsvReader();
  let length = 0;
  for await (const chunk of source.chunks) {
    reader.push(decoder.decode(chunk.subarray(0, longestHead), { stream: true }));
    length += chunk.length;
    if (reader.header !== undefined || length > longestHead) break;
  }
  return reader.head ? reader.header : undefined;
}
