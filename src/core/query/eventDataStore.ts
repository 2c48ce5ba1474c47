import type { StoreDetails } from '../stores/storeDetails.js';

/** The five schemas of `core/catalog`. */
export type EventCategory = 'CloudTrail' | 'ConfigurationItem' | 'Insight' | 'Evidence' | 'ActivityAuditLog';

export type BackendKind = 'local' | 'lake' | 'athena' | 'trino';

/** An event data store as every room sees it. Unknown facts are absent, never zero. */
export interface EventDataStore {
  /** UUID, lower-case. */
  readonly id: string;
  readonly name: string;
  /** Absent when the service did not tell (no permission for GetEventDataStore). */
  readonly category: EventCategory | undefined;
  readonly backend: BackendKind;
  /** Which connection it belongs to: `local:<folder>` or `lake:<profile>@<region>`. */
  readonly connectionId: string;
  readonly arn?: string;
  readonly accountId?: string;
  readonly region?: string;
  /** The service's status, such as ENABLED or PENDING_DELETION; local stores are ENABLED. */
  readonly status?: string;
  readonly retentionDays?: number;
  /** Of another account, which shares it by a resource policy: requests name its owner, `accountId`. */
  readonly isShared?: boolean;
  /** What else GetEventDataStore told; stores of the service only. */
  readonly details?: StoreDetails;
  /** Local stores only. */
  readonly rowCount?: number;
  /** UTC, `YYYY-MM-DD hh:mm:ss.SSS`. Local stores only. */
  readonly oldestEventTime?: string;
  readonly newestEventTime?: string;
}
