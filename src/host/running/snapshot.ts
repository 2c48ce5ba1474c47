import type * as vscode from 'vscode';

/** The text and place of one key press: nothing that changes later can make another text run. */
export interface Snapshot {
  readonly document: vscode.Uri;
  readonly version: number;
  readonly text: string;
  /** UTF-16 offsets; equal when nothing is selected. */
  readonly selection: { readonly start: number; readonly end: number };
  readonly startedAt: Date;
}

export function takeSnapshot(editor: vscode.TextEditor): Snapshot {
  const { document, selection } = editor;
  return {
    document: document.uri,
    version: document.version,
    text: document.getText(),
    selection: { start: document.offsetAt(selection.start), end: document.offsetAt(selection.end) },
    startedAt: new Date(),
  };
}

/** A piece of a snapshot's text that is to run: one statement. */
export interface StatementText {
  readonly text: string;
  /** Where it begins in the snapshot's text. */
  readonly offset: number;
}
