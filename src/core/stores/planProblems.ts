import {
  fieldOperators,
  longestRetention,
  parseSelectors,
  selectorsOf,
  shortestRetention,
  type StorePlan,
} from './storeRequest.js';

/** What is wrong with a plan, said by those who show it; `field` is where. */
export type PlanProblem =
  | { readonly kind: 'name'; readonly field: 'name' }
  | { readonly kind: 'nothing'; readonly field: 'collect' }
  | { readonly kind: 'selectorsUnreadable'; readonly field: 'selectorsText' }
  | { readonly kind: 'selectorsMixed'; readonly field: 'selectorsText' }
  | { readonly kind: 'tooManySelectors'; readonly field: 'collect'; readonly count: number; readonly most: number }
  | { readonly kind: 'tooManyValues'; readonly field: 'collect'; readonly count: number; readonly most: number }
  | { readonly kind: 'dataType'; readonly field: 'dataTypes'; readonly text: string }
  | { readonly kind: 'networkSource'; readonly field: 'networkSources'; readonly text: string }
  | { readonly kind: 'retention'; readonly field: 'retentionDays'; readonly least: number; readonly most: number }
  | { readonly kind: 'kmsKey'; readonly field: 'kmsKeyId' }
  | { readonly kind: 'tag'; readonly field: 'tags'; readonly text: string }
  | { readonly kind: 'tagTwice'; readonly field: 'tags'; readonly text: string }
  | { readonly kind: 'tooManyTags'; readonly field: 'tags'; readonly count: number; readonly most: number };

const mostSelectors = 5;
const mostValues = 500;
const mostTags = 50;

/** Everything that the service would refuse and that can be known before it is asked. Pure. */
export function planProblems(plan: StorePlan): readonly PlanProblem[] {
  return [
    ...(/^[a-zA-Z0-9._-]{3,128}$/.test(plan.name) ? [] : [{ kind: 'name', field: 'name' } as const]),
    ...collectProblems(plan),
    ...retentionProblems(plan),
    ...(plan.kmsKeyId === '' || /^[a-zA-Z0-9._/:-]{1,350}$/.test(plan.kmsKeyId)
      ? []
      : [{ kind: 'kmsKey', field: 'kmsKeyId' } as const]),
    ...tagProblems(plan),
  ];
}

function collectProblems(plan: StorePlan): readonly PlanProblem[] {
  if (plan.kind !== 'CloudTrail') return [];
  if (plan.selectorsText.trim() !== '') return writtenProblems(plan.selectorsText);
  const wrongType = plan.dataTypes.find((type) => !/^AWS::[A-Za-z0-9]+::[A-Za-z0-9]+$/.test(type));
  const wrongSource = plan.networkSources.find((source) => !/^[a-z0-9_-]+\.amazonaws\.com$/.test(source));
  const selectors = selectorsOf(plan);
  return [
    ...(selectors.length === 0 ? [{ kind: 'nothing', field: 'collect' } as const] : []),
    ...(wrongType === undefined ? [] : [{ kind: 'dataType', field: 'dataTypes', text: wrongType } as const]),
    ...(wrongSource === undefined
      ? []
      : [{ kind: 'networkSource', field: 'networkSources', text: wrongSource } as const]),
    ...(selectors.length > mostSelectors
      ? [{ kind: 'tooManySelectors', field: 'collect', count: selectors.length, most: mostSelectors } as const]
      : []),
  ];
}

/** Selectors in the user's own JSON: read, of CloudTrail events alone, within the service's numbers. */
function writtenProblems(text: string): readonly PlanProblem[] {
  const selectors = parseSelectors(text);
  if (!selectors) return [{ kind: 'selectorsUnreadable', field: 'selectorsText' }];
  if (selectors.length === 0) return [{ kind: 'nothing', field: 'collect' }];
  const ofCloudTrail = ['Management', 'Data', 'NetworkActivity'];
  const categories = selectors.map(({ FieldSelectors: fields }) => {
    const named = fields.filter(({ Field }) => Field === 'eventCategory');
    return named.length === 1 && named[0]?.Equals?.length === 1 ? named[0].Equals[0] : undefined;
  });
  const values = selectors
    .flatMap(({ FieldSelectors: fields }) => fields)
    .reduce((sum, field) => sum + fieldOperators.reduce((count, name) => count + (field[name]?.length ?? 0), 0), 0);
  return [
    ...(categories.every((category) => category !== undefined && ofCloudTrail.includes(category))
      ? []
      : [{ kind: 'selectorsMixed', field: 'selectorsText' } as const]),
    ...(selectors.length > mostSelectors
      ? [{ kind: 'tooManySelectors', field: 'collect', count: selectors.length, most: mostSelectors } as const]
      : []),
    ...(values > mostValues
      ? [{ kind: 'tooManyValues', field: 'collect', count: values, most: mostValues } as const]
      : []),
  ];
}

function retentionProblems({ retentionDays, billingMode }: StorePlan): readonly PlanProblem[] {
  const most = longestRetention[billingMode];
  return Number.isInteger(retentionDays) && retentionDays >= shortestRetention && retentionDays <= most
    ? []
    : [{ kind: 'retention', field: 'retentionDays', least: shortestRetention, most }];
}

function tagProblems({ tags }: StorePlan): readonly PlanProblem[] {
  const wrong = tags.find(
    ({ Key, Value = '' }) =>
      Key === '' ||
      Key.length > 128 ||
      Value.length > 256 ||
      /^aws:/i.test(Key) ||
      !isTagText(Key) ||
      !isTagText(Value),
  );
  const keys = tags.map(({ Key }) => Key);
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  return [
    ...(wrong ? [{ kind: 'tag', field: 'tags', text: wrong.Key } as const] : []),
    ...(twice === undefined ? [] : [{ kind: 'tagTwice', field: 'tags', text: twice } as const]),
    ...(tags.length > mostTags
      ? [{ kind: 'tooManyTags', field: 'tags', count: tags.length, most: mostTags } as const]
      : []),
  ];
}

/** Letters, digits, blanks and the signs that AWS takes in tags. */
const isTagText = (text: string): boolean => /^[\p{L}\p{N}\p{Zs}_.:/=+@-]*$/u.test(text);
