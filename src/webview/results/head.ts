/** The head line of a result: what ran, where, how far it is, and the buttons. */
import type { ResultSummary } from '../../protocol/results.js';
import { isTerminal, type QueryStatus } from '../../core/query/queryStatus.js';
import { costOf, dollarsText } from '../../core/query/money.js';
import { fill, h, show, type Child } from '../ui/dom.js';
import { bytes, count, elapsed } from '../ui/format.js';
import { icon } from '../ui/icons.js';
import { shortcut } from '../ui/keyboard.js';
import type { Strings } from '../ui/strings.js';
import { button, iconButton, progressRing } from '../ui/toolkit.js';

export interface HeadActions {
  cancel(): void;
  runAgain(): void;
  revealStatement(): void;
  pin(): void;
  find(): void;
  columnsMenu(owner: HTMLElement): void;
  exportMenu(owner: HTMLElement): void;
  toggleTimeline(): void;
  compare(): void;
  toggleInspector(): void;
}

export interface Head {
  readonly element: HTMLElement;
  update(result: ResultSummary): void;
  /** Rows in view, 0-based; last < first when none. */
  setView(first: number, last: number): void;
  setInspectorOpen(open: boolean): void;
  /** Rows that meet the filters; undefined without filters. */
  setShownCount(count: number | undefined): void;
  setTimelineOpen(open: boolean): void;
  /** Whether there is anything to draw, and anything to compare with. */
  setTimelineUseful(useful: boolean): void;
  setCompareUseful(useful: boolean): void;
}

export function createHead(strings: Strings, actions: HeadActions): Head {
  const title = h('button', {
    class: 'link-title',
    title: strings('Go to the statement'),
    onClick: () => actions.revealStatement(),
  });
  const status = h('span', { class: 'status' });
  const cancel = button(strings('Cancel'), () => actions.cancel());
  const pin = iconButton('pin', strings('Keep this result'), () => actions.pin());
  const inspector = iconButton('inspector', strings('Inspector'), () => actions.toggleInspector());
  const columns = iconButton('columns', strings('Columns'), () => actions.columnsMenu(columns));
  const exporting = iconButton('export', strings('Export'), () => actions.exportMenu(exporting));
  const timeline = iconButton('chart', strings('Chart'), () => actions.toggleTimeline());
  const compare = iconButton('compare', strings('Compare with another result'), () => actions.compare());
  const tools = h(
    'div',
    { class: 'tools', role: 'toolbar', aria: { label: strings('Result') } },
    iconButton('find', `${strings('Find')} (${shortcut('F')})`, () => actions.find()),
    timeline,
    columns,
    exporting,
    compare,
    iconButton('run', strings('Run again'), () => actions.runAgain()),
    pin,
    inspector,
  );
  const facts = h('div', { class: 'facts' });
  const rows = h('span', { class: 'fact rows-fact' });
  const banner = h('div', { class: 'banner', role: 'status' });
  const element = h(
    'header',
    { class: 'head' },
    h('div', { class: 'head-line' }, h('h1', { class: 'head-title' }, title), status, cancel, tools),
    facts,
    banner,
  );
  let current: ResultSummary | undefined;
  let view: readonly [number, number] = [0, -1];
  let shownCount: number | undefined;

  const paintRows = (): void => {
    if (current) rows.textContent = rowsText(strings, current, view, shownCount);
  };

  return {
    element,
    update: (result) => {
      current = result;
      title.textContent = result.name ?? result.title;
      title.title = result.statement.slice(0, 2000);
      // Progress comes ten times a second: the ring must not start anew each time.
      if (status.dataset.status !== result.status) fill(status, ...statusParts(strings, result));
      status.dataset.status = result.status;
      status.className = `status ${result.status}`;
      show(cancel, !isTerminal(result.status));
      pin.setAttribute('aria-pressed', String(result.pinned));
      fill(facts, rows, ...factTexts(strings, result).map((text) => h('span', { class: 'fact' }, text)));
      const said = bannerText(strings, result);
      show(banner, said !== undefined);
      banner.className = `banner ${result.status}`;
      fill(
        banner,
        ...(said === undefined ? [] : [icon(result.status === 'failed' ? 'error' : 'warning'), h('span', {}, said)]),
      );
      paintRows();
    },
    setView: (first, last) => {
      view = [first, last];
      paintRows();
    },
    setShownCount: (shown) => {
      shownCount = shown;
      paintRows();
    },
    setTimelineOpen: (open) => timeline.setAttribute('aria-pressed', String(open)),
    setTimelineUseful: (useful) => show(timeline, useful),
    setCompareUseful: (useful) => show(compare, useful),
    setInspectorOpen: (open) => inspector.setAttribute('aria-pressed', String(open)),
  };
}

