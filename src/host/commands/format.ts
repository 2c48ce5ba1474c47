import * as vscode from 'vscode';
import type { Command } from './registerCommands.js';

/** Formats the active document through the language server. */
export const format: Command = async () => {
  await vscode.commands.executeCommand('editor.action.formatDocument');
};
