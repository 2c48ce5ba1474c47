/** Times of results are UTC; here they are written in the zone that the user chose, and the zone is always named. */
import type { LakeType, Value } from '../../core/result/types.js';
import { epoch } from '../ui/format.js';

export interface ZoneWriter {
  /** `UTC`, `local` or a name of the IANA time zone database. */
  readonly name: string;
  /** For headers: `UTC`, `JST`, `GMT+9`, `local, GMT+1`. */
  readonly label: string;
  /** `YYYY-MM-DD hh:mm:ss.SSS` in the zone, from the same in UTC; other texts stay as they are. */
  write(utc: string): string;
}

export const isTimeType = (type: LakeType): boolean => type.kind === 'scalar' && type.name.startsWith('timestamp');

/** Zones offered first; every zone that the browser knows can be typed. */
export const commonZones = ['UTC', 'local', 'Asia/Tokyo', 'America/New_York', 'America/Los_Angeles', 'Europe/London'];

const shortNames: Readonly<Record<string, string>> = { 'Asia/Tokyo': 'JST' };

export function zoneWriter(name: string): ZoneWriter {
  if (name === 'UTC') return { name, label: 'UTC', write: (utc) => utc };
  const timeZone = name === 'local' ? undefined : name;
  const format = new Intl.DateTimeFormat('en-GB', {
    ...(timeZone === undefined ? {} : { timeZone }),
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  return {
    name,
    label: zoneLabel(name, timeZone),
    write: (utc) => {
      const at = epoch(utc);
      if (Number.isNaN(at)) return utc;
      const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
      const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
      // Zones differ by whole seconds, so the decimals are those of UTC.
      const decimals = /\.\d+/.exec(utc)?.[0] ?? '';
      return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}:${part('second')}${decimals}`;
    },
  };
}

function zoneLabel(name: string, timeZone: string | undefined): string {
  const short = shortNames[name];
  if (short !== undefined) return short;
  const offset =
    new Intl.DateTimeFormat('en-US', { ...(timeZone === undefined ? {} : { timeZone }), timeZoneName: 'shortOffset' })
      .formatToParts(Date.now())
      .find(({ type }) => type === 'timeZoneName')?.value ?? '';
  // Its offset of today; a zone with summer time has another one in winter, so its name comes first.
  return name === 'local' ? `local, ${offset}` : `${name}`;
}

/** A cell's text in the zone; undefined when it is no time, or the zone is UTC. */
export function zonedText(value: Value, type: LakeType, zone: ZoneWriter): string | undefined {
  return zone.name !== 'UTC' && typeof value === 'string' && isTimeType(type) ? zone.write(value) : undefined;
}
