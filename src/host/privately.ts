import type * as vscode from 'vscode';

/** The workspace's state as it is, and as it stays: in private mode nothing is written to it. */
export const privately = (state: vscode.Memento, isPrivate: () => boolean): vscode.Memento => ({
  keys: () => state.keys(),
  get: <T>(key: string, fallback?: T) =>
    (fallback === undefined ? state.get<T>(key) : state.get<T>(key, fallback)) as T,
  update: (key, value) => (isPrivate() ? Promise.resolve() : state.update(key, value)),
});
