import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { commandIds } from '../../src/host/commands/commandIds.js';
import { ruleSeverities } from '../../src/core/lang/lint/severities.js';
import { problemCodes, ruleCodes } from '../../src/core/lang/problem.js';
import { settingNames } from '../../src/host/settingNames.js';
import { english, japanese, japaneseBundle, manifest, root } from './manifest.js';
import { sourceFiles, translatedTexts } from './sourceStrings.js';

const { contributes } = manifest;
const settings = contributes.configuration.flatMap(({ properties }) => Object.entries(properties));
const sorted = (names: Iterable<string>): readonly string[] => [...names].sort();
const known = new Set<string>(commandIds);

test('the manifest contributes exactly the commands that the code registers', () => {
  expect(sorted(contributes.commands.map(({ command }) => command))).toEqual(sorted(commandIds));
});

test('the manifest contributes exactly the settings that the code reads', () => {
  expect(sorted(settings.map(([name]) => name))).toEqual(sorted(settingNames));
});

test('every setting has an order, a description and a scope; defaults in the code agree', () => {
  const code = readFileSync(path.join(root, 'src/host/settings.ts'), 'utf8');
  for (const [name, schema] of settings) {
    expect(typeof schema.order, name).toBe('number');
    expect(schema.markdownDescription, name).toMatch(/^%.+%$/);
    expect(schema.scope, name).toMatch(/^(machine|machine-overridable|resource|window)$/);
    // The language server asks for those itself.
    if (schema.default === '' || name.startsWith('lakesql.lint.')) continue;
    const quoted = `'${name}'${typeof schema.default === 'boolean' ? ' satisfies SettingName' : ''}`;
    const written = typeof schema.default === 'string' ? schema.default : JSON.stringify(schema.default);
    expect(code).toContain(`${quoted}, ${written})`);
  }
});

test('every rule has a setting with its default and all severities', () => {
  const lint = settings.filter(([name]) => name.startsWith('lakesql.lint.'));
  expect(lint.map(([name, schema]) => [name.slice('lakesql.lint.'.length), schema.default])).toEqual(
    ruleCodes.map((code) => [code, problemCodes[code]]),
  );
  for (const [name, schema] of lint) expect(schema, name).toMatchObject({ enum: [...ruleSeverities] });
});

test('folder, profile, Region and endpoint cannot be set by a workspace', () => {
  const machine = settings.filter(([, { scope }]) => scope === 'machine').map(([name]) => name);
  expect(sorted(machine)).toEqual(sorted(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations));
  expect(machine).toContain('lakesql.lake.endpointUrl');
});

test('both languages define exactly the keys that the manifest uses', () => {
  const used = new Set([...JSON.stringify(manifest).matchAll(/%([\w.-]+)%/g)].map(([, key]) => key ?? ''));
  expect(sorted(Object.keys(english))).toEqual(sorted(used));
  expect(sorted(Object.keys(japanese))).toEqual(sorted(used));
});

test('translations keep placeholders, command links, settings and code', () => {
  const marks = (text: string): readonly string[] =>
    sorted(text.match(/\{\d\}|command:[\w.]+|`[^`]+`|\$\(\w+\)/g) ?? []);
  for (const [key, text] of Object.entries(english)) expect(marks(japanese[key] ?? ''), key).toEqual(marks(text));
  for (const [text, translated] of Object.entries(japaneseBundle)) expect(marks(translated), text).toEqual(marks(text));
});

test('the Japanese bundle has exactly the texts of the host and the views', () => {
  const hostFiles = [...sourceFiles('src/host'), path.join(root, 'src/extension.ts')];
  const host = translatedTexts(hostFiles, (callee) => callee === 'vscode.l10n.t');
  expect(host.unreadable, 'vscode.l10n.t takes plain texts').toEqual([]);
  const viewFiles = sourceFiles('src/webview');
  const views = translatedTexts(viewFiles, (callee) => /(^|\.)strings$/.test(callee));
  // What core says with its values apart is translated by the views that show it.
  const core = translatedTexts(sourceFiles('src/core/configuration'), (callee) => callee === 'say');
  expect(core.unreadable, 'say takes plain texts').toEqual([]);
  const translated = new Set(Object.keys(japaneseBundle));
  expect([...host.texts, ...views.texts, ...core.texts].filter((text) => !translated.has(text))).toEqual([]);
  // Texts of tables reach the translator as variables; they are quoted somewhere in the views.
  const code = viewFiles.map((file) => readFileSync(file, 'utf8')).join('\n');
  const used = (text: string): boolean =>
    host.texts.has(text) ||
    views.texts.has(text) ||
    core.texts.has(text) ||
    code.includes(`'${text}'`) ||
    code.includes(`"${text}"`);
  expect([...translated].filter((text) => !used(text))).toEqual([]);
});

test('every file that the manifest names exists', () => {
  const files = [
    manifest.icon,
    ...contributes.languages.flatMap(({ configuration, icon }) => [configuration, icon.light, icon.dark]),
    ...contributes.grammars.map((entry) => entry.path),
    ...contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.markdown)),
    ...contributes.viewsContainers.activitybar.map(({ icon }) => icon),
    ...contributes.views.lakesql.map(({ icon }) => icon),
  ];
  expect(files.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
});

test('menus, keys and links name contributed commands', () => {
  const named = [...Object.values(contributes.menus).flat(), ...contributes.keybindings].map(({ command }) => command);
  const texts = JSON.stringify([english, japanese, contributes.walkthroughs]);
  const linked = [...texts.matchAll(/(?:command|onCommand):([\w.]+)/g)].map(([, command]) => command ?? '');
  expect([...named, ...linked].filter((command) => !known.has(command))).toEqual([]);
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
  const hidden = (contributes.menus['commandPalette'] ?? []).filter(({ when }) => when === 'false');
  for (const name of ['addToLocalLake', 'copyStoreId', 'deleteLocalStore', 'reopenQuery', 'removeConnection']) {
    expect(hidden.map(({ command }) => command)).toContain(`lakesql.${name}`);
  }
});
