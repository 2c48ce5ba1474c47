import type { BuildOptions } from 'esbuild';

export function languageServerBundle(node: BuildOptions, folder?: string): BuildOptions;
export const nodeOptions: BuildOptions;
export function languageServerSize(): Promise<{
  readonly total: number;
  readonly data: number;
  readonly language: number;
  readonly lsp: number;
  readonly other: number;
  readonly later: number;
  readonly laterData: number;
}>;
