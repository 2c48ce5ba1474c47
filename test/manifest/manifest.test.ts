import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { commandIds } from '../../src/host/commands/commandIds.js';
import { settingNames } from '../../src/host/settingNames.js';
import { readJson, root, sourceFiles, translatedTexts } from './sourceStrings.js';

const manifest = readJson('package.json');
const { contributes } = manifest;
const english = readJson('package.nls.json');
const japanese = readJson('package.nls.ja.json');
const contributedSettings = contributes.configuration.flatMap(({ properties }: any) => Object.entries(properties));

test('the manifest contributes exactly the commands that the code registers', () => {
  expect(contributes.commands.map(({ command }: any) => command).sort()).toEqual([...commandIds].sort());
});

test('the manifest contributes exactly the settings that the code reads', () => {
  expect(contributedSettings.map(([name]: any) => name).sort()).toEqual([...settingNames].sort());
});

test('every setting has an order, a description and a scope; defaults in the code agree', () => {
  const code = readFileSync(path.join(root, 'src/host/settings.ts'), 'utf8');
  for (const [name, schema] of contributedSettings) {
    expect(schema, name).toMatchObject({ order: expect.any(Number), markdownDescription: expect.any(String) });
    expect(schema.scope, name).toMatch(/^(machine|machine-overridable|resource|window)$/);
    if (typeof schema.default === 'number' || typeof schema.default === 'boolean') {
      expect(code).toContain(
        `${name}'${typeof schema.default === 'boolean' ? ' satisfies SettingName' : ''}, ${schema.default})`,
      );
    }
  }
});

test('folder, profile, Region and endpoint cannot be set by a workspace', () => {
  const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
  const machine = contributedSettings.filter(([, { scope }]: any) => scope === 'machine').map(([name]: any) => name);
  expect(machine.sort()).toEqual([...restrictedConfigurations].sort());
  expect(machine).toContain('lakesql.lake.endpointUrl');
});

test('both languages define exactly the keys that the manifest uses', () => {
  const used = new Set([...JSON.stringify(manifest).matchAll(/%([\w.]+)%/g)].map(([, key]) => key));
  expect(Object.keys(english).sort()).toEqual([...used].sort());
  expect(Object.keys(japanese).sort()).toEqual([...used].sort());
});

test('translations keep placeholders, command links, settings and code', () => {
  const marks = (text: string): string[] => (text.match(/\{\d\}|command:[\w.]+|`[^`]+`|\$\(\w+\)/g) ?? []).sort();
  for (const key of Object.keys(english)) expect(marks(japanese[key]), key).toEqual(marks(english[key]));
  for (const [text, translated] of Object.entries<string>(readJson('l10n/bundle.l10n.ja.json'))) {
    expect(marks(translated), text).toEqual(marks(text));
  }
});

test('the Japanese bundle has exactly the texts of the host and the views', () => {
  const host = translatedTexts(
    [...sourceFiles('src/host'), path.join(root, 'src/extension.ts')],
    (callee) => callee === 'vscode.l10n.t',
  );
  expect(host.unreadable, 'vscode.l10n.t takes plain texts').toEqual([]);
  const views = translatedTexts(sourceFiles('src/webview'), (callee) => /(^|\.)strings$/.test(callee));
  const bundle = new Set(Object.keys(readJson('l10n/bundle.l10n.ja.json')));
  expect([...host.texts, ...views.texts].filter((text) => !bundle.has(text))).toEqual([]);
  // Texts of tables reach the translator as variables; they are quoted somewhere in the views.
  const viewCode = sourceFiles('src/webview')
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  const known = (text: string): boolean =>
    host.texts.has(text) || views.texts.has(text) || viewCode.includes(`'${text}'`) || viewCode.includes(`"${text}"`);
  expect([...bundle].filter((text) => !known(text))).toEqual([]);
});

test('every file that the manifest names exists, and every menu names a contributed command', () => {
  const { languages, grammars, snippets, walkthroughs, viewsContainers, views, menus, keybindings } = contributes;
  const files = [
    manifest.icon,
    ...languages.flatMap(({ configuration, icon }: any) => [configuration, icon.light, icon.dark]),
    ...[...grammars, ...snippets].map((entry: any) => entry.path),
    ...walkthroughs.flatMap(({ steps }: any) => steps.map(({ media }: any) => media.markdown)),
    ...viewsContainers.activitybar.map(({ icon }: any) => icon),
    ...views.lakesql.map(({ icon }: any) => icon),
  ];
  expect(files.filter((file: string) => !existsSync(path.join(root, file)))).toEqual([]);
  const named = [...Object.values<any>(menus).flat(), ...keybindings].map(({ command }: any) => command);
  expect(named.filter((command: any) => !commandIds.includes(command))).toEqual([]);
  const linked = [...JSON.stringify([english, japanese, walkthroughs]).matchAll(/(?:command|onCommand):([\w.]+)/g)];
  expect(linked.map(([, command]) => command).filter((command: any) => !commandIds.includes(command))).toEqual([]);
});

test('the only key binding needs a LakeSQL editor with the focus', () => {
  expect(contributes.keybindings).toEqual([
    {
      command: 'lakesql.runQuery',
      key: 'ctrl+enter',
      mac: 'cmd+enter',
      when: 'editorLangId == lakesql && editorTextFocus',
    },
  ]);
});

test('commands that need an argument are not in the palette', () => {
  const hidden = contributes.menus.commandPalette
    .filter(({ when }: any) => when === 'false')
    .map(({ command }: any) => command);
  for (const name of ['addToLocalLake', 'copyStoreId', 'deleteLocalStore', 'reopenQuery', 'removeConnection']) {
    expect(hidden).toContain(`lakesql.${name}`);
  }
});
