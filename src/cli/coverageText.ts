/** What a local lake holds and lacks, in words. Times are UTC, to the minute. */
import type {
  CoverageGap,
  CoverageSeries,
  NotRecorded,
  RecordingSwitch,
  StoreCoverage,
} from '../core/coverage/coverage.js';
import { safeText } from './terminal.js';

/** Lines of each kind and store; `--json` lists more. */
const most = { series: 20, gaps: 3, accounts: 5, switches: 10, notRecorded: 10 } as const;

export function coverageText(stores: readonly StoreCoverage[]): string {
  const lines = stores.filter(({ rows }) => rows > 0).flatMap(storeLines);
  if (lines.length === 0) return '';
  return `${['', 'What was imported, by account and Region (hours in UTC):', ...lines].join('\n')}\n`;
}

function storeLines(store: StoreCoverage): readonly string[] {
  const { storeName, rows, rowsWithoutTime, partialRows, series, seriesTotal, switches } = store;
  return [
    `${safeText(storeName)}: ${count(rows, 'row', 'rows')}`,
    ...series.slice(0, most.series).flatMap(seriesLines),
    ...more(
      seriesTotal - Math.min(series.length, most.series),
      'more pair of account and Region',
      'more pairs of account and Region',
    ),
    ...neverSeenLines(store),
    ...cut(
      switches.filter(({ effect }) => effect === 'off').map(switchLine),
      most.switches,
      'more calls that switched recording off',
    ),
    ...cut(store.notRecorded.map(notRecordedLine), most.notRecorded, 'more types that are not recorded'),
    ...(partialRows > 0
      ? [`  ${count(partialRows, 'row shows', 'rows show')} a part of the record only: what is empty there is unknown`]
      : []),
    ...(rowsWithoutTime > 0
      ? [
          `  ${count(rowsWithoutTime, 'row has', 'rows have')} no readable time: no statement bounded by eventTime finds them`,
        ]
      : []),
  ];
}

function seriesLines({
  accountId,
  region,
  rows,
  from,
  to,
  hours,
  hoursInSpan,
  sources,
  gaps,
  gapsTotal,
}: CoverageSeries): readonly string[] {
  const kinds = Object.entries(sources).map(([kind, number]) => `${safeText(kind)} ${number.toLocaleString('en')}`);
  const unusual = gaps.filter((gap) => gap.unusual);
  const others = gapsTotal - unusual.length;
  return [
    `  ${place(accountId, region)}: ${count(rows, 'row', 'rows')} in ${hours.toLocaleString('en')} of ${count(hoursInSpan, 'hour', 'hours')}, ${period(from, to)} (${kinds.join(', ')})`,
    ...cut(unusual.map(gapLine), most.gaps, 'more periods like these'),
    ...more(others, 'other period without rows, which may be quiet', 'other periods without rows, which may be quiet'),
  ];
}

const neighbours = {
  sameHours: 'of the same hours on other days',
  hoursAround: 'of the hours around',
  daysAround: 'of the days around',
} as const satisfies Record<CoverageGap['comparedWith'], string>;

function gapLine({ from, to, hours, comparedWith, covered, compared }: CoverageGap): string {
  return `    MISSING? nothing for ${count(hours, 'hour', 'hours')}, ${period(from, to)}: ${covered} of ${compared} ${neighbours[comparedWith]} have rows`;
}

function neverSeenLines({ accounts }: StoreCoverage): readonly string[] {
  const lines = accounts
    .filter(({ neverSeen }) => neverSeen.length > 0)
    .map(({ accountId, neverSeen }) => `  ${safeText(accountId)}, nothing at all from: ${neverSeen.join(', ')}`);
  return cut(lines, most.accounts, 'more accounts');
}

function switchLine({ time, accountId, region, eventName, target, principal, until }: RecordingSwitch): string {
  const what = target === null ? '' : ` of ${safeText(target)}`;
  const who = principal === null ? '' : ` by ${safeText(principal)}`;
  const end = until === undefined ? 'no call that switches it on again' : `on again ${minute(until)}`;
  return `  SWITCHED OFF ${minute(time)} ${place(accountId, region)}: ${safeText(eventName)}${what}${who}; ${end}`;
}

function notRecordedLine({ accountId, region, resourceType, what, items, last }: NotRecorded): string {
  const words = what === 'typeNotRecorded' ? 'is not recorded' : 'was deleted: nothing is recorded after it';
  return `  ${place(accountId, region)}: ${safeText(resourceType)} ${words} (${count(items, 'item', 'items')}, last ${minute(last)})`;
}

const place = (accountId: string | null, region: string | null): string =>
  `${safeText(accountId ?? 'unknown account')} ${safeText(region ?? 'unknown Region')}`;

const minute = (time: string): string => time.slice(0, 16);
const period = (from: string, to: string): string => `${minute(from)} to ${minute(to)}`;

const count = (number: number, one: string, many: string): string =>
  `${number.toLocaleString('en')} ${number === 1 ? one : many}`;

const more = (number: number, one: string, many: string): readonly string[] =>
  number > 0 ? [`    ${count(number, one, many)}`] : [];

const cut = (lines: readonly string[], limit: number, what: string): readonly string[] =>
  lines.length <= limit
    ? lines
    : [...lines.slice(0, limit), `    ${(lines.length - limit).toLocaleString('en')} ${what} (--json lists them)`];
