/** Which queries ran for which alias; kept as long as the endpoint runs, like the queries. */
export interface AliasRuns {
  add(alias: string, refreshId: string | undefined, queryId: string): void;
  /** The latest, or that of a refresh. */
  find(alias: string, refreshId: string | undefined): string | undefined;
}

export function createAliasRuns(): AliasRuns {
  const runs = new Map<string, string>();
  const keyOf = (alias: string, refreshId: string | undefined): string => JSON.stringify([alias, refreshId ?? null]);
  return {
    add: (alias, refreshId, queryId) => {
      runs.set(keyOf(alias, undefined), queryId);
      if (refreshId !== undefined) runs.set(keyOf(alias, refreshId), queryId);
    },
    find: (alias, refreshId) => runs.get(keyOf(alias, refreshId)),
  };
}
