// `npm start`: from a fresh checkout to the example investigation, on the terminal and in the editor.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { has, installPackages, installVsCodeServer } from './lib/install.mjs';
import { build, currentExtension } from './lib/package.mjs';
import { must, root, run, step } from './lib/run.mjs';
import { startVsCodeServer } from './lib/vscodeServer.mjs';

const options = new Set(process.argv.slice(2));
if (options.has('--help')) {
  process.stdout.write(
    'npm start [-- --no-editor]\n\nBuilds LakeSQL, runs the example investigation and opens it in VS Code.\n  --no-editor   end after printing\n',
  );
  process.exit(0);
}
const unknown = [...options].filter((option) => option !== '--no-editor');
if (unknown.length > 0) {
  process.stderr.write(`Unknown option ${unknown.join(', ')}. See npm start -- --help.\n`);
  process.exit(2);
}

const place = path.join(root, '.lakesql-example');
const lake = path.join(place, 'lake');
const workspace = path.join(place, 'workspace');
const cli = path.join(root, 'dist/cli.js');
const resource = ['AWS::EC2::SecurityGroup', 'sg-0f3c5a7e9b1d24680'];

try {
  await main();
} catch (error) {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

async function main() {
  await installPackages();
  await build();
  rmSync(lake, { recursive: true, force: true });
  mkdirSync(workspace, { recursive: true });
  await step('Making a local lake from examples/', () =>
    lakesql('Importing the examples', ['import', 'examples'], 'onFailure'),
  );
  await writeWorkspace();

  heading('The two queries of the investigation (investigation.lakesql)');
  await lakesql('Running the queries', ['query', path.join(workspace, 'investigation.lakesql')]);
  heading(`Changes of ${resource.join(' ')}`);
  await lakesql('Showing the changes', ['changes', ...resource]);
  if (options.has('--no-editor')) return;

  heading('The same in VS Code');
  await openEditor();
}

function lakesql(what, args, show = 'all') {
  return must(what, process.execPath, [cli, ...args, '--local', lake], { show });
}

/** The example statements with the IDs of the stores just made, as a person would have them. */
async function writeWorkspace() {
  const { output } = await run(process.execPath, [cli, 'stores', '--local', lake, '--json'], { show: 'onFailure' });
  const parsed = JSON.parse(output);
  const stores = Array.isArray(parsed) ? parsed : parsed.stores;
  for (const name of readdirSync(path.join(root, 'examples')).filter((file) => file.endsWith('.lakesql'))) {
    let text = readFileSync(path.join(root, 'examples', name), 'utf8');
    for (const store of stores) text = text.replaceAll(`"${store.name}"`, store.id);
    text = text.replace(
      /^-- The stores are named in double quotes here.*\n/m,
      '-- After FROM stands the ID of a store; the hint behind it tells its name.\n',
    );
    writeFileSync(path.join(workspace, name), text);
  }
}

async function openEditor() {
  const vsix = await currentExtension();
  const settings = { 'lakesql.local.folder': lake };
  const profile = path.join(place, 'vscode');
  if (await has('code')) {
    mkdirSync(path.join(profile, 'User'), { recursive: true });
    const file = path.join(profile, 'User/settings.json');
    if (!existsSync(file))
      writeFileSync(
        file,
        JSON.stringify(
          { ...settings, 'security.workspace.trust.enabled': false, 'workbench.startupEditor': 'none' },
          undefined,
          2,
        ),
      );
    const places = ['--user-data-dir', profile, '--extensions-dir', path.join(profile, 'extensions')];
    await must('Installing the extension', 'code', [...places, '--install-extension', vsix, '--force'], {
      show: 'onFailure',
    });
    await must('Opening VS Code', 'code', [...places, workspace, path.join(workspace, 'investigation.lakesql')], {
      show: 'onFailure',
    });
    process.stdout.write('VS Code is open on the example. Press Ctrl+Enter (Cmd+Enter) in a statement to run it.\n');
    return;
  }
  const server = await installVsCodeServer();
  const editor = await step('Starting VS Code', () =>
    startVsCodeServer({ ...server, vsix, folder: workspace, dataDir: profile, settings }),
  );
  process.stdout.write(
    `\nVS Code is open at\n\n  ${editor.url}\n\nOpen investigation.lakesql and press Ctrl+Enter in a statement. Ctrl+C here ends it.\n`,
  );
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.once(signal, () => void editor.stop().then(() => process.exit(0)));
  await editor.exited;
}

function heading(text) {
  process.stdout.write(`\n${text}\n${'─'.repeat(Math.min(text.length, 100))}\n`);
}
