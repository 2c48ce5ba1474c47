/** The problems of documents: mistakes and advice, with the severities that the user has set. */
import type { Connection } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { LanguageCatalog } from '../core/lang/analysis.js';
import { diagnose, partLinter, type PartLinter, type RuleSeverities } from '../core/lang/lint/diagnose.js';
import { readRuleSeverities } from '../core/lang/lint/severities.js';
import type { Problem } from '../core/lang/problem.js';
import type { AnalyzedTexts } from './analyzedTexts.js';
import type { Catalogs } from './catalogs.js';

/** Settings `lakesql.lint.<rule>`. */
const section = 'lakesql.lint';

export class LintedTexts {
  /** For clients that cannot be asked. */
  private given: RuleSeverities = {};
  private canAsk = false;
  private readonly asked = new Map<string, Promise<RuleSeverities>>();
  private readonly linters = new Map<LanguageCatalog, { readonly day: string; readonly linter: PartLinter }>();

  constructor(
    private readonly connection: Connection,
    private readonly catalogs: Catalogs,
    private readonly texts: AnalyzedTexts,
  ) {}

  /** `options` are the client's initialization options: those that cannot be asked may give `{ lint: { rule: severity } }`. */
  initialize(canAsk: boolean, options: unknown): void {
    this.canAsk = canAsk;
    this.given = readRuleSeverities(member(options, 'lint'));
  }

  /** Of `workspace/didChangeConfiguration`; clients that cannot be asked send the settings with it. */
  settingsChanged(settings: unknown): void {
    this.asked.clear();
    if (!this.canAsk) this.given = readRuleSeverities(member(member(settings, 'lakesql'), 'lint'));
  }

  /** The catalog has changed. */
  clear(): void {
    this.linters.clear();
  }

  forget(uri: string): void {
    this.asked.delete(uri);
  }

  /** Asks once per document. Never rejects: where the client does not answer, every rule has its default. */
  severitiesOf(uri: string): Promise<RuleSeverities> {
    if (!this.canAsk) return Promise.resolve(this.given);
    const known = this.asked.get(uri) ?? this.ask(uri);
    this.asked.set(uri, known);
    return known;
  }

  /** In the order of the text; those of the head first. */
  problemsOf(document: TextDocument, severities: RuleSeverities): readonly Problem[] {
    const linter = this.linterOf(this.catalogs.of(document));
    const found = diagnose(this.texts.of(document), linter, severities);
    // A local store costs nothing to read: as long as it may be one, nothing is said of what it would cost.
    const shown = this.catalogs.isAwaited ? found.filter(({ code }) => code !== 'missing-time-bound') : found;
    return [...this.catalogs.problemsOf(document), ...shown];
  }

  private async ask(uri: string): Promise<RuleSeverities> {
    try {
      return readRuleSeverities(await this.connection.workspace.getConfiguration({ scopeUri: uri, section }));
    } catch (error) {
      this.connection.console.warn(`The settings ${section} could not be read: ${String(error)}`);
      return {};
    }
  }

  /** One per catalog and day: fixes write the time of seven days ago. */
  private linterOf(catalog: LanguageCatalog): PartLinter {
    const now = new Date();
    const day = now.toISOString().slice(0, 10);
    const known = this.linters.get(catalog);
    if (known?.day === day) return known.linter;
    const linter = partLinter(catalog, now);
    this.linters.set(catalog, { day, linter });
    return linter;
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
