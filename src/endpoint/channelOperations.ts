/** Channels for activity from outside AWS: their life cycle; events are not taken. */
import { randomUUID } from 'node:crypto';
import { ApiError, apiErrors } from './apiErrors.js';
import { pageOf } from './pages.js';
import { requiredText, type Input } from './input.js';
import type { Operation, Served } from './served.js';
import { without, type ChannelState, type Tag } from './stateFile.js';
import { demandActive } from './storeLifeCycle.js';
import { arnOf, stateOf, storeAt } from './storeOperations.js';
import { checkTags } from './tags.js';

const mostChannels = 25;

export const createChannel: Operation = async (input, served) => {
  const name = requiredText(input, 'Name', { min: 3, max: 128 });
  const known = Object.values(served.state.read().channels);
  if (known.some((channel) => channel.name === name))
    throw new ApiError('ChannelAlreadyExistsException', `There is a channel named ${name} already.`);
  if (known.length >= mostChannels)
    throw new ApiError('ChannelMaxLimitExceededException', `A Region takes ${mostChannels} channels.`);
  const tags = (input['Tags'] as readonly Tag[] | undefined) ?? [];
  checkTags(tags);
  const channel: ChannelState = {
    id: randomUUID(),
    name,
    source: requiredText(input, 'Source', { min: 1, max: 256 }),
    destinations: await destinationsOf(input, served),
  };
  keep(channel, served);
  if (tags.length > 0)
    served.state.change((all) => ({ ...all, tags: { ...all.tags, [channelArn(channel, served)]: tags } }));
  return { ...described(channel, served), Tags: tags };
};

export const getChannel: Operation = (input, served) => described(channelOf(input, served), served);

export const updateChannel: Operation = async (input, served) => {
  const before = channelOf(input, served);
  const name = (input['Name'] as string | undefined) ?? before.name;
  if (Object.values(served.state.read().channels).some((other) => other.name === name && other.id !== before.id))
    throw new ApiError('ChannelAlreadyExistsException', `There is a channel named ${name} already.`);
  const channel = {
    ...before,
    name,
    destinations: input['Destinations'] === undefined ? before.destinations : await destinationsOf(input, served),
  };
  keep(channel, served);
  return described(channel, served);
};

export const deleteChannel: Operation = (input, served) => {
  const channel = channelOf(input, served);
  const arn = channelArn(channel, served);
  served.state.change((all) => ({
    ...all,
    channels: without(all.channels, channel.id),
    tags: without(all.tags, arn),
    policies: without(all.policies, arn),
  }));
  return {};
};

export const listChannels: Operation = (input, served) => {
  const channels = Object.values(served.state.read().channels).map((channel) => ({
    ChannelArn: channelArn(channel, served),
    Name: channel.name,
  }));
  return pageOf('ListChannels', 'Channels', channels, input, served);
};

async function destinationsOf(input: Input, served: Served): Promise<ChannelState['destinations']> {
  const destinations = input['Destinations'] as ChannelState['destinations'];
  return Promise.all(
    destinations.map(async ({ Type, Location }) => {
      if (Type !== 'EVENT_DATA_STORE')
        throw apiErrors.invalidParameter('Destinations here are of the type EVENT_DATA_STORE.');
      const store = await storeAt(Location, served);
      demandActive(stateOf(store, served));
      if (store.category !== 'ActivityAuditLog')
        throw new ApiError(
          'InvalidEventDataStoreCategoryException',
          `A channel delivers into a store of ActivityAuditLog events; this one holds ${store.category ?? 'others'}.`,
        );
      return { Type, Location: arnOf(store, served) };
    }),
  );
}

function channelOf(input: Input, served: Served): ChannelState {
  const reference = requiredText(input, 'Channel', { min: 3, max: 256 });
  const id = reference.includes(':')
    ? /^arn:aws[a-z-]*:cloudtrail:[a-z0-9-]+:\d{12}:channel\/([0-9a-f-]{36})$/.exec(reference)?.[1]
    : reference;
  if (id === undefined)
    throw new ApiError('ChannelARNInvalidException', `${reference} is not the ARN or the ID of a channel.`);
  const { channels } = served.state.read();
  const channel = Object.hasOwn(channels, id) ? channels[id] : undefined;
  if (!channel) throw new ApiError('ChannelNotFoundException', `There is no channel ${reference} here.`);
  return channel;
}

function keep(channel: ChannelState, served: Served): void {
  served.state.change((all) => ({ ...all, channels: { ...all.channels, [channel.id]: channel } }));
}

const channelArn = ({ id }: ChannelState, { region, accountId }: Served): string =>
  `arn:aws:cloudtrail:${region}:${accountId}:channel/${id}`;

const described = (channel: ChannelState, served: Served): object => ({
  ChannelArn: channelArn(channel, served),
  Name: channel.name,
  Source: channel.source,
  Destinations: channel.destinations,
});
