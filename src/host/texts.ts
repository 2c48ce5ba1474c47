/** Short texts for figures; no VS Code in here. */

/** `0.4 s`, `12 s`, `3 min 05 s`. */
export function durationText(milliseconds: number): string {
  const seconds = milliseconds / 1_000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

/** `512 B`, `1.2 kB`, `3.4 GB`: powers of 1000, as AWS bills. */
export function byteText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1_000 && unit < units.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  return unit === 0 ? `${value} B` : `${value.toFixed(value < 10 ? 2 : 1)} ${units[unit] ?? ''}`;
}

export const countText = (count: number): string => count.toLocaleString('en');

/** About what a query on Lake cost, in US dollars; undefined when it cannot be said. */
export function costText(bytesScanned: number | undefined, pricePerGigabyte: number): string | undefined {
  if (bytesScanned === undefined || pricePerGigabyte <= 0) return undefined;
  const dollars = (bytesScanned / 1e9) * pricePerGigabyte;
  return dollars < 0.01 ? '< $0.01' : `~ $${dollars.toFixed(2)}`;
}
