import type { ResultsNotifications, ResultsRequests, ResultsViewNotifications } from '../../protocol/results.js';
import type { Rpc } from '../ui/rpc.js';

/** The results view's end of the wire to the host. */
export type ResultsRpc = Rpc<ResultsRequests, ResultsNotifications, ResultsViewNotifications>;
