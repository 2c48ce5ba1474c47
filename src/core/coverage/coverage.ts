/**
 * What a local lake holds and what it lacks, so that "no rows" is not read as "nothing happened". Computed by the engine
 * from the stored records; times are UTC, `YYYY-MM-DD hh:mm:ss`, periods from `from` up to and without `to`.
 */
import type { EventCategory } from '../query/eventDataStore.js';
import type { AccountRegions } from './regions.js';

export interface StoreCoverage {
  readonly storeId: string;
  readonly storeName: string;
  readonly category: EventCategory;
  readonly rows: number;
  /** No question bounded by time finds these. */
  readonly rowsWithoutTime: number;
  /** The source showed a part of the record only, such as the CSV of the Event history. */
  readonly partialRows: number;
  /** The hours with records, by account and Region; the largest first. */
  readonly series: readonly CoverageSeries[];
  /** Account and Region pairs, those beyond `series` included. */
  readonly seriesTotal: number;
  /** Regions with and without records by account. Stores of CloudTrail events only. */
  readonly accounts: readonly AccountRegions[];
  /** Calls that switched recording off or on, the newest first. Stores of CloudTrail events only. */
  readonly switches: readonly RecordingSwitch[];
  readonly switchesTotal: number;
  /** What AWS Config says it does not record. Stores of configuration items only. */
  readonly notRecorded: readonly NotRecorded[];
}

export interface CoverageSeries {
  /** Null where the records do not tell. */
  readonly accountId: string | null;
  readonly region: string | null;
  readonly rows: number;
  readonly from: string;
  readonly to: string;
  /** Hours that have records, of those from the first to the last. */
  readonly hours: number;
  readonly hoursInSpan: number;
  /** Kind of file to rows, such as `cloudtrail-log`. `unknown`: imported by a version that did not note it. */
  readonly sources: Readonly<Record<string, number>>;
  /** Hours that follow each other with records, the newest first. */
  readonly intervals: readonly CoverageInterval[];
  readonly intervalsTotal: number;
  /** Hours without records between others, the unusual ones first, then the longest. Only for CloudTrail events. */
  readonly gaps: readonly CoverageGap[];
  readonly gapsTotal: number;
}

export interface CoverageInterval {
  readonly from: string;
  readonly to: string;
  readonly rows: number;
}

export interface CoverageGap {
  readonly from: string;
  readonly to: string;
  readonly hours: number;
  /** Its neighbours had records so regularly that files are probably missing. */
  readonly unusual: boolean;
  /**
   * What it was compared with: the same hours of up to seven days before and after, the hours around it where there are
   * no such days, or, when it is long, the seven days before and after.
   */
  readonly comparedWith: 'sameHours' | 'hoursAround' | 'daysAround';
  /** So many of the hours or days compared had records. */
  readonly covered: number;
  readonly compared: number;
}

export interface RecordingSwitch {
  readonly time: string;
  readonly accountId: string | null;
  readonly region: string | null;
  readonly eventName: string;
  /** Trail, recorder, channel or store that was switched, as the call names it. */
  readonly target: string | null;
  readonly principal: string | null;
  readonly eventId: string | null;
  readonly effect: 'off' | 'on' | 'changed';
  /** For `off`: when the same target was switched on again, where a call says so. */
  readonly until?: string;
}

export interface NotRecorded {
  readonly accountId: string | null;
  readonly region: string | null;
  readonly resourceType: string;
  /** `recorderDeleted`: the recorder itself was deleted. */
  readonly what: 'typeNotRecorded' | 'recorderDeleted';
  readonly items: number;
  readonly last: string;
}

/** The part of a store that a statement could have seen. */
export interface CoverageWindow {
  /** Bounds on `eventTime`, `YYYY-MM-DD hh:mm:ss.SSS`, both included; absent: none. */
  readonly from?: string;
  readonly to?: string;
  readonly accountIds?: readonly string[];
  readonly regions?: readonly string[];
}

export interface WindowCoverage {
  /** Rows of the window's accounts and Regions at any time. */
  readonly rows: number;
  readonly rowsInWindow: number;
  /** Hours with records in the window. */
  readonly hoursInWindow: number;
  /** First and last record of those accounts and Regions, `YYYY-MM-DD hh:mm:ss.SSS`; absent when there is none. */
  readonly from?: string;
  readonly to?: string;
}

/** Gap lengths and counts as the engine finds them, to be judged. */
export interface GapEvidence {
  readonly hours: number;
  /** Of the seven days before and after, within the records' span: how many have records. */
  readonly daysCovered: number;
  readonly daysCompared: number;
  readonly sameHoursCovered: number;
  readonly sameHoursCompared: number;
  readonly aroundCovered: number;
  readonly aroundCompared: number;
  /** Records in the poorest of the hours around that have any. */
  readonly fewestAround: number;
}

