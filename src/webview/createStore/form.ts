/** The fields of the form, from what is asked first to what most leave as it is. */
import type { PlanProblem } from '../../core/stores/planProblems.js';
import {
  storeKinds,
  type BillingMode,
  type StoreKind,
  type StorePlan,
  type Tag,
} from '../../core/stores/storeRequest.js';
import { fill, h } from '../ui/dom.js';
import type { Strings } from '../ui/strings.js';
import { collectFields } from './collect.js';
import { group, radios, textBox, tick, type Change, type FieldBox } from './fields.js';

export interface Form {
  readonly element: HTMLElement;
  /** Shows problems at their fields; those that are not given are gone. */
  tell(problems: readonly (readonly [PlanProblem['field'], string])[]): void;
  focus(field: PlanProblem['field']): void;
}

export function createForm(strings: Strings, first: StorePlan, onChange: (plan: StorePlan) => void): Form {
  let plan = first;
  const change: Change = (changes) => {
    plan = { ...plan, ...changes };
    onChange(plan);
  };
  const boxes = new Map<PlanProblem['field'], FieldBox>();
  const kept = (field: PlanProblem['field'], box: FieldBox): HTMLElement => {
    boxes.set(field, box);
    return box.element;
  };
  const cost = h('p', { class: 'cost' });
  const collected = h('div', {});
  const general = h('p', { class: 'problem', role: 'alert' });
  general.hidden = true;

  const chooseKind = (kind: StoreKind): void => {
    change({ kind });
    showCollected();
    showCost();
  };
  const showCollected = (): void => {
    for (const field of ['dataTypes', 'networkSources', 'selectorsText'] as const) boxes.delete(field);
    fill(collected, ...(plan.kind === 'CloudTrail' ? collectFields(strings, () => plan, change, kept) : []));
  };
  const showCost = (): void => fill(cost, costText(strings, plan));

  const element = h(
    'div',
    { class: 'form' },
    kept(
      'name',
      textBox({ label: strings('Name') }, plan.name, (name) => change({ name: name.trim() }), { placeholder: 'audit' }),
    ),
    radios(strings('What to collect'), kindChoices(strings), plan.kind, (kind) =>
      chooseKind(storeKinds.find((each) => each === kind) ?? 'CloudTrail'),
    ),
    collected,
    general,
    group(
      strings('Where from'),
      tick(strings('All Regions of the account'), plan.multiRegion, (multiRegion) => change({ multiRegion })),
      tick(strings('All accounts of the organization'), plan.organization, (organization) => change({ organization })),
      h('p', { class: 'hint' }, strings('An organization needs its management account or a delegated administrator.')),
    ),
    radios(strings('How it is billed'), billingChoices(strings), plan.billingMode, (mode) => {
      change({ billingMode: mode as BillingMode });
      showCost();
    }),
    kept(
      'retentionDays',
      textBox(
        { label: strings('Retention, in days'), hint: strings('Events older than this are removed.') },
        String(plan.retentionDays),
        (days) => change({ retentionDays: /^\d+$/.test(days.trim()) ? Number(days) : Number.NaN }),
        { numeric: true },
      ),
    ),
    cost,
    group(
      strings('Safety'),
      tick(strings('Termination protection: the service refuses to delete it'), plan.terminationProtection, (on) =>
        change({ terminationProtection: on }),
      ),
      tick(strings('Take in events at once'), plan.startIngestion, (on) => change({ startIngestion: on })),
    ),
    kept(
      'kmsKeyId',
      textBox(
        {
          label: strings('KMS key'),
          hint: strings('ARN, ID or alias; empty for a key that AWS owns. A key cannot be removed later.'),
        },
        plan.kmsKeyId,
        (key) => change({ kmsKeyId: key.trim() }),
      ),
    ),
    kept(
      'tags',
      textBox(
        { label: strings('Tags'), hint: strings('One a line, as key=value.') },
        '',
        (text) => change({ tags: readTags(text) }),
        { lines: 3, placeholder: 'owner=security' },
      ),
    ),
  );
  showCollected();
  showCost();

  return {
    element,
    tell: (problems) => {
      const byField = new Map(problems.toReversed());
      for (const [field, box] of boxes) box.tell(byField.get(field));
      general.textContent = byField.get('collect') ?? '';
      general.hidden = !byField.has('collect');
    },
    focus: (field) => {
      const box = boxes.get(field);
      if (box) box.focus();
      else element.querySelector<HTMLElement>('.collect input')?.focus();
    },
  };
}

function kindChoices(strings: Strings): readonly { value: StoreKind; label: string; hint: string }[] {
  return [
    {
      value: 'CloudTrail',
      label: strings('CloudTrail events'),
      hint: strings('Who called what: management, data and network activity events.'),
    },
    {
      value: 'ConfigurationItem',
      label: strings('AWS Config configuration items'),
      hint: strings('What resources looked like and how they changed. AWS Config must record them.'),
    },
    {
      value: 'Insight',
      label: strings('CloudTrail Insights events'),
      hint: strings('Unusual activity. Turn Insights on at a store of management events afterwards.'),
    },
    {
      value: 'Evidence',
      label: strings('AWS Audit Manager evidence'),
      hint: strings('What Audit Manager collected for an audit.'),
    },
    {
      value: 'ActivityAuditLog',
      label: strings('Activity from outside AWS'),
      hint: strings('Events of other applications, sent through a channel.'),
    },
  ];
}

function billingChoices(strings: Strings): readonly { value: BillingMode; label: string; hint: string }[] {
  return [
    {
      value: 'EXTENDABLE_RETENTION_PRICING',
      label: strings('One-year extendable retention'),
      hint: strings(
        'Each GB taken in is billed, with a year of retention; keeping it longer is billed by the month. Up to 3653 days.',
      ),
    },
    {
      value: 'FIXED_RETENTION_PRICING',
      label: strings('Seven-year retention'),
      hint: strings(
        'Each GB taken in is billed at a price that falls with volume, with seven years of retention. Up to 2557 days.',
      ),
    },
  ];
}

/** Figures as they are usually quoted; the price list of the Region is what counts. */
function costText(strings: Strings, { kind, billingMode }: StorePlan): string {
  const scan = strings('Queries are billed by what they scan, about $0.005 per GB.');
  const caution = strings(
    'Prices of us-east-1 as usually quoted; they differ by Region: see aws.amazon.com/cloudtrail/pricing.',
  );
  const taken =
    billingMode === 'FIXED_RETENTION_PRICING'
      ? strings('Cost: about $2.50 for each GB taken in, less for large volumes.')
      : kind === 'CloudTrail'
        ? strings('Cost: about $0.75 for each GB taken in, then $0.023 per GB and month after the first year.')
        : strings('Cost: about $0.50 for each GB taken in, then $0.023 per GB and month after the first year.');
  return `${taken} ${scan} ${caution}`;
}

/** A line without `=` is a key without a value. */
function readTags(text: string): readonly Tag[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const at = line.indexOf('=');
      const value = at < 0 ? '' : line.slice(at + 1).trim();
      return { Key: (at < 0 ? line : line.slice(0, at)).trim(), ...(value === '' ? {} : { Value: value }) };
    });
}
