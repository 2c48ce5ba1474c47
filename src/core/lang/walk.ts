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
  const work: { node: SyntaxNode; isLeaving: boolean }[] = [{ node: root, isLeaving: false }];
  for (let step = work.pop(); step !== undefined; step = work.pop()) {
    const { node, isLeaving } = step;
    if (isLeaving) {
      parents.pop();
      visitor.leave?.(node, parents);
      continue;
    }
    if (visitor.enter?.(node, parents) === false) continue;
    work.push({ node, isLeaving: true });
    parents.push(node);
    const children = childrenOf(node);
    for (let index = children.length - 1; index >= 0; index--) {
      const child = children[index];
      if (child !== undefined) work.push({ node: child, isLeaving: false });
    }
  }
}

/** Direct children in the order of the text. */
export function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  const children: SyntaxNode[] = [];
  collect(node, children);
  return inTextOrder(children) ? children : children.sort((a, b) => a.range.start - b.range.start);
}

/** Children are whatever in the properties has a `kind`; lists and plain records (branches of CASE) are looked into. */
function collect(container: object, children: SyntaxNode[]): void {
  for (const value of Object.values(container) as unknown[]) {
    if (typeof value !== 'object' || value === null) continue;
    if (isNode(value)) children.push(value);
    else collect(value, children);
  }
}

function isNode(value: object): value is SyntaxNode {
  return 'kind' in value && 'range' in value;
}

function inTextOrder(nodes: readonly SyntaxNode[]): boolean {
  return nodes.every((node, index) => index === 0 || (nodes[index - 1]?.range.start ?? 0) <= node.range.start);
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
