/** What changed in words, by topic; times and counters folded behind a switch. */
import type { ChangePart, ResourceChange, Topic } from '../../core/configuration/model.js';
import { h, type Child } from '../ui/dom.js';
import { count } from '../ui/format.js';
import { icon } from '../ui/icons.js';
import type { Strings } from '../ui/strings.js';
import { button, checkbox } from '../ui/toolkit.js';
import { said } from './sayings.js';
import { changeWord } from './words.js';

const shownAtFirst = 12;

/** Undefined where core has made no sentences. */
export function changeParts(
  strings: Strings,
  change: ResourceChange,
  showNoise: boolean,
  onNoise: (show: boolean) => void,
): HTMLElement | undefined {
  const parts = change.parts ?? change.summary?.map(plainPart) ?? [];
  if (parts.length === 0) return undefined;
  const noisy = parts.filter(({ noise }) => noise).length;
  // Where there is nothing else, what moves by itself is what there is to say.
  const shown = showNoise || noisy === parts.length ? parts : parts.filter(({ noise }) => !noise);
  const groups = topics.map((topic) => shown.filter((part) => part.topic === topic)).filter(({ length }) => length > 0);
  const children: Child[] = groups.map((group) => groupElement(strings, group, groups.length > 1 || group.length > 1));
  if (noisy > 0 && noisy < parts.length) {
    children.push(
      h(
        'div',
        { class: 'noise' },
        checkbox(strings('Times, counters and copied tags ({0})', count(noisy)), showNoise, onNoise),
      ),
    );
  }
  return h('div', { class: 'parts' }, ...children);
}

/** Most telling first. */
const topics: readonly Topic[] = [
  ...(['lifecycle', 'securityGroupRules', 'policy', 'access', 'routes', 'networkAcl'] as const),
  ...(['configuration', 'supplementaryConfiguration', 'tags', 'relationships'] as const),
];

function topicWord(strings: Strings, topic: Topic): string {
  const known = {
    lifecycle: strings('The resource'),
    securityGroupRules: strings('Security group rules'),
    policy: strings('Policies'),
    access: strings('Access'),
    routes: strings('Routes'),
    networkAcl: strings('Network ACL'),
    configuration: strings('Configuration'),
    supplementaryConfiguration: strings('Supplementary configuration'),
    tags: strings('Tags'),
    relationships: strings('Relationships'),
  } satisfies Record<Topic, string>;
  return known[topic];
}

function groupElement(strings: Strings, parts: readonly ChangePart[], named: boolean): HTMLElement {
  const [first] = parts;
  const item = ({ changeType, saying, exposes, noise }: ChangePart): HTMLElement => {
    const { word, sign, className } = changeWord(strings, changeType);
    return h(
      'li',
      { class: `part ${className}${noise ? ' quiet' : ''}` },
      h('span', { class: 'sign', role: 'img', aria: { label: word } }, sign),
      h(
        'span',
        {},
        said(strings, saying),
        exposes ? h('span', { class: 'exposes' }, icon('warning'), strings('open to everyone')) : undefined,
      ),
    );
  };
  const list = h('ul', { class: 'sentences' }, ...parts.slice(0, shownAtFirst).map(item));
  const rest = parts.slice(shownAtFirst);
  const more =
    rest.length === 0
      ? undefined
      : button(strings('Show all {0}', count(parts.length)), () => {
          list.append(...rest.map(item));
          more?.remove();
        });
  const heading = named && first ? h('h3', { class: 'topic' }, topicWord(strings, first.topic)) : undefined;
  return h('div', { class: 'part-group' }, heading, list, more);
}

const plainPart = (sentence: string): ChangePart => ({
  topic: 'configuration',
  changeType: 'UPDATE',
  saying: { text: '{0}', values: [sentence] },
  noise: false,
  exposes: false,
});
