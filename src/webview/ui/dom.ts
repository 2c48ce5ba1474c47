/** Builds elements. Strings become text nodes and attribute values, never markup. */
export type Child = Node | string | undefined;

export interface Properties {
  readonly class?: string;
  readonly title?: string | undefined;
  readonly role?: string;
  readonly id?: string;
  readonly tabIndex?: number;
  /** Becomes `aria-*` attributes; undefined leaves one out. */
  readonly aria?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly data?: Readonly<Record<string, string>>;
  readonly onClick?: (event: MouseEvent) => void;
}

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  applyProperties(element, properties);
  appendAll(element, children);
  return element;
}

export function applyProperties(element: HTMLElement, properties: Properties): void {
  if (properties.class) element.className = properties.class;
  if (properties.title) element.title = properties.title;
  if (properties.role) element.setAttribute('role', properties.role);
  if (properties.id) element.id = properties.id;
  if (properties.tabIndex !== undefined) element.tabIndex = properties.tabIndex;
  for (const [name, value] of Object.entries(properties.aria ?? {})) setAria(element, name, value);
  for (const [name, value] of Object.entries(properties.data ?? {})) element.dataset[name] = value;
  const { onClick } = properties;
  if (onClick) element.addEventListener('click', onClick);
}

export function setAria(element: Element, name: string, value: string | number | boolean | undefined): void {
  if (value === undefined) element.removeAttribute(`aria-${name}`);
  else element.setAttribute(`aria-${name}`, String(value));
}

export function appendAll(element: Element, children: readonly Child[]): void {
  for (const child of children) if (child !== undefined) element.append(child);
}

/** Replaces all children. */
export function fill(element: Element, ...children: readonly Child[]): void {
  element.replaceChildren(...children.filter((child) => child !== undefined));
}

export function show(element: HTMLElement, visible: boolean): void {
  element.hidden = !visible;
}

export function adoptStyles(...sheets: readonly string[]): void {
  document.adoptedStyleSheets.push(
    ...sheets.map((text) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      return sheet;
    }),
  );
}

/** Runs `act` at most once per `milliseconds`, at the end of the quiet; `flush` runs a waiting one at once, `cancel` drops it. */
export function debounced(milliseconds: number, act: () => void): { (): void; flush(): void; cancel(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const run = (): void => {
    clearTimeout(timer);
    timer = undefined;
    act();
  };
  return Object.assign(
    () => {
      clearTimeout(timer);
      timer = setTimeout(run, milliseconds);
    },
    {
      flush: () => (timer === undefined ? undefined : run()),
      cancel: () => {
        clearTimeout(timer);
        timer = undefined;
      },
    },
  );
}
