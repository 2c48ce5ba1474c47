import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { LakeSqlError } from '../../core/errors.js';
import type { LanguageCatalog } from '../../core/lang/analysis.js';
import type { Backend, RunRequest } from '../../core/query/backend.js';
import { isTerminal } from '../../core/query/queryStatus.js';
import type { EventDataStore } from '../../core/query/eventDataStore.js';
import { parametersOf } from '../../core/query/parameters.js';
import { checkStatement, runQuery, type CheckedStatement } from '../../core/query/runQuery.js';
import type { Value } from '../../core/result/types.js';
import { connectionLabel, type Connection } from '../connections/connection.js';
import { pickStore } from '../connections/pickStore.js';
import { placeOf, type Place, type PlaceParts } from '../connections/resolvePlace.js';
import { requireTrust } from '../connections/connections.js';
import { hostErrors } from '../hostErrors.js';
import type { QueryHistory } from '../views/queryHistory.js';
import { storesRead } from './findStatements.js';
import type { ParameterValues } from './parameterValues.js';
import { QueryRun, type RunOrder } from './queryRun.js';
import type { RunDiagnostics } from './runDiagnostics.js';
import type { RunLedger } from './runLedger.js';
import type { Snapshot, StatementText } from './snapshot.js';

export interface RunnerParts extends PlaceParts {
  readonly parameters: ParameterValues;
  readonly diagnostics: RunDiagnostics;
  readonly history: QueryHistory;
  readonly ledger: RunLedger;
  /** US dollars per gigabyte; undefined = unknown. */
  priceIn(region: string): number | undefined;
  /** Shows a run's result; called before the backend is asked. */
  show(run: QueryRun): void;
  /** Called before the first query with a connection that a file's head comment names. */
  confirmConnection(connection: Connection): Promise<boolean>;
  /** Called when a run was refused, or failed before it had a result. */
  onRefused(error: unknown): void;
  /** Called when a run has finished without rows. */
  onEmpty(backend: Backend, request: RunRequest): void;
}

/** A statement ready to run: everything is decided. */
interface Prepared {
  readonly snapshot: Snapshot;
  readonly source: StatementText;
  readonly checked: CheckedStatement;
  readonly catalog: LanguageCatalog;
  readonly connection: Connection;
  readonly parameters: Readonly<Record<string, Value>>;
  readonly deliveryUri: string | undefined;
}

