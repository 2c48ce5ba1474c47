/** Said beside a result without rows, when the store could not have had any. */
import { timestampMilliseconds } from '../result/scalarText.js';
import type { CoverageWindow, WindowCoverage } from './coverage.js';

export interface CoverageNotice {
  readonly storeId: string;
  readonly storeName: string;
  /**
   * `nothingHeld`: no row of the accounts and Regions asked for, at any time. `nothingInWindow`: none in the time asked
   * for. `partlyHeld`: the time asked for reaches beyond what is held.
   */
  readonly kind: 'nothingHeld' | 'nothingInWindow' | 'partlyHeld';
  readonly window: CoverageWindow;
  /** First and last row of the accounts and Regions asked for. */
  readonly from?: string;
  readonly to?: string;
}

const hour = 3_600_000;

/** Undefined where the store holds the window as far as can be told. */
export function noticeOf(
  store: { readonly id: string; readonly name: string },
  window: CoverageWindow,
  held: WindowCoverage,
): CoverageNotice | undefined {
  const base = {
    storeId: store.id,
    storeName: store.name,
    window,
    ...(held.from === undefined ? {} : { from: held.from }),
    ...(held.to === undefined ? {} : { to: held.to }),
  };
  if (held.rows === 0) return { ...base, kind: 'nothingHeld' };
  if (held.rowsInWindow === 0) return { ...base, kind: 'nothingInWindow' };
  const beyond = (asked: string | undefined, known: string | undefined, sign: 1 | -1): boolean => {
    const [wanted, have] = [asked, known].map((text) => (text === undefined ? undefined : timestampMilliseconds(text)));
    return wanted !== undefined && have !== undefined && sign * (wanted - have) > hour;
  };
  if (beyond(window.from, held.from, -1) || beyond(window.to, held.to, 1)) return { ...base, kind: 'partlyHeld' };
  return undefined;
}

/** In English, one line. */
export function noticeText({ storeName, kind, window, from, to }: CoverageNotice): string {
  const where = [...(window.accountIds ?? []), ...(window.regions ?? [])].join(', ');
  const of = where === '' ? '' : ` of ${where}`;
  const held =
    from === undefined || to === undefined ? '' : ` It holds ${from.slice(0, 16)} to ${to.slice(0, 16)} UTC${of}.`;
  switch (kind) {
    case 'nothingHeld':
      return `Nothing was imported into ${storeName}${of}: no rows does not mean that nothing happened.`;
    case 'nothingInWindow':
      return `${storeName} holds nothing${of} ${periodText(window)}: no rows does not mean that nothing happened.${held}`;
    case 'partlyHeld':
      return `${storeName} holds only a part${of} ${periodText(window)}: what happened outside of it is not known.${held}`;
  }
  return kind satisfies never;
}

function periodText({ from, to }: CoverageWindow): string {
  const [start, end] = [from?.slice(0, 16), to?.slice(0, 16)];
  if (start !== undefined && end !== undefined) return `from ${start} to ${end} UTC`;
  if (start !== undefined) return `from ${start} UTC on`;
  return end === undefined ? 'with a time' : `up to ${end} UTC`;
}
