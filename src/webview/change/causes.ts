/** Who probably did it, and what it means for compliance. */
import type {
  CandidateEvent,
  ComplianceChange,
  ControlReference,
  ResourceChange,
  ResourceHistory,
} from '../../core/configuration/model.js';
import type { FurtherWays } from '../../protocol/changes.js';
import { h, type Child } from '../ui/dom.js';
import { icon } from '../ui/icons.js';
import type { Strings } from '../ui/strings.js';
import { iconButton } from '../ui/toolkit.js';
import { becameNonCompliant } from './history.js';
import { foundByText, furtherSection, type FurtherActions } from './further.js';
import { said } from './sayings.js';
import { actorFacts, eventTrails, type TrailActions } from './trail.js';
import { complianceWord, likelihood, shortPrincipal, shortTime } from './words.js';

/** Candidates that come near the first one are shown with it; the others are a click away, so that compliance is in sight. */
const mostAtOnce = 3;
const nearFirst = 0.2;

export interface CauseActions extends TrailActions, FurtherActions {
  openEvent(eventId: string): void;
  openControl(controlId: string): void;
}

export interface WhoWays {
  /** Further statements cost nothing. */
  readonly free: boolean;
  readonly ways: FurtherWays;
}

export function whoSection(
  strings: Strings,
  change: ResourceChange,
  history: ResourceHistory,
  actions: CauseActions,
  { free, ways }: WhoWays,
): HTMLElement {
  const ranked = change.candidates.toSorted((a, b) => b.score - a.score);
  const near = ranked.filter(({ score }) => score >= (ranked[0]?.score ?? 0) - nearFirst).slice(0, mostAtOnce);
  const rest = ranked.slice(near.length);
  const heading = h(
    'h2',
    {},
    strings('Who'),
    ranked.length > 0 ? h('span', { class: 'count' }, String(ranked.length)) : undefined,
  );
  if (ranked.length === 0) {
    return h(
      'section',
      { class: 'who' },
      heading,
      h('p', { class: 'none-found' }, strings('No event was found that explains this change.')),
      furtherSection(strings, change, history, ways, actions),
      notesList(strings, history),
    );
  }
  return h(
    'section',
    { class: 'who' },
    heading,
    h('ol', { class: 'candidates' }, ...near.map((event, index) => candidate(event, index === 0))),
    rest.length > 0
      ? h(
          'details',
          { class: 'section' },
          h('summary', {}, icon('right'), strings('Less likely'), h('span', { class: 'count' }, String(rest.length))),
          h('ol', { class: 'candidates' }, ...rest.map((event) => candidate(event, false))),
        )
      : undefined,
    furtherSection(strings, change, history, ways, actions),
    notesList(strings, history),
  );

  function candidate(event: CandidateEvent, isFirst: boolean): HTMLElement {
    const { principal } = event;
    const short = shortPrincipal(principal ?? '');
    const percent = `${Math.round(event.score * 100)} %`;
    return h(
      'li',
      { class: 'candidate', tabIndex: -1, data: { event: event.eventId } },
      h(
        'div',
        { class: 'candidate-head' },
        h(
          'span',
          { class: 'principal', title: event.principal },
          principal === undefined ? strings('principal unknown') : short,
        ),
        h('span', { class: 'score' }, `${likelihood(strings, event.score)}, ${percent}`),
        iconButton('open', `${strings('Open event')} ${event.eventName}`, () => actions.openEvent(event.eventId)),
      ),
      principal === undefined || principal === short ? undefined : h('div', { class: 'arn' }, principal),
      h('div', { class: 'candidate-facts' }, ...facts(event)),
      h('ul', { class: 'reasons' }, ...reasons(event).map((reason) => h('li', {}, reason))),
      eventTrails(strings, event, actions, { atOnce: isFirst && free, ways }),
    );
  }

  function reasons({ why, reasons: english }: CandidateEvent): readonly string[] {
    return why ? why.map((saying) => said(strings, saying)) : english;
  }

  function facts({
    eventName,
    eventSource,
    eventTime,
    sourceIpAddress,
    actor,
    foundBy,
  }: CandidateEvent): readonly Child[] {
    return [
      h('span', { class: 'event-name', title: eventSource }, eventName),
      h('span', {}, `${shortTime(eventTime)} UTC`),
      sourceIpAddress === undefined ? undefined : h('span', {}, strings('from {0}', sourceIpAddress)),
      ...actorFacts(strings, actor).map((text) => h('span', {}, text)),
      foundBy && h('span', { class: 'found-by' }, foundByText(strings, foundBy)),
    ];
  }
}

export function complianceSection(
  strings: Strings,
  change: ResourceChange,
  actions: CauseActions,
): HTMLElement | undefined {
  if (change.compliance.length === 0) return undefined;
  const sorted = change.compliance.toSorted((a, b) => Number(becameNonCompliant(b)) - Number(becameNonCompliant(a)));
  return h(
    'section',
    { class: 'compliance' },
    h('h2', {}, strings('Compliance'), h('span', { class: 'count' }, String(sorted.length))),
    h('ul', { class: 'rules' }, ...sorted.map(rule)),
  );

  function rule(each: ComplianceChange): HTMLElement {
    return h(
      'li',
      { class: `rule${becameNonCompliant(each) ? ' worse' : ''}` },
      h('div', { class: 'rule-name' }, each.configRuleName),
      h(
        'div',
        { class: 'rule-states' },
        stateElement(each.before),
        h('span', { class: 'arrow', aria: { label: strings('then') }, role: 'img' }, '\u2192'),
        stateElement(each.after),
      ),
      each.controls.length > 0 ? h('div', { class: 'controls' }, ...each.controls.map(control)) : undefined,
    );
  }

  function stateElement(state: string | undefined): HTMLElement {
    const { word, icon: sign, className } = complianceWord(strings, state);
    return h('span', { class: `compliance-state ${className}` }, sign && icon(sign), word);
  }

  function control({ id, title, severity }: ControlReference): HTMLElement {
    return h(
      'button',
      { class: 'chip', title: strings('Open the control {0}', id), onClick: () => actions.openControl(id) },
      h('b', {}, id),
      ` ${title} (${severity})`,
    );
  }
}

/** Where was looked for events, and what is missing. */
export function notesList(
  strings: Strings,
  { notes, said: sayings }: Pick<ResourceHistory, 'notes' | 'said'>,
): HTMLElement | undefined {
  const texts = sayings ? sayings.map((saying) => said(strings, saying)) : notes;
  return texts.length === 0 ? undefined : h('ul', { class: 'notes' }, ...texts.map((text) => h('li', {}, text)));
}