/** Takes snapshots to results. Knows what is running. */
export class Runner implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private readonly runs = new Set<QueryRun>();
  private readonly taken = new Map<string, QueryRun>();

  constructor(private readonly parts: RunnerParts) {}

  /** Oldest first. */
  running(): readonly QueryRun[] {
    return [...this.runs];
  }

  /** A run of an earlier window that was taken up in this one, whether it has ended meanwhile or not. */
  resumed(orderId: string): QueryRun | undefined {
    return this.taken.get(orderId);
  }

  /** Takes a run of an earlier window to its end; `start` attaches its result set. Never rejects for what happens to it. */
  async follow(run: QueryRun, start: () => Promise<void>): Promise<void> {
    this.runs.add(run);
    this.taken.set(run.id, run);
    const stop = run.onDidChange(() => this.changed.fire());
    this.changed.fire();
    try {
      await start();
      await ended(run);
    } catch (error) {
      run.fail(error);
    } finally {
      stop();
      this.runs.delete(run);
      this.changed.fire();
    }
    await this.remember(run);
  }

  /**
   * Runs one statement of a snapshot. Resolves with the run when it ended, or undefined when the user stepped back;
   * rejects when the statement has mistakes, after having shown them at their place.
   */
  async run(snapshot: Snapshot, source: StatementText, deliveryUri?: string): Promise<QueryRun | undefined> {
    const prepared = await this.prepare(snapshot, source);
    return prepared && this.execute({ ...prepared, deliveryUri });
  }

  dispose(): void {
    this.changed.dispose();
  }

  private async prepare(snapshot: Snapshot, source: StatementText): Promise<Omit<Prepared, 'deliveryUri'> | undefined> {
    const place = placeOf(snapshot.document, snapshot.text, this.parts);
    const connection = await this.connectionFor(place, source.text);
    // Not even asked about in a folder that the user does not trust.
    if (connection.kind === 'lake') requireTrust();
    if (!(await this.parts.confirmConnection(connection))) return undefined;
    const stores = await this.storesFor(connection, source.text);
    const chosenStore = await this.chooseStore(place, connection, stores, snapshot, source.text);
    if (chosenStore === 'steppedBack') return undefined;
    const catalog: LanguageCatalog = { stores, ...(chosenStore ? { chosenStore } : {}) };
    const checked = checkStatement(source.text, catalog);
    const mistakes = checked.problems.filter(({ severity }) => severity === 'error');
    if (mistakes.length > 0) {
      const moved = mistakes.map((mistake) => ({
        ...mistake,
        range: { start: mistake.range.start + source.offset, end: mistake.range.end + source.offset },
      }));
      this.parts.diagnostics.show(snapshot.document, snapshot.version, moved);
      throw new LakeSqlError(
        'InvalidStatement',
        this.atLine(snapshot, moved[0]?.range.start ?? 0, mistakes[0]?.message ?? ''),
      );
    }
    const wanted = checked.statement ? parametersOf(checked.statement, checked.analysis) : [];
    const parameters = await this.parts.parameters.ask(snapshot.document, wanted, 'missing', snapshot.startedAt);
    return parameters && { snapshot, source, checked, catalog, connection, parameters };
  }

  /**
   * A statement that names a store of another connection runs there, unless the file or the user said where. Listing
   * the stores of all connections costs nothing.
   */
  private async connectionFor(place: Place, text: string): Promise<Connection> {
    const { connections, registry } = this.parts;
    if (place.fixedByFile || place.chosenByUser) return place.connection;
    await registry.ensure(place.connection);
    const here = storesNamed(text, registry.storesOf(place.connection.id));
    if (here.unknown === 0) return place.connection;
    await Promise.all(connections.list().map((connection) => registry.ensure(connection)));
    const [only, ...others] = new Set(storesNamed(text, registry.stores()).connectionIds);
    if (only === undefined || others.length > 0) return place.connection;
    return connections.find(only) ?? place.connection;
  }

  /** Listed again when the statement names a store that is not among them: another process may have added it. */
  private async storesFor(connection: Connection, text: string): Promise<readonly EventDataStore[]> {
    const known = await this.storesOf(connection);
    if (storesNamed(text, known).unknown === 0) return known;
    await this.parts.registry.refresh(connection);
    const stores = await this.storesOf(connection);
    if (stores.length === 0) throw hostErrors.noStores(placeName(connection));
    return stores;
  }

  private async storesOf(connection: Connection): Promise<readonly EventDataStore[]> {
    const { registry } = this.parts;
    if (registry.stateOf(connection.id).kind !== 'known') {
      const title = vscode.l10n.t('Listing the event data stores');
      const location = vscode.ProgressLocation.Window;
      await vscode.window.withProgress({ location, title }, () => registry.ensure(connection));
    }
    const state = registry.stateOf(connection.id);
    if (state.kind === 'failed') throw state.error;
    return registry.storesOf(connection.id);
  }

  private async chooseStore(
    place: Place,
    connection: Connection,
    stores: readonly EventDataStore[],
    snapshot: Snapshot,
    text: string,
  ): Promise<EventDataStore | undefined | 'steppedBack'> {
    const again = placeOf(snapshot.document, snapshot.text, this.parts);
    if (again.chosenStore?.connectionId === connection.id) return again.chosenStore;
    if (place.storeName !== undefined) {
      throw hostErrors.storeNotFound(
        place.storeName,
        stores.map(({ name }) => name),
      );
    }
    if (!storesRead(text, stores).hasPlaceholder) return undefined;
    if (stores.length === 0) throw hostErrors.noStores(placeName(connection));
    const only = stores.length === 1 ? stores[0] : undefined;
    const picked = only ?? (await pickStore([connection], this.parts.registry, undefined));
    if (!picked) return 'steppedBack';
    await this.parts.bindings.choose(snapshot.document, { connectionId: connection.id, storeId: picked.id });
    return picked;
  }

  private async execute(prepared: Prepared): Promise<QueryRun> {
    const order = orderOf(prepared, (region) => this.parts.priceIn(region));
    const run = new QueryRun(order);
    this.runs.add(run);
    const stop = run.onDidChange(() => this.changed.fire());
    this.changed.fire();
    this.parts.show(run);
    try {
      const backend = await this.parts.connections.backend(prepared.connection);
      run.signal.throwIfAborted();
      run.attach(
        await runQuery(
          {
            text: prepared.source.text,
            catalog: prepared.catalog,
            parameters: prepared.parameters,
            runId: order.id,
            journal: (event) => this.parts.ledger.record(order, event),
            onWaiting: (waiting) => run.setWaiting(waiting),
            ...(prepared.deliveryUri === undefined ? {} : { deliveryUri: prepared.deliveryUri }),
          },
          backend,
          run.signal,
        ),
      );
      await ended(run);
      this.tellEmpty(prepared, run, backend);
    } catch (error) {
      run.fail(error);
      this.parts.onRefused(error);
    } finally {
      stop();
      this.runs.delete(run);
      this.changed.fire();
    }
    this.showFailure(prepared, run);
    await this.remember(run);
    return run;
  }

  private tellEmpty({ catalog, parameters }: Prepared, run: QueryRun, backend: Backend): void {
    const { status, rowCount } = run.state();
    if (status !== 'finished' || rowCount > 0) return;
    this.parts.onEmpty(backend, { statement: run.order.statement, stores: catalog.stores, columns: [], parameters });
  }

  private showFailure({ snapshot, source, checked }: Prepared, run: QueryRun): void {
    const problems = run.state().failure?.problems ?? [];
    this.parts.diagnostics.show(
      snapshot.document,
      snapshot.version,
      problems.map((problem) => ({
        ...problem,
        range: {
          start: source.offset + checked.toSource(problem.range.start),
          end: source.offset + checked.toSource(problem.range.end),
        },
      })),
    );
  }

  private async remember(run: QueryRun): Promise<void> {
    const { status, rowCount, statistics, failure } = run.state();
    await this.parts.history.add(run.order, {
      status,
      rowCount,
      elapsedMilliseconds: statistics.elapsedMilliseconds,
      bytesScanned: statistics.bytesScanned,
      failure: failure?.message,
      queryId: run.resultSet?.queryId,
    });
  }

  private atLine(snapshot: Snapshot, offset: number, message: string): string {
    return vscode.l10n.t('Line {0}: {1}', lineOf(snapshot.text, offset), message);
  }
}

