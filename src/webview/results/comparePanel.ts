/** Two results of the document against each other: which rows came, went and changed, by key columns. */
import type { Comparison, ResultSummary } from '../../protocol/results.js';
import { displayText } from '../../core/result/text.js';
import type { Value } from '../../core/result/types.js';
import { fill, h } from '../ui/dom.js';
import { count } from '../ui/format.js';
import { isAbort } from '../ui/rpc.js';
import type { Strings } from '../ui/strings.js';
import { button, iconButton } from '../ui/toolkit.js';
import { titleOf } from './tabs.js';

export interface CompareHost {
  compare(before: string, keys: readonly string[], signal: AbortSignal): Promise<Comparison>;
  close(): void;
}

/** `others` are older first; the one before the result is chosen. */
export function createComparePanel(
  strings: Strings,
  result: ResultSummary,
  others: readonly ResultSummary[],
  host: CompareHost,
): HTMLElement {
  let before = others.findLast(({ startedAt }) => startedAt < result.startedAt) ?? others.at(-1);
  let running: AbortController | undefined;
  const keys = new Set(suggestedKeys(result));
  const body = h('div', {
    class: 'compare-body',
    tabIndex: 0,
    role: 'region',
    aria: { label: strings('Differences') },
  });
  const chooser = h('select', { class: 'plain-select', aria: { label: strings('Earlier result') } });
  for (const other of others) {
    const option = h('option', {}, `${titleOf(other)} \u00b7 ${timeOf(other)}`);
    option.value = other.id;
    option.selected = other === before;
    chooser.append(option);
  }
  chooser.addEventListener('change', () => {
    before = others.find(({ id }) => id === chooser.value);
    void look();
  });
  const ticks = h('div', { class: 'compare-keys', role: 'group', aria: { label: strings('Key columns') } });
  for (const { name } of result.columns) {
    const box = h('input', { class: 'plain-tick' });
    box.type = 'checkbox';
    box.checked = keys.has(name);
    box.addEventListener('change', () => {
      if (box.checked) keys.add(name);
      else keys.delete(name);
      void look();
    });
    ticks.append(h('label', { class: 'compare-key' }, box, name));
  }

  async function look(): Promise<void> {
    if (!before) return;
    running?.abort(new DOMException('Compared anew', 'AbortError'));
    const controller = (running = new AbortController());
    fill(body, strings('Comparing'));
    try {
      const found = await host.compare(before.id, [...keys], controller.signal);
      if (!controller.signal.aborted) fill(body, ...sections(strings, found, keys.size));
    } catch (error) {
      if (!isAbort(error))
        fill(body, h('div', { class: 'banner failed' }, error instanceof Error ? error.message : String(error)));
    }
  }
  void look();

  const element = h(
    'section',
    { class: 'compare', aria: { label: strings('Compare') } },
    h(
      'div',
      { class: 'compare-head' },
      h('h1', { class: 'pane-title' }, strings('Compare {0} with', titleOf(result))),
      chooser,
      iconButton('close', strings('Close'), () => host.close()),
    ),
    h('div', { class: 'compare-line' }, h('span', { class: 'dim' }, strings('Rows are the same by')), ticks),
    body,
    h(
      'div',
      { class: 'compare-foot' },
      button(strings('Back to the rows'), () => host.close()),
    ),
  );
  element.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    host.close();
  });
  return element;
}

/** An ID or a name that is an ID by its name; else whole rows are compared. */
function suggestedKeys({ columns }: ResultSummary): readonly string[] {
  const names = columns.map(({ name }) => name);
  const id = names.find((name) => /(^|\.)(eventid|resourceid|arn|id)$/i.test(name));
  if (id !== undefined) return [id];
  // A grouping: what it is grouped by identifies a row.
  const labels = columns.filter(({ type }) => type.kind === 'scalar' && !/int|double|decimal/.test(type.name));
  return labels.length < columns.length && labels.length > 0 && columns.length <= 5
    ? labels.map(({ name }) => name)
    : [];
}

function sections(strings: Strings, found: Comparison, keyCount: number): readonly HTMLElement[] {
  const { counts, columns, added, removed, changed, onlyBefore, onlyAfter } = found;
  const notes = [
    counts.repeated > 0
      ? strings('{0} rows share their key with another row; they are paired in order.', count(counts.repeated))
      : undefined,
    onlyBefore.length > 0 ? strings('Only the earlier result has: {0}', onlyBefore.join(', ')) : undefined,
    onlyAfter.length > 0 ? strings('Only this result has: {0}', onlyAfter.join(', ')) : undefined,
    keyCount === 0
      ? strings('No key columns are chosen: whole rows are compared, and none counts as changed.')
      : undefined,
  ].filter((text) => text !== undefined);
  const summary = strings(
    '{0} added, {1} removed, {2} changed, {3} the same',
    count(counts.added),
    count(counts.removed),
    count(counts.changed),
    count(counts.same),
  );
  return [
    h('div', { class: 'compare-summary', role: 'status' }, summary),
    ...notes.map((text) => h('div', { class: 'dim' }, text)),
    ...section(
      strings,
      strings('Changed'),
      'changed',
      counts.changed,
      columns,
      changed.map(({ before, after }) =>
        columns.map((_, index) => changedCell(before[index] ?? null, after[index] ?? null)),
      ),
    ),
    ...section(
      strings,
      strings('Added'),
      'added',
      counts.added,
      columns,
      added.map((row) => row.map(plainCell)),
    ),
    ...section(
      strings,
      strings('Removed'),
      'removed',
      counts.removed,
      columns,
      removed.map((row) => row.map(plainCell)),
    ),
  ];
}

function section(
  strings: Strings,
  title: string,
  kind: string,
  all: number,
  columns: readonly string[],
  rows: readonly (readonly HTMLElement[])[],
): readonly HTMLElement[] {
  if (all === 0) return [];
  const shown = rows.length < all ? ` (${strings('the first {0} are listed', count(rows.length))})` : '';
  return [
    h('h2', { class: 'compare-title' }, `${title}: ${count(all)}${shown}`),
    h(
      'div',
      { class: 'compare-scroll' },
      h(
        'table',
        { class: `compare-table ${kind}` },
        h('thead', {}, h('tr', {}, ...columns.map((name) => h('th', {}, name)))),
        h('tbody', {}, ...rows.map((cells) => h('tr', {}, ...cells))),
      ),
    ),
  ];
}

const longestCell = 300;
const cellWord = (value: Value): string => {
  const text = displayText(value);
  return text.length > longestCell ? `${text.slice(0, longestCell)}\u2026` : text;
};
const plainCell = (value: Value): HTMLElement => h('td', value === null ? { class: 'none' } : {}, cellWord(value));

function changedCell(before: Value, after: Value): HTMLElement {
  if (JSON.stringify(before) === JSON.stringify(after)) return plainCell(after);
  return h('td', { class: 'differs' }, h('del', {}, cellWord(before)), ' ', h('ins', {}, cellWord(after)));
}

const timeOf = ({ startedAt }: ResultSummary): string => `${startedAt.slice(11, 19)} UTC`;
