/** The form's controls: native ones with a label each, so that keyboard and screen readers know them. */
import type { StorePlan } from '../../core/stores/storeRequest.js';
import { h, setAria, show, type Child } from '../ui/dom.js';

/** What a control says when it was changed. */
export type Change = (change: Partial<StorePlan>) => void;

/** A labelled control with a place for its hint and for what is wrong with it. */
export interface FieldBox {
  readonly element: HTMLElement;
  /** Undefined: nothing is wrong. */
  tell(problem: string | undefined): void;
  focus(): void;
}

let made = 0;
const nextId = (): string => `field-${(made += 1)}`;

interface FieldWords {
  readonly label: string;
  readonly hint?: string;
}

export function textBox(
  words: FieldWords,
  value: string,
  onInput: (value: string) => void,
  look: { readonly lines?: number; readonly placeholder?: string; readonly numeric?: boolean } = {},
): FieldBox {
  const control = look.lines === undefined ? h('input') : h('textarea');
  if (control instanceof HTMLTextAreaElement) control.rows = look.lines ?? 3;
  else if (look.numeric) control.inputMode = 'numeric';
  control.className = 'plain-input wide';
  control.spellcheck = false;
  control.autocomplete = 'off';
  control.value = value;
  control.placeholder = look.placeholder ?? '';
  control.addEventListener('input', () => onInput(control.value));
  return box(words, control);
}

export function selectBox(
  words: FieldWords,
  choices: readonly { readonly value: string; readonly label: string }[],
  value: string,
  onChange: (value: string) => void,
): FieldBox {
  const control = h('select', { class: 'plain-select wide' });
  for (const choice of choices) {
    const option = h('option', {}, choice.label);
    option.value = choice.value;
    option.selected = choice.value === value;
    control.append(option);
  }
  control.addEventListener('change', () => onChange(control.value));
  return box(words, control);
}

export function tick(label: string, checked: boolean, onChange: (checked: boolean) => void): HTMLElement {
  const control = h('input', { class: 'plain-tick' });
  control.type = 'checkbox';
  control.checked = checked;
  control.addEventListener('change', () => onChange(control.checked));
  return h('label', { class: 'tick' }, control, h('span', {}, label));
}

export interface RadioChoice {
  readonly value: string;
  readonly label: string;
  readonly hint: string;
}

export function radios(
  legend: string,
  choices: readonly RadioChoice[],
  value: string,
  onChange: (value: string) => void,
): HTMLElement {
  const name = nextId();
  return h(
    'fieldset',
    { class: 'radios' },
    h('legend', {}, legend),
    ...choices.map((choice) => {
      const control = h('input', { class: 'plain-tick' });
      control.type = 'radio';
      control.name = name;
      control.value = choice.value;
      control.checked = choice.value === value;
      control.addEventListener('change', () => {
        if (control.checked) onChange(choice.value);
      });
      return h(
        'label',
        { class: 'radio' },
        control,
        h('span', {}, h('span', { class: 'radio-name' }, choice.label), h('span', { class: 'hint' }, choice.hint)),
      );
    }),
  );
}

export const group = (legend: string, ...children: readonly Child[]): HTMLElement =>
  h('fieldset', { class: 'group' }, h('legend', {}, legend), ...children);

function box(
  { label, hint }: FieldWords,
  control: HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement,
): FieldBox {
  const id = (control.id = nextId());
  const hintElement = hint === undefined ? undefined : h('p', { class: 'hint', id: `${id}-hint` }, hint);
  const problem = h('p', { class: 'problem', id: `${id}-problem` });
  problem.hidden = true;
  const name = h('label', {}, label);
  name.htmlFor = id;
  const describe = (wrong: boolean): void =>
    setAria(
      control,
      'describedby',
      [hintElement?.id, wrong ? problem.id : undefined].filter((each) => each !== undefined).join(' ') || undefined,
    );
  describe(false);
  return {
    element: h('div', { class: 'field' }, name, control, hintElement, problem),
    tell: (text) => {
      problem.textContent = text ?? '';
      show(problem, text !== undefined);
      setAria(control, 'invalid', text === undefined ? undefined : true);
      describe(text !== undefined);
    },
    focus: () => control.focus(),
  };
}
