import * as vscode from 'vscode';
import type { FailureReporter } from '../failures.js';
import { commandIds, type CommandId } from './commandIds.js';

/** A command's arguments come from VS Code, keybindings and other extensions: unchecked. */
export type Command = (...parameters: readonly unknown[]) => Promise<void>;

/** Registers every contributed command, each behind the one catch of its boundary. */
export function registerCommands(commands: Record<CommandId, Command>, reporter: FailureReporter): vscode.Disposable {
  return vscode.Disposable.from(
    ...commandIds.map((id) =>
      vscode.commands.registerCommand(id, async (...parameters: readonly unknown[]) => {
        try {
          await commands[id](...parameters);
        } catch (error) {
          reporter.report(error);
        }
      }),
    ),
  );
}
