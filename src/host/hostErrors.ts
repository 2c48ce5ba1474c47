import * as vscode from 'vscode';
import { LakeSqlError } from '../core/errors.js';

/** Errors that only the editor knows, in the user's language; `errors` of core has the others. */
export const hostErrors = {
  trustNeeded: () =>
    new LakeSqlError(
      'TrustNeeded',
      vscode.l10n.t('Connections to AWS need a trusted workspace. Trust this workspace, or use the local lake.'),
    ),
  programRefused: (profile: string) =>
    new LakeSqlError(
      'ProgramRefused',
      vscode.l10n.t('The program of the profile "{0}" was not allowed to run. Choose another connection.', profile),
    ),
  programNotAtHome: (profile: string) =>
    new LakeSqlError(
      'ProgramRefused',
      vscode.l10n.t(
        'The profile "{0}" gets its credentials from a program, and its file is not the AWS configuration of your home folder. Programs run from there only.',
        profile,
      ),
    ),
  mfaCancelled: (profile: string) =>
    new LakeSqlError('MfaNeeded', vscode.l10n.t('The profile "{0}" wants a code of your MFA device.', profile)),
  noParameters: () =>
    new LakeSqlError('Usage', vscode.l10n.t('The file has no parameters. Write one as :name in a statement.')),
  connectionGone: (id: string) =>
    new LakeSqlError('ConnectionGone', vscode.l10n.t('The connection {0} is no longer there. Choose it again.', id)),
  notRead: () =>
    new LakeSqlError(
      'NotRead',
      vscode.l10n.t('Not read again after the reload, since queries on CloudTrail Lake are billed. Reload to read it.'),
    ),
  noEditor: () =>
    new LakeSqlError('Usage', vscode.l10n.t('Open a .lakesql file and put the cursor in a statement first.')),
  noStatement: () =>
    new LakeSqlError(
      'Usage',
      vscode.l10n.t('There is no statement at the cursor. Write a SELECT, or put the cursor in one.'),
    ),
  noStores: (connection: string) =>
    new LakeSqlError(
      'NoEventDataStore',
      vscode.l10n.t('{0} has no event data store yet. Add local files or choose another connection.', connection),
    ),
  storeNotFound: (name: string, known: readonly string[]) =>
    new LakeSqlError(
      'EventDataStoreNotFound',
      known.length > 0
        ? vscode.l10n.t(
            'The file asks for the store "{0}", which this connection does not have. Known: {1}.',
            name,
            known.slice(0, 8).join(', '),
          )
        : vscode.l10n.t('The file asks for the store "{0}", and this connection has no store.', name),
    ),
  regionMissing: (profile: string) =>
    new LakeSqlError(
      'Usage',
      vscode.l10n.t(
        'The profile "{0}" has no Region. Add a line such as "-- @region ap-northeast-1" to the file.',
        profile,
      ),
    ),
  backendUnknown: (name: string) =>
    new LakeSqlError('Usage', vscode.l10n.t('"-- @backend {0}" names no backend. Write local or lake.', name)),
  resultGone: () =>
    new LakeSqlError(
      'ResultGone',
      vscode.l10n.t('The rows of this result are no longer here. Run the statement again.'),
    ),
  tooMuchToCopy: (limit: number) =>
    new LakeSqlError(
      'Usage',
      vscode.l10n.t('More than {0} cells are selected. Export the result instead.', limit.toLocaleString('en-US')),
    ),
  parquetNeedsEngine: () =>
    new LakeSqlError(
      'Usage',
      vscode.l10n.t(
        'Parquet is written by the local engine, to a file of this machine. Rows of CloudTrail Lake are not in it: export JSON Lines or CSV, or save the query results and add them to the local lake.',
      ),
    ),
  tooMuchToCompare: (limit: number) =>
    new LakeSqlError(
      'Usage',
      vscode.l10n.t(
        'Results of more than {0} rows are not compared. Narrow the statements.',
        limit.toLocaleString('en-US'),
      ),
    ),
  stillRunning: () =>
    new LakeSqlError('Usage', vscode.l10n.t('The result is still being read. Try again when it is whole.')),
  columnHasNoName: () =>
    new LakeSqlError(
      'Usage',
      vscode.l10n.t(
        'This column cannot be named in the statement: give it a name of its own with AS and run it again.',
      ),
    ),
  valueCannotBeWritten: () =>
    new LakeSqlError(
      'Usage',
      vscode.l10n.t('No literal of Lake SQL can say this value. Choose a single value within it.'),
    ),
  noStoreOfKind: (category: string) =>
    new LakeSqlError(
      'NoEventDataStore',
      vscode.l10n.t('This connection has no event data store of the kind {0}.', category),
    ),
  noResult: () => new LakeSqlError('Usage', vscode.l10n.t('There is no result yet. Run a statement first.')),
  notAFile: (name: string) =>
    new LakeSqlError(
      'Usage',
      vscode.l10n.t('{0} is not a file on this machine and cannot be added to the local lake.', name),
    ),
  noResources: () =>
    new LakeSqlError(
      'NoEventDataStore',
      vscode.l10n.t(
        'No store with AWS Config items was found. Add configuration item files, or choose a connection that has them.',
      ),
    ),
  resourceNotFound: (text: string) =>
    new LakeSqlError(
      'ResourceNotFound',
      vscode.l10n.t('No configuration item of "{0}" was found in the stores known here.', text),
    ),
  eventNotFound: (id: string) =>
    new LakeSqlError('EventNotFound', vscode.l10n.t('The event {0} was not found in the stores known here.', id)),
  nothingFollowed: (id: string) =>
    new LakeSqlError(
      'NothingFollowed',
      vscode.l10n.t(
        'No configuration item followed the event {0} within an hour on what it names. Import the items of that time, or look for the resource by its name.',
        id,
      ),
    ),
  tooOldForEventHistory: () =>
    new LakeSqlError('TooOld', vscode.l10n.t('The event history of CloudTrail keeps 90 days; this change is older.')),
  regionUnknown: () =>
    new LakeSqlError(
      'RegionUnknown',
      vscode.l10n.t('The item does not say its Region, so it is not known whose event history to ask.'),
    ),
  itemNotFound: () =>
    new LakeSqlError(
      'ItemNotFound',
      vscode.l10n.t('This configuration item is no longer in the panel. Reload the panel.'),
    ),
} as const;
