import type { Value } from '../result/types.js';
import type { Saying } from './saying.js';

export type ConfigurationItemStatus =
  'OK' | 'ResourceDiscovered' | 'ResourceNotRecorded' | 'ResourceDeleted' | 'ResourceDeletedNotRecorded';

export interface ResourceKey {
  readonly accountId: string;
  readonly region: string;
  readonly type: string;
  readonly id: string;
}

/** One configuration item from whatever source, normalised: JSON typed again, whole doubles as integers. */
export interface ConfigurationItem {
  readonly resource: ResourceKey;
  readonly name: string | undefined;
  readonly arn: string | undefined;
  /** A ConfigurationItemStatus, or whatever else the source says. */
  readonly status: string;
  /** UTC, `YYYY-MM-DD hh:mm:ss.SSS`. */
  readonly captureTime: string;
  /** Epoch milliseconds as digits; the order of items. */
  readonly stateId: string;
  /** Lake's eventTime (UTC), absent for items that did not come through Lake. */
  readonly eventTime: string | undefined;
  readonly configuration: Value;
  readonly supplementaryConfiguration: Value;
  readonly relationships: readonly Relationship[];
  readonly tags: Readonly<Record<string, string>>;
}

export interface Relationship {
  readonly name: string;
  readonly resourceType: string;
  readonly resourceId: string | undefined;
  readonly resourceName: string | undefined;
}

export type ChangeType = 'CREATE' | 'UPDATE' | 'DELETE';
export type Section = 'configuration' | 'supplementaryConfiguration' | 'relationships' | 'tags';
/** What a change is about, as people group changes. */
export type Topic =
  | 'lifecycle'
  | 'securityGroupRules'
  | 'policy'
  | 'access'
  | 'routes'
  | 'networkAcl'
  | 'configuration'
  | 'supplementaryConfiguration'
  | 'tags'
  | 'relationships';

/** One changed property. `path` follows AWS's own diff: `Configuration.IpPermissions.0`. */
export interface PropertyChange {
  readonly path: string;
  readonly changeType: ChangeType;
  readonly before: Value;
  readonly after: Value;
  readonly section: Section;
}

/** A trail event that may have caused a change. Times UTC; score 0 to 1; reasons in words, strongest first. */
export interface CandidateEvent {
  readonly eventId: string;
  readonly eventTime: string;
  readonly eventName: string;
  readonly eventSource: string;
  readonly principal: string | undefined;
  readonly sourceIpAddress: string | undefined;
  readonly score: number;
  readonly reasons: readonly string[];
  /** The same reasons with their values apart, for other languages than English. */
  readonly why?: readonly Saying[];
  /** Who acted, as far as the event tells; the way back to a person starts here. */
  readonly actor?: Actor;
  /** SHA-256 of the record's text, hexadecimal, where it was asked for. */
  readonly sha256?: string;
  /** Where it was found besides the stores that a history reads by itself; absent: there only. */
  readonly foundBy?: readonly FurtherSource[];
}

/** Where events are looked for when the user says so: `LookupEvents`, or a JOIN of both stores on CloudTrail Lake. */
export type FurtherSource = 'eventHistory' | 'join';

/** What came of looking further for the events behind one change. */
export interface FurtherAnswer {
  /** State ID of the item after the change. */
  readonly to: string;
  readonly source: FurtherSource;
  readonly saying: Saying;
}

/** The identity in an event. */
export interface Actor {
  /** `IAMUser`, `AssumedRole`, `Root`, `AWSService` ... as the event says. */
  readonly kind: string | undefined;
  readonly arn: string | undefined;
  readonly userName: string | undefined;
  /** ARN of the role or user that issued the session. */
  readonly issuer: string | undefined;
  readonly sessionName: string | undefined;
  /** What whoever assumed the role had to say about who they are. */
  readonly sourceIdentity: string | undefined;
  readonly accessKeyId: string | undefined;
  /** The AWS service that called on somebody's behalf. */
  readonly invokedBy: string | undefined;
  readonly mfa: boolean | undefined;
}

/** One part of a change in words. */
export interface ChangePart {
  readonly topic: Topic;
  readonly changeType: ChangeType;
  readonly saying: Saying;
  /** Follows from other changes or from the clock: timestamps, counters, tags listed a second time. */
  readonly noise: boolean;
  /** After the change everybody has what only some had. */
  readonly exposes: boolean;
}

export interface ControlReference {
  readonly id: string;
  readonly title: string;
  readonly severity: string;
}

export interface ComplianceChange {
  readonly configRuleName: string;
  /** COMPLIANT, NON_COMPLIANT, NOT_APPLICABLE, INSUFFICIENT_DATA; undefined = the rule was not there. */
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly controls: readonly ControlReference[];
}

export interface ResourceChange {
  /** State IDs; `from` undefined for the first item. */
  readonly from: string | undefined;
  readonly to: string;
  readonly changeType: ChangeType;
  readonly properties: readonly PropertyChange[];
  /** The change in sentences for people, where they could be made; the properties stay the facts. */
  readonly summary?: readonly string[];
  /** The same by topic, with what `summary` leaves out as noise. */
  readonly parts?: readonly ChangePart[];
  /** The item was written because a related resource changed: views may fold it. */
  readonly relationshipsOnly?: boolean;
  readonly candidates: readonly CandidateEvent[];
  readonly compliance: readonly ComplianceChange[];
}

/** A rule judged alike from one evaluation on. */
export interface RulePeriod {
  /** undefined: the rule no longer judged the resource. */
  readonly state: string | undefined;
  /** Capture time (UTC) of the evaluation that began it. */
  readonly from: string;
  /** The first evaluation known: it may have begun before. */
  readonly fromStart: boolean;
  /** State ID of the resource's latest change before it. */
  readonly change: string | undefined;
}

export interface RuleTrack {
  readonly configRuleName: string;
  readonly controls: readonly ControlReference[];
  /** In order of time. */
  readonly periods: readonly RulePeriod[];
}

/** One evaluation of a resource by all its rules. */
export interface Evaluation {
  readonly captureTime: string;
  readonly stateId: string;
  readonly state: string | undefined;
}

/** What `lakesql changes --json` prints and the change panel shows. */
export interface ResourceHistory {
  readonly resource: ResourceKey & { readonly name: string | undefined };
  readonly items: readonly ConfigurationItem[];
  readonly changes: readonly ResourceChange[];
  /** Said to the user: where was looked for events, what is missing. */
  readonly notes: readonly string[];
  /** The same with values apart, for other languages. */
  readonly said?: readonly Saying[];
  readonly rules?: readonly RuleTrack[];
  readonly evaluations?: readonly Evaluation[];
  /** Items that bear the state ID of another and say something else. */
  readonly conflicts?: readonly ConfigurationItem[];
  /** The statements that were run, in order. */
  readonly queries?: readonly string[];
  /** Items come once a day: changes of a whole day are one. */
  readonly daily?: boolean;
  /** In the order of asking; one per change and source. */
  readonly further?: readonly FurtherAnswer[];
}
