import type { QueryStatus } from '../../core/query/queryStatus.js';

/** The service's words. */
export const queryStatuses: Readonly<Record<string, QueryStatus>> = {
  QUEUED: 'queued',
  RUNNING: 'running',
  FINISHED: 'finished',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
  TIMED_OUT: 'timedOut',
};
