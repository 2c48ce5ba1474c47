import * as vscode from 'vscode';

export const resultsViewType = 'lakesql.results';
export const changesViewType = 'lakesql.changes';

/** Where other results are already, so that a second document does not open a third column; else beside the editor. */
export function columnForResults(): vscode.ViewColumn {
  const { all, activeTabGroup } = vscode.window.tabGroups;
  const group = all.find((one) => one !== activeTabGroup && holds(one, resultsViewType));
  return group?.viewColumn ?? vscode.ViewColumn.Beside;
}

/**
 * Changes asked for from a result stand beside the grid: where changes are shown already, else over the statement, whose
 * column is as wide as the grid's. From anywhere else they open where the user is.
 */
export function columnForChanges(): vscode.ViewColumn {
  const { all, activeTabGroup } = vscode.window.tabGroups;
  if (!isView(activeTabGroup.activeTab, resultsViewType)) return vscode.ViewColumn.Active;
  const others = all.filter((one) => one !== activeTabGroup);
  const group = others.find((one) => holds(one, changesViewType)) ?? others[0];
  return group?.viewColumn ?? vscode.ViewColumn.Beside;
}

const holds = (group: vscode.TabGroup, viewType: string): boolean => group.tabs.some((tab) => isView(tab, viewType));

/** VS Code puts a prefix of its own before the view type of an extension. */
const isView = (tab: vscode.Tab | undefined, viewType: string): boolean =>
  tab?.input instanceof vscode.TabInputWebview && tab.input.viewType.endsWith(viewType);
