import type {
  CreateStoreNotifications,
  CreateStoreRequests,
  CreateStoreViewNotifications,
} from '../../protocol/createStore.js';
import { adoptStyles } from '../ui/dom.js';
import { adoptSharedStyles } from '../ui/styles.js';
import { connect } from '../ui/rpc.js';
import { createStrings } from '../ui/strings.js';
import { registerControls } from '../ui/toolkit.js';
import { startCreateStore } from './app.js';
import createStoreCss from './createStore.css' with { type: 'text' };

adoptSharedStyles();
adoptStyles(createStoreCss);
registerControls();
document.body.dataset.vscodeContext = JSON.stringify({ preventDefaultContextMenuItems: true });
const api = acquireVsCodeApi();
startCreateStore(
  document.getElementById('root') ?? document.body,
  connect<CreateStoreRequests, CreateStoreNotifications, CreateStoreViewNotifications>(api, window),
  api,
  createStrings(),
);
