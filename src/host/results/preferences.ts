import type { ResultsPreferences } from '../../protocol/results.js';
import type { Fields } from '../webviews/fields.js';

const storageKey = 'lakesql.resultsPreferences';
export const defaultPreferences: ResultsPreferences = { timeZone: 'UTC', lines: 1 };
const mostLines = 20;

/** Where preferences are kept; VS Code's Memento fits. */
export interface PreferencesStorage {
  get(key: string): unknown;
  update(key: string, value: unknown): Thenable<void>;
}

export function readPreferences(fields: Fields): ResultsPreferences {
  const timeZone = fields.text('timeZone', 100);
  return {
    timeZone: isTimeZone(timeZone) ? timeZone : 'UTC',
    lines: Math.max(1, fields.count('lines', mostLines)),
  };
}

/** What was saved, or the defaults where it is missing or of another version. */
export function loadPreferences(storage: PreferencesStorage): ResultsPreferences {
  const saved = (storage.get(storageKey) ?? {}) as Partial<Record<keyof ResultsPreferences, unknown>>;
  const { timeZone, lines } = saved;
  return {
    timeZone: typeof timeZone === 'string' && isTimeZone(timeZone) ? timeZone : defaultPreferences.timeZone,
    lines: typeof lines === 'number' && lines >= 1 && lines <= mostLines ? Math.floor(lines) : 1,
  };
}

export const savePreferences = (storage: PreferencesStorage, preferences: ResultsPreferences): Thenable<void> =>
  storage.update(storageKey, preferences);

function isTimeZone(name: string): boolean {
  if (name === 'UTC' || name === 'local') return true;
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}
