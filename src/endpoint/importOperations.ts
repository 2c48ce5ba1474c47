import { ApiError, apiErrors } from './apiErrors.js';
import { requiredText, timeOf, type Input } from './input.js';
import { pageOf } from './pages.js';
import type { Operation, Served } from './served.js';
import type { ImportState } from './stateFile.js';
import { demandActive } from './storeLifeCycle.js';
import { stateOf, storeAt } from './storeOperations.js';

interface ImportSource {
  readonly S3: { readonly S3LocationUri: string };
}

export const startImport: Operation = async (input, served) => {
  if (input['ImportId'] !== undefined) {
    const before = served.imports.find(idOf(input));
    const store = await storeAt(before.storeId, served);
    const source = before.source as ImportSource;
    const again = served.imports.start({
      store,
      source,
      uri: source.S3.S3LocationUri,
      startTime: before.startTime,
      endTime: before.endTime,
    });
    return described(again, served);
  }
  const [destination] = (input['Destinations'] as readonly string[] | undefined) ?? [];
  const source = input['ImportSource'] as ImportSource | undefined;
  if (destination === undefined || source === undefined)
    throw apiErrors.invalidParameter('A new import needs Destinations and ImportSource.');
  const store = await storeAt(destination, served);
  demandActive(stateOf(store, served));
  if (store.category !== 'CloudTrail')
    throw new ApiError('InvalidEventDataStoreCategoryException', 'Trail events go into a store of CloudTrail events.');
  const [startTime, endTime] = [timeOf(input, 'StartEventTime'), timeOf(input, 'EndEventTime')];
  if (startTime !== undefined && endTime !== undefined && startTime > endTime)
    throw apiErrors.invalidParameter('StartEventTime is after EndEventTime.');
  return described(served.imports.start({ store, source, uri: source.S3.S3LocationUri, startTime, endTime }), served);
};

export const getImport: Operation = (input, served) => withStatistics(served.imports.find(idOf(input)), served);
export const stopImport: Operation = (input, served) => withStatistics(served.imports.stop(idOf(input)), served);

export const listImports: Operation = async (input, served) => {
  const destination = input['Destination'] as string | undefined;
  const store = destination === undefined ? undefined : await storeAt(destination, served);
  const imports = served.imports
    .all()
    .filter(
      ({ storeId, status }) =>
        (store === undefined || storeId === store.id) &&
        (input['ImportStatus'] === undefined || status === input['ImportStatus']),
    )
    .map((one) => {
      const { ImportSource: _, StartEventTime: __, EndEventTime: ___, ...item } = described(one, served);
      return item;
    });
  return pageOf('ListImports', 'Imports', imports, input, served);
};

export const listImportFailures: Operation = (input, served) => {
  const { failures, updatedAt } = served.imports.find(idOf(input));
  const items = failures.map(({ location, reason }) => ({
    Location: location,
    Status: 'FAILED',
    ErrorType: 'UnreadableFile',
    ErrorMessage: reason,
    LastUpdatedTime: updatedAt / 1000,
  }));
  return pageOf('ListImportFailures', 'Failures', items, input, served);
};

const idOf = (input: Input): string => requiredText(input, 'ImportId', { min: 36, max: 36 });

const described = (one: ImportState, { region, accountId }: Served) => ({
  ImportId: one.id,
  Destinations: [`arn:aws:cloudtrail:${region}:${accountId}:eventdatastore/${one.storeId}`],
  ImportSource: one.source,
  ...(one.startTime === undefined ? {} : { StartEventTime: one.startTime / 1000 }),
  ...(one.endTime === undefined ? {} : { EndEventTime: one.endTime / 1000 }),
  ImportStatus: one.status,
  CreatedTimestamp: one.createdAt / 1000,
  UpdatedTimestamp: one.updatedAt / 1000,
});

const withStatistics = (one: ImportState, served: Served): object => ({
  ...described(one, served),
  ImportStatistics: {
    FilesCompleted: Math.max(0, one.files - one.failures.length),
    EventsCompleted: one.events,
    FailedEntries: one.failures.length,
  },
});
