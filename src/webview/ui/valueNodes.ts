/** Nodes of core's value tree with what a view adds: a label for the root, and how Lake SQL would reach each value. */
import type { OpenedText } from '../../core/query/pathExpression.js';
import { valueTree as coreTree, type TreeNode } from '../../core/result/tree.js';
import type { LakeType, Value } from '../../core/result/types.js';

export interface ValueNode {
  readonly label: string;
  readonly value: Value;
  /** For people: `row`, `map`, `varchar`, `JSON in varchar`. */
  readonly type: string;
  readonly fullType: string;
  readonly kind: TreeNode['kind'];
  /** One line. */
  readonly summary: string;
  /** Text of a leaf, whole; undefined for containers. */
  readonly text: string | undefined;
  /** Number of children; 0 = a leaf. */
  readonly size: number;
  /** Expression in Lake SQL; undefined where SQL has none. */
  readonly path: string | undefined;
  /** Steps from the root, and where texts are opened on the way. */
  readonly steps: readonly string[];
  readonly openedAt: readonly OpenedText[];
  children(from: number, count: number): readonly ValueNode[];
}

export const valueNode = (label: string, value: Value, type: LakeType, path: string | undefined): ValueNode =>
  wrap(coreTree(value, type, label), label, path === undefined ? undefined : { text: path, json: undefined }, {
    steps: [],
    openedAt: [],
  });

/** Inside JSON, `text` is the column's expression and `json` the JSON path from it. */
interface Place {
  readonly text: string;
  readonly json: string | undefined;
}

function wrap(node: TreeNode, label: string, place: Place | undefined, way: Way): ValueNode {
  const short = /^\w[^(]*/.exec(node.type)?.[0].trim() ?? '';
  return {
    label,
    value: node.value,
    type: node.opened ? `${node.opened === 'base64' ? 'base64' : 'JSON'} in ${short}` : short,
    fullType: node.type,
    kind: node.kind,
    summary: node.value === null ? 'NULL' : node.text,
    text:
      node.childCount > 0
        ? undefined
        : node.value === null
          ? 'NULL'
          : typeof node.value === 'object'
            ? node.text
            : (node.decoded ?? String(node.value)),
    size: node.childCount,
    path: place && expression(place),
    ...way,
    children: (from, count) =>
      node
        .children(from, count)
        .map((child) =>
          wrap(child, child.label, place && childPlace(node, place, child.label), childWay(node, way, child.label)),
        ),
  };
}

interface Way {
  readonly steps: readonly string[];
  readonly openedAt: readonly OpenedText[];
}

function childWay({ opened, type }: TreeNode, { steps, openedAt }: Way, name: string): Way {
  // A value of type json is opened like a text that holds JSON.
  const opens = opened !== undefined || type === 'json';
  const here = { at: steps.length, encoded: opened === 'url-encoded json' };
  return { steps: [...steps, name], openedAt: opens ? [...openedAt, here] : openedAt };
}

const expression = ({ text, json }: Place): string =>
  json === undefined ? text : `json_extract(${text}, '${json.replaceAll("'", "''")}')`;

function childPlace(node: TreeNode, { text, json }: Place, name: string): Place | undefined {
  if (node.opened === 'url-encoded json') return undefined;
  if (node.opened === 'json' && json !== undefined)
    return { text: expression({ text, json }), json: jsonStep('$', name, node) };
  if (node.opened === 'json' || json !== undefined || node.type === 'json')
    return { text, json: jsonStep(json ?? '$', name, node) };
  switch (node.kind) {
    case 'struct':
      return { text: `${text}.${identifier(name)}`, json };
    case 'map':
      return { text: `element_at(${text}, '${name.replaceAll("'", "''")}')`, json };
    case 'list':
      return { text: `${text}[${Number(name) + 1}]`, json };
    default:
      return undefined;
  }
}

function jsonStep(path: string, name: string, node: TreeNode): string {
  if (node.kind === 'list') return `${path}[${name}]`;
  return /^[A-Za-z_]\w*$/.test(name) ? `${path}.${name}` : `${path}["${name.replace(/["\\]/g, '\\$&')}"]`;
}

/** A name as Lake SQL writes it: quoted unless it is plain. */
export const identifier = (name: string): string =>
  /^[A-Za-z_]\w*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
