import * as vscode from 'vscode';
import { columnAsJson } from '../../core/query/asJson.js';
import type { EventCategory, EventDataStore } from '../../core/query/eventDataStore.js';
import { placeForCondition } from '../../core/query/narrow.js';
import { comparable, isOneOf, pathExpression } from '../../core/query/pathExpression.js';
import { effectsStatement, subjectStatement } from '../../core/query/pivots.js';
import { checkStatement } from '../../core/query/runQuery.js';
import { unknownType, type Column } from '../../core/result/types.js';
import type { Pivot } from '../../protocol/results.js';
import type { DocumentBindings } from '../connections/documentBindings.js';
import type { StoreRegistry } from '../connections/storeRegistry.js';
import { hostErrors } from '../hostErrors.js';
import type { KeptResult, RunOrder } from '../running/queryRun.js';

export interface PivotParts {
  readonly registry: StoreRegistry;
  readonly bindings: DocumentBindings;
}

/** Makes the statement that a pivot asks for and shows it. Nothing is run: that is the user's key press. */
export const createPivots =
  (parts: PivotParts) =>
  async (pivot: Pivot, { order, resultSet }: KeptResult): Promise<void> => {
    if (!resultSet) throw hostErrors.resultGone();
    const statement = statementFor(pivot, order, resultSet.columns, parts);
    if (pivot.kind === 'timeBounds') await putInPlace(order, statement, parts);
    else await openNew(order, statement, parts);
  };

function statementFor(
  pivot: Pivot,
  { source, statement, connectionId }: RunOrder,
  columns: readonly Column[],
  { registry }: PivotParts,
): string {
  const names = columns.map(({ name }) => name);
  const typeOf = (column: number) => columns[column]?.type ?? unknownType;
  switch (pivot.kind) {
    case 'filterStatement': {
      const place = placeForCondition(source, pivot.column, names);
      if (!place) throw hostErrors.columnHasNoName();
      const expression = pathExpression(place.expression, typeOf(pivot.column), pivot.path, pivot.opened);
      const condition = expression && isOneOf(expression, pivot.values, pivot.negate);
      if (condition === undefined) throw hostErrors.valueCannotBeWritten();
      return place.narrow(condition);
    }
    case 'timeBounds': {
      const place = placeForCondition(source, pivot.column, names);
      if (!place) throw hostErrors.columnHasNoName();
      const about = { type: typeOf(pivot.column), inJson: false };
      const [from, to] = [comparable(pivot.from, about), comparable(pivot.to, about)];
      if (from === undefined || to === undefined) throw hostErrors.valueCannotBeWritten();
      return place.bound(from, to);
    }
    case 'asJson': {
      const made = columnAsJson(source, pivot.column, names);
      if (made === undefined) throw hostErrors.columnHasNoName();
      return made;
    }
    case 'newQuery': {
      const store = storeOf('CloudTrail', statement, registry.storesOf(connectionId));
      const made = subjectStatement(store.id, pivot.subject, pivot.value, pivot.around);
      if (made === undefined) throw hostErrors.valueCannotBeWritten();
      return made;
    }
    case 'effects': {
      const store = storeOf('ConfigurationItem', statement, registry.storesOf(connectionId));
      const made = effectsStatement(store.id, pivot.resources, pivot.eventTime);
      if (made === undefined) throw hostErrors.valueCannotBeWritten();
      return made;
    }
  }
  return pivot satisfies never;
}

/** The store that the statement reads when it is of this kind, else the first one of the connection. */
function storeOf(category: EventCategory, statement: string, stores: readonly EventDataStore[]): EventDataStore {
  const read = checkStatement(statement, { stores }).analysis?.stores ?? [];
  const found = [...read, ...stores].find((store) => store.category === category);
  if (!found) throw hostErrors.noStoreOfKind(category);
  return found;
}

/** In the document where the statement stands; a new one when it is no longer there as it ran. */
async function putInPlace(order: RunOrder, statement: string, parts: PivotParts): Promise<void> {
  const open = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === order.document);
  const text = open?.getText() ?? '';
  const at = text.startsWith(order.source, order.offset) ? order.offset : text.indexOf(order.source);
  if (!open || at < 0) return openNew(order, statement, parts);
  const edit = new vscode.WorkspaceEdit();
  const range = new vscode.Range(open.positionAt(at), open.positionAt(at + order.source.length));
  edit.replace(open.uri, range, statement);
  if (!(await vscode.workspace.applyEdit(edit))) return openNew(order, statement, parts);
  const end = open.positionAt(at + statement.length);
  await vscode.window.showTextDocument(open, {
    viewColumn: columnOf(order.document),
    selection: new vscode.Range(end, end),
  });
}

async function openNew(order: RunOrder, statement: string, { bindings }: PivotParts): Promise<void> {
  const made = await vscode.workspace.openTextDocument({ language: 'lakesql', content: `${statement};\n` });
  const { connectionId, storeId } = order;
  await bindings.choose(made.uri, { connectionId, ...(storeId === undefined ? {} : { storeId }) });
  await vscode.window.showTextDocument(made, { viewColumn: columnOf(order.document) });
}

/** Where statements are, so that the results beside them stay where they are. */
function columnOf(document: string): vscode.ViewColumn {
  const editors = vscode.window.visibleTextEditors;
  const shown = editors.find((editor) => editor.document.uri.toString() === document);
  return shown?.viewColumn ?? editors[0]?.viewColumn ?? vscode.ViewColumn.One;
}
