/** A CloudTrail Insights event as a trail delivers it, to the columns of an Insight store. */
import { isList, isObject, type Json, type JsonObject } from './json.js';
import { memberOf } from './lakeRow.js';

/** Members of `insightDetails` move to columns of their own; the rest stays. */
export function insightRecord(event: JsonObject): JsonObject {
  const details = event.get('insightDetails');
  if (!isObject(details)) return event;
  const record = new Map(event);
  record.delete('insightDetails');
  const set = (name: string, value: Json | undefined): void => {
    if (value !== undefined) record.set(name, value);
  };
  set('eventCategory', 'Insight');
  set('insightState', details.get('state'));
  set('insightEventSource', details.get('eventSource'));
  set('insightEventName', details.get('eventName'));
  set('insightErrorCode', details.get('errorCode'));
  set('insightType', details.get('insightType'));
  const context = details.get('insightContext');
  if (isObject(context)) record.set('insightContext', contextOf(context));
  return record;
}

function contextOf(context: JsonObject): JsonObject {
  const statistics = objectAt(context, 'statistics');
  const result = new Map<string, Json>();
  const set = (name: string, value: Json | undefined): void => {
    if (value !== undefined) result.set(name, value);
  };
  set('baselineaverage', objectAt(statistics, 'baseline').get('average'));
  set('insightaverage', objectAt(statistics, 'insight').get('average'));
  set('baselineduration', statistics.get('baselineDuration'));
  set('insightduration', statistics.get('insightDuration'));
  const attributions = context.get('attributions');
  if (isList(attributions)) set('attributions', attributions.filter(isObject).map(attributionOf));
  return result;
}

/** The first value of each side is repeated as single members, as Lake's schema has both. */
function attributionOf(attribution: JsonObject): JsonObject {
  const first = (name: string): JsonObject => {
    const list = attribution.get(name);
    const value = isList(list) ? list[0] : undefined;
    return isObject(value) ? value : new Map<string, Json>();
  };
  const insight = first('insight');
  const baseline = first('baseline');
  const pairs: [string, Json | undefined][] = [
    ['attribute', attribution.get('attribute')],
    ['insightvalue', insight.get('value')],
    ['insightaverage', insight.get('average')],
    ['baselinevalue', baseline.get('value')],
    ['baselineaverage', baseline.get('average')],
    ['insight', attribution.get('insight')],
    ['baseline', attribution.get('baseline')],
  ];
  return new Map(pairs.filter((pair): pair is [string, Json] => pair[1] !== undefined));
}

function objectAt(value: JsonObject, name: string): JsonObject {
  const member = memberOf(value, name);
  return isObject(member) ? member : new Map<string, Json>();
}
