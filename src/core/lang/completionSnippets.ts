/** Whole investigations where a statement begins, with the stores, times and parameters that are at hand filled in. */
import { CompletionItemKind, InsertTextFormat, type CompletionItem } from 'vscode-languageserver-types';
import type { Investigation } from '../catalog/data/investigations.js';
import type { EventCategory, EventDataStore } from '../query/eventDataStore.js';
import type { LanguageCatalog } from './analysis.js';
import { mayMatch, snippetText, type Target } from './completionItems.js';
import { escapeMarkdown, markdown } from './markdown.js';
import { scan } from './scanner.js';

/** `now` is the day up to which a store is looked at whose own time is not known. */
export function investigationItems(
  investigations: readonly Investigation[],
  text: string,
  catalog: LanguageCatalog,
  now: Date,
  target: Target,
): readonly CompletionItem[] {
  const surroundings = { parameters: parametersIn(text), catalog, now };
  return investigations.flatMap((investigation, rank) => {
    const { title, prefix, help } = investigation;
    const filterText = `${prefix} ${title.toLowerCase()}`;
    if (target.typed !== '' && !mayMatch(filterText, target.typed)) return [];
    const snippet = snippetOf(investigation, surroundings);
    return [
      {
        label: title,
        kind: CompletionItemKind.Snippet,
        labelDetails: { description: prefix.split(' ')[0] ?? '' },
        documentation: markdown(escapeMarkdown(help), codeBlockOf(plainOf(snippet))),
        filterText,
        sortText: `7${String(rank).padStart(3, '0')}`,
        insertTextFormat: InsertTextFormat.Snippet,
        textEdit: { range: target.range, newText: snippet },
      },
    ];
  });
}

/** The head of a file, where nothing has been written yet. */
export const headItem = (target: Target): readonly CompletionItem[] =>
  target.typed !== '' && !mayMatch('head @store', target.typed)
    ? []
    : [
        {
          label: 'Head of the file',
          kind: CompletionItemKind.Snippet,
          labelDetails: { description: 'head' },
          documentation: markdown(
            'Binds this file to an event data store and, if wanted, a backend, a profile and a Region.',
          ),
          filterText: 'head @store',
          sortText: '8',
          insertTextFormat: InsertTextFormat.Snippet,
          textEdit: {
            range: target.range,
            newText:
              '-- @store ${1:name or ID}\n-- @backend ${2|lake,local,athena,trino|}\n-- @profile ${3:default}\n-- @region ${4:us-east-1}\n$0',
          },
        },
      ];

/** What stands in the text after accepting a snippet with all its defaults, for editors without snippets. */
export function plainOf(snippet: string): string {
  const defaults = new Map<string, string>();
  const unescaped = (text: string): string => text.replace(/\\([$}\\])/g, '$1');
  return snippet.replace(
    /\\([$}\\])|\$\{(\d+):((?:\\.|[^}\\])*)\}|\$\{\d+\|([^,|]*)[^}]*\|\}|\$(\d+)/g,
    (_all, escaped?: string, number?: string, text?: string, choice?: string, mirror?: string) => {
      if (escaped !== undefined) return escaped;
      if (choice !== undefined) return choice;
      if (mirror !== undefined) return defaults.get(mirror) ?? '';
      const value = unescaped(text ?? '');
      if (number !== undefined) defaults.set(number, value);
      return value;
    },
  );
}

