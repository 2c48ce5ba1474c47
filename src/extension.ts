/** Composition root: builds the parts, hands their lifetimes to VS Code, nothing else. */
import * as vscode from 'vscode';
import { ChangePanels } from './host/changes/changePanels.js';
import { createChangeActions } from './host/changes/changeActions.js';
import { offerFollowing } from './host/changes/offerFollowing.js';
import { ReadOnlyDocuments } from './host/changes/readOnlyDocuments.js';
import { addLocalFiles, addToLocalLake } from './host/commands/addLocalFiles.js';
import { cancelQuery } from './host/commands/cancelQuery.js';
import { changeParameters } from './host/commands/changeParameters.js';
import { chooseConnection } from './host/commands/chooseConnection.js';
import { chooseEventDataStore } from './host/commands/chooseEventDataStore.js';
import { format } from './host/commands/format.js';
import * as historyCommands from './host/commands/history.js';
import { openExample } from './host/commands/openExample.js';
import { registerCommands, type Command } from './host/commands/registerCommands.js';
import type { CommandId } from './host/commands/commandIds.js';
import { removeConnection } from './host/commands/removeConnection.js';
import { exportResults, openResults } from './host/commands/results.js';
import { runAllInFile } from './host/commands/runAllInFile.js';
import { runQuery } from './host/commands/runQuery.js';
import { showChanges } from './host/commands/showChanges.js';
import { showCoverage } from './host/commands/showCoverage.js';
import * as storeCommands from './host/commands/stores.js';
import { whatDidThisChange } from './host/commands/whatDidThisChange.js';
import { whoChangedThis } from './host/commands/whoChangedThis.js';
import { ratesFolder, machineFolder } from './backends/lake/machineFiles.js';
import { priceIn } from './core/query/money.js';
import { openBudgetSettings } from './host/commands/openBudgetSettings.js';
import { runEarlier, runLater } from './host/commands/queueOrder.js';
import { searchHistory } from './host/commands/searchHistory.js';
import { showPermissions } from './host/commands/showPermissions.js';
import { privately } from './host/privately.js';
import type { QueryRun } from './host/running/queryRun.js';
import { resumeRuns } from './host/running/resumeRuns.js';
import { RunLedger } from './host/running/runLedger.js';
import { Spending, type SpendingRules } from './host/running/spending.js';
import { connectionSettings } from './host/settingNames.js';
import { SpendingStatusBar } from './host/views/spendingStatusBar.js';
import { backendFactories, listAwsProfiles } from './host/connections/backendFactories.js';
import { ConnectionPrompts } from './host/connections/connectionPrompts.js';
import { Connections } from './host/connections/connections.js';
import { CredentialPrograms } from './host/connections/credentialPrograms.js';
import { DocumentBindings } from './host/connections/documentBindings.js';
import { StoreRegistry } from './host/connections/storeRegistry.js';
import { FailureReporter } from './host/failures.js';
import { importCommands } from './host/imports/importCommands.js';
import { createServiceAccess } from './host/imports/serviceAccess.js';
import { LanguageServerClient } from './host/language/languageClient.js';
import { Vocabularies } from './host/language/vocabularies.js';
import { ReportDocuments } from './host/reports/reportDocuments.js';
import { exportResult } from './host/results/exportResult.js';
import { createPivots } from './host/results/pivots.js';
import { loadPreferences, savePreferences } from './host/results/preferences.js';
import { reattachTo } from './host/results/reattach.js';
import { ResultsPanels } from './host/results/resultsPanels.js';
import { CodeLenses } from './host/running/codeLenses.js';
import { tellEmptyResult } from './host/running/emptyResult.js';
import { ParameterValues } from './host/running/parameterValues.js';
import { createRerun } from './host/running/rerun.js';
import { RunDiagnostics } from './host/running/runDiagnostics.js';
import { Runner } from './host/running/runner.js';
import { RunStatusBar } from './host/running/runStatusBar.js';
import { readSettings } from './host/settings.js';
import { lakeCommands } from './host/stores/lakeCommands.js';
import { PlaceStatusBar } from './host/views/placeStatusBar.js';
import { QueriesView } from './host/views/queriesView.js';
import { QueryHistory } from './host/views/queryHistory.js';
import { StoresView } from './host/views/storesView.js';

