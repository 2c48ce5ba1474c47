/** Text of a value on the clipboard and in a cell: NULL is the caller's, being painted in one and empty in the other. */
import { displayText } from '../../core/result/text.js';
import type { LakeType, Value } from '../../core/result/types.js';

export const cellText = (value: Value, type: LakeType): string => (value === null ? '' : displayText(value, type));
