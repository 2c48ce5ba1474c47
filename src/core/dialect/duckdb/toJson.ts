/** `CAST(x AS JSON)`: members of rows by name, keys of maps in order, times as Trino prints them. */
import type { LakeType } from '../../result/types.js';
import { freshName, quoteName, quoteText, type Context, type Emit } from './context.js';

export function castToJson(context: Context, operand: Emit, type: LakeType): void {
  if (type.kind === 'scalar' && type.name === 'json') return operand();
  write(context, 'to_json(', () => writeJsonValue(context, operand, type), ')');
}

/** A value that `to_json` makes the right JSON of. */
function writeJsonValue(context: Context, operand: Emit, type: LakeType): void {
  if (!isSpecial(type)) return operand();
  switch (type.kind) {
    case 'scalar':
      return type.name === 'timestamp with time zone'
        ? write(context, 'lk_instant_text(', operand, ", 3, 'UTC')")
        : write(context, 'lk_timestamp_text(', operand, ', 3)');
    case 'array': {
      const name = freshName(context);
      write(context, 'list_transform(', operand, `, lambda ${name}: `);
      writeJsonValue(context, () => context.out.text(name), type.element);
      return context.out.text(')');
    }
    case 'map':
      return writeMap(context, operand, type);
    case 'row':
      return writeRow(context, operand, type);
    case 'unknown':
      return operand();
  }
}

function writeMap(context: Context, operand: Emit, type: LakeType & { kind: 'map' }): void {
  if (!isSpecial(type.value)) return write(context, 'lk_map_sorted(', operand, ')');
  const name = freshName(context);
  write(context, 'lk_map_sorted(map_from_entries(list_transform(map_entries(', operand, `), lambda ${name}: `);
  context.out.text(`{'key': ${name}.key, 'value': `);
  writeJsonValue(context, () => context.out.text(`${name}.value`), type.value);
  context.out.text('})))');
}

function writeRow(context: Context, operand: Emit, type: LakeType & { kind: 'row' }): void {
  const name = freshName(context);
  write(context, 'list_transform([', operand, `], lambda ${name}: CASE WHEN ${name} IS NOT NULL THEN {`);
  type.fields.forEach((field, index) => {
    context.out.text(`${index > 0 ? ', ' : ''}${quoteText(field.name)}: `);
    writeJsonValue(context, () => context.out.text(`${name}.${quoteName(field.name)}`), field.type);
  });
  context.out.text('} END)[1]');
}

/** Whether `to_json` alone would print something else than Trino. */
function isSpecial(type: LakeType): boolean {
  switch (type.kind) {
    case 'scalar':
      return type.name === 'timestamp' || type.name === 'timestamp with time zone';
    case 'array':
      return isSpecial(type.element);
    case 'map':
      return true;
    case 'row':
      return type.fields.some((field) => isSpecial(field.type));
    case 'unknown':
      return false;
  }
}

function write(context: Context, open: string, operand: Emit, close: string): void {
  context.out.text(open);
  operand();
  context.out.text(close);
}
