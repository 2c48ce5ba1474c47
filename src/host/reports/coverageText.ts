import * as vscode from 'vscode';
import type { CoverageGap, CoverageSeries, RecordingSwitch, StoreCoverage } from '../../core/coverage/coverage.js';
import { rowsText } from '../counted.js';
import { countText } from '../texts.js';
import { oneLine } from './importReportText.js';

/** What local stores hold and lack, for a document. Times are UTC, to the minute. */
export function coverageText(stores: readonly StoreCoverage[]): string {
  return [
    vscode.l10n.t('What was imported into the local lake, by account and Region. Hours are in UTC.'),
    vscode.l10n.t('Where nothing was imported, no rows does not mean that nothing happened.'),
    ...stores.flatMap(storeLines),
    '',
  ].join('\n');
}

function storeLines(store: StoreCoverage): readonly string[] {
  const { storeName, rows, rowsWithoutTime, partialRows, series, seriesTotal, accounts, switches, notRecorded } = store;
  const lost = accounts.filter(({ neverSeen }) => neverSeen.length > 0);
  const off = switches.filter(({ effect }) => effect === 'off');
  return [
    '',
    `${oneLine(storeName)}: ${rowsText(rows)}`,
    ...series.flatMap(seriesLines),
    ...(seriesTotal > series.length
      ? [`  ${vscode.l10n.t('{0} more pairs of account and Region', countText(seriesTotal - series.length))}`]
      : []),
    ...section(
      vscode.l10n.t('Regions that every account has, without one row:'),
      lost.flatMap(({ accountId, neverSeen }) => [
        `${oneLine(accountId)}:`,
        ...linesOf(neverSeen).map((line) => `  ${line}`),
      ]),
    ),
    ...section(vscode.l10n.t('Recording was switched off:'), off.map(switchLine)),
    ...section(
      vscode.l10n.t('AWS Config does not record:'),
      notRecorded.map(({ accountId, region, resourceType, what, items, last }) => {
        const words =
          what === 'recorderDeleted'
            ? vscode.l10n.t('the recorder was deleted, nothing is recorded after it')
            : vscode.l10n.t('{0} items, the last {1}', countText(items), minute(last));
        return `${place(accountId, region)}: ${oneLine(resourceType)}: ${words}`;
      }),
    ),
    ...(partialRows > 0
      ? [
          `  ${vscode.l10n.t('{0} rows show a part of the record only: what is empty there is unknown.', countText(partialRows))}`,
        ]
      : []),
    ...(rowsWithoutTime > 0
      ? [
          `  ${vscode.l10n.t('{0} rows have no readable time: no statement bounded by eventTime finds them.', countText(rowsWithoutTime))}`,
        ]
      : []),
  ];
}

function seriesLines(series: CoverageSeries): readonly string[] {
  const { accountId, region, rows, from, to, hours, hoursInSpan, sources, gaps, gapsTotal } = series;
  const unusual = gaps.filter((gap) => gap.unusual);
  const others = gapsTotal - unusual.length;
  const kinds = Object.entries(sources).map(([kind, count]) => `${oneLine(kind)} ${countText(count)}`);
  const facts = vscode.l10n.t(
    '{0} in {1} of {2} hours, {3} to {4}',
    rowsText(rows),
    countText(hours),
    countText(hoursInSpan),
    minute(from),
    minute(to),
  );
  return [
    `  ${place(accountId, region)}: ${facts} (${kinds.join(', ')})`,
    ...unusual.map((gap) => `    ${gapLine(gap)}`),
    ...(others > 0
      ? [`    ${vscode.l10n.t('{0} other periods without rows, which may be quiet', countText(others))}`]
      : []),
  ];
}

function gapLine({ from, to, hours, comparedWith, covered, compared }: CoverageGap): string {
  const period = vscode.l10n.t(
    'Probably missing: nothing for {0} hours, {1} to {2}',
    countText(hours),
    minute(from),
    minute(to),
  );
  return `${period}; ${neighbours(comparedWith, countText(covered), countText(compared))}`;
}

function neighbours(comparedWith: CoverageGap['comparedWith'], covered: string, compared: string): string {
  switch (comparedWith) {
    case 'sameHours':
      return vscode.l10n.t('{0} of {1} of the same hours on other days have rows', covered, compared);
    case 'hoursAround':
      return vscode.l10n.t('{0} of {1} of the hours around have rows', covered, compared);
    case 'daysAround':
      return vscode.l10n.t('{0} of {1} of the days around have rows', covered, compared);
  }
  return comparedWith satisfies never;
}

function switchLine({ time, accountId, region, eventName, target, principal, until }: RecordingSwitch): string {
  const what = [eventName, target, principal].filter((part) => part !== null).map(oneLine);
  const end =
    until === undefined
      ? vscode.l10n.t('no call here that switches it on again')
      : vscode.l10n.t('on again {0}', minute(until));
  return `${minute(time)} ${place(accountId, region)}: ${what.join(', ')}; ${end}`;
}

/** Texts without line breaks are read without scrolling to the side. */
const regionsPerLine = 6;
const linesOf = (regions: readonly string[]): readonly string[] =>
  Array.from({ length: Math.ceil(regions.length / regionsPerLine) }, (_, line) =>
    regions.slice(line * regionsPerLine, (line + 1) * regionsPerLine).join(', '),
  );

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [`  ${title}`, ...lines.map((line) => `    ${line}`)];

const place = (accountId: string | null, region: string | null): string =>
  `${oneLine(accountId ?? vscode.l10n.t('unknown account'))} ${oneLine(region ?? vscode.l10n.t('unknown Region'))}`;

const minute = (time: string): string => time.slice(0, 16);
