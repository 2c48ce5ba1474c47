/**
 * Where CloudTrail and AWS Config put their files in a bucket, and which of them a selection wants:
 * `[prefix/]AWSLogs/[o-organization/]account/kind/Region/yyyy/mm/dd/...`; days of AWS Config have no leading zeros. Sources:
 * "Getting and viewing your CloudTrail log files" and "Delivering configuration snapshots" in AWS's documentation.
 */

export interface DeliverySelection {
  /** Twelve digits each; empty = all. */
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  /** Of delivery, UTC milliseconds, inclusive. An event is delivered minutes after it happened. */
  readonly from?: number;
  readonly to?: number;
}

/** What a key, or the beginning of one, says. */
export interface DeliveryPlace {
  readonly account?: string;
  /** `CloudTrail`, `CloudTrail-Digest`, `Config` and others. */
  readonly kind?: string;
  readonly region?: string;
  readonly year?: number;
  readonly month?: number;
  readonly day?: number;
  /** In the name of a trail's file. */
  readonly delivered?: number;
}

/** Files for events delivered late: what happened until `to` is nearly always there an hour later. */
export const deliveryDelay = 60 * 60_000;

const dayMilliseconds = 86_400_000;

/** Undefined: the key does not follow the layout. A whole folder name ends with `/`. */
export function placeOfKey(key: string): DeliveryPlace | undefined {
  const start = /(?:^|\/)AWSLogs\//.exec(key);
  if (!start) return undefined;
  const parts = key.slice(start.index + start[0].length).split('/');
  const name = parts.pop() ?? '';
  if (/^o-[a-z0-9]{10,32}$/.test(parts[0] ?? '')) parts.shift();
  const [account, kind, region, year, month, day] = parts;
  if (account !== undefined && !/^\d{12}$/.test(account)) return undefined;
  const delivered = /^\d{12}_[A-Za-z-]+_[a-z0-9-]+_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z_/.exec(name);
  const numbers = [year, month, day].map((text) =>
    text !== undefined && /^\d{1,4}$/.test(text) ? Number(text) : undefined,
  );
  return {
    ...(account === undefined ? {} : { account }),
    ...(kind === undefined ? {} : { kind }),
    ...(region === undefined ? {} : { region }),
    ...(numbers[0] === undefined ? {} : { year: numbers[0] }),
    ...(numbers[1] === undefined ? {} : { month: numbers[1] }),
    ...(numbers[2] === undefined ? {} : { day: numbers[2] }),
    ...(delivered ? { delivered: timeOf(delivered) } : {}),
  };
}

function timeOf([, year, month, day, hour, minute]: RegExpExecArray): number {
  return Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute));
}

export const isUnlimited = ({ accounts, regions, from, to }: DeliverySelection): boolean =>
  accounts.length === 0 && regions.length === 0 && from === undefined && to === undefined;

/** Whether anything below a folder with this place can be wanted; what it does not say yet is no reason against it. */
export function canHold(place: DeliveryPlace, { accounts, regions, from, to }: DeliverySelection): boolean {
  const { account, region } = place;
  if (account !== undefined && accounts.length > 0 && !accounts.includes(account)) return false;
  if (region !== undefined && regions.length > 0 && !regions.includes(region)) return false;
  const span = spanOf(place);
  if (!span) return true;
  return (from === undefined || span.end > from) && (to === undefined || span.start <= to + deliveryDelay);
}

/** Whether folders below one with this place can be told apart by the selection; else all below is listed at once. */
export function isDecided(place: DeliveryPlace | undefined, selection: DeliverySelection): boolean {
  if (isUnlimited(selection)) return true;
  if (!place) return false;
  const { accounts, regions, from, to } = selection;
  if (place.account === undefined && accounts.length > 0) return false;
  if (place.region === undefined && regions.length > 0) return false;
  if (from === undefined && to === undefined) return true;
  const span = spanOf(place);
  // A month within the bounds needs no look at its days.
  const within = span && (from === undefined || span.start >= from) && (to === undefined || span.end <= to);
  return place.day !== undefined || within === true;
}

/** Whether one file is wanted. Undefined: it does not follow the layout, so nobody can tell. */
export function isWanted(key: string, selection: DeliverySelection): boolean | undefined {
  if (isUnlimited(selection)) return true;
  const place = placeOfKey(key);
  if (place?.account === undefined || place.region === undefined) return undefined;
  if (!canHold(place, selection)) return false;
  const { from, to } = selection;
  if (from === undefined && to === undefined) return true;
  if (place.day === undefined) return undefined;
  const { delivered } = place;
  if (delivered === undefined) return true;
  // The name tells the minute, not the second.
  return (from === undefined || delivered + 60_000 > from) && (to === undefined || delivered <= to + deliveryDelay);
}

/** UTC milliseconds from the first to before the last. */
function spanOf({ year, month, day }: DeliveryPlace): { readonly start: number; readonly end: number } | undefined {
  if (year === undefined) return undefined;
  if (month === undefined) return { start: Date.UTC(year, 0), end: Date.UTC(year + 1, 0) };
  if (day === undefined) return { start: Date.UTC(year, month - 1), end: Date.UTC(year, month) };
  const start = Date.UTC(year, month - 1, day);
  return { start, end: start + dayMilliseconds };
}

/** UTC milliseconds: when a file was delivered, else its day, else 0. */
export function timeOfKey(key: string): number {
  const place = placeOfKey(key);
  return place?.delivered ?? (place && spanOf(place)?.start) ?? 0;
}

/** Why a file of the layout is no data, where its place tells. */
export function notDataReason(key: string): string | undefined {
  if (key.endsWith('/')) return 'folder marks';
  const kind = placeOfKey(key)?.kind;
  if (kind === 'CloudTrail-Digest') return 'digest files, which are no data (lakesql verify checks them)';
  if (key.endsWith('/ConfigWritabilityCheckFile')) return 'test files of AWS Config';
  return undefined;
}

/** Undefined: not `s3://bucket/prefix`. Names of buckets as S3 has them since 2018. */
export function parseS3Url(url: string): { readonly bucket: string; readonly prefix: string } | undefined {
  const parts = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([^]*))?$/.exec(url);
  return parts?.[1] === undefined ? undefined : { bucket: parts[1], prefix: parts[2] ?? '' };
}
