import * as vscode from 'vscode';
import { hostErrors } from '../hostErrors.js';
import type { Backend } from '../../core/query/backend.js';
import type { CallerIdentity, LakeBackend } from '../../backends/lake/lakeBackend.js';
import type { LocalBackend } from '../../backends/local/localBackend.js';
import { lakeConnection, localConnection, type Connection } from './connection.js';

export interface BackendFactories {
  openLocal(folder: string): Promise<LocalBackend>;
  openLake(profile: string, region: string): Promise<LakeBackend>;
}

const storageKey = 'lakesql.lakeConnections';

/**
 * The connections the user has: the local lake, and one per profile and Region. Backends open on first use and
 * close with the window or when their connection is removed.
 */
export class Connections implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private readonly identified = new vscode.EventEmitter<void>();
  readonly onDidIdentify = this.identified.event;
  private readonly identities = new Map<string, CallerIdentity>();
  private readonly lakeBackends = new Map<string, Promise<LakeBackend>>();
  private localLake: { readonly id: string; readonly lake: Promise<LocalBackend> } | undefined;

  constructor(
    private readonly state: vscode.Memento,
    private readonly localFolder: () => string,
    /** The connection that the settings name, when they name one. */
    private readonly configured: () => { readonly profile: string; readonly region: string } | undefined,
    private readonly factories: BackendFactories,
  ) {}

  list(): readonly Connection[] {
    const configured = vscode.workspace.isTrusted ? this.configured() : undefined;
    const own = this.lakes();
    const first = configured && lakeConnection(configured.profile, configured.region);
    return [this.local(), ...(first && !own.some(({ id }) => id === first.id) ? [first] : []), ...own];
  }

  local(): Connection & { readonly kind: 'local' } {
    const connection = localConnection(this.localFolder());
    if (connection.kind !== 'local') throw new TypeError('The local connection is local.');
    return connection;
  }

  find(id: string): Connection | undefined {
    return this.list().find((connection) => connection.id === id);
  }

  /** Opening the same connection twice gives the same backend; a failed opening may be tried again. */
  async backend(connection: Connection): Promise<Backend> {
    return connection.kind === 'local' ? this.openLocal(connection.folder) : this.openLake(connection);
  }

  async openLake({ id, profile, region }: Connection & { readonly kind: 'lake' }): Promise<LakeBackend> {
    requireTrust();
    const open = this.lakeBackends.get(id) ?? this.factories.openLake(profile, region);
    this.lakeBackends.set(id, open);
    void open.then((backend) => this.askIdentity(id, backend)).catch(() => undefined);
    open.catch(() => this.lakeBackends.delete(id));
    return open;
  }

  /** What open connections kept about their stores is asked for anew at the next listing. */
  async forgetStoreDetails(): Promise<void> {
    for (const open of this.lakeBackends.values())
      await open.then(
        ({ stores }) => stores.forget(),
        () => undefined,
      );
  }

  /** Who AWS takes the user for on a connection that is open; undefined until it has said so. */
  identityOf(id: string): CallerIdentity | undefined {
    return this.identities.get(id);
  }

  openLocal(folder: string = this.localFolder()): Promise<LocalBackend> {
    const { id } = localConnection(folder);
    if (this.localLake?.id === id) return this.localLake.lake;
    void this.localLake?.lake.then((lake) => lake.dispose()).catch(() => undefined);
    const lake = this.factories.openLocal(folder);
    this.localLake = { id, lake };
    lake.catch(() => {
      if (this.localLake?.lake === lake) this.localLake = undefined;
    });
    return lake;
  }

  async addLake(profile: string, region: string): Promise<Connection> {
    requireTrust();
    const added = lakeConnection(profile, region);
    if (!this.find(added.id)) {
      await this.state.update(storageKey, [
        ...this.lakes().map(({ profile: name, region: where }) => [name, where]),
        [profile, region],
      ]);
      this.changed.fire();
    }
    return added;
  }

  async remove(id: string): Promise<void> {
    const left = this.lakes().filter((connection) => connection.id !== id);
    await this.state.update(
      storageKey,
      left.map(({ profile, region }) => [profile, region]),
    );
    await this.close(id);
    this.changed.fire();
  }

  /** After a change of the folder or endpoint setting: everything opens anew on its next use. */
  async reopen(): Promise<void> {
    const ids = [...this.lakeBackends.keys()];
    await Promise.all(ids.map((id) => this.close(id)));
    if (this.localLake && this.localLake.id !== this.local().id) {
      const { lake } = this.localLake;
      this.localLake = undefined;
      await (await lake).dispose();
    }
    this.changed.fire();
  }

  dispose(): void {
    this.changed.dispose();
    this.identified.dispose();
    void this.shutDown();
  }

  /** Resolves when engines and sockets are closed. */
  async shutDown(): Promise<void> {
    const open: Promise<Backend>[] = [...this.lakeBackends.values()];
    if (this.localLake) open.push(this.localLake.lake);
    this.lakeBackends.clear();
    this.localLake = undefined;
    await Promise.allSettled(open.map(async (backend) => (await backend).dispose()));
  }

  private async askIdentity(id: string, backend: LakeBackend): Promise<void> {
    const identity = await backend.identity(AbortSignal.timeout(60_000));
    if (!identity || !this.lakeBackends.has(id)) return;
    this.identities.set(id, identity);
    this.identified.fire();
  }

  private async close(id: string): Promise<void> {
    const open = this.lakeBackends.get(id);
    this.lakeBackends.delete(id);
    this.identities.delete(id);
    if (open) await open.then((backend) => backend.dispose()).catch(() => undefined);
  }

  private lakes(): readonly (Connection & { readonly kind: 'lake' })[] {
    const kept: unknown = this.state.get(storageKey);
    if (!Array.isArray(kept)) return [];
    return kept.flatMap((entry: unknown) => {
      if (!Array.isArray(entry)) return [];
      const [profile, region] = entry as unknown[];
      if (typeof profile !== 'string' || typeof region !== 'string') return [];
      const made = lakeConnection(profile, region);
      return made.kind === 'lake' ? [made] : [];
    });
  }
}

export function requireTrust(): void {
  if (vscode.workspace.isTrusted) return;
  throw hostErrors.trustNeeded();
}
