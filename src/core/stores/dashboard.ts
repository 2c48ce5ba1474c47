/** The statements of a dashboard's widgets as a `.lakesql` file. Pure. */

export interface DashboardWidget {
  readonly title: string | undefined;
  readonly statement: string;
  /** In the order of the `?` in the statement: literals, or the dashboard's own `$StartTime$`, `$EndTime$` and the like. */
  readonly parameters: readonly string[];
}

export interface Dashboard {
  readonly name: string;
  readonly widgets: readonly DashboardWidget[];
}

/**
 * Quoted texts, quoted names and comments, to be left alone, and `?`. Beside times AWS wants the mark in quotes: `'?'` is one too.
 */
const marks = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[^]*?\*\/|\?/g;

/** The statement of a widget with each of its marks replaced, in their order; `index` counts from 0. */
export function fillMarks(statement: string, valueOf: (index: number) => string): string {
  let index = 0;
  return statement.replace(marks, (found) => (found === '?' || found === "'?'" ? valueOf(index++) : found));
}

/**
 * One statement a widget, under a comment with its title. Each mark becomes the parameter that the dashboard gives it:
 * `$StartTime$` becomes `:start_time`, to be asked for at the run; anything else stays the text it is, as a literal.
 */
export function dashboardText({ name, widgets }: Dashboard): string {
  const head = `-- ${oneLine(name)}\n`;
  if (widgets.length === 0) return `${head}-- This dashboard has no widgets.\n`;
  return [head, ...widgets.map((widget, index) => widgetText(widget, index))].join('\n');
}

function widgetText({ title, statement, parameters }: DashboardWidget, index: number): string {
  const text = fillMarks(statement.trim().replace(/;\s*$/, ''), (mark) => parameterText(parameters[mark]));
  return `-- ${index + 1}. ${oneLine(title ?? 'Widget')}\n${text};\n`;
}

/** A place without a value is left open, under a name of its own. */
function parameterText(value: string | undefined): string {
  if (value === undefined) return ':value';
  const variable = /^'?\$([A-Za-z]+)\$'?$/.exec(value)?.[1];
  if (variable !== undefined) return `:${variable.replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`).toLowerCase()}`;
  return textLiteral(/^'([^]*)'$/.exec(value)?.[1]?.replaceAll("''", "'") ?? value);
}

/** A literal of Lake SQL, which has no way to write NUL. */
export const textLiteral = (text: string): string => `'${text.replaceAll('\0', '').replaceAll("'", "''")}'`;

/** A title is anybody's text: it must not end its comment. */
const oneLine = (text: string): string => text.replace(/[\s\u2028\u2029\u0085]+/gu, ' ').trim();
