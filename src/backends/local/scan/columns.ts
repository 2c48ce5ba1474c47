/**
 * Columns of records that the scanner found sure, made in WebAssembly (scanner/columns.ts) in the form in which DuckDB keeps
 * its vectors: what `from_json` would give. A chunk is begun, filled with records, and its vectors are taken.
 */
import { schemaOf, type SchemaField } from '../../../core/catalog/schemas.js';
import { addSchema, isDirect } from './scanSchema.js';
import { newInstance, placeOf, reserve, type WasmExports } from './wasm.js';

interface NodeFacts {
  readonly id: number;
  /** Places in the memory: 16 bytes a row for texts, lists and maps (offset and length), 8 for times, 1 for flags. */
  readonly values: number;
  /** One bit a row, in words of 8 bytes. */
  readonly validity: number;
}

/** One vector and those below it. */
export type ColumnNode =
  | (NodeFacts & { readonly kind: 'text' | 'time' | 'flag' })
  | (NodeFacts & { readonly kind: 'struct'; readonly members: readonly ColumnNode[] })
  /** Its child is a struct: of key and value, or of members. */
  | (NodeFacts & { readonly kind: 'list'; readonly child: ColumnNode });

/** The columns that are made; the others of a store are NULL for whatever the scanner finds sure. */
export const columnFields: readonly SchemaField[] = schemaOf('CloudTrail').columns.filter(isDirect);

export interface Columns {
  /** One for each of the `columnFields`. */
  readonly nodes: readonly ColumnNode[];
  /** The text of the record itself; its long texts lie at `textPlace`, as they were added. */
  readonly json: ColumnNode;
  readonly textPlace: number;
  readonly scratchPlace: number;
  begin(): void;
  /** Adds records `from` to `to` of the text as the next rows: how many, for the chunk may not have room for all. */
  add(text: Uint8Array, records: RecordPlaces, from: number, to: number): number;
  rows(): number;
  textLength(): number;
  memory(): ArrayBuffer;
  childCount(node: ColumnNode): number;
  validCount(node: ColumnNode, rows: number): number;
  /** Puts the long texts at `scratchPlace`; their length in all. Then `relocate` tells where they went. */
  gather(node: ColumnNode, rows: number): number;
  relocate(node: ColumnNode, rows: number, address: bigint): void;
}

