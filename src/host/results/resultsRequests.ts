/** What a results view may ask and set in motion: a closed list, every field of a message checked. */
import * as vscode from 'vscode';
import type { ResultSet } from '../../core/query/backend.js';
import { viewColumns, type ResultView } from '../../core/query/resultView.js';
import type { EventPlace, FileFormat, Pivot, ResultsPreferences, ResultsRequests } from '../../protocol/results.js';
import { hostErrors } from '../hostErrors.js';
import type { KeptResult, RunOrder } from '../running/queryRun.js';
import type { RequestHandlers } from '../webviews/channel.js';
import type { Fields } from '../webviews/fields.js';
import type { DocumentResults } from './documentResults.js';
import { compareResults } from './compareResults.js';
import { fileFormats, textFormats } from './fileWriter.js';
import { readPivot } from './readPivot.js';
import { readPreferences } from './preferences.js';
import { readRanges, readView } from './readView.js';
import { mostCopiedCells, selectionText } from './selectionText.js';

export interface ResourceRequest {
  readonly resourceType: string;
  readonly resourceId: string;
  readonly accountId?: string;
  readonly region?: string;
}

/** The rows of a view with these columns, in this order. */
export interface ExportRequest {
  readonly format: FileFormat;
  readonly view: ResultView;
  readonly columns: readonly number[];
}

export interface ResultsActions {
  exportResult(result: KeptResult, request: ExportRequest, signal: AbortSignal): Promise<string | null>;
  pivot(pivot: Pivot, result: KeptResult): Promise<void>;
  runAgain(order: RunOrder): Promise<void>;
  revealStatement(order: RunOrder): Promise<void>;
  showChanges(resource: ResourceRequest, order: RunOrder): Promise<void>;
  whatChanged(event: EventPlace, order: RunOrder): Promise<void>;
  preferences(): ResultsPreferences;
  savePreferences(preferences: ResultsPreferences): Promise<void>;
  previewLength(): number;
  logUnknown(error: unknown): void;
}

const largestPage = 5_000;
const mostValues = 1_000;
const mostBins = 2_000;

export function resultsRequests(results: DocumentResults, actions: ResultsActions): RequestHandlers<ResultsRequests> {
  const find = (fields: Fields): KeptResult => {
    const result = results.find(fields.text('result', 200));
    if (!result) throw hostErrors.resultGone();
    return result;
  };
  const rowsOf = (fields: Fields): ResultSet => {
    const { resultSet } = find(fields);
    if (!resultSet) throw hostErrors.resultGone();
    return resultSet;
  };
  /** The result, the view asked for, and how many columns that has. */
  const looked = (fields: Fields): { result: ResultSet; view: ResultView; columns: number } => {
    const result = rowsOf(fields);
    const view = readView(fields, result.columns.length);
    return { result, view, columns: viewColumns(result.columns, view.derived).length };
  };
  const columnOf = (fields: Fields, columns: number): number => fields.count('column', Math.max(0, columns - 1));

  return {
    rows: async (fields, signal) => {
      const { result, view } = looked(fields);
      const asked = fields.optionalCount('previewLength') ?? Number.MAX_SAFE_INTEGER;
      const from = fields.count('from');
      const count = fields.count('count', largestPage);
      return result.read({ ...view, from, count, previewLength: Math.min(asked, actions.previewLength()) }, signal);
    },
    cell: async (fields, signal) => {
      const { result, view, columns } = looked(fields);
      return result.cell(fields.count('row'), columnOf(fields, columns), view, signal);
    },
    find: async (fields, signal) => {
      const { result, view } = looked(fields);
      return result.find({ ...view, text: fields.text('text', 10_000), limit: fields.count('limit', 100_000) }, signal);
    },
    size: async (fields, signal) => {
      const { result, view } = looked(fields);
      return result.size(view, signal);
    },
    values: async (fields, signal) => {
      const { result, view, columns } = looked(fields);
      const search = fields.optionalText('search');
      const request = { ...view, column: columnOf(fields, columns), limit: fields.count('limit', mostValues) };
      return result.values({ ...request, ...(search === undefined ? {} : { search }) }, signal);
    },
    aggregate: async (fields, signal) => {
      const { result, view, columns } = looked(fields);
      return result.aggregate({ ...view, ranges: readRanges(fields, columns) }, signal);
    },
    histogram: async (fields, signal) => {
      const { result, view, columns } = looked(fields);
      const request = { ...view, column: columnOf(fields, columns), bins: fields.count('bins', mostBins) };
      return (await result.histogram(request, signal)) ?? null;
    },
    copy: async (fields) => {
      await vscode.env.clipboard.writeText(fields.text('text', 64_000_000));
      return null;
    },
    copyAs: async (fields, signal) => {
      const { result, view, columns } = looked(fields);
      const format = fields.oneOf('format', textFormats);
      const ranges = readRanges(fields, columns);
      const text = await selectionText(result, { format, view, ranges }, signal);
      if (text === undefined) throw hostErrors.tooMuchToCopy(mostCopiedCells);
      await vscode.env.clipboard.writeText(text);
      return { characters: text.length };
    },
    export: async (fields, signal) => {
      const { view, columns } = looked(fields);
      const chosen = fields.counts('columns', columns, Math.max(0, columns - 1));
      const request = { format: fields.oneOf('format', fileFormats), view, columns: chosen };
      return { path: await actions.exportResult(find(fields), request, signal) };
    },
    compare: async (fields, signal) => {
      const before = results.find(fields.text('with', 200));
      if (!before) throw hostErrors.resultGone();
      return compareResults(before, find(fields), fields.texts('keys', 50, 10_000), signal);
    },
    pivot: async (fields) => {
      const pivot = readPivot(fields.inner('pivot'), rowsOf(fields).columns.length);
      await actions.pivot(pivot, find(fields));
      return null;
    },
    rename: (fields) => {
      results.rename(find(fields).id, fields.text('name', 200).trim());
      return Promise.resolve(null);
    },
    savePreferences: async (fields) => {
      await actions.savePreferences(readPreferences(fields));
      return null;
    },
    cancelQuery: async (fields) => {
      await find(fields).cancel();
      return null;
    },
    pin: (fields) => {
      results.pin(find(fields).id, fields.flag('pinned'));
      return Promise.resolve(null);
    },
    close: async (fields) => {
      await results.close(find(fields).id);
      return null;
    },
    runAgain: async (fields) => {
      await actions.runAgain(find(fields).order);
      return null;
    },
    revealStatement: async (fields) => {
      await actions.revealStatement(find(fields).order);
      return null;
    },
    showChanges: async (fields) => {
      const order = results.active()?.order;
      if (!order) throw hostErrors.noResult();
      await actions.showChanges(readResource(fields), order);
      return null;
    },
    whatChanged: async (fields) => {
      await actions.whatChanged(readEvent(fields), find(fields).order);
      return null;
    },
    saveState: (fields) => {
      results.saveState(fields.text('result', 200), fields.opaque('state'));
      return Promise.resolve(null);
    },
  };
}

function readResource(fields: Fields): ResourceRequest {
  const accountId = fields.optionalText('accountId');
  const region = fields.optionalText('region');
  return {
    resourceType: fields.text('resourceType', 1_000),
    resourceId: fields.text('resourceId', 10_000),
    ...(accountId ? { accountId } : {}),
    ...(region ? { region } : {}),
  };
}

export function readEvent(fields: Fields): EventPlace {
  const eventTime = fields.optionalText('eventTime');
  return { eventId: fields.text('eventId', 1_000), ...(eventTime === undefined ? {} : { eventTime }) };
}
