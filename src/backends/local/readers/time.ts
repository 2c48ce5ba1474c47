/** Times as the sources spell them, to one spelling. */
import { isObject, JsonNumber, type Json } from './json.js';

/**
 * UTC, `YYYY-MM-DD hh:mm:ss.SSS`, or undefined where the value is no time. Understands ISO 8601 with `Z` or `z`, an
 * offset or none (UTC), blank instead of `T`, the old compact `20131102T010628Z`, epoch seconds or milliseconds as
 * number or digits, and the object form that recorded API answers use.
 */
export function readTime(value: Json | undefined): string | undefined {
  if (value instanceof JsonNumber) return fromEpoch(Number(value.text));
  if (isObject(value)) return fromParts(value);
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  const iso = isoPattern.exec(text) ?? compactPattern.exec(text);
  if (iso) return fromMatch(iso);
  if (/^\d{9,13}(\.\d+)?$/.test(text)) return fromEpoch(Number(text));
  return undefined;
}

export function formatTime(milliseconds: number): string | undefined {
  if (!Number.isFinite(milliseconds) || Math.abs(milliseconds) > 8.64e15) return undefined;
  const text = new Date(milliseconds).toISOString();
  return text.length === 24 ? `${text.slice(0, 10)} ${text.slice(11, 23)}` : undefined;
}

const isoPattern =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(Z|z|UTC|[+-]\d\d:?\d\d)?$/;
const compactPattern = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(?:\.(\d{1,9}))?(Z|z|[+-]\d\d:?\d\d)?$/;

function fromMatch(match: RegExpExecArray): string | undefined {
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = match;
  const milliseconds = Number(fraction.padEnd(3, '0').slice(0, 3));
  const time = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
    milliseconds,
  );
  // Date.UTC rolls 31 February over; such a text is no time.
  if (new Date(time).getUTCDate() !== Number(day) && Number(hour) < 24) return undefined;
  if (Number(month) > 12 || Number(hour) > 24 || Number(minute) > 59 || Number(second) > 60) return undefined;
  return formatTime(time - offsetOf(zone) * 60_000);
}

function offsetOf(zone: string): number {
  if (!/^[+-]/.test(zone)) return 0;
  const digits = zone.slice(1).replace(':', '');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return zone.startsWith('-') ? -minutes : minutes;
}

/** Seconds up to the year 5138, else milliseconds. */
function fromEpoch(value: number): string | undefined {
  return formatTime(Math.abs(value) < 1e11 ? Math.round(value * 1000) : value);
}

function fromParts(parts: ReadonlyMap<string, Json>): string | undefined {
  if (parts.get('__class__') !== 'datetime') return undefined;
  const part = (name: string): number => {
    const value = parts.get(name);
    return value instanceof JsonNumber ? Number(value.text) : 0;
  };
  const time = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return formatTime(time + Math.floor(part('microsecond') / 1000));
}
