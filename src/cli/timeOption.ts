import { errors } from '../core/errors.js';
import { readParameter } from '../core/query/parameters.js';

/** A time given as `2026-02-01`, `2026-02-01T12:00:00Z` or `-7d`: UTC milliseconds. Of an end, a day counts to its last moment. */
export function timeOption(text: string | undefined, option: string, isEnd = false): number | undefined {
  if (text === undefined) return undefined;
  const read = readParameter('time', text, new Date());
  if (typeof read !== 'string')
    throw errors.usage(
      `"${text}" cannot be read as the time that ${option} takes. Write 2026-02-01, 2026-02-01T12:00:00Z or -7d.`,
    );
  const start = Date.parse(`${read.replace(' ', 'T')}Z`);
  return isEnd && /^\d{4}-\d\d-\d\d$/.test(text.trim()) ? start + 86_400_000 - 1 : start;
}
