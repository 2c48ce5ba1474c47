import type { Saying } from '../../core/configuration/saying.js';
import type { Strings } from '../ui/strings.js';

/** What core says, in the user's language. */
export const said = (strings: Strings, { text, values }: Saying): string => strings(text, ...values);
