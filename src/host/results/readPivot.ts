import { pivotSubjects } from '../../core/query/pivots.js';
import type { Pivot } from '../../protocol/results.js';
import type { Fields } from '../webviews/fields.js';

const mostValues = 1_000;
const deepestPath = 60;
const longestValue = 10_000;

/** A pivot of a message; columns are those of the result itself. */
export function readPivot(fields: Fields, columns: number): Pivot {
  const kind = fields.oneOf('kind', ['filterStatement', 'newQuery', 'effects', 'asJson', 'timeBounds']);
  const column = (): number => fields.count('column', Math.max(0, columns - 1));
  switch (kind) {
    case 'filterStatement':
      return {
        kind,
        column: column(),
        path: fields.texts('path', deepestPath, longestValue),
        opened: fields
          .list('opened', deepestPath)
          .map((one) => ({ at: one.count('at', deepestPath), encoded: one.flag('encoded') })),
        values: fields.scalars('values', mostValues, longestValue),
        negate: fields.flag('negate'),
      };
    case 'newQuery':
      return {
        kind,
        subject: fields.oneOf('subject', pivotSubjects),
        value: fields.text('value', longestValue),
        around: fields.textOrNull('around', 100),
      };
    case 'effects':
      return {
        kind,
        resources: fields.texts('resources', mostValues, longestValue),
        eventTime: fields.text('eventTime', 100),
      };
    case 'asJson':
      return { kind, column: column() };
    case 'timeBounds':
      return { kind, column: column(), from: fields.text('from', 100), to: fields.text('to', 100) };
  }
  return kind satisfies never;
}
