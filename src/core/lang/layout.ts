/** The one use of sql-formatter, in a file of its own so that it is loaded only when something is laid out. */
import { formatDialect, trino } from 'sql-formatter';

export interface FormatOptions {
  readonly tabSize: number;
  readonly insertSpaces: boolean;
}

/** Throws on what sql-formatter cannot read: UUIDs and placeholders have to be masked. */
export function layOut(masked: string, { tabSize, insertSpaces }: FormatOptions): string {
  return formatDialect(masked, {
    dialect: trino,
    tabWidth: tabSize,
    useTabs: !insertSpaces,
    keywordCase: 'preserve',
    functionCase: 'preserve',
    dataTypeCase: 'preserve',
    identifierCase: 'preserve',
    expressionWidth: 80,
    linesBetweenQueries: 1,
  });
}
