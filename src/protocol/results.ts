import type { PageWords } from './messages.js';
import type { Column, Value } from '../core/result/types.js';
import type {
  AggregateRequest,
  FindRequest,
  FindResult,
  HistogramRequest,
  QueryStatistics,
  ReadRequest,
  RowPage,
  ValuesRequest,
} from '../core/query/backend.js';
import type { QueryStatus } from '../core/query/queryStatus.js';
import type { Aggregates, Histogram, ResultView, SelectedRange, ValueCounts } from '../core/query/resultView.js';
import type { RowComparison } from '../core/query/compareRows.js';
import type { OpenedText } from '../core/query/pathExpression.js';
import type { PivotSubject } from '../core/query/pivots.js';
import type { ExportFormat } from '../core/result/export.js';

/** One result as the results view lists it (several are kept per document). */
export interface ResultSummary {
  readonly id: string;
  /** Short text of the statement, and its position in the document for the title. */
  readonly title: string;
  /** Given by the user; stands in place of the title. */
  readonly name?: string;
  readonly statement: string;
  readonly queryId: string | undefined;
  readonly columns: readonly Column[];
  readonly status: QueryStatus;
  readonly rowCount: number;
  readonly complete: boolean;
  readonly statistics: QueryStatistics;
  readonly failure: { readonly code: string; readonly message: string } | undefined;
  readonly distinguishesNull: boolean;
  /** Where it ran, for the head line: store names, backend, account, Region. */
  readonly origin: {
    readonly stores: readonly string[];
    readonly backend: string;
    readonly account?: string;
    readonly region?: string;
  };
  /** ISO time of the key press. */
  readonly startedAt: string;
  readonly pinned: boolean;
  /** Queries that have to end or start before this one is sent. */
  readonly waitingFor?: number;
  /** The service limits requests, and is asked again after a pause. */
  readonly isThrottled?: true;
  /** US dollars of the Region, where a query is billed by what it scans; absent = unknown. */
  readonly pricePerGigabyte?: number;
  /** False after a window reload: rows are gone, `runAgain` brings them back. Absent = readable. */
  readonly readable?: boolean;
}

/** `in-list` takes the first column only; `parquet` is written by the engine that holds the rows. */
export type FileFormat = ExportFormat | 'xlsx' | 'in-list' | 'parquet';

/** What a result is asked: `result` is its ID. */
type Of<T> = T & { readonly result: string };

/** What a cell or a selection leads on to; the host makes a statement of it and runs nothing. */
export type Pivot =
  /** The statement of the result with a condition more: the column, or what lies at a path within it, is one of these. */
  | {
      readonly kind: 'filterStatement';
      readonly column: number;
      readonly path: readonly string[];
      readonly opened: readonly OpenedText[];
      readonly values: readonly Value[];
      readonly negate: boolean;
    }
  /** Events about the same thing, in a window of time around the row. */
  | {
      readonly kind: 'newQuery';
      readonly subject: PivotSubject;
      readonly value: string;
      readonly around: string | null;
    }
  /** Configuration items captured after the event that name one of the resources of its row. */
  | { readonly kind: 'effects'; readonly resources: readonly string[]; readonly eventTime: string }
  /** The statement with this column as JSON, which cannot be read in two ways. */
  | { readonly kind: 'asJson'; readonly column: number }
  /** Bounds of a time column, both inclusive, into the statement where it stands. */
  | { readonly kind: 'timeBounds'; readonly column: number; readonly from: string; readonly to: string };

/** How a result differs from an earlier one. */
export type Comparison = RowComparison;

/** What the user chose for all results. */
export interface ResultsPreferences {
  /** `UTC`, `local` or a name of the IANA time zone database. */
  readonly timeZone: string;
  /** Lines of text in a row; with more than one, cells wrap. */
  readonly lines: number;
}

/** An event that a row names. `eventTime` is UTC, as the row tells it. */
export interface EventPlace {
  readonly eventId: string;
  readonly eventTime?: string;
}

/** View asks, host answers. */
export interface ResultsRequests extends RequestMapOf {
  rows: [Of<ReadRequest>, RowPage];
  cell: [Of<ResultView & { readonly row: number; readonly column: number }>, Value];
  find: [Of<FindRequest>, FindResult];
  /** Rows of a view. */
  size: [Of<ResultView>, number];
  values: [Of<ValuesRequest>, ValueCounts];
  aggregate: [Of<AggregateRequest>, Aggregates];
  /** Null: no row has a time in the column. */
  histogram: [Of<HistogramRequest>, Histogram | null];
  copy: [{ readonly text: string }, null];
  /** The cells of a selection in a format of exports; answers how many characters were copied. */
  copyAs: [
    Of<ResultView & { readonly format: FileFormat; readonly ranges: readonly SelectedRange[] }>,
    { readonly characters: number },
  ];
  /** The rows of a view with these columns, in this order. */
  export: [
    Of<ResultView & { readonly format: FileFormat; readonly columns: readonly number[] }>,
    { readonly path: string | null },
  ];
  pivot: [Of<{ readonly pivot: Pivot }>, null];
  /** An empty name takes it away. */
  rename: [Of<{ readonly name: string }>, null];
  /** `with` is the earlier result. No keys = whole rows. */
  compare: [Of<{ readonly with: string; readonly keys: readonly string[] }>, Comparison];
  savePreferences: [ResultsPreferences, null];
  cancelQuery: [{ readonly result: string }, null];
  pin: [{ readonly result: string; readonly pinned: boolean }, null];
  close: [{ readonly result: string }, null];
  runAgain: [{ readonly result: string }, null];
  revealStatement: [{ readonly result: string }, null];
  showChanges: [
    {
      readonly resourceType: string;
      readonly resourceId: string;
      readonly accountId?: string;
      readonly region?: string;
    },
    null,
  ];
  /** Offers the items that followed an event, each with the way to its changes. */
  whatChanged: [Of<EventPlace>, null];
  /** View state (column widths, order, hidden, sort, scroll, selection) kept by the host across reloads. */
  saveState: [{ readonly result: string; readonly state: unknown }, null];
}
type RequestMapOf = Record<string, readonly [unknown, unknown]>;

/** Host tells the view. */
export interface ResultsNotifications {
  /** Translations keyed by the English text; sent before `results`. Without it the view speaks English. */
  strings: { readonly strings: Readonly<Record<string, string>> };
  /** Whole list; `active` is shown. Sent on `ready` and after every change of the list. */
  results: {
    readonly results: readonly ResultSummary[];
    readonly active: string | undefined;
    readonly states: Readonly<Record<string, unknown>>;
  };
  /** One result moved on (status, rows, statistics). */
  progress: { readonly result: ResultSummary };
  /** Answer to `ready`, before `results`: whose results these are (kept with `setState` for a window reload) and the words. */
  page: PageWords & { readonly document: string; readonly preferences?: ResultsPreferences };
}

/** View tells the host. */
export interface ResultsViewNotifications {
  ready: null;
  activated: { readonly result: string };
  /** The row of the active cell, for commands that are about one. */
  activeRow: { readonly result: string; readonly event: EventPlace | null };
}
