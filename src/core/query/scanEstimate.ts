/**
 * What a statement will probably scan, learnt from what earlier ones scanned in the same store. Lake scans the columns
 * a statement uses over the time that its eventTime bounds leave, so bytes per hour are compared, of the same columns
 * where they were asked for before.
 */
import { windowsOf } from '../coverage/window.js';
import type { Analysis } from '../lang/analysis.js';
import type { Statement } from '../lang/syntax.js';
import { visit } from '../lang/walk.js';
import type { Value } from '../result/types.js';

/** What decides how much of a store is read. */
export interface ScanShape {
  readonly storeId: string;
  /** Between its bounds on eventTime; absent = open. */
  readonly hours?: number;
  /** Lower-case, sorted, each once; `*` for all. */
  readonly columns: readonly string[];
}

export interface ScanSample extends ScanShape {
  readonly bytesScanned: number;
}

/** Bytes; undefined = unknown. `samples`: how many earlier queries say so. */
export type ScanEstimate = { readonly low: number; readonly high: number; readonly samples: number } | undefined;

/** Undefined for statements over more than one store, or over none: nobody tells how their bytes divide. */
export function scanShapeOf(
  statement: Statement,
  analysis: Analysis,
  parameters: Readonly<Record<string, Value>>,
  now: number,
): ScanShape | undefined {
  const windows = windowsOf({ statement, analysis, parameters, now });
  const [first, ...others] = windows;
  if (!first || others.length > 0) return undefined;
  const { from, to } = first.window;
  const start = from === undefined ? undefined : timeOf(from);
  const end = to === undefined ? now : Math.min(now, timeOf(to));
  return {
    storeId: first.storeId,
    ...(start === undefined ? {} : { hours: Math.max(0, (end - start) / 3_600_000) }),
    columns: columnsOf(statement),
  };
}

/** At least so many earlier queries make a range; one alone says nothing of how they differ. */
const fewestSamples = 2;

/**
 * From the samples of the same store that had a window (or had none, as the statement). With two or more of the same
 * columns, those; else all of them, which makes the range wide, as it should be.
 */
export function estimateScan(shape: ScanShape | undefined, samples: readonly ScanSample[]): ScanEstimate {
  if (!shape) return undefined;
  const bounded = shape.hours !== undefined;
  const alike = samples.filter(
    ({ storeId, hours }) =>
      storeId === shape.storeId && (bounded ? hours !== undefined && hours > 0 : hours === undefined),
  );
  const columns = shape.columns.join();
  const same = alike.filter((sample) => sample.columns.join() === columns);
  const chosen = same.length >= fewestSamples ? same : alike;
  if (chosen.length < fewestSamples) return undefined;
  const expected = chosen.map(({ bytesScanned, hours }) =>
    shape.hours === undefined || hours === undefined ? bytesScanned : (bytesScanned / hours) * shape.hours,
  );
  return {
    low: Math.round(Math.min(...expected)),
    high: Math.round(Math.max(...expected)),
    samples: chosen.length,
  };
}

/** Names that stand as columns anywhere in the statement; aliases among them only make samples differ. */
function columnsOf(statement: Statement): readonly string[] {
  const columns = new Set<string>();
  visit(statement, {
    enter: (node) => {
      if (node.kind === 'selectAll') columns.add('*');
      if (node.kind === 'column') columns.add(node.name.name.toLowerCase());
    },
  });
  return [...columns].sort();
}

const timeOf = (text: string): number => Date.parse(`${text.replace(' ', 'T')}Z`);
