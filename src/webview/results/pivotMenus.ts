/** Where a cell, a value or a row leads on to. */
import type { OpenedText } from '../../core/query/pathExpression.js';
import type { PivotSubject } from '../../core/query/pivots.js';
import type { Filter } from '../../core/query/resultView.js';
import { searchText } from '../../core/result/text.js';
import type { Column, LakeType, Value } from '../../core/result/types.js';
import type { EventPlace, Pivot } from '../../protocol/results.js';
import { count } from '../ui/format.js';
import type { MenuEntry } from '../ui/menu.js';
import type { Strings } from '../ui/strings.js';
import type { RowSubjects } from './subjects.js';

const subjectWords = {
  principal: 'This principal: {0}',
  address: 'This address: {0}',
  accessKey: 'This access key: {0}',
  resource: 'This resource: {0}',
  eventName: 'This event name: {0}',
  requestId: 'This request ID: {0}',
  sharedEventId: 'This shared event ID: {0}',
} satisfies Record<PivotSubject, string>;

/** New statements about what the row is about; the host opens them and runs nothing. */
export function subjectEntries(
  strings: Strings,
  { time, subjects }: RowSubjects,
  pivot: (pivot: Pivot) => void,
): readonly MenuEntry[] {
  return subjects.map(({ subject, value }) => ({
    label: strings(subjectWords[subject], short(value)),
    act: () => pivot({ kind: 'newQuery', subject, value, around: time }),
  }));
}

export function effectEntries(
  strings: Strings,
  { isEvent, time, resources, event }: RowSubjects,
  pivot: (pivot: Pivot) => void,
  whatChanged: (event: EventPlace) => void,
): readonly MenuEntry[] {
  return [
    ...(event ? [{ label: strings('What did this call change'), act: () => whatChanged(event) }] : []),
    ...(isEvent && time !== null && resources.length > 0
      ? [
          {
            label: strings('Query the effects of this event'),
            act: () => pivot({ kind: 'effects', resources, eventTime: time }),
          },
        ]
      : []),
  ];
}

/** A column of the result, or what lies at a path within one. */
export interface ValueTarget {
  /** Among the columns of the view; derived ones are resolved into `base` and `path`. */
  readonly column: number;
  readonly base: number;
  readonly path: readonly string[];
  readonly opened: readonly OpenedText[];
  readonly value: Value;
}

export interface ValueActions {
  readonly filter: (filter: Filter) => void;
  readonly pivot: (pivot: Pivot) => void;
}

/** Structs, maps and lists are no values to compare with. */
export function valueEntries(
  strings: Strings,
  { column, base, path, opened, value }: ValueTarget,
  type: LakeType,
  actions: ValueActions,
): readonly MenuEntry[] {
  if (value !== null && typeof value === 'object') return [];
  const text = value === null ? null : searchText(value, type);
  const filter = (negate: boolean): Filter => ({ column, kind: 'values', values: [text], negate });
  const pivot = (negate: boolean): Pivot => ({
    kind: 'filterStatement',
    column: base,
    path,
    opened,
    values: [value],
    negate,
  });
  return [
    { label: strings('Show only rows with this value'), act: () => actions.filter(filter(false)) },
    { label: strings('Leave rows with this value out'), act: () => actions.filter(filter(true)) },
    { label: strings('Statement with this value only'), act: () => actions.pivot(pivot(false)) },
    { label: strings('Statement without this value'), act: () => actions.pivot(pivot(true)) },
  ];
}

/** The same for several values of one column: those that are selected. */
export function valuesEntries(
  strings: Strings,
  { column, base, path, opened, values }: Omit<ValueTarget, 'value'> & { readonly values: readonly Value[] },
  type: LakeType,
  actions: ValueActions,
): readonly MenuEntry[] {
  const texts = [...new Set(values.map((value) => (value === null ? null : searchText(value, type))))];
  const scalars = [...new Set(values.filter((value) => value === null || typeof value !== 'object'))];
  const several = count(texts.length);
  return [
    {
      label: strings('Show only rows with the {0} selected values', several),
      act: () => actions.filter({ column, kind: 'values', values: texts, negate: false }),
    },
    {
      label: strings('Statement with the {0} selected values', several),
      disabled: scalars.length === 0,
      act: () => actions.pivot({ kind: 'filterStatement', column: base, path, opened, values: scalars, negate: false }),
    },
  ];
}

/** Lake's own text of a struct, map or list can be read in two ways; JSON cannot. */
export function asJsonEntries(
  strings: Strings,
  column: number,
  { type }: Column,
  pivot: (pivot: Pivot) => void,
): readonly MenuEntry[] {
  if (type.kind === 'scalar') return [];
  return [{ label: strings('Query this column as JSON'), act: () => pivot({ kind: 'asJson', column }) }];
}

const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}\u2026` : text);
