/** Who may import whom; docs/architecture.md says why. Paths are what an import resolves to. */
const room = (name) => `^src/${name}`;
const forbid = (name, from, to, comment) => ({ name, comment, severity: 'error', from, to });
module.exports = {
  forbidden: [
    forbid('no-cycles', {}, { circular: true }, 'No cycles.'),
    forbid(
      'core-is-pure',
      { path: room('core/') },
      { pathNot: [room('core/'), '^node_modules/(vscode-languageserver-(types|textdocument)|sql-formatter)/'] },
      'core imports core only: no Node, no vscode, no library but two pure ones of core/lang.',
    ),
    forbid(
      'lsp-types-in-lang-only',
      { path: room('core/'), pathNot: room('core/lang/') },
      { path: '^node_modules/' },
      'Language server types and the formatter belong to core/lang.',
    ),
    forbid(
      'backends-apart-local',
      { path: room('backends/local/') },
      { path: room('backends/(?!local/)') },
      'Each backend could be deleted alone.',
    ),
    forbid(
      'backends-apart-lake',
      { path: room('backends/lake/') },
      { path: room('backends/(?!lake/)') },
      'Each backend could be deleted alone.',
    ),
    forbid(
      'backends-below-fronts',
      { path: room('backends/') },
      { path: [room('(host|webview|cli|endpoint|languageServer)/'), room('extension'), '@types/vscode'] },
      'Backends know no front.',
    ),
    forbid(
      'protocol-is-types',
      { path: room('protocol/') },
      { path: '^(src|node_modules)', pathNot: [room('(core|protocol)/')] },
      'Protocol imports core only.',
    ),
    forbid(
      'webview-is-thin',
      { path: room('webview/') },
      { path: room('(?!webview|protocol|core/(result|configuration|stores)/|core/query/|core/lang/(problem|range))') },
      'Webviews see results, configuration, requests for stores and messages only.',
    ),
    forbid('webview-no-node', { path: room('webview/') }, { dependencyTypes: ['core'] }, 'Webviews run in a browser.'),
    forbid(
      'language-server',
      { path: room('languageServer/') },
      { path: room('(?!languageServer|core/|protocol/)') },
      'The language server is an adapter over core.',
    ),
    forbid(
      'endpoint',
      { path: room('endpoint/') },
      { path: room('(?!endpoint/|core/|protocol/|backends/local/)') },
      'The endpoint serves local stores.',
    ),
    forbid(
      'cli',
      { path: room('cli/') },
      { path: room('(host|webview|extension)') },
      'The command line has no editor.',
    ),
    forbid(
      'host',
      { path: [room('host/'), room('extension')] },
      { path: room('(languageServer|webview|cli)/') },
      'The host talks to views and server by messages.',
    ),
    forbid(
      'vscode-in-host-only',
      { path: '^src/', pathNot: [room('host/'), room('extension')] },
      { path: '@types/vscode/' },
      'Only the host imports vscode.',
    ),
    forbid(
      'sdk-in-lake-only',
      { path: '^src/', pathNot: room('backends/lake/') },
      { path: '^node_modules/@aws-sdk' },
      'The AWS SDK belongs to backends/lake.',
    ),
    forbid(
      'duckdb-in-local-only',
      { path: '^src/', pathNot: room('backends/local/') },
      { path: '^node_modules/@duckdb' },
      'DuckDB belongs to backends/local.',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
