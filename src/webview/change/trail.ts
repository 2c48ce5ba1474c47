/** What an event leads to: back to whoever began its session, and forward to the items that followed. */
import { eventHistoryReach } from '../../core/configuration/furtherEvents.js';
import type { FollowingItem } from '../../core/configuration/following.js';
import type { Actor, CandidateEvent, ResourceKey } from '../../core/configuration/model.js';
import type { ActorTrail } from '../../core/configuration/roleChain.js';
import type { FurtherWays } from '../../protocol/changes.js';
import { fill, h, type Child } from '../ui/dom.js';
import { span } from '../ui/format.js';
import { icon } from '../ui/icons.js';
import { isAbort } from '../ui/rpc.js';
import type { Strings } from '../ui/strings.js';
import { progressRing } from '../ui/toolkit.js';
import { asking, whoseProfile } from './asking.js';
import { said } from './sayings.js';
import { complianceWord, shortPrincipal, shortTime, statusWord } from './words.js';

const quiet = 300;

export interface TrailActions {
  /** With `eventHistory` by CloudTrail's event history too. Null: the user stepped back. */
  traceActor(eventId: string, eventHistory: boolean): Promise<ActorTrail | null>;
  following(eventId: string): Promise<readonly FollowingItem[]>;
  openFollowing(resource: ResourceKey): void;
}

export interface TrailWays {
  /** Asks for the way back without being told to. */
  readonly atOnce: boolean;
  readonly ways: FurtherWays;
}

/** The two ways from an event, each asked for by a button. */
export function eventTrails(
  strings: Strings,
  event: CandidateEvent,
  actions: TrailActions,
  { atOnce, ways }: TrailWays,
): HTMLElement {
  const back = h('div', { class: 'trail', aria: { live: 'polite' } });
  const forward = h('div', { class: 'trail', aria: { live: 'polite' } });
  const showBack = (): void => {
    backButton.remove();
    void load(strings, back, async () => {
      const trail = await actions.traceActor(event.eventId, false);
      return trail ? [...backElements(strings, trail), elsewhere(trail)] : [];
    });
  };
  const elsewhere = ({ unfound }: ActorTrail): HTMLElement | undefined => {
    if (!unfound || unfound.to < Date.now() - eventHistoryReach) return undefined;
    const about = strings('LookupEvents of CloudTrail, free of charge: the call that issued {0}.', unfound.accessKeyId);
    return asking(strings, strings('Ask the event history'), `${about} ${whoseProfile(strings, ways)}`, async () => {
      const trail = await actions.traceActor(event.eventId, true);
      if (trail) fill(back, ...backElements(strings, trail));
    });
  };
  const showForward = (): void => {
    forwardButton.remove();
    void load(strings, forward, async () => forwardElements(strings, await actions.following(event.eventId), actions));
  };
  const backButton = h(
    'button',
    {
      class: 'link',
      title: strings('Follow the session of {0} back to whoever began it', event.eventName),
      onClick: showBack,
    },
    icon('history'),
    strings('Back to the person'),
  );
  const forwardButton = h(
    'button',
    { class: 'link', title: strings('Items that followed {0} within the hour', event.eventName), onClick: showForward },
    icon('right'),
    strings('And then'),
  );
  const tools = h('div', { class: 'trail-tools' }, isSession(event.actor) ? backButton : undefined, forwardButton);
  // Whoever walks through the moments does not ask for each.
  if (atOnce && isSession(event.actor)) setTimeout(() => backButton.isConnected && showBack(), quiet);
  return h('div', { class: 'trails' }, tools, back, forward);
}

const isSession = (actor: Actor | undefined): boolean =>
  actor !== undefined && actor.kind !== 'IAMUser' && actor.kind !== 'Root' && actor.accessKeyId !== undefined;

/** What the event itself says of who acted, besides the principal. */
export function actorFacts(strings: Strings, actor: Actor | undefined): readonly string[] {
  if (!actor) return [];
  return [
    actor.sourceIdentity === undefined ? undefined : strings('source identity {0}', actor.sourceIdentity),
    actor.invokedBy === undefined ? undefined : strings('called by {0}', actor.invokedBy),
    actor.kind === 'Root' ? strings('root user') : undefined,
    actor.mfa === undefined ? undefined : actor.mfa ? strings('with MFA') : strings('without MFA'),
  ].filter((text) => text !== undefined);
}

async function load(strings: Strings, element: HTMLElement, make: () => Promise<readonly Child[]>): Promise<void> {
  fill(element, progressRing(strings('Looking')));
  try {
    fill(element, ...(await make()));
  } catch (error) {
    if (isAbort(error)) return fill(element);
    fill(
      element,
      h('p', { class: 'trail-failed' }, icon('error'), error instanceof Error ? error.message : String(error)),
    );
  }
}

function backElements(strings: Strings, { steps, end }: ActorTrail): readonly Child[] {
  const step = ({ eventName, eventTime, principal, sourceIpAddress }: ActorTrail['steps'][number]): HTMLElement =>
    h(
      'li',
      { title: principal },
      h('b', {}, shortPrincipal(principal ?? strings('principal unknown'))),
      ` ${eventName}, ${shortTime(eventTime)} UTC`,
      sourceIpAddress === undefined ? undefined : `, ${strings('from {0}', sourceIpAddress)}`,
    );
  return [
    h('h3', {}, strings('Back to the person')),
    steps.length > 0 ? h('ol', { class: 'steps' }, ...steps.map(step)) : undefined,
    h('p', { class: 'trail-end' }, said(strings, end)),
  ];
}

function forwardElements(strings: Strings, items: readonly FollowingItem[], actions: TrailActions): readonly Child[] {
  const heading = h('h3', {}, strings('And then'));
  if (items.length === 0)
    return [
      heading,
      h('p', { class: 'trail-end' }, strings('No item followed within an hour on what the call names.')),
    ];
  return [heading, h('ol', { class: 'steps' }, ...items.slice(0, 100).map(line))];

  function line(item: FollowingItem): HTMLElement {
    const { resource, name, how, state, failing } = item;
    const judged = how === 'compliance' ? complianceWord(strings, state) : undefined;
    return h(
      'li',
      { class: how },
      `+${span(item.secondsAfter * 1000)} `,
      h(
        'button',
        { class: 'link', title: `${resource.type} ${resource.id}`, onClick: () => actions.openFollowing(resource) },
        name ?? resource.id,
      ),
      ` ${resource.type.replace(/^AWS::/, '')}, ${howWord(strings, how)}`,
      judged
        ? h('span', { class: `compliance-state ${judged.className}` }, judged.icon && icon(judged.icon), judged.word)
        : undefined,
      failing.length > 0 ? `: ${failing.join(', ')}` : undefined,
      statusWord(strings, item.status) === undefined || judged
        ? undefined
        : `, ${statusWord(strings, item.status) ?? ''}`,
    );
  }
}

function howWord(strings: Strings, how: FollowingItem['how']): string {
  const known = {
    named: strings('named by the call'),
    related: strings('related'),
    compliance: strings('compliance'),
  } satisfies Record<FollowingItem['how'], string>;
  return known[how];
}
