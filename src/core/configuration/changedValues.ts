/** What a change brought or took away, as far as a request would say it. */
import type { Value } from '../result/types.js';
import { isList, parseJsonText } from './json.js';
import type { PropertyChange } from './model.js';
import { permissionsOf, ruleDirection } from './ruleText.js';
import { scalarTexts } from './trailEvent.js';

export interface ChangedValue {
  /** Texts that must all be in the request. */
  readonly texts: readonly string[];
  /** `name=value` in lower case, which tells more than the value alone. */
  readonly pair?: string;
  /** For sentences: what the value is, and the value. */
  readonly words: string;
}

/** What the change brought or took away, as far as a request would say it. */
export function changedValues(
  properties: readonly PropertyChange[],
  identity: readonly string[],
): readonly ChangedValue[] {
  return properties.slice(0, 200).flatMap((property) => {
    const value = property.after ?? property.before;
    const [, list = ''] = /^Configuration\.(\w+)(?:\.\d+)?$/.exec(property.path) ?? [];
    const direction = ruleDirection(list);
    if (direction) return permissionsOf(isList(value) ? value : [value], direction).map(permissionValue);
    if (property.section === 'relationships') return [];
    if (property.section === 'tags') return tagValue(property.path.slice('Tags.'.length), value);
    return typeof value === 'string' && identity.includes(value) ? [] : plainValue(property.path, value);
  });
}

function permissionValue({ source, ports }: ReturnType<typeof permissionsOf>[number]): ChangedValue {
  const numbers = ports.split('-').filter((text) => /^\d+$/.test(text));
  const kind = source.includes('/') ? 'CIDR' : 'source';
  const portWords = numbers.length === 0 ? '' : `, ${numbers.length > 1 ? `ports ${ports}` : `port ${ports}`}`;
  return { texts: [source, ...numbers], words: `${kind} ${source}${portWords}` };
}

function tagValue(key: string, value: Value): readonly ChangedValue[] {
  return [{ texts: typeof value === 'string' && value !== '' ? [key, value] : [key], words: `tag ${key}` }];
}

function plainValue(path: string, value: Value): readonly ChangedValue[] {
  const name = path.split('.').findLast((step) => !/^\d+$/.test(step)) ?? path;
  if (value !== null && typeof value === 'object') return wholeValue(name, value);
  const document = typeof value === 'string' ? documentIn(value) : undefined;
  if (document) return wholeValue(name, document);
  const text = value === null ? '' : String(value);
  const pair = `${name}=${text}`.toLowerCase();
  const shown = text.length > 40 ? `${text.slice(0, 37)}...` : text;
  const words = `${name} "${shown}"`;
  if (text === '' || text.length > 500) return [];
  // Digits and truth values are everywhere: they count with their name only.
  return text.length < 2 || typeof value === 'boolean'
    ? [{ texts: [], pair, words }]
    : [{ texts: [text], pair, words }];
}

/** A policy as it stands in items: JSON in a text, with IAM percent-encoded too. */
function documentIn(text: string): Value | undefined {
  if (!text.startsWith('%7B')) return parseJsonText(text);
  try {
    return parseJsonText(decodeURIComponent(text));
  } catch {
    return undefined;
  }
}

const mostOfValue = 40;

/** A list or object counts when the request has all that it says; a policy's document for one. */
function wholeValue(name: string, value: Value): readonly ChangedValue[] {
  const texts = [...scalarTexts(value)].filter((text) => text.length > 1 && text !== 'true' && text !== 'false');
  if (texts.length === 0 || texts.length > mostOfValue) return [];
  return [{ texts, words: name }];
}
