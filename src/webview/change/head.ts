/** Whose history this is, and what can be done with all of it. */
import type { ResourceHistory } from '../../core/configuration/model.js';
import { fill, h } from '../ui/dom.js';
import { count } from '../ui/format.js';
import { openMenuBelow } from '../ui/menu.js';
import type { Strings } from '../ui/strings.js';
import { iconButton } from '../ui/toolkit.js';

export interface HeadActions {
  copy(text: string): void;
  reload(): void;
  openQueries(): void;
  exportReport(format: 'json' | 'markdown' | 'html'): void;
}

export interface HeadFacts {
  readonly resource: Partial<ResourceHistory['resource']>;
  /** Undefined while nothing has been read. */
  readonly items: ResourceHistory['items'] | undefined;
  readonly daily?: boolean;
}

export function fillHead(
  head: HTMLElement,
  strings: Strings,
  { resource, items, daily }: HeadFacts,
  actions: HeadActions,
): void {
  const exporting = iconButton('export', strings('Export report'), () =>
    openMenuBelow(
      strings('Export report'),
      [
        { label: 'HTML', act: () => actions.exportReport('html') },
        { label: 'Markdown', act: () => actions.exportReport('markdown') },
        { label: 'JSON', act: () => actions.exportReport('json') },
      ],
      exporting,
    ),
  );
  const texts = [
    resource.type,
    resource.name === undefined || resource.name === resource.id ? undefined : resource.id,
    resource.accountId,
    resource.region,
    items && (items.length === 1 ? strings('1 item') : strings('{0} items', count(items.length))),
    daily ? strings('recorded once a day') : undefined,
    strings('times in UTC'),
  ];
  fill(
    head,
    h(
      'div',
      { class: 'head-line' },
      h('h1', { title: resource.id }, resource.name ?? resource.id ?? strings('Resource')),
      h(
        'div',
        { class: 'tools', role: 'toolbar', aria: { label: strings('Resource') } },
        iconButton('copy', strings('Copy ID'), () => actions.copy(resource.id ?? '')),
        iconButton('code', strings('Open the statements behind this'), () => actions.openQueries()),
        exporting,
        iconButton('reload', strings('Reload'), () => actions.reload()),
      ),
    ),
    h(
      'div',
      { class: 'facts' },
      ...texts
        .filter((text): text is string => text !== undefined && text !== '')
        .map((text) => h('span', { class: 'fact' }, text)),
    ),
  );
}
