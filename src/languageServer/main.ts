/** Entry of the language server: `--stdio` for any editor, `--node-ipc` under VS Code. */
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { launcherOf } from './launcher.js';
import { startServer } from './server.js';

startServer(createConnection(ProposedFeatures.all), launcherOf(process));
