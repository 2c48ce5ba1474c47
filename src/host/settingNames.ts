/** Every setting that package.json contributes; a test compares the two. */
export const settingNames = [
  'lakesql.local.folder',
  'lakesql.lake.profile',
  'lakesql.lake.region',
  'lakesql.lake.endpointUrl',
  'lakesql.lake.pricePerGigabyte',
  'lakesql.codeLens.enabled',
  'lakesql.results.kept',
  'lakesql.results.previewLength',
  'lakesql.history.kept',
] as const;
export type SettingName = (typeof settingNames)[number];
