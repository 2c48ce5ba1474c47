/** SearchSampleQueries and GenerateQuery, over the samples of this endpoint: there is no language model here. */
import { ApiError } from './apiErrors.js';
import { pageOf } from './pages.js';
import { requiredText } from './input.js';
import { daysOf, findSamples } from './samples.js';
import type { Operation } from './served.js';
import { demandActive } from './storeLifeCycle.js';
import { stateOf, storeAt } from './storeOperations.js';

const mostSamples = 50;
const usualSamples = 10;

export const searchSampleQueries: Operation = (input, served) => {
  const phrase = requiredText(input, 'SearchPhrase', { min: 2, max: 1000 });
  const found = findSamples(phrase).map(({ sample: { name, description, sql }, relevance }) => ({
    Name: name.replaceAll('-', ' '),
    Description: description,
    SQL: sql.replaceAll('$START', timeBefore(daysOf(phrase))),
    Relevance: relevance,
  }));
  const size = Math.min(mostSamples, (input['MaxResults'] as number | undefined) ?? usualSamples);
  return pageOf('SearchSampleQueries', 'SearchResults', found, { ...input, MaxResults: size }, served);
};

/** Less of the prompt than this in common with a sample is a guess, and guesses are not given out as answers. */
const leastRelevance = 0.4;

export const generateQuery: Operation = async (input, served) => {
  const [reference = ''] = input['EventDataStores'] as readonly string[];
  const prompt = requiredText(input, 'Prompt', { min: 3, max: 500 });
  const store = await storeAt(reference, served);
  demandActive(stateOf(store, served));
  if (store.category !== 'CloudTrail')
    throw new ApiError(
      'UnsupportedOperationException',
      `Queries are generated for stores of CloudTrail events; this one holds ${store.category ?? 'others'}.`,
    );
  const [best] = findSamples(prompt);
  if (!best || best.relevance < leastRelevance)
    throw new ApiError(
      'GenerateResponseException',
      'No query could be made from the prompt. This local endpoint has no language model: it answers prompts that ask for one of its sample queries (SearchSampleQueries lists them).',
    );
  return {
    QueryStatement: best.sample.sql.replaceAll('$EDS_ID', store.id).replaceAll('$START', timeBefore(daysOf(prompt))),
    QueryAlias: `generated-${best.sample.name}`,
    EventDataStoreOwnerAccountId: served.accountId,
  };
};

/** `YYYY-MM-DD hh:mm:ss` in UTC, so many days ago. */
const timeBefore = (days: number): string =>
  new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 19).replace('T', ' ');
