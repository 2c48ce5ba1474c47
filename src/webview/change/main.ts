import type { ChangesNotifications, ChangesRequests, ChangesViewNotifications } from '../../protocol/changes.js';
import { adoptStyles } from '../ui/dom.js';
import { connect } from '../ui/rpc.js';
import { createStrings } from '../ui/strings.js';
import { registerControls } from '../ui/toolkit.js';
import { adoptSharedStyles } from '../ui/styles.js';
import { startChanges } from './app.js';
import causesCss from './causes.css' with { type: 'text' };
import changeCss from './change.css' with { type: 'text' };
import detailCss from './detail.css' with { type: 'text' };
import lanesCss from './lanes.css' with { type: 'text' };
import narrowCss from './narrow.css' with { type: 'text' };
import propertiesCss from './properties.css' with { type: 'text' };
import timelineCss from './timeline.css' with { type: 'text' };

adoptSharedStyles();
adoptStyles(changeCss, lanesCss, timelineCss, detailCss, propertiesCss, causesCss, narrowCss);
registerControls();
// Without this VS Code offers Cut and Paste on everything.
document.body.dataset.vscodeContext = JSON.stringify({ preventDefaultContextMenuItems: true });
const api = acquireVsCodeApi();
startChanges(
  document.getElementById('root') ?? document.body,
  connect<ChangesRequests, ChangesNotifications, ChangesViewNotifications>(api, window),
  api,
  createStrings(),
);