/** A gap is called unusual when at least this share of its neighbours has records ... */
const regularShare = 0.5;
/** ... and it would come by chance at most so often. */
const unusualChance = 0.05;
/** Every hour around has at least so many records: an hour without any is no accident. */
const busyHour = 20;
/** Gaps from here on are judged by days: longer than a weekend. */
const longGap = 72;

/**
 * Whether a gap is unusual. Of hours (days) like those of the gap the share `covered / compared` had records; if they were
 * independent, all of the gap's would be empty with the chance (1 - share) ^ length. One half is added for what was not
 * seen, so that few neighbours prove little.
 */
export function judgeGap(
  evidence: GapEvidence,
): Pick<CoverageGap, 'unusual' | 'comparedWith' | 'covered' | 'compared'> {
  if (evidence.hours >= longGap) {
    const { hours, daysCovered: covered, daysCompared: compared } = evidence;
    return { unusual: isUnlikely(covered, compared, hours / 24), comparedWith: 'daysAround', covered, compared };
  }
  const { hours, sameHoursCovered, sameHoursCompared, aroundCovered, aroundCompared, fewestAround } = evidence;
  if (sameHoursCompared >= 4) {
    const amongBusyHours = isBusy(evidence) && sameHoursCovered / sameHoursCompared >= regularShare;
    return {
      unusual: amongBusyHours || isUnlikely(sameHoursCovered, sameHoursCompared, hours),
      comparedWith: 'sameHours',
      covered: sameHoursCovered,
      compared: sameHoursCompared,
    };
  }
  return {
    unusual:
      isBusy({ aroundCovered, aroundCompared, fewestAround }) || isUnlikely(aroundCovered, aroundCompared, hours),
    comparedWith: 'hoursAround',
    covered: aroundCovered,
    compared: aroundCompared,
  };
}

function isUnlikely(covered: number, compared: number, length: number): boolean {
  const share = (covered + 0.5) / (compared + 1);
  return covered >= compared * regularShare && (1 - share) ** length <= unusualChance;
}

const isBusy = ({
  aroundCovered,
  aroundCompared,
  fewestAround,
}: Pick<GapEvidence, 'aroundCovered' | 'aroundCompared' | 'fewestAround'>): boolean =>
  aroundCompared >= 4 && aroundCovered === aroundCompared && fewestAround >= busyHour;

/** When what was switched off came on again: the next `on` of the same target. Newest first, as given. */
export function pairSwitches(switches: readonly Omit<RecordingSwitch, 'until'>[]): readonly RecordingSwitch[] {
  const nextOn = new Map<string, string>();
  return switches.map((entry) => {
    const kind = entry.eventName.replace(/^(Stop|Start|Delete|Create|Restore|Put|Update)/, '');
    const key = [entry.accountId, entry.region, kindAliases.get(kind) ?? kind, nameIn(entry.target)].join('\0');
    if (entry.effect === 'on') nextOn.set(key, entry.time);
    const until = entry.effect === 'off' ? nextOn.get(key) : undefined;
    return until === undefined ? entry : { ...entry, until };
  });
}

/** Calls name a trail or store by its name or its ARN. */
const nameIn = (target: string | null): string => target?.split('/').at(-1) ?? '';

/** DeleteTrail is undone by CreateTrail or StartLogging, and so on. */
const kindAliases: ReadonlyMap<string, string> = new Map([
  ['Trail', 'Logging'],
  ['EventDataStore', 'EventDataStoreIngestion'],
]);

/** Calls that switch recording off or on, or change what is recorded. */
export const recordingCalls: ReadonlyMap<string, RecordingSwitch['effect']> = new Map<
  string,
  RecordingSwitch['effect']
>([
  ['StopLogging', 'off'],
  ['DeleteTrail', 'off'],
  ['StartLogging', 'on'],
  ['CreateTrail', 'on'],
  ['UpdateTrail', 'changed'],
  ['PutEventSelectors', 'changed'],
  ['StopEventDataStoreIngestion', 'off'],
  ['DeleteEventDataStore', 'off'],
  ['StartEventDataStoreIngestion', 'on'],
  ['RestoreEventDataStore', 'on'],
  ['UpdateEventDataStore', 'changed'],
  ['StopConfigurationRecorder', 'off'],
  ['DeleteConfigurationRecorder', 'off'],
  ['StartConfigurationRecorder', 'on'],
  ['PutConfigurationRecorder', 'changed'],
  ['DeleteDeliveryChannel', 'off'],
  ['PutDeliveryChannel', 'on'],
]);
