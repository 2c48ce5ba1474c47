import type { PageWords } from './messages.js';
import type { Column, Value } from '../core/result/types.js';
import type {
  FindRequest,
  FindResult,
  QueryStatistics,
  QueryStatus,
  ReadRequest,
  RowPage,
  SortKey,
} from '../core/query/backend.js';

/** One result as the results view lists it (several are kept per document). */
export interface ResultSummary {
  readonly id: string;
  /** Short text of the statement, and its position in the document for the title. */
  readonly title: string;
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
  /** False after a window reload: rows are gone, `runAgain` brings them back. Absent = readable. */
  readonly readable?: boolean;
}

export type ExportFormat = 'csv' | 'csv-spreadsheet' | 'json' | 'jsonl' | 'markdown' | 'lake-csv';

/** View asks, host answers. */
export interface ResultsRequests extends RequestMapOf {
  rows: [ReadRequest & { readonly result: string }, RowPage];
  cell: [
    { readonly result: string; readonly row: number; readonly column: number; readonly sort: readonly SortKey[] },
    Value,
  ];
  find: [FindRequest & { readonly result: string }, FindResult];
  copy: [{ readonly text: string }, null];
  export: [
    { readonly result: string; readonly format: ExportFormat; readonly sort: readonly SortKey[] },
    { readonly path: string | null },
  ];
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
  page: PageWords & { readonly document: string };
}

/** View tells the host. */
export interface ResultsViewNotifications {
  ready: null;
  activated: { readonly result: string };
}
