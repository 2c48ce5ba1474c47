import type { BuildOptions } from 'esbuild';

export function languageServerBundles(node: BuildOptions, folder?: string): BuildOptions[];
export const nodeOptions: BuildOptions;
export function languageServerSize(): Promise<{
  readonly total: number;
  readonly data: number;
  readonly language: number;
  readonly lsp: number;
  readonly other: number;
  readonly layout: number;
  readonly knowledge: number;
}>;
