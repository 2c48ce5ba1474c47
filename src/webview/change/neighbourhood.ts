/** Relationships gained and lost in a change: a list and a small picture. */
import type { ConfigurationItem, ResourceChange } from '../../core/configuration/model.js';
import { h } from '../ui/dom.js';
import { count } from '../ui/format.js';
import { icon } from '../ui/icons.js';
import type { Strings } from '../ui/strings.js';
import { relatedResource } from './history.js';

interface Neighbour {
  readonly resourceType: string;
  readonly resourceId: string;
  readonly kind: 'added' | 'removed' | 'kept';
}

export interface NeighbourActions {
  openRelated(resource: { readonly resourceType: string; readonly resourceId: string }): void;
}

const mostDrawn = 12;
const rowHeight = 22;

/** Undefined when no relationship came or went. */
export function neighbourhoodSection(
  strings: Strings,
  change: ResourceChange,
  item: ConfigurationItem | undefined,
  actions: NeighbourActions,
): HTMLElement | undefined {
  const changed = change.properties
    .filter(({ section }) => section === 'relationships')
    .flatMap(({ before, after, changeType }): Neighbour[] => {
      const related = relatedResource(before ?? after);
      return related ? [{ ...related, kind: changeType === 'DELETE' ? 'removed' : 'added' }] : [];
    });
  if (changed.length === 0) return undefined;
  const known = new Set(changed.map(({ resourceId }) => resourceId));
  const kept = (item?.relationships ?? []).flatMap(({ resourceType, resourceId }): Neighbour[] =>
    resourceId === undefined || known.has(resourceId) ? [] : [{ resourceType, resourceId, kind: 'kept' }],
  );
  const gained = changed.filter(({ kind }) => kind === 'added').length;
  const details = h(
    'details',
    { class: 'section neighbourhood' },
    h(
      'summary',
      {},
      icon('right'),
      h('h3', {}, strings('Neighbourhood')),
      h('span', { class: 'count' }, `+${count(gained)} \u2212${count(changed.length - gained)}`),
    ),
    picture([...changed, ...kept], item?.resource.id ?? ''),
    h('ul', { class: 'neighbours' }, ...changed.slice(0, 200).map(line)),
    kept.length > 0
      ? h(
          'p',
          { class: 'none-found' },
          kept.length === 1
            ? strings('1 relationship stayed.')
            : strings('{0} relationships stayed.', count(kept.length)),
        )
      : undefined,
  );
  details.open = change.relationshipsOnly === true;
  return details;

  function line({ resourceType, resourceId, kind }: Neighbour): HTMLElement {
    return h(
      'li',
      { class: kind },
      h(
        'span',
        { class: 'sign', role: 'img', aria: { label: kind === 'added' ? strings('added') : strings('removed') } },
        kind === 'added' ? '+' : '\u2212',
      ),
      h(
        'button',
        { class: 'link', title: resourceType, onClick: () => actions.openRelated({ resourceType, resourceId }) },
        resourceId,
      ),
      h('span', { class: 'neighbour-type' }, resourceType),
    );
  }
}

/** The resource on the left, its neighbours on the right: whole lines stay, thick ones came, dashed ones went. */
function picture(all: readonly Neighbour[], center: string): SVGSVGElement {
  const shown = all.slice(0, mostDrawn);
  const height = Math.max(2, shown.length) * rowHeight + 8;
  const svg = make('svg', { viewBox: `0 0 560 ${height}`, class: 'graph', 'aria-hidden': 'true' });
  const middle = height / 2;
  shown.forEach((neighbour, index) => {
    const y = 4 + rowHeight * (index + 0.5);
    svg.append(
      make('path', { d: `M180 ${middle} C 230 ${middle}, 230 ${y}, 280 ${y}`, class: `edge ${neighbour.kind}` }),
      make('circle', { cx: '284', cy: String(y), r: '4', class: `node ${neighbour.kind}` }),
      label(294, y + 4, `${neighbour.resourceId}  ${neighbour.resourceType.replace(/^AWS::/, '')}`, 38, 'start'),
    );
  });
  svg.append(
    make('circle', { cx: '180', cy: String(middle), r: '6', class: 'node center' }),
    label(168, middle + 4, center, 24, 'end'),
  );
  return svg;
}

function label(x: number, y: number, text: string, most: number, anchor: 'start' | 'end'): SVGElement {
  const made = make('text', { x: String(x), y: String(y), 'text-anchor': anchor });
  made.textContent = text.length > most ? `${text.slice(0, most - 1)}\u2026` : text;
  return made;
}

function make<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>>,
): SVGElementTagNameMap[K] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}
