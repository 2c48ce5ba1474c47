import { displayText } from '../result/text.js';
import type { Value } from '../result/types.js';

const longestValue = 120;

/** A value in one line of readable length. */
export function shortText(value: Value): string {
  if (value === '') return '(empty)';
  const text = displayText(value).replace(/\s+/g, ' ');
  return text.length > longestValue ? `${text.slice(0, longestValue - 3)}...` : text;
}
