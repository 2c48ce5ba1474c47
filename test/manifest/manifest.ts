/** package.json as far as the tests look at it, and its texts. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '../..');

export interface Setting {
  readonly order: number;
  readonly markdownDescription: string;
  readonly scope: string;
  readonly default: unknown;
}
export interface MenuEntry {
  readonly command: string;
  readonly when?: string;
}
export interface Manifest {
  readonly icon: string;
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly configuration: readonly { readonly properties: Readonly<Record<string, Setting>> }[];
    readonly languages: readonly {
      readonly configuration: string;
      readonly icon: { readonly light: string; readonly dark: string };
    }[];
    readonly grammars: readonly { readonly path: string }[];
    readonly walkthroughs: readonly { readonly steps: readonly { readonly media: { readonly markdown: string } }[] }[];
    readonly viewsContainers: { readonly activitybar: readonly { readonly icon: string }[] };
    readonly views: { readonly lakesql: readonly { readonly icon: string }[] };
    readonly menus: Readonly<Record<string, readonly MenuEntry[]>>;
    readonly keybindings: readonly MenuEntry[];
  };
}

const readJson = (name: string): unknown => JSON.parse(readFileSync(path.join(root, name), 'utf8'));

export const manifest = readJson('package.json') as Manifest;
export const english = readJson('package.nls.json') as Readonly<Record<string, string>>;
export const japanese = readJson('package.nls.ja.json') as Readonly<Record<string, string>>;
export const japaneseBundle = readJson('l10n/bundle.l10n.ja.json') as Readonly<Record<string, string>>;
