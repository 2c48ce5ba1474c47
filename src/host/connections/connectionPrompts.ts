import * as vscode from 'vscode';
import type { AwsProfile } from '../../backends/lake/lakeBackend.js';
import { plain } from './pickStore.js';
import type { Connection } from './connection.js';
import type { Connections } from './connections.js';

export interface ConnectionPromptParts {
  readonly connections: Connections;
  listProfiles(): Promise<readonly AwsProfile[]>;
  preferred(): { readonly profile: string; readonly region: string };
}

/** Regions where CloudTrail works, for completion; any other code can be typed. */
const regions = [
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'af-south-1',
  'ap-east-1',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-south-2',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ca-central-1',
  'ca-west-1',
  'eu-central-1',
  'eu-central-2',
  'eu-north-1',
  'eu-south-1',
  'eu-south-2',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'il-central-1',
  'me-central-1',
  'me-south-1',
  'sa-east-1',
  'us-gov-east-1',
  'us-gov-west-1',
];

/** Asks which profile and Region, and whether a connection that a file names may be used. */
export class ConnectionPrompts {
  constructor(private readonly parts: ConnectionPromptParts) {}

  /** Undefined: the user stepped back. */
  async addLake(): Promise<Connection | undefined> {
    const profile = await this.pickProfile();
    if (!profile) return undefined;
    const region = await this.pickRegion(profile);
    return region === undefined ? undefined : this.parts.connections.addLake(profile.name, region);
  }

  /**
   * A connection that a file's head comment names is used after one question, and is then one of the user's own.
   */
  async confirm(connection: Connection): Promise<boolean> {
    if (connection.kind === 'local') return true;
    if (this.parts.connections.find(connection.id)) return true;
    const use = vscode.l10n.t('Use Connection');
    const answer = await vscode.window.showWarningMessage(
      vscode.l10n.t(
        'The file asks to run on CloudTrail Lake with profile "{0}" in {1}.',
        connection.profile,
        connection.region,
      ),
      { modal: true, detail: vscode.l10n.t('Queries there are billed by the data they scan.') },
      use,
    );
    if (answer !== use) return false;
    await this.parts.connections.addLake(connection.profile, connection.region);
    return true;
  }

  /** Undefined: the user stepped back. */
  async pickProfile(): Promise<AwsProfile | undefined> {
    const profiles = await this.parts.listProfiles();
    const preferred = this.parts.preferred().profile;
    const listed = profiles.some(({ name }) => name === 'default')
      ? profiles
      : [
          ...profiles,
          {
            name: 'default',
            region: undefined,
            kind: 'other',
            sso: undefined,
            mfaSerial: undefined,
            programs: [],
          } as const,
        ];
    const items = [...listed]
      .sort((a, b) => Number(b.name === preferred) - Number(a.name === preferred))
      .map((profile) => ({
        label: `$(account) ${plain(profile.name)}`,
        description: [profile.region, kindText(profile)].filter(Boolean).join(' · '),
        ...(profiles.includes(profile) ? {} : { detail: vscode.l10n.t('Credentials of the environment') }),
        profile,
      }));
    const picked = await vscode.window.showQuickPick(items, {
      title: vscode.l10n.t('Profile of the AWS configuration'),
      placeHolder: vscode.l10n.t('From ~/.aws/config and ~/.aws/credentials'),
    });
    return picked?.profile;
  }

  async pickRegion(profile: AwsProfile): Promise<string | undefined> {
    const first = [this.parts.preferred().region, profile.region].filter(
      (region) => region !== undefined && region !== '',
    );
    const pick = vscode.window.createQuickPick();
    pick.title = vscode.l10n.t('Region');
    pick.placeholder = vscode.l10n.t('Region of the event data stores; others can be typed');
    const known = [...new Set([...first, ...regions])].filter((region) => region !== undefined);
    const fill = (typed: string): void => {
      const offered = known.includes(typed) || !/^[a-z]{2,3}(-[a-z]+)+-\d+$/.test(typed) ? known : [typed, ...known];
      pick.items = offered.map((label) => ({ label }));
    };
    fill('');
    try {
      return await new Promise((resolve) => {
        pick.onDidChangeValue(fill);
        pick.onDidAccept(() => {
          resolve(pick.selectedItems[0]?.label);
          pick.hide();
        });
        pick.onDidHide(() => resolve(undefined));
        pick.show();
      });
    } finally {
      pick.dispose();
    }
  }
}

/** How it comes to its credentials. */
function kindText({ kind, sso, mfaSerial, programs }: AwsProfile): string | undefined {
  if (sso) return 'IAM Identity Center';
  if (programs.length > 0) return vscode.l10n.t('program');
  switch (kind) {
    case 'keys':
      return vscode.l10n.t('access key');
    case 'role':
      return mfaSerial === undefined ? vscode.l10n.t('role') : vscode.l10n.t('role with MFA');
    case 'webIdentity':
      return vscode.l10n.t('web identity');
    default:
      return undefined;
  }
}
