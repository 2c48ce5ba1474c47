/** Figures for people. Groups of three with a comma in every language: the head line must stay comparable. */
export const count = (value: number): string => value.toLocaleString('en-US');

export function bytes(value: number): string {
  if (value < 1000) return `${value} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let scaled = value / 1000;
  let unit = 0;
  while (scaled >= 999.5 && unit < units.length - 1) {
    scaled /= 1000;
    unit++;
  }
  return `${scaled < 10 ? scaled.toFixed(2) : scaled < 100 ? scaled.toFixed(1) : scaled.toFixed(0)} ${units[unit] ?? ''}`;
}

export function elapsed(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** `YYYY-MM-DD hh:mm:ss.SSS` (UTC) as epoch milliseconds; NaN when it is something else. */
export const epoch = (utc: string): number => Date.parse(`${utc.trim().replace(' ', 'T').replace(/Z$/, '')}Z`);

/** Length of time in one or two words' worth: `3 d`, `4 h`, `12 min`, `8 s`. */
export function span(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}
