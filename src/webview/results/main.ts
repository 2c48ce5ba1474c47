import type { ResultsNotifications, ResultsRequests, ResultsViewNotifications } from '../../protocol/results.js';
import { connect } from '../ui/rpc.js';
import { createStrings } from '../ui/strings.js';
import { registerControls } from '../ui/toolkit.js';
import { adoptSharedStyles } from '../ui/styles.js';
import { adoptStyles } from '../ui/dom.js';
import { startResults } from './app.js';
import chartsCss from './charts.css' with { type: 'text' };
import compareCss from './compare.css' with { type: 'text' };
import filtersCss from './filters.css' with { type: 'text' };
import footerCss from './footer.css' with { type: 'text' };
import frameCss from './frame.css' with { type: 'text' };
import gridCss from './grid.css' with { type: 'text' };
import headCss from './head.css' with { type: 'text' };
import inspectorCss from './inspector.css' with { type: 'text' };
import narrowCss from './narrow.css' with { type: 'text' };

adoptSharedStyles();
adoptStyles(frameCss, headCss, inspectorCss, gridCss, filtersCss, footerCss, chartsCss, compareCss, narrowCss);
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
