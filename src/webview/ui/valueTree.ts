/** An expandable tree of values (role tree): arrows, Home, End, Enter; long texts unfold; big lists by 200 with a filter. */
import { count } from './format.js';
import { fill, h, setAria } from './dom.js';
import { icon } from './icons.js';
import { isPrimary, shortcut } from './keyboard.js';
import { openMenu, type MenuEntry } from './menu.js';
import type { Strings } from './strings.js';
import { button, textField } from './toolkit.js';
import type { ValueNode } from './valueNodes.js';

const childrenShown = 200;
const foldedLength = 60;
const textStep = 20_000;

export interface TreeActions {
  copy(text: string): void;
  /** Offered in a node's menu besides copying. */
  entries?(node: ValueNode, root: ValueNode): readonly MenuEntry[];
}

export interface TreeRoot {
  readonly node: ValueNode;
  /** Said under the line: raw text of a doubtful value, "loading". */
  readonly note?: string | undefined;
  readonly expanded?: boolean;
}

export interface ValueTree {
  readonly element: HTMLElement;
  setRoots(roots: readonly TreeRoot[]): void;
  /** The focused node, for buttons outside the tree. */
  current(): ValueNode | undefined;
}

export function createValueTree(label: string, strings: Strings, actions: TreeActions): ValueTree {
  const element = h('div', { class: 'tree', role: 'tree', aria: { label } });
  const nodes = new WeakMap<Element, ValueNode>();
  let currentItem: HTMLElement | undefined;

  const visibleItems = (): HTMLElement[] => [...element.querySelectorAll<HTMLElement>('[role="treeitem"]')];

  function focusItem(item: HTMLElement | undefined): void {
    if (!item) return;
    if (currentItem) currentItem.tabIndex = -1;
    currentItem = item;
    item.tabIndex = 0;
    item.focus();
  }

  function makeItem({ node, note, expanded }: TreeRoot, level: number): HTMLElement {
    const foldable =
      node.size > 0 || (node.text !== undefined && (node.text.length > foldedLength || node.text.includes('\n')));
    const twisty = h('span', { class: 'twisty', aria: { hidden: true } });
    if (foldable) twisty.append(icon('right'));
    const line = h(
      'div',
      { class: 'tree-line' },
      twisty,
      h(
        'span',
        { class: 'tree-key' },
        h('span', { class: 'tree-name', title: node.label }, node.label),
        h('span', { class: 'tree-type', title: node.fullType.slice(0, 500) }, node.type),
      ),
      h('span', { class: `tree-value ${node.kind}`, title: node.summary.slice(0, 300) }, node.summary.slice(0, 300)),
    );
    line.style.setProperty('--indent', `${(level - 1) * 14}px`);
    const item = h(
      'div',
      { role: 'treeitem', tabIndex: -1, class: 'tree-item', aria: { level, expanded: foldable ? false : undefined } },
      line,
    );
    if (note !== undefined) item.append(h('div', { class: 'tree-note' }, icon('warning'), note));
    nodes.set(item, node);
    line.addEventListener('click', () => {
      focusItem(item);
      if (foldable) toggle(item, level);
    });
    line.addEventListener('contextmenu', (event) => {
      event.preventDefault();
      focusItem(item);
      nodeMenu(item, node, { x: event.clientX, y: event.clientY });
    });
    if (expanded && node.size > 0 && node.size <= childrenShown) toggle(item, level);
    return item;
  }

  function toggle(item: HTMLElement, level: number): void {
    const open = item.getAttribute('aria-expanded') === 'true';
    setAria(item, 'expanded', !open);
    if (open) item.querySelector(':scope > .tree-group')?.remove();
    else item.append(makeGroup(item, level));
  }

  function makeGroup(item: HTMLElement, level: number): HTMLElement {
    const node = nodes.get(item);
    const group = h('div', { class: 'tree-group', role: 'group' });
    if (!node || node.size === 0) {
      group.setAttribute('role', 'none');
      group.append(wholeText(node?.text ?? '', level));
      return group;
    }
    const showSome = (wanted: readonly ValueNode[]): Node[] =>
      wanted.slice(0, childrenShown).map((child) => makeItem({ node: child }, level + 1));
    if (node.size <= childrenShown) {
      group.append(...showSome(node.children(0, node.size)));
      return group;
    }
    const list = h('div', { role: 'none' }, ...showSome(node.children(0, childrenShown)));
    const told = h('span', { class: 'tree-more' }, strings('{0} of {1} shown', count(childrenShown), count(node.size)));
    const field = textField(strings('Search names'), (text) => {
      const found = node
        .children(0, node.size)
        .filter(({ label: name }) => name.toLowerCase().includes(text.toLowerCase()));
      fill(list, ...showSome(found));
      told.textContent = strings('{0} of {1} shown', count(Math.min(childrenShown, found.length)), count(node.size));
    });
    const bar = h('div', { class: 'tree-filter', role: 'none' }, field, told);
    bar.addEventListener('keydown', (event) => event.stopPropagation());
    group.append(bar, list);
    return group;
  }

  function wholeText(text: string, level: number): HTMLElement {
    const block = h('div', { class: 'tree-text' }, text.slice(0, textStep));
    block.style.marginInlineStart = `${level * 14 + 4}px`;
    let shown = textStep;
    if (text.length <= shown) return block;
    const more = button(strings('Show more ({0} characters in all)', count(text.length)), () => {
      block.insertBefore(document.createTextNode(text.slice(shown, shown + textStep)), more);
      shown += textStep;
      if (shown >= text.length) more.remove();
    });
    block.append(more);
    return block;
  }

  /** The node at the top of an item's branch. */
  function rootOf(item: HTMLElement): ValueNode | undefined {
    let top: HTMLElement = item;
    for (
      let up: HTMLElement | null = item;
      up;
      up = up.parentElement?.closest<HTMLElement>('[role="treeitem"]') ?? null
    )
      top = up;
    return nodes.get(top);
  }

  function nodeMenu(item: HTMLElement, node: ValueNode, at: { readonly x: number; readonly y: number }): void {
    const { path } = node;
    openMenu(
      strings('Value'),
      [
        { label: strings('Copy value'), hint: shortcut('C'), act: () => actions.copy(wholeValueText(node)) },
        { label: strings('Copy name'), act: () => actions.copy(node.label) },
        { label: strings('Copy path as Lake SQL'), disabled: path === undefined, act: () => actions.copy(path ?? '') },
        ...(actions.entries?.(node, rootOf(item) ?? node) ?? []),
      ],
      at,
      item,
    );
  }

  element.addEventListener('keydown', (event) => {
    const item = (event.target as Element).closest<HTMLElement>('[role="treeitem"]');
    const node = item && nodes.get(item);
    if (!item || !node) return;
    if (isPrimary(event) && event.key.toLowerCase() === 'c' && getSelection()?.isCollapsed !== false)
      actions.copy(wholeValueText(node));
    else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      const box = item.getBoundingClientRect();
      nodeMenu(item, node, { x: box.left + 20, y: box.top + 20 });
    } else if (!moveFocus(event.key, item)) return;
    event.preventDefault();
    event.stopPropagation();
  });

  function moveFocus(key: string, item: HTMLElement): boolean {
    const items = visibleItems();
    const at = items.indexOf(item);
    const level = Number(item.getAttribute('aria-level'));
    const expanded = item.getAttribute('aria-expanded');
    switch (key) {
      case 'ArrowDown':
        focusItem(items[at + 1]);
        return true;
      case 'ArrowUp':
        focusItem(items[at - 1]);
        return true;
      case 'Home':
        focusItem(items[0]);
        return true;
      case 'End':
        focusItem(items.at(-1));
        return true;
      case 'ArrowRight':
        if (expanded === 'false') toggle(item, level);
        else if (expanded === 'true') focusItem(items[at + 1]);
        return true;
      case 'ArrowLeft':
        if (expanded === 'true') toggle(item, level);
        else focusItem(item.parentElement?.closest<HTMLElement>('[role="treeitem"]') ?? undefined);
        return true;
      case 'Enter':
      case ' ':
        if (expanded !== null) toggle(item, level);
        return true;
      default:
        return false;
    }
  }

  return {
    element,
    setRoots: (roots) => {
      const open = new Set(
        [...element.children]
          .filter((each) => each.getAttribute('aria-expanded') === 'true')
          .map((each) => nodes.get(each)?.label),
      );
      const items = roots.map((root) =>
        makeItem({ ...root, expanded: root.expanded === true || open.has(root.node.label) }, 1),
      );
      fill(element, ...items);
      currentItem = items[0];
      if (currentItem) currentItem.tabIndex = 0;
    },
    current: () => currentItem && nodes.get(currentItem),
  };
}

/** Containers as indented JSON, everything else as it is. */
export function wholeValueText({ value }: ValueNode): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value, undefined, 2) : String(value);
}
