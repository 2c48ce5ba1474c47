/** Walks over the syntax tree. None of them recurses, so that no tree is too deep. */
import type {
  CommonTable,
  Expression,
  FrameBound,
  GroupBy,
  GroupingElement,
  Identifier,
  Limit,
  NamedWindow,
  Query,
  QueryBody,
  Relation,
  RelationAlias,
  Sample,
  SelectItem,
  SortItem,
  Statement,
  TableName,
  TypeName,
  WindowFrame,
  WindowSpecification,
  WithClause,
} from './syntax.js';

/** Every kind of node, to be told apart by `kind`. */
export type SyntaxNode =
  | Statement
  | Query
  | QueryBody
  | WithClause
  | CommonTable
  | Limit
  | SelectItem
  | GroupBy
  | GroupingElement
  | NamedWindow
  | SortItem
  | Relation
  | RelationAlias
  | Sample
  | TableName
  | Expression
  | Identifier
  | WindowSpecification
  | WindowFrame
  | FrameBound
  | TypeName;

export interface Visitor {
  /** Called before the children. `false` leaves the children (and `leave`) out. `parents` is from the outermost in. */
  enter?(node: SyntaxNode, parents: readonly SyntaxNode[]): boolean | undefined | void;
  /** Called after the children. */
  leave?(node: SyntaxNode, parents: readonly SyntaxNode[]): void;
}

/** Visits a node and everything in it, in the order of the text. */
export function visit(root: SyntaxNode, visitor: Visitor): void {
  const parents: SyntaxNode[] = [];
  // Undefined stands for leaving the innermost parent.
  const work: (SyntaxNode | undefined)[] = [root];
  while (work.length > 0) {
    const node = work.pop();
    if (node === undefined) {
      const left = parents.pop();
      if (left) visitor.leave?.(left, parents);
      continue;
    }
    if (visitor.enter?.(node, parents) === false) continue;
    work.push(undefined);
    parents.push(node);
    const children = childrenOf(node);
    for (let index = children.length - 1; index >= 0; index--) work.push(children[index]);
  }
}

/** Direct children in the order of the text. */
export function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  const children: SyntaxNode[] = [];
  collect(node, children);
  return inTextOrder(children) ? children : children.sort((a, b) => a.range.start - b.range.start);
}

/**
 * Children are whatever in the properties has a `kind`; lists and plain records (branches of CASE) are looked into. Every
 * key stroke walks the whole tree, so nothing is allocated here.
 */
function collect(container: object, children: SyntaxNode[]): void {
  if (Array.isArray(container)) {
    for (const value of container as unknown[]) if (typeof value === 'object' && value !== null) add(value, children);
    return;
  }
  for (const key in container) {
    // Ranges are the only records without nodes in them.
    if (key === 'range') continue;
    const value: unknown = (container as Record<string, unknown>)[key];
    if (typeof value === 'object' && value !== null) add(value, children);
  }
}

function add(value: object, children: SyntaxNode[]): void {
  if (isNode(value)) children.push(value);
  else collect(value, children);
}

function isNode(value: object): value is SyntaxNode {
  return 'kind' in value && 'range' in value;
}

function inTextOrder(nodes: readonly SyntaxNode[]): boolean {
  for (let index = 1; index < nodes.length; index++) {
    if ((nodes[index - 1]?.range.start ?? 0) > (nodes[index]?.range.start ?? 0)) return false;
  }
  return true;
}

/**
 * The nodes around an offset, from the outermost in. A node counts from its start to its end, both included; where
 * two touch at the offset, the one that begins there wins.
 */
export function nodesAt(root: SyntaxNode, offset: number): readonly SyntaxNode[] {
  const path: SyntaxNode[] = [];
  let node: SyntaxNode | undefined = contains(root, offset) ? root : undefined;
  while (node !== undefined) {
    path.push(node);
    node = childrenOf(node).findLast((child) => contains(child, offset));
  }
  return path;
}

function contains({ range }: SyntaxNode, offset: number): boolean {
  return range.start <= offset && offset <= range.end;
}

/** The table names of a statement in the order of the text, with those that turn out to be common tables. */
export function tableNamesOf(statement: Statement): TableName[] {
  const names: TableName[] = [];
  visit(statement, {
    enter(node) {
      if (node.kind === 'storeId' || node.kind === 'tablePlaceholder' || node.kind === 'qualifiedName')
        names.push(node);
    },
  });
  return names;
}

/**
 * Lower-case names that USING puts first in `*`, those of the outermost join before the others. None where FROM lists
 * several relations: there each keeps its place.
 */
export function columnsOfUsing(from: readonly Relation[]): readonly string[] {
  const namesIn = (relation: Relation): readonly string[] => {
    if (relation.kind === 'parenthesizedRelation') return relation.alias ? [] : namesIn(relation.relation);
    if (relation.kind !== 'join') return [];
    const own = relation.using.map(({ name }) => name.toLowerCase());
    return [...own, ...namesIn(relation.left), ...namesIn(relation.right)];
  };
  const [only, ...more] = from;
  return only && more.length === 0 ? [...new Set(namesIn(only))] : [];
}
