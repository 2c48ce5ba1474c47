/** Which place a key moves to, and the grid's other keys. */
import { isPrimary } from '../../ui/keyboard.js';
import type { CellPlace, Extent } from './selection.js';

/** Undefined when the key moves nothing. Row -1 is the header, position -1 the row number. */
export function destination(
  event: KeyboardEvent,
  at: CellPlace,
  extent: Extent,
  pageRows: number,
): CellPlace | undefined {
  const primary = isPrimary(event);
  const lastRow = extent.rows - 1;
  const lastPosition = extent.columns - 1;
  const row = (wanted: number): CellPlace => ({ ...at, row: Math.max(-1, Math.min(lastRow, wanted)) });
  const dataRow = (wanted: number): CellPlace => ({ ...at, row: Math.min(lastRow, Math.max(0, wanted)) });
  const position = (wanted: number): CellPlace => ({ ...at, position: Math.max(-1, Math.min(lastPosition, wanted)) });
  switch (event.key) {
    case 'ArrowUp':
      return primary ? dataRow(0) : row(at.row - 1);
    case 'ArrowDown':
      return primary ? row(lastRow) : row(at.row + 1);
    case 'ArrowLeft':
      return position(primary ? 0 : at.position - 1);
    case 'ArrowRight':
      return position(primary ? lastPosition : at.position + 1);
    case 'PageUp':
      return dataRow(at.row - pageRows);
    case 'PageDown':
      return row(at.row + pageRows);
    case 'Home':
      return primary ? { row: Math.min(0, lastRow), position: 0 } : position(0);
    case 'End':
      return primary ? { row: lastRow, position: lastPosition } : position(lastPosition);
    default:
      return undefined;
  }
}

export type HeaderKey =
  | { readonly kind: 'sort'; readonly multi: boolean }
  | { readonly kind: 'resize'; readonly by: number }
  | { readonly kind: 'move'; readonly by: number }
  | { readonly kind: 'filter' };

/** Keys on a focused header: Enter or Space sorts (Shift: one more key), Shift+arrows resize, Alt+arrows move, Alt+Down filters. */
export function headerKey(event: KeyboardEvent): HeaderKey | undefined {
  const by = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
  if ((event.key === 'Enter' || event.key === ' ') && !isPrimary(event)) return { kind: 'sort', multi: event.shiftKey };
  if (event.key === 'ArrowDown' && event.altKey) return { kind: 'filter' };
  if (by !== 0 && event.altKey) return { kind: 'move', by };
  if (by !== 0 && event.shiftKey) return { kind: 'resize', by: by * 16 };
  return undefined;
}
