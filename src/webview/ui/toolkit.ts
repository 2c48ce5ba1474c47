/**
 * The only file that knows the control library, @vscode/webview-ui-toolkit. Another library that defines the same
 * elements could take its place here; two of them can never be loaded together.
 */
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
  vsCodeTextField,
  type Button,
  type Checkbox,
  type Dropdown,
  type TextField,
} from '@vscode/webview-ui-toolkit';
import { applyProperties, h, type Properties } from './dom.js';
import { icon, type IconName } from './icons.js';

export type { Button, Checkbox, Dropdown, TextField };

export function registerControls(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeCheckbox(),
    vsCodeDropdown(),
    vsCodeOption(),
    vsCodeProgressRing(),
    vsCodeTextField(),
  );
}

export function button(label: string, onClick: () => void, look: 'primary' | 'secondary' = 'secondary'): Button {
  const made = control<Button>('vscode-button', { onClick });
  made.setAttribute('appearance', look);
  made.append(label);
  return made;
}

/** A button with an icon only; `label` is its name and tooltip. */
export function iconButton(name: IconName, label: string, onClick: (event: MouseEvent) => void): Button {
  const made = control<Button>('vscode-button', { title: label, onClick });
  made.setAttribute('appearance', 'icon');
  made.setAttribute('aria-label', label);
  made.append(icon(name));
  return made;
}

export function checkbox(label: string, checked: boolean, onChange: (checked: boolean) => void): Checkbox {
  const made = control<Checkbox>('vscode-checkbox');
  made.append(label);
  if (checked) made.setAttribute('checked', '');
  made.addEventListener('change', () => onChange(made.checked));
  return made;
}

export function textField(placeholder: string, onInput: (value: string) => void): TextField {
  const made = control<TextField>('vscode-text-field');
  made.setAttribute('placeholder', placeholder);
  made.setAttribute('aria-label', placeholder);
  made.addEventListener('input', () => onInput(made.value));
  return made;
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

export function dropdown(
  label: string,
  choices: readonly Choice[],
  value: string,
  onChange: (value: string) => void,
): Dropdown {
  const made = control<Dropdown>('vscode-dropdown');
  made.setAttribute('aria-label', label);
  for (const choice of choices) {
    const option = document.createElement('vscode-option') as HTMLElement & { value: string };
    option.setAttribute('value', choice.value);
    if (choice.value === value) option.setAttribute('selected', '');
    option.append(choice.label);
    made.append(option);
  }
  made.addEventListener('change', () => onChange(made.value));
  return made;
}

export function progressRing(label: string): HTMLElement {
  const made = control('vscode-progress-ring');
  made.setAttribute('aria-label', label);
  return h('span', { class: 'ring' }, made);
}

function control<T extends HTMLElement>(tag: string, properties: Properties = {}): T {
  const made = document.createElement(tag) as T;
  applyProperties(made, properties);
  return made;
}