/** Resolves when the run has reached a terminal status and tells no more. */
async function ended(run: QueryRun): Promise<void> {
  return new Promise((resolve) => {
    const check = (): void => {
      const { status, complete } = run.state();
      if (!isTerminal(status) || !complete) return;
      stop();
      resolve();
    };
    const stop = run.onDidChange(check);
    check();
  });
}

function orderOf(
  { snapshot, source, checked, catalog, connection, parameters }: Prepared,
  priceIn: (region: string) => number | undefined,
): RunOrder {
  const price = connection.kind === 'lake' ? priceIn(connection.region) : undefined;
  const read = checked.analysis?.stores ?? [];
  const stores = read.length > 0 ? read : catalog.chosenStore ? [catalog.chosenStore] : [];
  const account = stores.find(({ accountId }) => accountId !== undefined)?.accountId;
  return {
    id: randomUUID(),
    document: snapshot.document.toString(),
    statement: checked.text,
    source: source.text,
    offset: source.offset,
    line: lineOf(snapshot.text, source.offset),
    connectionId: connection.id,
    storeId: catalog.chosenStore?.id,
    origin: {
      stores: stores.map(({ name }) => name),
      backend: connection.kind,
      ...(account === undefined ? {} : { account }),
      ...(connection.kind === 'lake' ? { region: connection.region } : {}),
    },
    parameters,
    startedAt: snapshot.startedAt,
    ...(price === undefined ? {} : { pricePerGigabyte: price }),
  };
}

/** Which connections the stores named in a statement belong to, and how many of the names are not known. */
function storesNamed(
  text: string,
  stores: readonly EventDataStore[],
): { readonly connectionIds: readonly string[]; readonly unknown: number } {
  const { analysis, problems } = checkStatement(text, { stores });
  return {
    connectionIds: (analysis?.stores ?? []).map(({ connectionId }) => connectionId),
    unknown: problems.filter(({ code }) => code === 'unknown-store').length,
  };
}

const placeName = (connection: Connection): string =>
  connection.kind === 'local' ? vscode.l10n.t('The local lake') : connectionLabel(connection);

const lineOf = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;
