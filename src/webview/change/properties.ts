/** What changed, as one table per section: kind, path, before, after. */
import { unknownType, type Value } from '../../core/result/types.js';
import type { PropertyChange, ResourceChange, Section } from '../../core/configuration/model.js';
import { h, type Child } from '../ui/dom.js';
import { count } from '../ui/format.js';
import { icon } from '../ui/icons.js';
import type { Strings } from '../ui/strings.js';
import { button } from '../ui/toolkit.js';
import { valueNode } from '../ui/valueNodes.js';
import { createValueTree } from '../ui/valueTree.js';
import { bySection, relatedResource, shortPath } from './history.js';
import { changeWord, sectionWord } from './words.js';

const rowsShown = 200;
const textShown = 4000;

export interface PropertyActions {
  copy(text: string): void;
  openRelated(resource: { readonly resourceType: string; readonly resourceId: string }): void;
}

export function propertySections(
  strings: Strings,
  change: ResourceChange,
  actions: PropertyActions,
): readonly HTMLElement[] {
  const found = bySection(change.properties);
  return found.map(({ section, properties }) => {
    const folded = section === 'relationships' && found.length > 1;
    return sectionElement(section, properties, !folded);
  });

  function sectionElement(section: Section, properties: readonly PropertyChange[], open: boolean): HTMLElement {
    const heading = h(
      'summary',
      {},
      icon('right'),
      h('h3', {}, sectionWord(strings, section)),
      h('span', { class: 'count' }, count(properties.length)),
    );
    const element = h('details', { class: 'section' }, heading);
    let filled = false;
    const fillIn = (): void => {
      if (filled) return;
      filled = true;
      element.append(table(section, properties));
    };
    element.addEventListener('toggle', () => element.open && fillIn());
    if (open) {
      element.open = true;
      fillIn();
    }
    return element;
  }

  function table(section: Section, properties: readonly PropertyChange[]): HTMLElement {
    const body = h('tbody', {}, ...properties.slice(0, rowsShown).map(row));
    const head = h(
      'tr',
      {},
      ...[strings('Kind'), strings('Path'), strings('Before'), strings('After')].map((text) => columnHead(text)),
    );
    const made = h(
      'table',
      { class: 'properties', aria: { label: sectionWord(strings, section) } },
      h('thead', {}, head),
      body,
    );
    if (properties.length <= rowsShown) return made;
    const more = button(strings('Show all {0}', count(properties.length)), () => {
      body.append(...properties.slice(rowsShown).map(row));
      more.remove();
    });
    return h('div', {}, made, more);
  }

  function row(property: PropertyChange): HTMLElement {
    const { word, sign, className } = changeWord(strings, property.changeType);
    const path = shortPath(property);
    return h(
      'tr',
      { class: className },
      h('td', { class: 'kind' }, h('span', { class: 'sign', aria: { hidden: true } }, sign), ` ${word}`),
      rowHead(path, property.path),
      ...valueCells(property, path),
    );
  }

  /** A container that is there on one side only gets the room of both. */
  function valueCells({ before, after, changeType }: PropertyChange, path: string): readonly HTMLElement[] {
    const was = h('td', { class: 'before' }, ...valueCell(before, changeType === 'CREATE', path));
    const is = h('td', { class: 'after' }, ...valueCell(after, changeType === 'DELETE', path));
    // A narrow panel stacks the cells and shows these in place of the column heads.
    was.dataset['label'] = strings('Before');
    is.dataset['label'] = strings('After');
    if (changeType === 'CREATE' && isContainer(after)) {
      is.colSpan = 2;
      return [is];
    }
    if (changeType === 'DELETE' && isContainer(before)) {
      was.colSpan = 2;
      return [was];
    }
    return [was, is];
  }

  function valueCell(value: Value, absent: boolean, label: string): readonly Child[] {
    if (absent && value === null)
      return [h('span', { class: 'absent', aria: { label: strings('nothing') } }, '\u2013')];
    const node = valueNode(label, value, unknownType, undefined);
    if (node.size === 0)
      return [h('span', { class: `value ${node.kind}` }, (node.text ?? node.summary).slice(0, textShown) || '""')];
    const related = relatedResource(value);
    const tree = createValueTree(label, strings, actions);
    const title = related ? `${related.resourceType} ${related.resourceId}` : node.summary;
    tree.setRoots([{ node: { ...node, label: title, summary: '' } }]);
    tree.element.classList.add('bare');
    return [tree.element, related && relatedLink(related)];
  }

  function relatedLink(related: { readonly resourceType: string; readonly resourceId: string }): HTMLElement {
    return h(
      'button',
      { class: 'link', title: related.resourceType, onClick: () => actions.openRelated(related) },
      icon('history'),
      strings('Changes of {0}', related.resourceId),
    );
  }
}

const isContainer = (value: Value): boolean => typeof value === 'object' && value !== null;

function columnHead(text: string): HTMLElement {
  const made = h('th', {}, text);
  made.scope = 'col';
  return made;
}

function rowHead(text: string, title: string): HTMLElement {
  const made = h('th', { class: 'path', title }, text);
  made.scope = 'row';
  return made;
}