export function activate(context: vscode.ExtensionContext): void {
  const began = performance.now();
  const { extensionUri, globalState, workspaceState, subscriptions } = context;
  const own = <T extends vscode.Disposable>(part: T): T => {
    subscriptions.push(part);
    return part;
  };
  let settings = readSettings();

  const log = own(vscode.window.createOutputChannel('LakeSQL', { log: true }));
  const reporter = new FailureReporter(log);
  const logUnknown = (error: unknown): void => reporter.logUnknown(error);

  const rules = (): SpendingRules => ({
    limits: settings.spendingLimits,
    prices: settings.prices,
    isPrivate: settings.isPrivate,
  });
  const remembered = privately(workspaceState, () => settings.isPrivate);
  const shared = machineFolder(process.env);
  const spending = own(new Spending(shared, rules, log));
  const listProfiles = () => listAwsProfiles(settings.awsFiles);
  const programs = new CredentialPrograms(globalState, listProfiles);
  const factories = backendFactories({
    extensionUri,
    storageUri: context.globalStorageUri,
    log,
    endpointUrl: () => settings.lakeEndpointUrl,
    lake: () => settings,
    spending: spending.policy(),
    ratesFolder: ratesFolder(shared),
    confirmProgram: (profile) => programs.confirm(profile),
  });
  const connections = own(
    new Connections(
      globalState,
      () => settings.localFolder || vscode.Uri.joinPath(context.globalStorageUri, 'lake').fsPath,
      () =>
        settings.lakeProfile && settings.lakeRegion
          ? { profile: settings.lakeProfile, region: settings.lakeRegion }
          : undefined,
      factories,
    ),
  );
  const registry = own(new StoreRegistry(connections));
  const bindings = own(new DocumentBindings(workspaceState));
  const places = { connections, registry, bindings };
  const vocabularies = own(new Vocabularies({ connections, registry, log }));
  const prompts = new ConnectionPrompts({
    connections,
    listProfiles,
    preferred: () => ({ profile: settings.lakeProfile, region: settings.lakeRegion }),
  });

  const parameters = new ParameterValues(workspaceState);
  const diagnostics = own(new RunDiagnostics());
  const history = new QueryHistory(remembered, () => settings.historyKept);
  const ledger = new RunLedger(remembered);
  const priceOf = (region: string): number | undefined => priceIn(region, settings.prices);
  const runner = own(
    new Runner({
      ...places,
      parameters,
      diagnostics,
      history,
      ledger,
      priceIn: priceOf,
      onRefused: (error) => reporter.offerRemedy(error),
      show: (run) => {
        vocabularies.follow(run);
        resultsPanels.show(run);
      },
      confirmConnection: (connection) => prompts.confirm(connection),
      onEmpty: (backend, request) => void tellEmptyResult(backend, request).catch(logUnknown),
    }),
  );
  const rerun = createRerun(runner, bindings);

  const documents = own(new ReadOnlyDocuments());
  const changePanels = own(
    new ChangePanels(
      extensionUri,
      documents,
      createChangeActions({
        ...places,
        ...{ documents, state: workspaceState, logUnknown },
        pickProfile: async () => (await prompts.pickProfile())?.name,
        pricePerGigabyte: () => settings.pricePerGigabyte,
      }),
    ),
  );
  const resultsPanels: ResultsPanels = own(
    new ResultsPanels(
      extensionUri,
      remembered,
      () => settings.resultsKept,
      {
        exportResult,
        pivot: createPivots({ registry, bindings }),
        preferences: () => loadPreferences(globalState),
        savePreferences: async (preferences) => savePreferences(globalState, preferences),
        runAgain: async ({ document, source, connectionId, storeId }) => {
          const order = { document: vscode.Uri.parse(document), statement: source, connectionId, storeId };
          // The view's button starts the run; how the run ends is told like every run's end, not as the button's.
          await rerun(order).catch((error: unknown) => reporter.report(error));
        },
        revealStatement: ({ document, source }) => historyCommands.openStatement({ document, statement: source }),
        showChanges: ({ resourceType, resourceId, accountId, region }, { connectionId }) =>
          changePanels.open({
            connectionId,
            resource: {
              type: resourceType,
              id: resourceId,
              ...(accountId ? { accountId } : {}),
              ...(region ? { region } : {}),
            },
          }),
        whatChanged: (event, { connectionId }) => offerFollowing(event, connectionId, places, changePanels),
        previewLength: () => settings.previewLength,
        logUnknown,
      },
      reattachTo(connections, registry, runner),
    ),
  );

  const codeLenses = own(new CodeLenses(places, () => settings.codeLens));
  own(new RunStatusBar(runner));
  own(new PlaceStatusBar({ ...places, spending }));
  own(new SpendingStatusBar(spending, rules, (id) => registry.find(id)?.name, logUnknown));
  own(vscode.window.registerTreeDataProvider('lakesql.eventDataStores', own(new StoresView(connections, registry))));
  own(vscode.window.registerTreeDataProvider('lakesql.queries', own(new QueriesView(runner, history))));
  own(new LanguageServerClient(context.asAbsolutePath('dist/languageServer/main.mjs'), log, places, vocabularies));

  const reports = own(new ReportDocuments());
  const pastResults = { connections, registry, priceIn: priceOf, show: (run: QueryRun) => resultsPanels.show(run) };
  const imports = { connections, registry, log, reports };
  const access = createServiceAccess({
    log,
    endpointUrl: () => settings.lakeEndpointUrl,
    lake: () => settings,
    confirmProgram: (profile) => programs.confirm(profile),
  });
  own(
    registerCommands(
      {
        'lakesql.runQuery': runQuery(runner, diagnostics),
        'lakesql.runAllInFile': runAllInFile(runner, diagnostics),
        'lakesql.cancelQuery': cancelQuery(runner),
        'lakesql.chooseEventDataStore': chooseEventDataStore(places),
        'lakesql.chooseConnection': chooseConnection(places, prompts),
        'lakesql.changeParameters': changeParameters(parameters, registry),
        'lakesql.addLocalFiles': addLocalFiles(imports),
        'lakesql.addToLocalLake': addToLocalLake(imports),
        'lakesql.showChanges': showChanges(places, changePanels),
        'lakesql.whoChangedThis': whoChangedThis(places, changePanels),
        'lakesql.whatDidThisChange': whatDidThisChange(places, changePanels, resultsPanels),
        'lakesql.format': format,
        'lakesql.openResults': openResults(resultsPanels),
        'lakesql.exportResults': exportResults(resultsPanels),
        'lakesql.openQueryHistory': historyCommands.openQueryHistory,
        'lakesql.searchQueryHistory': searchHistory({ ...pastResults, history }),
        'lakesql.openPastResult': historyCommands.openPastResultOf(history, pastResults),
        'lakesql.runEarlier': runEarlier,
        'lakesql.runLater': runLater,
        'lakesql.openBudgetSettings': openBudgetSettings,
        'lakesql.showPermissions': showPermissions(reports, () => settings.lakeRegion),
        'lakesql.reopenQuery': historyCommands.reopenQuery(history),
        'lakesql.runHistoryQuery': historyCommands.runHistoryQuery(history, rerun),
        'lakesql.copyStatement': historyCommands.copyStatement(history),
        'lakesql.removeFromHistory': historyCommands.removeFromHistory(history),
        'lakesql.clearQueryHistory': historyCommands.clearQueryHistory(history),
        'lakesql.refreshStores': storeCommands.refreshStores(registry, connections),
        'lakesql.copyStoreId': storeCommands.copyStoreId(registry),
        'lakesql.newQueryForStore': storeCommands.newQueryForStore(registry, bindings),
        'lakesql.showCoverage': showCoverage(imports),
        'lakesql.deleteLocalStore': storeCommands.deleteLocalStore(registry, connections),
        'lakesql.removeConnection': removeConnection(connections),
        'lakesql.openExample': openExample(imports, extensionUri),
        ...lakeCommands({
          ...{ connections, registry, bindings, reports, runner, prompts, access, extensionUri, logUnknown },
          storageUri: context.globalStorageUri,
          state: globalState,
          show: (run) => resultsPanels.show(run),
          onRefused: (error) => reporter.offerRemedy(error),
        }),
        ...importCommands({ ...imports, prompts, access }),
        'lakesql.showLog': () => Promise.resolve(log.show()),
      } satisfies Record<CommandId, Command>,
      reporter,
    ),
  );

  own(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (!event.affectsConfiguration('lakesql')) return;
      settings = readSettings();
      codeLenses.refresh();
      if (event.affectsConfiguration('lakesql.lake')) spending.rulesChanged();
      const moved = connectionSettings.some((name) => event.affectsConfiguration(name));
      if (moved) void connections.reopen().then(() => registry.refreshAll(), logUnknown);
    }),
  );
  own(
    vscode.workspace.onDidCloseTextDocument(({ uri, isUntitled }) => {
      if (isUntitled) void Promise.all([parameters.forget(uri), bindings.forget(uri)]).catch(logUnknown);
    }),
  );
  own(vscode.workspace.onDidGrantWorkspaceTrust(() => void connections.reopen().catch(logUnknown)));
  const resume = (): void => resumeRuns({ connections, registry, ledger, runner, logUnknown });
  if (vscode.workspace.isTrusted) resume();
  own(vscode.workspace.onDidGrantWorkspaceTrust(resume));
  log.info(`Activated in ${(performance.now() - began).toFixed(1)} ms.`);
}
