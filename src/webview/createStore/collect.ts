/** Which CloudTrail events: choices in words, or the user's own selectors. */
import type { PlanProblem } from '../../core/stores/planProblems.js';
import { readWriteChoices, type ReadWrite, type StorePlan } from '../../core/stores/storeRequest.js';
import { h } from '../ui/dom.js';
import type { Strings } from '../ui/strings.js';
import { group, selectBox, textBox, tick, type Change, type FieldBox } from './fields.js';

/** Resource types whose data events are collected most. */
const commonTypes = ['AWS::S3::Object', 'AWS::Lambda::Function', 'AWS::DynamoDB::Table'] as const;

export function collectFields(
  strings: Strings,
  planOf: () => StorePlan,
  change: Change,
  kept: (field: PlanProblem['field'], box: FieldBox) => HTMLElement,
): readonly HTMLElement[] {
  const plan = planOf();
  const readWrite = [
    { value: 'all', label: strings('reads and writes') },
    { value: 'write', label: strings('writes only') },
    { value: 'read', label: strings('reads only') },
  ];
  const setTypes = (types: readonly string[]): void => change({ dataTypes: [...new Set(types)] });
  const isCommon = (type: string): boolean => (commonTypes as readonly string[]).includes(type);
  const management = group(
    strings('Management events'),
    selectBox(
      { label: strings('Management events') },
      [...readWrite, { value: 'none', label: strings('none') }],
      plan.management,
      (value) => change({ management: value === 'none' ? 'none' : readWriteOf(value) }),
    ).element,
    tick(strings('Leave out AWS KMS and RDS Data API, which are many'), plan.excludeNoisy, (on) =>
      change({ excludeNoisy: on }),
    ),
  );
  const data = group(
    strings('Data events'),
    h('p', { class: 'hint' }, strings('Calls on the data itself, such as reading an object. There can be very many.')),
    ...commonTypes.map((type) =>
      tick(type, plan.dataTypes.includes(type), (on) =>
        setTypes(on ? [...planOf().dataTypes, type] : planOf().dataTypes.filter((each) => each !== type)),
      ),
    ),
    kept(
      'dataTypes',
      textBox(
        { label: strings('Other resource types'), hint: strings('With commas, such as AWS::SNS::Topic.') },
        plan.dataTypes.filter((type) => !isCommon(type)).join(', '),
        (text) => setTypes([...planOf().dataTypes.filter(isCommon), ...listOf(text)]),
      ),
    ),
    selectBox({ label: strings('Which data events') }, readWrite, plan.dataReadWrite, (value) =>
      change({ dataReadWrite: readWriteOf(value) }),
    ).element,
  );
  const network = group(
    strings('Network activity events'),
    kept(
      'networkSources',
      textBox(
        {
          label: strings('Services called through VPC endpoints'),
          hint: strings('With commas, such as s3.amazonaws.com, kms.amazonaws.com.'),
        },
        plan.networkSources.join(', '),
        (text) => change({ networkSources: listOf(text) }),
      ),
    ),
    tick(strings('Only what an endpoint policy denied'), plan.networkDeniedOnly, (on) =>
      change({ networkDeniedOnly: on }),
    ),
  );
  const own = h(
    'details',
    {},
    h('summary', {}, strings('Write the selectors yourself')),
    kept(
      'selectorsText',
      textBox(
        {
          label: strings('Advanced event selectors, as JSON'),
          hint: strings('They take the place of the choices above; what will be sent shows them.'),
        },
        plan.selectorsText,
        (selectorsText) => change({ selectorsText }),
        { lines: 8 },
      ),
    ),
  );
  own.open = plan.selectorsText !== '';
  return [h('div', { class: 'collect' }, management, data, network, own)];
}

const readWriteOf = (value: string): ReadWrite => readWriteChoices.find((each) => each === value) ?? 'all';

const listOf = (text: string): readonly string[] => [
  ...new Set(
    text
      .split(/[,\s]+/)
      .map((entry) => entry.trim())
      .filter((entry) => entry !== ''),
  ),
];
