/** What a rule is: checks on kinds of nodes, so that one walk over the statement serves all rules. */
import type { Analysis, LanguageCatalog } from '../analysis.js';
import type { Fix, RuleCode, Severity } from '../problem.js';
import type { Range } from '../range.js';
import type { Statement } from '../syntax.js';
import type { SyntaxNode } from '../walk.js';

export interface Linted {
  /** The whole text that ranges refer to. */
  readonly text: string;
  readonly statement: Statement;
  readonly analysis: Analysis;
  readonly catalog: LanguageCatalog;
  /** For times in fixes. */
  readonly now: Date;
  /** `severity` is for places where the rule matters less than by default; a setting of the user overrides it. */
  report(code: RuleCode, range: Range, message: string, about?: ReportDetails): void;
}

export interface ReportDetails {
  readonly fixes?: readonly Fix[];
  readonly severity?: Severity;
  readonly unnecessary?: boolean;
}

type Kind = SyntaxNode['kind'];
type NodeOf<K extends Kind> = Extract<SyntaxNode, { readonly kind: K }>;

/** `parents` is from the outermost in. */
type Check<Node> = (node: Node, linted: Linted, parents: readonly SyntaxNode[]) => void;

export interface Rule {
  readonly kind: Kind;
  readonly check: Check<SyntaxNode>;
}

/** A check for one kind of node. */
export const on = <K extends Kind>(kind: K, check: Check<NodeOf<K>>): Rule => ({
  kind,
  check: (node, linted, parents) => {
    if (isOfKind(node, kind)) check(node, linted, parents);
  },
});

const isOfKind = <K extends Kind>(node: SyntaxNode, kind: K): node is NodeOf<K> => node.kind === kind;

export const sourceOf = ({ text }: Pick<Linted, 'text'>, { start, end }: Range): string => text.slice(start, end);

export const insertAt = (offset: number, text: string): { readonly range: Range; readonly text: string } => ({
  range: { start: offset, end: offset },
  text,
});

/** As a text literal. */
export const quoted = (value: string): string => `'${value.replaceAll("'", "''")}'`;