interface Surroundings {
  /** Lower-case name without underscores to the name as written. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly catalog: LanguageCatalog;
  readonly now: Date;
}

function snippetOf({ text }: Investigation, { parameters, catalog, now }: Surroundings): string {
  const stops = new Map<string, number>();
  const main = storeFor(text.includes('{trail}') ? 'CloudTrail' : 'ConfigurationItem', catalog);
  const times = timesOf(main, now);
  /** The first place has the default, the others repeat what is typed there. */
  const stop = (name: string, fallback: string): string => {
    const known = stops.get(name);
    if (known !== undefined) return `$${known}`;
    stops.set(name, stops.size + 1);
    return `\${${stops.size}:${snippetText(fallback)}}`;
  };
  const parts = text.split(/(\{\w+(?:=(?:'[^']*'|\d+))?\})/);
  const filled = parts.map((part) => {
    const [, name, quoted, number] = /^\{(\w+)(?:=(?:'([^']*)'|(\d+)))?\}$/.exec(part) ?? [];
    if (name === undefined) return snippetText(part);
    const category = storeNames.get(name);
    if (category) return stop(name, storeFor(category, catalog)?.id ?? placeholders[category]);
    const parameter = (aliases.get(name) ?? [name]).map((each) => parameters.get(plainName(each))).find(Boolean);
    if (parameter !== undefined) return `:${parameter}`;
    if (name === 'start' || name === 'end') return `'${stop(name, times[name])}'`;
    return quoted === undefined ? stop(name, number ?? '') : `'${stop(name, quoted)}'`;
  });
  return `${filled.join('')};\n$0`;
}

const storeNames: ReadonlyMap<string, EventCategory> = new Map([
  ['trail', 'CloudTrail'],
  ['config', 'ConfigurationItem'],
  ['insights', 'Insight'],
  ['activity', 'ActivityAuditLog'],
]);

const placeholders: Readonly<Record<EventCategory, string>> = {
  CloudTrail: '$EDS_ID',
  ConfigurationItem: '$CONFIG_EDS_ID',
  Insight: '$INSIGHTS_EDS_ID',
  Evidence: '$EVIDENCE_EDS_ID',
  ActivityAuditLog: '$ACTIVITY_EDS_ID',
};

/** Names under which a file may have the parameter already. */
const aliases: ReadonlyMap<string, readonly string[]> = new Map([
  ['start', ['start', 'start_time', 'from', 'since', 'begin']],
  ['end', ['end', 'end_time', 'to', 'until']],
  ['resource_id', ['resource_id', 'resource', 'id']],
  ['resource_type', ['resource_type', 'type']],
  ['arn', ['arn', 'principal_arn', 'role_arn', 'user_arn', 'actor']],
  ['access_key_id', ['access_key_id', 'access_key', 'key_id']],
  ['bucket', ['bucket', 'bucket_name']],
]);

const plainName = (name: string): string => name.toLowerCase().replaceAll('_', '');

function parametersIn(text: string): ReadonlyMap<string, string> {
  const names = scan(text).flatMap(({ kind, text: written }) =>
    kind === 'parameter' && /^:\w+$/.test(written) ? [written.slice(1)] : [],
  );
  return new Map(names.map((name) => [plainName(name), name]));
}

/** The chosen store where it is of the category, else one of the same connection, else any. */
function storeFor(category: EventCategory, { stores, chosenStore }: LanguageCatalog): EventDataStore | undefined {
  if (chosenStore?.category === category) return chosenStore;
  const fitting = stores.filter((store) => store.category === category);
  return fitting.find(({ connectionId }) => connectionId === chosenStore?.connectionId) ?? fitting[0];
}

/** Whole days: what the store holds where that is known, else the last seven days. */
function timesOf(store: EventDataStore | undefined, now: Date): { readonly start: string; readonly end: string } {
  const day = 24 * 60 * 60 * 1000;
  const newest = instantOf(store?.newestEventTime) ?? now.getTime();
  const oldest = instantOf(store?.oldestEventTime) ?? 0;
  const start = Math.max(newest - 6 * day, oldest);
  return { start: `${dateOf(start)} 00:00:00`, end: `${dateOf(newest + day)} 00:00:00` };
}

function instantOf(time: string | undefined): number | undefined {
  const instant = time === undefined ? NaN : Date.parse(`${time.replace(' ', 'T').slice(0, 23)}Z`);
  return Number.isNaN(instant) ? undefined : instant;
}

const dateOf = (instant: number): string => new Date(instant).toISOString().slice(0, 10);

const codeBlockOf = (text: string): string => `\`\`\`lakesql\n${text.trim()}\n\`\`\``;
