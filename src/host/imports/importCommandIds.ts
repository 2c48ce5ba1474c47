/** Commands about what comes into the local lake and leaves it; `commandIds` holds them too. */
export const importCommandIds = [
  'lakesql.importFromS3',
  'lakesql.importFromService',
  'lakesql.pruneLocalStore',
  'lakesql.verifyFolder',
] as const;
export type ImportCommandId = (typeof importCommandIds)[number];
