/** What the resolver collects while it walks over one statement. */
import { signaturesOf, type LakeFunction, type Signature } from '../../catalog/functions.js';
import type { EventDataStore } from '../../query/eventDataStore.js';
import type { LakeType } from '../../result/types.js';
import type { LanguageCatalog, Reference } from '../analysis.js';
import { plainLine } from '../markdown.js';
import { problem, problemCodes, type Fix, type Problem, type ProblemCode, type Severity } from '../problem.js';
import type { Range } from '../range.js';
import type { Origin, Output, Scope, ScopeColumn } from './scope.js';
import type { Expression, Identifier, Query, TableName } from '../syntax.js';

/** A place that completion asked about: the name that contains the marker, and what it could be. */
export type Probe =
  | { readonly kind: 'table'; readonly scope: Scope }
  | { readonly kind: 'expression'; readonly scope: Scope }
  | {
      readonly kind: 'member';
      readonly type: LakeType;
      readonly origin: Origin | undefined;
      /** Where the expression before the dot stands. */
      readonly base: Range;
    }
  | { readonly kind: 'relationColumn'; readonly columns: readonly ScopeColumn[] };

export class Resolution {
  readonly problems: Problem[] = [];
  readonly stores: EventDataStore[] = [];
  /** The first place that names the marker. */
  probe: Probe | undefined;
  private readonly types = new Map<Expression, LakeType>();
  private readonly origins = new Map<Expression, Origin>();
  private readonly columns = new Map<Expression, ScopeColumn>();
  private readonly references = new Map<Expression | Identifier | TableName, Reference>();
  private readonly signatures = new Map<LakeFunction, readonly Signature[]>();
  private saidThatNoStoreIsKnown = false;

  constructor(
    readonly text: string,
    readonly catalog: LanguageCatalog,
    /** Part of the name at the caret in completion; undefined in an ordinary analysis. */
    readonly marker: string | undefined,
    /** Reads a query within a scope; here so that expressions and queries need not import each other. */
    readonly readQuery: (resolution: Resolution, query: Query, scope: Scope) => Output,
  ) {}

  /** `fixes` are those that only the place of the report can tell; core/lang/fixes makes the others from the tree. */
  report(
    code: ProblemCode,
    range: Range,
    message: string,
    severity: Severity = problemCodes[code],
    fixes: readonly Fix[] = [],
  ): void {
    const found = { ...problem(code, range, oneLine(message)), severity };
    this.problems.push(fixes.length === 0 ? found : { ...found, fixes });
  }

  /** Once per statement. */
  reportThatNoStoreIsKnown(range: Range): void {
    if (this.saidThatNoStoreIsKnown) return;
    this.saidThatNoStoreIsKnown = true;
    this.report(
      'unknown-store',
      range,
      'No event data stores are known yet, so names of stores are not checked. Connect to an account or import files.',
      'hint',
    );
  }

  /** `name` contains the marker of completion. */
  isMarked(name: string): boolean {
    return this.marker !== undefined && name.includes(this.marker);
  }

  found(probe: Probe): void {
    this.probe ??= probe;
  }

  read(store: EventDataStore): void {
    if (!this.stores.some(({ id }) => id === store.id)) this.stores.push(store);
  }

  setType(expression: Expression, type: LakeType, origin?: Origin): LakeType {
    this.types.set(expression, type);
    if (origin) this.origins.set(expression, origin);
    return type;
  }

  typeOf(expression: Expression): LakeType {
    return this.types.get(expression) ?? { kind: 'unknown' };
  }

  originOf(expression: Expression): Origin | undefined {
    return this.origins.get(expression);
  }

  /** The column that an expression names, for comparing expressions. */
  setColumn(expression: Expression, column: ScopeColumn): void {
    this.columns.set(expression, column);
  }

  columnOf(expression: Expression): ScopeColumn | undefined {
    return this.columns.get(expression);
  }

  refer(node: Expression | Identifier | TableName, reference: Reference): void {
    this.references.set(node, reference);
  }

  referenceOf(node: Expression | Identifier | TableName): Reference | undefined {
    return this.references.get(node);
  }

  /** Read once per statement, which may call the same function a hundred times. */
  signaturesOf(lakeFunction: LakeFunction): readonly Signature[] {
    const known = this.signatures.get(lakeFunction) ?? signaturesOf(lakeFunction);
    this.signatures.set(lakeFunction, known);
    return known;
  }

  source(range: Range): string {
    return this.text.slice(range.start, range.end);
  }

  /** The same for messages: on one line and not long. */
  shown(range: Range): string {
    const text = plainLine(this.source(range)).replace(/\s+/g, ' ');
    return text.length > 60 ? `${text.slice(0, 57)}...` : text;
  }
}

/** Names in double quotes may hold anything. */
function oneLine(message: string): string {
  const line = plainLine(message).replace(/\s+/g, ' ').trim();
  return line.length > 600 ? `${line.slice(0, 400)} ... ${line.slice(-180)}` : line;
}
