import type { ResultsNotifications, ResultsRequests, ResultsViewNotifications } from '../../protocol/results.js';
import baseCss from '../ui/base.css' with { type: 'text' };
import { adoptStyles } from '../ui/dom.js';
import { connect } from '../ui/rpc.js';
import { createStrings } from '../ui/strings.js';
import { registerControls } from '../ui/toolkit.js';
import { startResults } from './app.js';
import resultsCss from './results.css' with { type: 'text' };

adoptStyles(baseCss, resultsCss);
registerControls();
// Without this VS Code offers Cut and Paste on everything.
document.body.dataset.vscodeContext = JSON.stringify({ preventDefaultContextMenuItems: true });
const api = acquireVsCodeApi();
startResults(
  document.getElementById('root') ?? document.body,
  connect<ResultsRequests, ResultsNotifications, ResultsViewNotifications>(api, window),
  api,
  createStrings(),
);
