/** A button that asks somewhere else, what it will ask of whom, and how that goes. */
import type { FurtherWays } from '../../protocol/changes.js';
import { fill, h } from '../ui/dom.js';
import { icon } from '../ui/icons.js';
import { isAbort } from '../ui/rpc.js';
import type { Strings } from '../ui/strings.js';
import { button, progressRing } from '../ui/toolkit.js';

/** `ask` resolves when the answer is shown, or the user stepped back. */
export function asking(strings: Strings, label: string, about: string, ask: () => Promise<unknown>): HTMLElement {
  const told = h('div', { class: 'further-state', aria: { live: 'polite' } });
  const start = button(label, () => {
    start.disabled = true;
    fill(told, progressRing(strings('Looking')));
    ask().then(
      () => {
        start.disabled = false;
        fill(told);
      },
      (error: unknown) => {
        start.disabled = false;
        if (isAbort(error)) return fill(told);
        const text = error instanceof Error ? error.message : String(error);
        fill(told, h('p', { class: 'trail-failed', role: 'alert' }, icon('error'), text));
      },
    );
  });
  return h('div', { class: 'further-way' }, h('p', { class: 'none-found' }, about), start, told);
}

/** Whose credentials ask. */
export const whoseProfile = (strings: Strings, { profile }: FurtherWays): string =>
  profile === null ? strings('You are asked for a profile first.') : strings('Asked with the profile {0}.', profile);
