/** Where the inspector stands: at the right, or below the grid where there is no room for both; both sizes are kept. */
import { h, show } from '../ui/dom.js';
import { splitter, type SplitAxis } from '../ui/splitter.js';
import type { Strings } from '../ui/strings.js';

export interface InspectorPane {
  readonly element: HTMLElement;
  isOpen(): boolean;
  setOpen(open: boolean): void;
  state(): { readonly open: boolean; readonly width: number; readonly height: number };
}

/** Narrower views have the inspector below; narrow.css says the same. */
const narrow = matchMedia('(max-width: 720px)');

export function createInspectorPane(
  strings: Strings,
  inspector: HTMLElement,
  saved: { readonly width: number; readonly height: number } | undefined,
  onChange: () => void,
): InspectorPane {
  let { width, height } = saved ?? { width: 360, height: 260 };
  const axis = (): SplitAxis => (narrow.matches ? 'vertical' : 'horizontal');
  const bar = splitter(
    strings('Size of the inspector'),
    { minimum: 120, maximum: () => Math.max(140, (narrow.matches ? innerHeight : innerWidth) - 200) },
    () => (narrow.matches ? height : width),
    (size) => {
      if (narrow.matches) height = size;
      else width = size;
      fit();
      onChange();
    },
    axis,
  );
  const element = h('div', { class: 'inspector-pane' }, bar, inspector);
  element.hidden = true;
  const fit = (): void => {
    element.style.setProperty('--inspector-width', `${width}px`);
    element.style.setProperty('--inspector-height', `${height}px`);
  };
  fit();
  return {
    element,
    isOpen: () => !element.hidden,
    setOpen: (open) => show(element, open),
    state: () => ({ open: !element.hidden, width, height }),
  };
}
