/**
 * The program that started the server, where it speaks with it beside the Language Server Protocol: `lakesql lsp` looks
 * for the local event data stores, which the server itself cannot read.
 */
import { catalogNotification } from '../protocol/languageServer.js';

export interface Launcher {
  /** Calls back with what the launcher sends: the form of `CatalogParameters`, not checked. */
  onCatalog(listener: (parameters: unknown) => void): void;
  /** Asks for the stores anew; the launcher decides whether it is time to look. */
  ask(): void;
}

/** Undefined where there is no second channel, as for editors that start the server's file themselves. */
export function launcherOf(program: NodeJS.Process): Launcher | undefined {
  // With --node-ipc the channel is the protocol's own.
  if (!program.send || !program.argv.includes('--stdio')) return undefined;
  return {
    onCatalog: (listener) => {
      program.on('message', (message: unknown) => {
        if (isCatalogMessage(message)) listener(message.parameters);
      });
      // The channel alone is no reason to go on after the editor has left.
      program.channel?.unref();
    },
    ask: () => {
      program.send?.({ method: catalogNotification }, () => {
        // A launcher that has gone answers nothing; the editor's end ends the server.
      });
    },
  };
}

const isCatalogMessage = (message: unknown): message is { readonly parameters: unknown } =>
  typeof message === 'object' &&
  message !== null &&
  'method' in message &&
  message.method === catalogNotification &&
  'parameters' in message;