export function statusWord(strings: Strings, status: QueryStatus): string {
  switch (status) {
    case 'queued':
      return strings('Queued');
    case 'running':
      return strings('Running');
    case 'finished':
      return strings('Finished');
    case 'failed':
      return strings('Failed');
    case 'cancelled':
      return strings('Cancelled');
    case 'timedOut':
      return strings('Timed out, partial');
  }
  return status satisfies never;
}

function statusParts(strings: Strings, { status }: ResultSummary): readonly Child[] {
  const word = statusWord(strings, status);
  if (!isTerminal(status)) return [progressRing(word), word];
  const sign = status === 'finished' ? 'check' : status === 'failed' ? 'error' : 'warning';
  return [icon(sign), word];
}

function rowsText(
  strings: Strings,
  { rowCount, complete }: ResultSummary,
  [first, last]: readonly [number, number],
  shown: number | undefined,
): string {
  if (shown !== undefined) {
    const range =
      last < first || shown === 0
        ? ''
        : `${strings('rows {0} to {1} of', count(first + 1), count(Math.min(last + 1, shown)))} `;
    return `${range}${strings('{0} that meet the filters, {1} in all', count(shown), count(rowCount))}${complete ? '' : ` ${strings('so far')}`}`;
  }
  const all = count(rowCount);
  if (rowCount === 0) return complete ? strings('no rows') : strings('no rows yet');
  if (complete && rowCount === 1) return strings('1 row');
  if (last < first) return complete ? strings('{0} rows', all) : strings('{0} rows read so far', all);
  const [from, to] = [count(first + 1), count(last + 1)];
  return complete
    ? strings('rows {0} to {1} of {2}', from, to, all)
    : strings('rows {0} to {1} of {2} read so far', from, to, all);
}

function factTexts(
  strings: Strings,
  { origin, statistics, startedAt, pricePerGigabyte }: ResultSummary,
): readonly string[] {
  const { elapsedMilliseconds, bytesScanned, eventsScanned } = statistics;
  const started = startedAt.replace('T', ' ').replace(/(\.\d+)?Z$/, '');
  const parts = [
    // Nothing is billed by the byte on the local lake.
    bytesScanned !== undefined
      ? bytes(bytesScanned)
      : origin.backend === 'local'
        ? undefined
        : strings('bytes unknown'),
    eventsScanned === undefined ? undefined : strings('{0} events', count(eventsScanned)),
  ].filter((part) => part !== undefined);
  const scanned =
    bytesScanned === undefined && eventsScanned === undefined ? parts[0] : strings('{0} scanned', parts.join(', '));
  return [
    origin.stores.join(', '),
    origin.backend,
    origin.account,
    origin.region,
    elapsedMilliseconds === undefined ? undefined : elapsed(elapsedMilliseconds),
    scanned,
    origin.backend === 'lake' && bytesScanned !== undefined
      ? costText(strings, costOf(bytesScanned, pricePerGigabyte))
      : undefined,
    strings('{0} UTC', started),
  ].filter((text): text is string => text !== undefined && text !== '');
}

const costText = (strings: Strings, dollars: number | undefined): string =>
  dollars === undefined ? strings('cost unknown') : dollarsText(dollars);

function bannerText(
  strings: Strings,
  { status, failure, complete, rowCount, waitingFor, isThrottled }: ResultSummary,
): string | undefined {
  const words = failure?.message ?? '';
  if (status === 'queued' && waitingFor !== undefined)
    return strings(
      'Waiting for {0}: ten queries may run at a time in an account and Region. The Queries view changes the order.',
      waitingFor,
    );
  if (isThrottled && !complete) return strings('Waiting: the service limits requests.');
  if (status === 'failed') return words === '' ? strings('The query failed.') : words;
  if (status === 'timedOut')
    return `${strings('The query ran out of time: these rows are a part of the result.')} ${words}`.trim();
  if (status === 'cancelled')
    return rowCount > 0 ? strings('Cancelled: these rows are a part of the result.') : strings('Cancelled.');
  if (failure && words !== '') return words;
  return complete || status !== 'finished' ? undefined : strings('Reading the rows.');
}
