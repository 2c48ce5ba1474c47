/** What one file gave: its records passed on, and what was left out in few words, whatever the file holds. */
import { interpret, resultCells, type Interpretation, type LakeRecord, type ResultCells } from './records.js';
import { JsonSyntaxError, parseJson } from './json.js';
import type { Slice } from './slicer.js';
import type { Source } from './source.js';
import { rowReader, type RowReader } from './tables.js';

export interface FileSink {
  /** `position` counts from 0 within the file. */
  record(record: LakeRecord, position: number): void;
  /** `position` names the record, the records or the byte; absent for the whole file. */
  skip(reason: string, position?: string): void;
  /** About a record that was kept. */
  note(remark: string, position: string): void;
  /** Called between pieces of a large file; may wait. */
  drain(): Promise<void>;
}

export interface FileReport {
  /** Returns why the text is no JSON, when it is none. */
  slice(slice: Slice): string | undefined;
  broken(index: number, offset: number, reason: string, cut: boolean): void;
  row(rows: RowReader | { refused: string } | undefined, index: number, cells: readonly string[]): void;
  /** About a record that is kept, `index` -1 for the header. */
  note(remark: string, index: number): void;
  /** After the last byte. */
  finish(source: Source, complete: boolean): void;
}

/** Places named one by one, per file; neighbours with the same reason are one place. The rest is counted. */
const maximumListed = 1_000;

/** Records that follow each other and were left out for one reason. */
interface Run {
  readonly reason: string;
  readonly first: number;
  readonly offset: number | undefined;
  last: number;
}

export function createFileReport(sink: FileSink): FileReport {
  const notData = new Map<string, number>();
  const rowReaders = new Map<string, RowReader | { refused: string }>();
  let kept = 0;
  let values = 0;
  let cutAt: number | undefined;
  let run: Run | undefined;
  let listed = 0;
  let unlisted = 0;

  const skipRecord = (reason: string, index: number, offset?: number): void => {
    if (run?.reason === reason && (run.last === index || run.last + 1 === index)) {
      run.last = index;
      return;
    }
    tellRun();
    run = { reason, first: index, last: index, offset };
  };
  const tellRun = (isOnlyValue = false): void => {
    if (!run) return;
    const { reason, first, last, offset } = run;
    run = undefined;
    if (listed >= maximumListed) {
      unlisted += last - first + 1;
      return;
    }
    listed += 1;
    const records = first === last ? `record ${first + 1}` : `records ${first + 1} to ${last + 1}`;
    if (isOnlyValue) sink.skip(reason);
    else
      sink.skip(reason, offset === undefined ? records : `${records} (${first === last ? '' : 'from '}byte ${offset})`);
  };
  const add = (found: Interpretation, index: number, offset?: number): void => {
    for (const record of found.records) {
      kept += 1;
      sink.record(record, index);
    }
    for (const cells of found.resultRows) resultRow(cells, index);
    for (const reason of found.notData) notData.set(reason, (notData.get(reason) ?? 0) + 1);
    for (const reason of found.skipped) skipRecord(reason, index, offset);
    for (const column of found.doubtful) {
      sink.note(`${column} can be read in two ways; its first reading was stored`, `record ${index + 1}`);
    }
  };
  const row: FileReport['row'] = (rows, index, cells) => {
    values += 1;
    if (!rows) return;
    if ('refused' in rows) notData.set(rows.refused, (notData.get(rows.refused) ?? 0) + 1);
    else add(rows(cells), index);
  };
  const resultRow = ({ header, cells }: ResultCells, index: number): void => {
    const key = JSON.stringify(header);
    let rows = rowReaders.get(key);
    if (!rows) rowReaders.set(key, (rows = rowReader(header)));
    row(rows, index, cells);
  };

  return {
    row,
    note: (remark, index) => sink.note(remark, index < 0 ? 'header' : `record ${index + 1}`),
    slice: ({ container, index, offset, text }) => {
      try {
        if (container === 'QueryResultRows') {
          const cells = resultCells(parseJson(text));
          if (cells) resultRow(cells, index);
          else skipRecord('not a row of query results', index, offset);
        } else {
          const found = interpret(text, container);
          values += 1;
          add(found, index, offset);
        }
        return undefined;
      } catch (error) {
        if (error instanceof JsonSyntaxError) return error.message;
        throw error;
      }
    },
    broken: (index, offset, reason, cut) => {
      if (cut) cutAt = offset;
      else skipRecord(`broken JSON: ${reason}`, index, offset);
    },
    finish: (source, complete) => {
      const skipped = listed > 0 || run !== undefined;
      // Of a file that is one value, nothing is said of records.
      tellRun(kept === 0 && values <= 1 && listed === 0 && run?.first === run?.last);
      const damage = source.damage();
      const plural = kept === 1 ? 'record' : 'records';
      if (damage !== undefined) sink.skip(`${damage}; ${kept} ${plural} kept`);
      else if (cutAt !== undefined) sink.skip(`the file ends inside a record; ${kept} ${plural} kept`, `byte ${cutAt}`);
      else if (!complete && !skipped) sink.skip(`the JSON does not end; ${kept} ${plural} kept`);
      for (const [reason, count] of notData)
        sink.skip(count === 1 && values <= 1 ? reason : `${count} ${count === 1 ? 'record' : 'records'}: ${reason}`);
      if (unlisted > 0) sink.skip(`${unlisted} more records left out for reasons like these`);
      if (kept === 0 && notData.size === 0 && !skipped && damage === undefined && complete)
        sink.skip('no records in it');
    },
  };
}
