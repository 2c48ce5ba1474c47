/** A backend that the user chose, known before anything is opened: making one costs nothing and asks nobody. */
export type Connection =
  | { readonly kind: 'local'; readonly id: string; readonly folder: string }
  | { readonly kind: 'lake'; readonly id: string; readonly profile: string; readonly region: string };

export const localConnection = (folder: string): Connection => ({ kind: 'local', id: `local:${folder}`, folder });

export const lakeConnection = (profile: string, region: string): Connection => ({
  kind: 'lake',
  id: `lake:${profile}@${region}`,
  profile,
  region,
});

/** One line for people. */
export function connectionLabel(connection: Connection): string {
  return connection.kind === 'local' ? connection.folder : `${connection.profile} · ${connection.region}`;
}
