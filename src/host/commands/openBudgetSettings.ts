import * as vscode from 'vscode';
import type { Command } from './registerCommands.js';

export const openBudgetSettings: Command = async () => {
  await vscode.commands.executeCommand('workbench.action.openSettings', 'lakesql.lake.budget');
};