/** Offsets into a text. */
interface RecordPlaces {
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

const noNode = 0xffffffff;
const slack = 64;

/** `mostRows` in a chunk. Undefined where there is no WebAssembly with SIMD. */
export function createColumns(mostRows: number): Columns | undefined {
  const wasm = newInstance();
  if (!wasm) return undefined;
  const plan = planOf(wasm, columnFields, mostRows);
  reserve(wasm, plan.end);
  addSchema(wasm, (field) => plan.ids.get(field) ?? 0);
  for (const add of plan.additions) add();
  const named = (name: string): number => plan.ids.get(columnFields.find((field) => field.sourceName === name)!)!;
  wasm.setColumns(plan.json.id, named('eventCategory'), named('managementEvent'));
  return columnsOf(wasm, plan, mostRows);
}

interface Plan {
  readonly nodes: readonly ColumnNode[];
  readonly json: ColumnNode;
  readonly ids: ReadonlyMap<SchemaField, number>;
  readonly additions: readonly (() => void)[];
  readonly end: number;
}

/** Gives numbers and places to all nodes; a list's child has the number behind its own, a map's keys and values the two. */
function planOf(wasm: WasmExports, fields: readonly SchemaField[], mostRows: number): Plan {
  const mostChildren = placeOf(wasm.childCapacity);
  const ids = new Map<SchemaField, number>();
  const additions: (() => void)[] = [];
  let lastId = 0;
  let end = placeOf(wasm.nodesPlace);
  const room = (bytes: number): number => {
    const place = end;
    end += Math.ceil((bytes + slack) / 64) * 64;
    return place;
  };
  const facts = (parent: number, rows: number, width: number): NodeFacts => {
    const id = lastId++;
    const values = room(rows * width);
    const validity = room(rows / 8);
    additions.push(() => wasm.addNode(id, parent, values, validity));
    return { id, values, validity };
  };
  const text = (parent: number, rows: number): ColumnNode => ({ kind: 'text', ...facts(parent, rows, 16) });
  const members = (list: readonly SchemaField[], parent: number, rows: number): ColumnNode[] =>
    list.map((field) => nodeOf(field, parent, rows));
  const nodeOf = (field: SchemaField, parent: number, rows: number): ColumnNode => {
    const { type } = field;
    ids.set(field, lastId);
    if (type.kind === 'row') {
      const own = facts(parent, rows, 0);
      return { kind: 'struct', ...own, members: members(field.fields, own.id, rows) };
    }
    if (type.kind === 'map') {
      const own = facts(parent, rows, 16);
      // Their struct is not a node of the module: it is never null.
      const pair = [text(noNode, mostChildren), text(noNode, mostChildren)];
      return { kind: 'list', ...own, child: { kind: 'struct', ...none, members: pair } };
    }
    if (type.kind === 'array') {
      const own = facts(parent, rows, 16);
      const element = facts(noNode, mostChildren, 0);
      const child = { kind: 'struct', ...element, members: members(field.fields, element.id, mostChildren) } as const;
      return { kind: 'list', ...own, child };
    }
    const name = type.kind === 'scalar' ? type.name : '';
    if (name === 'timestamp') return { kind: 'time', ...facts(parent, rows, 8) };
    if (name === 'boolean') return { kind: 'flag', ...facts(parent, rows, 1) };
    return text(parent, rows);
  };
  const nodes = members(fields, noNode, mostRows);
  return { nodes, json: text(noNode, mostRows), ids, additions, end };
}

const none: NodeFacts = { id: noNode, values: 0, validity: 0 };

function columnsOf(wasm: WasmExports, { nodes, json }: Plan, mostRows: number): Columns {
  const textPlace = placeOf(wasm.inputPlace);
  const textCapacity = placeOf(wasm.textCapacity);
  // All of the memory: it does not grow any more.
  const bytes = new Uint8Array(wasm.memory.buffer);
  let rows = 0;
  let used = 0;
  const clear = (node: ColumnNode, count: number): void => {
    const children = node.kind === 'list' ? wasm.childCount(node.id) : 0;
    if (node.id !== noNode) wasm.clear(node.id, count);
    if (node.kind === 'list') clear(node.child, children);
    if (node.kind === 'struct') for (const member of node.members) clear(member, count);
  };
  return {
    nodes,
    json,
    textPlace,
    scratchPlace: placeOf(wasm.scratchPlace),
    begin: () => {
      for (const node of [...nodes, json]) clear(node, mostRows);
      rows = 0;
      used = 0;
    },
    add: (text, { starts, ends }, from, to) => {
      const first = starts[from] as number;
      const most = Math.min(to, from + mostRows - rows);
      let next = from;
      let length = 0;
      for (; next < most && used + (ends[next] as number) - first <= textCapacity; next += 1)
        length = (ends[next] as number) - first;
      // All at once, with what stands between them.
      bytes.set(text.subarray(first, first + length), textPlace + used);
      const base = textPlace + used - first;
      let index = from;
      for (; index < next; index += 1) {
        const [start, end] = [starts[index] as number, ends[index] as number];
        if (wasm.hasRoom(base + start - textPlace, end - start) === 0) break;
        wasm.addRow(base + start, base + end, rows);
        rows += 1;
        used = base + end - textPlace;
      }
      return index - from;
    },
    rows: () => rows,
    textLength: () => used,
    memory: () => wasm.memory.buffer,
    childCount: (node) => wasm.childCount(node.id),
    validCount: (node, count) => (node.id === noNode ? count : wasm.validCount(node.id, count)),
    gather: (node, count) => wasm.gather(node.id, count),
    relocate: (node, count, address) =>
      wasm.relocate(node.id, count, Number(address & 0xffffffffn), Number((address >> 32n) & 0xffffffffn)),
  };
}
